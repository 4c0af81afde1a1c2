"""How the knowledge base stands today: what is over, missing, contradicted, untranslated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.answering.wording import Context, Wording
from bot.checking.calendar import passed
from bot.checking.subject import Subject, Warned, told
from bot.checking.translations import missing_texts, phrases
from bot.facts.clock import is_over, last_day
from bot.facts.document import Problem
from bot.facts.fields import walk
from bot.facts.knowledge import Knowledge, Loaded
from bot.reporting.missing import Field

_UNTRANSLATED = ("translation missing", "phrase missing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that no note states, and how often it was asked for."""

    course: str
    path: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact for which notes give several values: each with its source and place.

    ``course`` is empty for what holds for all courses.
    """

    course: str
    path: str
    name: str
    versions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A series whose every edition is over, and the last day of the latest; None where it has no edition."""

    series: str
    name: str
    course: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Health:
    """The knowledge base as it stands.

    Attributes:
        passed: courses that are over and deadlines that have passed.
        ended: courses without a current edition.
        wanted: facts not stated, the one most asked for first.
        conflicts: contradictions of the notes that nobody has settled.
        untranslated: texts that lack a language, the many of one file summed up.
        untranslated_count: how many there are in all.
    """

    passed: list[Problem]
    ended: list[Ended]
    wanted: list[Wanted]
    conflicts: list[Conflict]
    untranslated: list[Problem]
    untranslated_count: int


def health(loaded: Loaded, knowledge: Knowledge, folder: Path, today: date, asked_for: Mapping[Field, int]) -> Health:
    """Look at a valid knowledge base.

    Args:
        loaded: it with its files.
        knowledge: it.
        folder: where it stands.
        today: the day for what the calendar has overtaken.
        asked_for: how often each fact that is not stated was asked for.
    """
    own = {shown: tree for shown, tree in loaded.trees.items() if (folder / shown).exists()}
    subject = Subject(knowledge, own, today, folder)
    words = Wording(Context(knowledge, "en", today))
    untranslated = _untranslated(subject)
    return Health(
        passed=told(passed(subject)),
        ended=list(_ended(knowledge, today)),
        wanted=_wanted(asked_for, words),
        conflicts=list(_conflicts(knowledge, words)),
        untranslated=told(untranslated),
        untranslated_count=len(untranslated),
    )


def _untranslated(subject: Subject) -> list[Warned]:
    return [warned for warned in (*missing_texts(subject), *phrases(subject)) if warned.kind in _UNTRANSLATED]


def _ended(knowledge: Knowledge, today: date) -> Iterator[Ended]:
    for series in knowledge.series.values():
        editions = [course for course in knowledge.courses.values() if course.series == series.id]
        if all(is_over(course, today) for course in editions):
            latest = max(editions, key=last_day, default=None)
            yield Ended(series.id, series.name.en, latest.id if latest else "", last_day(latest) if latest else None)


def _wanted(asked_for: Mapping[Field, int], words: Wording) -> list[Wanted]:
    ordered = sorted(asked_for.items(), key=lambda item: (-item[1], item[0].course, item[0].path))
    return [Wanted(field.course, field.path, label(field.path, words), count) for field, count in ordered]


def _conflicts(knowledge: Knowledge, words: Wording) -> Iterator[Conflict]:
    blocks = [(course.id, "", course) for course in knowledge.courses.values()]
    blocks += [("", f"{name}.", block) for name in ("contact", "campus") if (block := getattr(knowledge, name))]
    for course, prefix, block in blocks:
        for path, field in walk(block, prefix):
            if field.contradicted:
                versions = tuple(
                    (_said(version.value, words), version.source, version.place) for version in field.versions
                )
                yield Conflict(course, path, label(path, words), versions)


def label(path: str, words: Wording) -> str:
    """What a field is called in English, as replies call it; its path where they never do."""
    key = f"label.{path}"
    return words.text(key) if words.has(key) else path


def _said(value: Any, words: Wording) -> str:
    codes = isinstance(value, list) and all(isinstance(item, str) and len(item) <= 3 for item in value)
    return words.languages(value) if codes else words.said(value)
