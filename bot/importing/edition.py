"""A new edition of a course: what the note does not change is kept from the last one, what it lacks is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from bot.facts.course import Course
from bot.facts.fields import Stated
from bot.facts.values import Model, Money, Text
from bot.importing.draft import Draft, Entry, is_typed, text_paths
from bot.importing.vocabulary import plain

_SAME_WORDS = 62
_SAME_TITLE = 80
_LONG = 90


@dataclass(frozen=True, slots=True)
class Change:
    """How a field differs between two editions, in short words."""

    path: str
    old: str
    new: str


def from_last(draft: Draft, last: Course, year: int | None) -> tuple[Draft, list[Change]]:
    """The draft with what still holds of the last edition.

    Args:
        draft: made from the new note alone.
        last: the last edition.
        year: of the new edition.

    Returns:
        The draft, and every field that differs from the last edition.
    """
    kinds = text_paths()
    entries: dict[str, Entry] = {}
    changes: list[Change] = []
    for path, entry in draft.entries.items():
        old = [_plain(version) for version in last.field(path).versions]
        merged = _merged(path, entry, old, kinds.get(path))
        entries[path] = merged
        before, after = _shown(old), _shown(merged.versions)
        if before != after:
            changes.append(Change(path, before, after))
    head = {
        "name": _with_year(_plain(last.name), last, year),
        "short": _with_year(_plain(last.short), last, year),
        "aliases": _with_year(_plain(last.aliases), last, year),
    }
    todos: dict[str, list[str]] = {}
    title = draft.entries["title"].versions
    old_title = last.title.versions
    if title and old_title and not _similar(title[0]["value"].get("en", ""), old_title[0].value.en, _SAME_TITLE):
        todos["name"] = [
            f"the new note's title is “{title[0]['value'].get('en', '')}”: are name, short and aliases still right?"
        ]
    return Draft(draft.id, last.series, False, head, todos, entries), changes


def next_id(last: Course, year: int | None) -> str:
    """The last edition's id with the new year."""
    stem = re.sub(r"-(?:19|20)\d\d$", "", last.id)
    return f"{stem}-{year}" if year else f"{stem}-next"


def _merged(path: str, entry: Entry, old: list[dict[str, Any]], kind: str | None) -> Entry:
    if not entry.versions:
        todos = list(entry.todos)
        if old:
            todos.append(f"the last edition stated “{_shown(old)}”; this note does not: look whether that is so")
        return Entry([], todos)
    if len(entry.versions) > 1 or len(old) != 1:
        return entry
    new, before = entry.versions[0], old[0]
    if kind and _same_words(new["value"], before["value"]):
        return Entry([{**before, "source": new["source"]}], [t for t in entry.todos if not t.startswith("translate")])
    if kind:
        return entry
    value = (
        _with_old_labels(new["value"], before["value"])
        if path in ("phases", "fee.parts", "certificate.points")
        else new["value"]
    )
    version = {"value": value, "source": new["source"]}
    if is_typed(path) and _comparable(value) == _comparable(before["value"]):
        version = {**before, "source": new["source"]}
    todos = entry.todos if value is new["value"] else [t for t in entry.todos if not t.startswith("translate")]
    return Entry([version], todos)


def _same_words(new: Any, old: Any) -> bool:
    """Whether two texts, or two lists of texts, say the same."""
    if isinstance(new, list):
        return len(new) == len(old) and all(
            any(_same_words(item, other) for other in old) for item in new
        )  # the order of a list may change
    return any(_similar(new[code], old[code], _SAME_WORDS) for code in new if code in old)


def _similar(one: str, other: str, least: int) -> bool:
    return max(fuzz.token_sort_ratio(plain(one), plain(other)), fuzz.ratio(plain(one), plain(other))) >= least


def _with_old_labels(new: list[Any], old: list[Any]) -> list[Any]:
    """Entries with the names, translations included, that the last edition gave to the same ones."""
    result = []
    for position, item in enumerate(new):
        twin = next((other for other in old if _label(item) and _same_words(_label(item), _label(other))), None)
        beside = old[position] if len(old) == len(new) else None
        if twin is None and beside and beside.get("mode") and beside.get("mode") == item.get("mode"):
            twin = beside
        if twin is None:
            return new
        result.append({**item, **{name: twin[name] for name in ("name", "label", "place") if name in twin}})
    return result


def _label(item: dict[str, Any]) -> Any:
    return item.get("label") or item.get("name")


def _with_year(value: Any, last: Course, year: int | None) -> Any:
    """Texts with the new year where the last edition's stood."""
    found = re.search(r"(?:19|20)\d\d$", last.id)
    if not found or not year:
        return value
    if isinstance(value, dict):
        return {key: _with_year(part, last, year) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_year(part, last, year) for part in value]
    return value.replace(found.group(), str(year))


def _plain(value: Any) -> Any:
    """A value of the model as a course file writes it."""
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Text):
        return {code: text for code, text in value.model_dump().items() if text}
    if isinstance(value, Model):
        # the place of a stated value is its file and line, the place of a phase a text
        names = [name for name in type(value).model_fields if name != "place" or not isinstance(value, Stated)]
        return {name: part for name in names if (part := _plain(getattr(value, name))) is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in value.items() if key not in ("name", "label", "place")}
    return [_comparable(item) for item in value] if isinstance(value, list) else value


def _shown(versions: list[dict[str, Any]]) -> str:
    """The versions of a field in short words."""
    if not versions:
        return "not stated"
    text = " / ".join(_words(version["value"]) for version in versions)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if "en" in value:
            return str(value["en"])
        if set(value) == {"start", "end"}:
            return f"{value['start']} to {value['end']}"
        return " ".join(_words(part) for part in value.values())
    return "; ".join(_words(item) for item in value) if isinstance(value, list) else str(value)
