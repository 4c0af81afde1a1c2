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

_NEARLY_ALL = 0.85
_SAME_FORM = 80
_CONTENT = 4
_SAME_TITLE = 80
_DENIALS = frozenset(
    ("no", "not", "nor", "never", "without", "ne", "pas", "non", "sans", "aucun", "aucune", "sin", "ni")
)
_LABELLED = ("phases", "fee.parts", "certificate.points")
_TRANSLATE = "translate: these words are the new note's; the last edition said something else"


@dataclass(frozen=True, slots=True)
class Change:
    """How a field differs between two editions; one that was kept as it was has the same on both sides."""

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
        The draft, and every field that either edition states.
    """
    kinds = text_paths()
    entries: dict[str, Entry] = {}
    changes: list[Change] = []
    for path, entry in draft.entries.items():
        old = [_plain(version) for version in last.field(path).versions]
        merged = _merged(path, entry, old, kinds.get(path))
        entries[path] = merged
        before, after = _shown(old), _shown(merged.versions)
        if old or merged.versions:
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
            stated = _shown(old).replace("\n", "; ")
            todos.append(f"the last edition stated “{stated}”; this note does not: look whether that is so")
        return Entry([], todos)
    if len(entry.versions) > 1 or len(old) != 1:
        return entry
    new, before = entry.versions[0], old[0]
    if kind and _same_words(new["value"], before["value"]):
        return Entry([{**before, "source": new["source"]}], [t for t in entry.todos if not t.startswith("translate")])
    if kind:
        return Entry(entry.versions, [*entry.todos, _TRANSLATE])
    version, todos = new, list(entry.todos)
    if path in _LABELLED:
        value, unknown = _with_old_labels(new["value"], before["value"])
        version = {"value": value, "source": new["source"]}
        todos = [todo for todo in todos if not todo.startswith("translate")]
        todos += [f"translate “{name}”: the last edition has no entry of this name" for name in unknown]
    if is_typed(path) and _comparable(version["value"]) == _comparable(before["value"]) and path not in _LABELLED:
        version = {**before, "source": new["source"]}
    return Entry([version], todos)


def _same_words(new: Any, old: Any) -> bool:
    """Whether two texts, or two lists of texts, say the same."""
    if isinstance(new, list):
        return len(new) == len(old) and all(any(_same_words(item, other) for other in old) for item in new)
    return any(_says_the_same(new[code], old[code]) for code in new if code in old)


def _says_the_same(one: str, other: str) -> bool:
    """Whether two texts have the same figures and denials, and nearly all words of either stand in the other."""
    if sorted(re.findall(r"\d+", one)) != sorted(re.findall(r"\d+", other)):
        return False
    mine, theirs = plain(one).split(), plain(other).split()
    if [word for word in mine if word in _DENIALS] != [word for word in theirs if word in _DENIALS]:
        return False
    return _share(mine, theirs) >= _NEARLY_ALL and _share(theirs, mine) >= _NEARLY_ALL


def _share(words: list[str], others: list[str]) -> float:
    """How many of the content words stand among the others, in whatever form."""
    content = [word for word in words if len(word) >= _CONTENT] or words
    same = [word for word in content if any(fuzz.ratio(word, other) >= _SAME_FORM for other in others)]
    return len(same) / len(content) if content else float(not others)


def _similar(one: str, other: str, least: int) -> bool:
    return max(fuzz.token_sort_ratio(plain(one), plain(other)), fuzz.ratio(plain(one), plain(other))) >= least


def _with_old_labels(new: list[Any], old: list[Any]) -> tuple[list[Any], list[str]]:
    """Entries with the names, translations included, that the last edition gave to those of the same full name.

    Returns:
        The entries, and the names that the last edition does not know.
    """
    result, unknown = [], []
    for item in new:
        twin = next((other for other in old if _label(item) and _same_name(_label(item), _label(other))), None)
        if twin is None:
            result.append(item)
            unknown.append(str(_label(item)["en"]))
            continue
        kept = {name: twin[name] for name in ("name", "label") if name in twin}
        if "place" in item and "place" in twin and _same_name(item["place"], twin["place"]):
            kept["place"] = twin["place"]
        result.append({**item, **kept})
    return result, unknown


def _same_name(new: dict[str, str], old: dict[str, str]) -> bool:
    return any(plain(new[code]) == plain(old[code]) for code in new if code in old)


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
    """The versions of a field, in full, an item of a list a line."""
    if not versions:
        return "not stated"
    return "\nor: ".join(_words(version["value"]) for version in versions)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if "en" in value:
            return str(value["en"])
        if set(value) == {"start", "end"}:
            return f"{value['start']} to {value['end']}"
        if set(value) == {"more_than"}:
            return f"more than {value['more_than']}"
        return " ".join(_words(part) for part in value.values())
    return "\n".join(_words(item) for item in value) if isinstance(value, list) else str(value)
