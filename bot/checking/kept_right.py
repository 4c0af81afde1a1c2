"""The examples that must stay right: each asked, and what is wrong with its reply in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.answering.wording import Context, Wording
from bot.assistant import Assistant
from bot.facts.course import Course
from bot.facts.document import Problem
from bot.facts.expectations import Expectation
from bot.facts.fields import FieldOf, Stated
from bot.facts.knowledge import TOPICS, Knowledge
from bot.facts.references import course_paths
from bot.facts.validate import nearest
from bot.messages import Dialogue, Language, Message, Reply

_FAQ = "faq:"
_NAMES = {"en": "English", "fr": "French", "es": "Spanish", "other": "another language than the assistant's"}
_LONGEST, _VALUE = 300, 80
_TELLS_A_GAP = ("unknown", "partial")


def broken(assistant: Assistant, expectations: Iterable[Expectation], today: date) -> list[Problem]:
    """Ask every example and tell those whose reply is not what staff expect.

    Args:
        assistant: what answers.
        expectations: the examples.
        today: the day for examples that name none.

    Returns:
        One problem for each example that is not right, with its file and line; none where all are.
    """
    found = []
    for expectation in expectations:
        strange = list(_strangers(assistant.knowledge, expectation))
        if strange:
            found.append(Problem(expectation.file, expectation.line, f"{_asked(expectation)}: {'; '.join(strange)}"))
            continue
        reply = asked(assistant, expectation, today)
        faults = list(_faults(assistant.knowledge, expectation, reply, expectation.today or today))
        if faults:
            message = f"{_asked(expectation)} {'; '.join(faults)}; it now says: “{_shortened(reply.text, _LONGEST)}”"
            found.append(Problem(expectation.file, expectation.line, message))
    return found


def asked(assistant: Assistant, expectation: Expectation, today: date) -> Reply:
    """The reply to an example's question, after what was said before it."""
    dialogue: Dialogue | None = None
    day = expectation.today or today
    for text in expectation.before:
        _, dialogue = assistant.answer(Message(text, day, expectation.channel), dialogue)
    return assistant.answer(Message(expectation.question, day, expectation.channel), dialogue)[0]


def _asked(expectation: Expectation) -> str:
    after = f" after “{_shortened(expectation.before[-1], _VALUE)}”" if expectation.before else ""
    day = f" (as on {expectation.today})" if expectation.today else ""
    return f"“{_shortened(expectation.question, _LONGEST)}”{after}{day}"


def _strangers(knowledge: Knowledge, expectation: Expectation) -> Iterator[str]:
    """Names that point to nothing in the knowledge as it is now."""
    for name in expectation.course:
        if name not in knowledge.courses:
            yield f"there is no course “{name}”{nearest(name, knowledge.courses)}"
    paths = [*course_paths(), *_centre(knowledge)]
    for name in expectation.fact:
        if name not in paths:
            yield f"there is no fact “{name}”{nearest(name, paths)}"
    topics = [*TOPICS, *(_FAQ + entry for entry in knowledge.faq)]
    for name in expectation.topic:
        if name not in topics:
            yield f"there is no topic “{name}”{nearest(name, topics)}"


def _faults(knowledge: Knowledge, expectation: Expectation, reply: Reply, today: date) -> Iterator[str]:
    if expectation.language and reply.language != expectation.language:
        yield f"should be answered in {_NAMES[expectation.language]}, not in {_NAMES[reply.language]}"
    if expectation.outcome and reply.outcome != expectation.outcome:
        yield f"should end as “{expectation.outcome}”, not as “{reply.outcome}”"
    for name in expectation.topic:
        if name not in reply.topics:
            instead = " and ".join(f"“{topic}”" for topic in reply.topics) or "none"
            yield f"should be understood as “{name}”, not as {instead}"
    for name in expectation.course:
        if name not in reply.courses:
            about = " and ".join(reply.courses) or "no course"
            yield f"should be about {name}, not about {about}"
    said = " ".join(reply.text.split()).casefold()
    for text in expectation.must_not:
        if " ".join(text.split()).casefold() in said:
            yield f"must not say “{text}”"
    for path in expectation.fact:
        yield from _untold(knowledge, expectation, reply, path, today)


def _untold(knowledge: Knowledge, expectation: Expectation, reply: Reply, path: str, today: date) -> Iterator[str]:
    """What the reply should tell of one fact: its value, every version of it, or that the note leaves it out."""
    language: Language = "en" if reply.language == "other" else reply.language
    words = Wording(Context(knowledge, language, today, expectation.channel))
    fields = list(_fields(knowledge, expectation, reply, path))
    if not fields:
        yield f"should tell {path} of a course, but is about none"
    for course, field in fields:
        name = course.id if course else None
        told = {fact.place for fact in reply.facts if fact.field == path and fact.course == name}
        of = f"{path} of {name}" if name else path
        if field.left_out:
            if told or not (expectation.outcome or reply.outcome in _TELLS_A_GAP):
                yield f"should say that {of} is not stated"
            continue
        missing = [version for version in field.versions if version.place not in told]
        if missing:
            values = " and ".join(_value(words, course, path, version) for version in missing)
            how = "both versions of " if field.contradicted and len(missing) > 1 else ""
            yield f"should tell {how}{of} ({values})"


def _fields(
    knowledge: Knowledge, expectation: Expectation, reply: Reply, path: str
) -> Iterator[tuple[Course | None, FieldOf[Any]]]:
    """The fields a path means: of the courses expected, else of those the reply is about; or the Centre's own."""
    centre = _centre(knowledge).get(path)
    if centre is not None and not expectation.course:
        yield None, centre
        return
    for name in expectation.course or reply.courses:
        field = knowledge.courses[name].field(path) if path in course_paths() else None
        if centre is not None and (field is None or field.left_out):
            yield None, centre
        elif field is not None:
            yield knowledge.courses[name], field


def _centre(knowledge: Knowledge) -> dict[str, FieldOf[Any]]:
    """The facts that hold for every course, by their path: ``contact.email``, ``campus.address``."""
    found: dict[str, FieldOf[Any]] = {}
    for prefix, block in (("contact", knowledge.contact), ("campus", knowledge.campus)):
        for name in type(block).model_fields if block else ():
            value = getattr(block, name)
            found[f"{prefix}.{name}"] = FieldOf[Any](versions=[value]) if isinstance(value, Stated) else value
    return found


def _value(words: Wording, course: Course | None, path: str, version: Stated[Any]) -> str:
    return _shortened(words.stated(course, path, version).facts[0].value, _VALUE)


def _shortened(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def summary(examples: Sequence[Expectation], wrong: Sequence[Problem]) -> str:
    """“24 of 25 examples are right”, for the end of a list."""
    if not examples and not wrong:
        return "there are no examples yet: write them into the folder examples/ (docs/staff.md tells how)"
    right = len(examples) - len({(problem.file, problem.line) for problem in wrong} & _places(examples))
    return f"{right} of {len(examples)} examples are right"


def _places(examples: Sequence[Expectation]) -> set[tuple[str, int]]:
    return {(example.file, example.line) for example in examples}
