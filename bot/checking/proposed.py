"""Entries of the FAQ that are proposed: not live, and looked at all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.answering.guard import violations
from bot.answering.wording import Context, Wording
from bot.facts.document import Mapping, Problem, Sequence, read
from bot.facts.fields import Stated
from bot.facts.knowledge import PROPOSED, Knowledge
from bot.facts.references import references
from bot.facts.validate import line_at, validate
from bot.facts.words import PLACEHOLDER, FaqEntry
from bot.messages import LANGUAGES, Language, UsedFact
from bot.text import words
from bot.understanding.dates import DateReader

ROOM = f"faq/{PROPOSED}"
_NO_DAY = date(1970, 1, 1)
"""Today may be named in a reply; in an entry no day goes by itself."""


def proposed_entries(knowledge: Knowledge) -> list[Problem]:
    """What is wrong with the proposed entries of a knowledge folder, and what staff should look at."""
    found = sorted((knowledge.folder / ROOM).glob("*.y*ml"))
    return [problem for path in found for problem in proposed(path, knowledge)]


def proposed(path: Path, knowledge: Knowledge) -> list[Problem]:
    """What is wrong with one file of proposed entries.

    Args:
        path: the file.
        knowledge: what is live; the names and ids of an entry are looked for there.

    Returns:
        The problems; warnings for what staff should look at before the file is moved.
    """
    shown = f"{ROOM}/{path.name}"
    tree, problems = read(path, shown)
    if not isinstance(tree, Sequence):
        return problems or [Problem(shown, 1, "a list of entries is expected here, each beginning with “- id:”")]
    problems += references(knowledge, {shown: tree})
    for item in tree:
        entry, wrong = validate(FaqEntry, item, shown)
        problems += wrong
        if entry is not None and isinstance(item, Mapping):
            problems += _taken(entry, item, shown, knowledge)
            problems += _figures(entry, item, shown, knowledge)
    return sorted(problems)


def _taken(entry: FaqEntry, item: Mapping, shown: str, knowledge: Knowledge) -> Iterator[Problem]:
    """Its id, or a question of its, belongs to an entry that is live."""
    if entry.id in knowledge.faq:
        there = knowledge.faq[entry.id].place
        message = f"the id “{entry.id}” belongs to a live entry ({there}): give this one its own"
        yield Problem(shown, line_at(item, ["id"]), message)
    bags = {tuple(sorted(words(text))) for _, text in entry.questions.pairs()}
    for live in knowledge.faq.values():
        if any(tuple(sorted(words(text))) in bags for _, text in live.questions.pairs()):
            message = f"a question of this entry belongs to “{live.id}” ({live.place}) already: better change that one"
            yield Problem(shown, line_at(item, ["questions"]), message, warning=True)


def _figures(entry: FaqEntry, item: Mapping, shown: str, knowledge: Knowledge) -> Iterator[Problem]:
    """Figures of the answer that no fact of the knowledge base has: they count because staff sign them."""
    dates = DateReader(knowledge.lexicon)
    for language in LANGUAGES:
        text = getattr(entry.answer, language)
        if not text:
            continue
        strange = violations(PLACEHOLDER.sub(" ", text), _facts(knowledge, language), "", _NO_DAY, language, dates)
        pieces = list(dict.fromkeys(" ".join(piece.split()) for piece in strange))
        for piece in pieces:
            # an amount is told once, not its number beside it
            if any(piece != other and piece in other for other in pieces):
                continue
            message = (
                f"“{piece}” stands in no note: once live it is a fact of this entry, signed by staff; check it,"
                " or name the fact it should be, like {{ contact.email }}"
            )
            yield Problem(shown, line_at(item, ["answer", language]), message, warning=True)


def _facts(knowledge: Knowledge, language: Language) -> Iterator[UsedFact]:
    """Every value the knowledge base states."""
    wording = Wording(Context(knowledge, language, _NO_DAY))
    for course in knowledge.courses.values():
        for path, field in course.fields():
            for version in field.versions:
                yield wording.fact(course, path, version, wording.said(version.value))
    for name, block in (("contact", knowledge.contact), ("campus", knowledge.campus)):
        for path in type(block).model_fields if block is not None else ():
            field = getattr(block, path)
            for version in [field] if isinstance(field, Stated) else field.versions:
                yield wording.fact(None, f"{name}.{path}", version, wording.said(version.value))
