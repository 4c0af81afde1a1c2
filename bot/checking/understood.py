"""The assistant's own test: example questions asked, and those it answers with something else."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import bot.understanding
from bot.assistant import Assistant
from bot.checking.subject import Example, Subject, Warned
from bot.messages import Dialogue, Message
from bot.understanding.intents import FAQ, split_label
from bot.understanding.masks import masked

MOST_QUESTIONS = 6_000
MOST_OF_A_FACET = 40
_NOTICED = 2_000
_KEPT = 8
_STATEMENTS = ("background",)

Answered = dict[str, str]
"""What a question was answered with, by ``label language text``; only where it is something else."""


def misunderstood(subject: Subject, cache: Path | None, tell: Callable[[str], None]) -> Iterator[Warned]:
    """One warning for each entry of the FAQ, and each part of a topic, whose examples are answered with something else.

    Args:
        subject: what is checked.
        cache: the folder for trained weights; the results are kept beside them.
        tell: says that it takes a while, before it does.
    """
    examples = list(subject.examples())
    results = _results(subject, examples, cache, tell)
    groups: dict[tuple[str, str], list[tuple[Example, str]]] = defaultdict(list)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for example in examples:
        sizes[example.label, example.file] += 1
        answer = results.get(_id(example))
        if answer:
            groups[example.label, example.file].append((example, answer))
    for (label, file), group in groups.items():
        example, answer = group[0]
        others = len(group) - 1
        more = f" ({others} more of its {sizes[label, file]} examples likewise)" if others else ""
        message = f"“{example.text}”, an example of “{label.removeprefix(FAQ)}”, is answered {_with(answer)}{more}"
        yield Warned("example answered with something else", file, example.line, message)


def _with(answer: str) -> str:
    if answer == "unclear":
        return "with a question back: it is not understood"
    return f"with “{answer.replace(FAQ, '')}”"


def _id(example: Example) -> str:
    return f"{example.label} {example.language} {example.text}"


def _results(
    subject: Subject, examples: Sequence[Example], cache: Path | None, tell: Callable[[str], None]
) -> Answered:
    """From the cache where nothing changed that matters, else asked now."""
    path = cache / f"examples-{_key(subject, examples)}.json" if cache else None
    if path is not None:
        try:
            found: Answered = json.loads(path.read_text(encoding="utf-8"))
            return found
        except (OSError, ValueError):
            pass
    if len(examples) > _NOTICED:
        tell("Learning the example questions and asking them, once; this takes up to a minute ...")
    found = _asked(subject, examples, cache)
    if path is not None:
        _keep(path, found)
    return found


def _keep(path: Path, found: Answered) -> None:
    """Write aside, then rename; results that cannot be kept are asked again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        aside.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        aside.replace(path)
        for old in sorted(path.parent.glob("examples-*.json"), key=lambda kept: kept.stat().st_mtime)[:-_KEPT]:
            old.unlink()
    except OSError:
        return


def _key(subject: Subject, examples: Sequence[Example]) -> str:
    """What understanding depends on: examples, names, dates, small words, concepts, and the code."""
    digest = hashlib.sha256()
    for folder in (Path(bot.understanding.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    knowledge = subject.knowledge
    for example in examples:
        digest.update(_id(example).encode())
    for label, texts in knowledge.examples.items():
        digest.update(f"{label}{texts!r}".encode())
    for course in knowledge.courses.values():
        digest.update(f"{course.aliases!r}{course.name!r}{course.short!r}{course.title!r}{course.code!r}".encode())
        digest.update(f"{course.id}{course.series}{[str(period) for period in course.periods()]}".encode())
    digest.update(f"{knowledge.series!r}{knowledge.lexicon!r}{knowledge.concepts!r}".encode())
    digest.update("\0".join(knowledge.other_languages).encode())
    return digest.hexdigest()[:24]


def _asked(subject: Subject, examples: Sequence[Example], cache: Path | None) -> Answered:
    assistant = Assistant.build(subject.knowledge, cache)
    found: Answered = {}
    questions = [example for example in examples if example.label.startswith(FAQ)]
    for example in _some(questions, MOST_QUESTIONS):
        answer = _answer(assistant, subject, example)
        if answer:
            found[_id(example)] = answer
    for example in _of_topics(examples):
        if _at_first_sight(assistant, subject, example) != split_label(example.label)[0]:
            answer = _answer(assistant, subject, example)
            if answer and answer != "unclear":
                found[_id(example)] = answer
    return found


def _of_topics(examples: Sequence[Example]) -> Iterator[Example]:
    """Of a long list of examples some, always the same ones."""
    lists: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        if not example.label.startswith((FAQ, *_STATEMENTS)):
            lists[example.label, example.language].append(example)
    for group in lists.values():
        yield from _some(group, MOST_OF_A_FACET)


def _some(examples: Sequence[Example], most: int) -> Sequence[Example]:
    if len(examples) <= most:
        return examples
    return sorted(examples, key=lambda example: zlib.crc32(example.text.encode()))[:most]


def _at_first_sight(assistant: Assistant, subject: Subject, example: Example) -> str:
    """The topic the classifier alone gives the text as a whole."""
    readers = assistant.readers
    tokens = masked(example.text, readers.courses, readers.dates, subject.today)
    intents = readers.intents
    repaired = [intents.speller.repair(token) for token in tokens]
    scores = intents.model.scores(repaired, intents.concepts.find(repaired))
    return split_label(intents.model.labels[int(scores.argmax())])[0]


def _answer(assistant: Assistant, subject: Subject, example: Example) -> str:
    """What the assistant would answer with instead; empty where it answers what the example stands for."""
    message = Message(example.text, subject.today, language_hint=example.language)
    understood = assistant.reader.understand(message, Dialogue())
    topics = [request.topic for request in understood.requests]
    if split_label(example.label)[0] in topics:
        return ""
    return " and ".join(dict.fromkeys(topics)) or "unclear"
