"""The draft as the text of a course file, with what staff must look at beside each field."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.importing.draft import Draft, Entry
from bot.importing.ledger import Listed

MARK = "TODO"
_BARE = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:\.\d\d)? [A-Z]{3}|online|blended|in_person|[a-z]{2}")
_IDS = ("certificate.diplomas", "refunds.rules")


def to_yaml(draft: Draft, note_name: str, listed: list[Listed]) -> str:
    """The text of the draft.

    Args:
        draft: the course.
        note_name: the note's file, named in the first lines.
        listed: every date, amount and address of the note; those that were not used stand at the end.
    """
    lines = [
        "# yaml-language-server: $schema=../schema/course.json",
        f"# A draft made from the note {json.dumps(note_name, ensure_ascii=False)}.",
        f"# Compare each field with the note, resolve and delete every line that begins with # {MARK}, translate the",
        "# texts; then move the file to knowledge/courses/.",
        f"id: {draft.id}",
        *_todos(draft.todos.get("series", []), 0),
        f"series: {draft.series}",
    ]
    for name, value in draft.head.items():
        lines += _todos(draft.todos.get(name, []), 0)
        lines.append(f"{name}:")
        lines += _block(value, 1, name)
    opened: list[str] = []
    for path, entry in draft.entries.items():
        *blocks, last = path.split(".")
        if blocks and blocks != opened:
            lines.append(f"{blocks[0]}:")
        opened = blocks
        lines += _entry(last, path, entry, len(blocks))
    unused = [item for item in listed if not item.used_for]
    if unused:
        lines.append("# Stands in the note and was not used:")
        lines += [f"# - {item.kind} {item.text} ({item.source.section}, {item.source.place})" for item in unused]
    return "\n".join(lines) + "\n"


def _entry(name: str, path: str, entry: Entry, depth: int) -> list[str]:
    pad = "  " * depth
    lines = _todos(entry.todos, depth)
    if not entry.versions:
        return [*lines, f"{pad}{name}: not stated"]
    lines.append(f"{pad}{name}:")
    if len(entry.versions) == 1:
        return [*lines, *_version(entry.versions[0], depth + 1, path)]
    lines.append(f"{pad}  versions:")
    for version in entry.versions:
        block = _version(version, depth + 3, path)
        lines.append(f"{pad}    - {block[0].strip()}")
        lines += block[1:]
    return lines


def _version(version: dict[str, Any], depth: int, path: str) -> list[str]:
    pad = "  " * depth
    lines = _named("value", version["value"], depth, path)
    lines.append(f"{pad}source: {_quoted(version['source'])}")
    if "remark" in version:
        lines += _named("remark", version["remark"], depth, path)
    return lines


def _named(name: str, value: Any, depth: int, path: str) -> list[str]:
    pad = "  " * depth
    if isinstance(value, dict) or (isinstance(value, list) and not _is_plain(value)):
        return [f"{pad}{name}:", *_block(value, depth + 1, path)]
    return [f"{pad}{name}: {_scalar(value, path, name)}"]


def _block(value: Any, depth: int, path: str) -> list[str]:
    pad = "  " * depth
    lines: list[str] = []
    if isinstance(value, dict):
        for name, part in value.items():
            lines += _named(name, part, depth, path)
    else:
        for part in value:
            if isinstance(part, dict):
                block = _block(part, depth + 1, path)
                lines += [f"{pad}- {block[0].strip()}", *block[1:]]
            else:
                lines.append(f"{pad}- {_quoted(part)}")
    return lines


def _is_plain(value: list[Any]) -> bool:
    return all(isinstance(item, str) and re.fullmatch(r"[a-z0-9-]+", item) for item in value)


def _scalar(value: Any, path: str, name: str) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    if isinstance(value, int):
        return str(value)
    texts = name in ("en", "fr", "es", "source")
    return str(value) if not texts and (_BARE.fullmatch(value) or path in _IDS) else _quoted(value)


def _quoted(text: Any) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def _todos(todos: list[str], depth: int) -> list[str]:
    return [f"{'  ' * depth}# {MARK} {todo}" for todo in todos]
