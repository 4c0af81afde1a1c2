"""Files and folders that lie in the knowledge folder and are never read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.checking.subject import Warned
from bot.facts.knowledge import PROPOSED, SHARED_CLASSES, TOPICS
from bot.facts.validate import near
from bot.messages import LANGUAGES

_BY_LANGUAGE = frozenset(f"{language}.yaml" for language in LANGUAGES)
_FILES = frozenset(f"{name}.yaml" for name in ("campus", "contact", "diplomas", "personal", "policies", "series"))
_ROOMS: dict[str, frozenset[str] | None] = {
    "courses": None,
    "faq": None,
    "examples": None,
    "phrases": _BY_LANGUAGE,
    "lexicon": _BY_LANGUAGE,
    "concepts": _BY_LANGUAGE | {"implies.yaml"},
    "importing": _BY_LANGUAGE,
    "mail": _BY_LANGUAGE,
    "telegram": _BY_LANGUAGE,
    "languages": frozenset({"other.yaml"}),
    "topics": frozenset(LANGUAGES),
}
_TOPIC_FILES = frozenset(f"{name}.yaml" for name in (*TOPICS, *SHARED_CLASSES))
_ASIDE = ("readme", "license", "schema")
_HIDDEN, _LEFT_OVER = (".", "~", "__"), ("~", ".swp", ".tmp")
_NOTES = (".md", ".txt", ".json", ".bak", ".orig")


def unread(folder: Path) -> Iterator[Warned]:
    """What the assistant passes over: misspelt names above all."""
    for name in _names(folder):
        path = folder / name
        if name.lower().startswith(_ASIDE):
            continue
        if path.is_dir():
            if name in _ROOMS:
                yield from _room(path, name, _ROOMS[name])
            elif any(path.glob("**/*.y*ml")):
                yield _warned(name, f"the folder “{name}/” is not read{_meant(name, _ROOMS)}")
        elif name not in _FILES and name not in _ROOMS and not name.endswith(_NOTES):
            yield _warned(name, f"this file is not read{_meant(name, _FILES)}{_hint(name)}")


def _meant(name: str, valid: Iterable[str]) -> str:
    """The name that was meant, compared without its ending."""
    stems = {option.partition(".")[0]: option for option in valid}
    meant = near(name.partition(".")[0], stems)
    return f"; did you mean “{stems[meant]}”?" if meant else ""


def _hint(name: str) -> str:
    return "" if _meant(name, _FILES) else ": courses belong into courses/, questions and answers into faq/"


def _room(path: Path, shown: str, wanted: frozenset[str] | None) -> Iterator[Warned]:
    for name in _names(path):
        inner, where = path / name, f"{shown}/{name}"
        if name.lower().startswith(_ASIDE):
            continue
        if wanted is None:
            if inner.is_dir() and name == PROPOSED:
                continue
            if inner.is_dir() and not name.endswith((".yaml", ".yml")):
                yield _warned(where, f"folders below {shown}/ are not read: put the files into {shown}/ itself")
            elif not name.endswith((".yaml", ".yml")):
                yield _warned(where, "this file is not read: its name must end with .yaml")
        elif shown == "topics" and name in wanted:
            yield from _room(inner, where, _TOPIC_FILES)
        elif name not in wanted:
            yield _warned(where, f"this is not read{_meant(name, wanted) or _only(wanted)}")


def _only(wanted: frozenset[str]) -> str:
    if len(wanted) > 5:
        return ": there is no topic of this name"
    return f": only {', '.join(sorted(wanted))} can stand here"


def _names(folder: Path) -> list[str]:
    """What lies in a folder, without what editors and systems hide there."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [name for name in names if not name.startswith(_HIDDEN) and not name.endswith(_LEFT_OVER)]


def _warned(file: str, message: str) -> Warned:
    return Warned("not read", file, 1, message)
