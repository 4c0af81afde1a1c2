"""YAML files as staff write them: read safely, every value with its place, every mistake in plain words.

``yaml.safe_load`` swallows duplicate keys, turns ``1.055`` into a float and ``no`` into False, and reports a wrong
date without a line. So the parser's events are turned into values here: every scalar is kept as the text that was
typed, with its line; the model converts it by the type it expects. Where YAML itself cannot go on, the mistake is
told, its line or block set aside, and the rest is read all the same, so that all mistakes are told at once.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 8_000_000
MAX_MISTAKES = 40
_MAX_REPAIRED = 600_000
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BLANK = "[\u00a0\u2000-\u200b\u202f\u205f\u3000]"
_STRANGE_BLANK = re.compile(rf"^[ ]*(?:- *)*{_BLANK}|^ *(?:- +)*[\w-]+:{_BLANK}")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing staff should know about a file: ``file:line: message``; a warning leaves the knowledge valid."""

    file: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'warning: ' if self.warning else ''}{self.message}"


class Scalar(str):
    """A value as typed, with its place and how YAML itself would have read it without quotes."""

    __slots__ = ("line", "looks_like")
    line: int
    looks_like: str

    def __new__(cls, text: str, line: int, looks_like: str = "") -> Scalar:
        """A text with its place."""
        self = super().__new__(cls, text)
        self.line = line
        self.looks_like = looks_like
        return self


class Mapping(dict[str, Any]):
    """A YAML mapping that knows its file, its line and the line of each key.

    ``broken`` names the keys that could not be read; what they hold is neither here nor missing.
    """

    file: str = ""
    line: int = 1
    key_lines: dict[str, int]
    broken: frozenset[str] = frozenset()


class Sequence(list[Any]):
    """A YAML list that knows its line and the line of each entry; ``broken`` where entries could not be read."""

    line: int = 1
    item_lines: list[int]
    broken: bool = False


_latest: dict[str, tuple[bytes, Any, list[Problem]]] = {}
"""What each file held when it was last read: of a folder with one edited file the others are not parsed again."""

_KEPT = 50_000
"""Bytes of a file that is remembered so; long lists of example questions would take more memory than all else."""


def read(path: Path, shown: str) -> tuple[Any, list[Problem]]:
    """Read one YAML file into located values.

    Args:
        path: the file.
        shown: its name in messages, relative to the knowledge folder.

    Returns:
        ``(tree, problems)``: the tree of :class:`Mapping`, :class:`Sequence` and :class:`Scalar`, or None where the
        file cannot be read, and what is wrong with it. Never raises for what a file may hold.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, [Problem(shown, 1, "this is not a file: a YAML file is expected under this name")]
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size / 1e6:.0f} MB; {MAX_BYTES // 1_000_000} MB is the limit"
            return None, [Problem(shown, 1, f"the file has {size}: divide it, or remove what does not belong into it")]
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"the file cannot be read ({reason}): look whether it is there and may be opened"
        return None, [Problem(shown, 1, message)]
    known = _latest.get(shown)
    if known is None or known[0] != raw:
        known = (raw, *_decoded(raw, shown))
        _latest.pop(shown, None)
        if len(raw) <= _KEPT:
            _latest[shown] = known
    return known[1], list(known[2])


def _decoded(raw: bytes, shown: str) -> tuple[Any, list[Problem]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [
            Problem(shown, line, "the file is not saved as UTF-8: save it again with the encoding UTF-8 in your editor")
        ]
    return parse(text, shown)


def parse(text: str, shown: str) -> tuple[Any, list[Problem]]:
    """Like :func:`read`, for text that is already at hand."""
    from bot.facts.located import Builder, Stop  # noqa: PLC0415  (it builds the types of this module)
    from bot.facts.mistakes import Repair, explain, without_block  # noqa: PLC0415

    if not text.strip():
        return None, [Problem(shown, 1, "the file is empty: write into it, or delete it")]
    found = _invisible(text, shown)
    if found:
        return None, found
    lines = text.splitlines()
    broken: set[str] = set()
    dropped = False
    while True:
        builder = Builder(shown, lines)
        try:
            tree = builder.build()
        except Stop:
            return None, [*found, *builder.problems]
        except RecursionError:
            return None, [*found, Problem(shown, 1, "lists or blocks are nested too deep")]
        except yaml.MarkedYAMLError as error:
            mistake = explain(error, lines)
        except yaml.YAMLError as error:
            return None, [*found, Problem(shown, 1, f"this is not valid YAML: {str(error).splitlines()[0]}")]
        else:
            break
        told = any(problem.line == mistake.line for problem in found)
        if not told:
            found.append(Problem(shown, mistake.line, mistake.message))
        if len(found) >= MAX_MISTAKES or len(text) > _MAX_REPAIRED:
            return None, found
        own: Repair | None = None if told else mistake.repair
        repair = own or without_block(lines, mistake.line, shown)
        if repair is None:
            return None, found
        for number, line in repair.lines.items():
            lines[number] = line
        broken |= repair.names
        dropped |= repair.dropped
    known = {problem.line for problem in found}
    found += [problem for problem in dict.fromkeys(builder.problems) if problem.line not in known]
    if tree is None and not found:
        found.append(Problem(shown, 1, "the file holds no values, only comments: write into it, or delete it"))
    if isinstance(tree, Mapping):
        tree.broken = tree.broken | frozenset(broken)
    elif isinstance(tree, Sequence):
        tree.broken = tree.broken or dropped
    return tree, found


def _invisible(text: str, shown: str) -> list[Problem]:
    """Characters no editor shows and no reader expects."""
    match = _FORBIDDEN.search(text)
    if match:
        line = len(re.findall(r"\r\n|\r|\n", text[: match.start()])) + 1
        sign = f"U+{ord(match.group()):04X}"
        message = f"there is an invisible character ({sign}) in this line: delete the line and type it again"
        return [Problem(shown, line, message)]
    message = "there is a special blank (non-breaking space) before or after the name: type an ordinary blank instead"
    return [
        Problem(shown, number, message)
        for number, line in enumerate(text.splitlines(), 1)
        if not line.isascii() and _STRANGE_BLANK.match(line)
    ][:MAX_MISTAKES]
