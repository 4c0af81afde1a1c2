"""Looks through a note with every finder: what it states of each field of a course."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.facts.course import Course
from bot.facts.fields import FieldOf
from bot.facts.knowledge import Knowledge
from bot.facts.values import Model
from bot.importing.finding import (
    application,
    certificate,
    contact,
    content,
    course_dates,
    course_format,
    fees,
    languages,
    refunds,
    requirements,
    title,
    workload,
)
from bot.importing.found import Finding, Found
from bot.importing.note import Note
from bot.importing.sheet import Sheet
from bot.importing.standing_alone import doubting_fragments
from bot.importing.vocabulary import Vocabulary
from bot.messages import LANGUAGES, Language

_TYPED = (
    "code", "dates", "deadline", "apply.link", "fee.total", "fee.parts", "refunds.rules", "language.languages",
    "format.mode", "workload.weeks", "workload.hours", "workload.weekly", "content.module_count",
    "content.elective_count", "certificate.passing", "certificate.points", "certificate.diplomas", "contact.email",
    "contact.website", "contact.phone",
)  # fmt: skip
TYPED = frozenset(_TYPED)
"""The fields whose values are more than words: they are wrong or right."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a note says.

    Attributes:
        found: for each field of a course, in the order of a course file, what was found.
        sheet: the note as the finders saw it, with what they used.
    """

    found: Finding
    sheet: Sheet


def survey(note: Note, words: Vocabulary, knowledge: Knowledge) -> Survey:
    """Find every field of a course in a note.

    Args:
        note: what was read.
        words: the vocabulary of the knowledge folder.
        knowledge: for the diplomas and refund rules that exist.
    """
    sheet = Sheet(note, words, knowledge, language_of(note, words))
    dates, dated = course_dates.find(sheet)
    format_found = course_format.find(sheet, dates["phases"])
    found: Finding = {
        **title.find(sheet),
        "dates": dates["dates"],
        **application.find(sheet, dated),
        **fees.find(sheet),
        **refunds.find(sheet),
        **requirements.find(sheet),
        **languages.find(sheet),
        **format_found,
        **workload.find(sheet, dates["dates"]),
        **content.find(sheet),
        **certificate.find(sheet),
        **contact.find(sheet),
    }
    found["dates"] = _years(found, sheet)
    found = {path: found.get(path, Found()) for path in paths()}
    return Survey(doubting_fragments(found, frozenset(found) - TYPED - {"phases", "title"}, sheet), sheet)


def paths(model: type[Model] = Course, prefix: str = "") -> list[str]:
    """Every field of a course file in its order: ``fee.total``, …"""
    names = []
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, FieldOf):
            names.append(f"{prefix}{name}")
        elif isinstance(kind, type) and issubclass(kind, Model):
            names += paths(kind, f"{prefix}{name}.")
    return names


def language_of(note: Note, words: Vocabulary) -> Language:
    """The language most of a note's small words belong to."""
    text = re.findall(r"[^\W\d]+", " ".join(block.text for block in note.blocks).lower())
    own = {code: set(book.small) for code, book in words.books.items()}
    shared = {word for word in set().union(*own.values()) if sum(word in small for small in own.values()) > 1}
    counts = {code: sum(word in own[code] - shared for word in text) for code in LANGUAGES if code in own}
    return max(counts, key=lambda code: counts[code])


def _years(found: Finding, sheet: Sheet) -> Found:
    """A doubt where the title names another year than the dates."""
    dates = found["dates"]
    title_text = str(found["title"].value or "")
    named = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", title_text)}
    years = {date.fromisoformat(v.value[end]).year for v in dates.versions for end in ("start", "end")}
    if named and years and named.isdisjoint(years):
        return dates.doubting(f"the title says {min(named)}, the dates {min(years)}")
    return dates
