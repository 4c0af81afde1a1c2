"""Where facts and answers come from: sources that are missing or of a form nobody can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.checking.subject import Subject, Warned
from bot.facts.document import Mapping, Scalar, Sequence
from bot.facts.references import STAFF
from bot.facts.validate import nearest

_FREE = ("not stated", "the assistant's own", "faq")
_NO_SECTION = re.compile(r"[\d\s./-]+|https?://\S*|\?+|-+|(?:n/?a|tbd|todo|unknown|none)", re.IGNORECASE)
_KNOWN_FORMS = '"<course>.txt, <section of the note>" or "staff: <who>, <year-month-day>"'


def unclear_sources(subject: Subject) -> Iterator[Warned]:
    """Entries of the FAQ without a source, and sources that name no place."""
    for shown, tree in subject.trees.items():
        room = shown.partition("/")[0]
        if room == "faq":
            yield from _without(tree, shown)
        if room in ("courses", "faq") or "/" not in shown:
            for text in _sources(tree):
                message = _doubt(text, subject, room == "courses")
                if message:
                    yield Warned("source of unknown form", shown, text.line, message)


def _without(tree: Any, shown: str) -> Iterator[Warned]:
    entries = [item for item in tree if isinstance(item, Mapping) and not item.get("source")]
    if entries:
        names = ", ".join(str(item.get("id")) for item in entries[:5]) + (" …" if len(entries) > 5 else "")
        count = "an entry says" if len(entries) == 1 else f"{len(entries)} entries say"
        message = f"{count} no source ({names}): add source: {_KNOWN_FORMS}"
        yield Warned("source missing", shown, entries[0].line, message)


def _sources(tree: Any) -> Iterator[Scalar]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key == "source" and isinstance(value, Scalar):
                yield value
            else:
                yield from _sources(value)
    elif isinstance(tree, Sequence):
        for value in tree:
            yield from _sources(value)


def _doubt(text: Scalar, subject: Subject, in_course: bool) -> str:
    source = text.strip()
    signed = STAFF.fullmatch(source)
    if signed:
        latest = max(subject.today, date.today()).isoformat()
        return f"signed on {signed['day']}, a day to come" if signed["day"] > latest else ""
    if source.lower().startswith(_FREE):
        return ""
    if _NO_SECTION.fullmatch(source):
        return f"“{source}” names no place: write the section of the note, or {_KNOWN_FORMS}"
    notes = re.findall(r"([\w-]+)\.txt", source)
    for name in notes:
        if name not in subject.knowledge.courses:
            return f"there is no note “{name}.txt”{nearest(name, subject.knowledge.courses)}"
    if not notes and not in_course:
        return f"“{source}” does not say which note: write {_KNOWN_FORMS}"
    return ""
