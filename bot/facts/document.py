"""YAML files as staff write them: read safely, every value with its place, every mistake in plain words.

``yaml.safe_load`` swallows duplicate keys, turns ``1.055`` into a float and ``no`` into False, and reports a wrong
date without a line. So the node tree is composed first (https://pyyaml.org/wiki/PyYAMLDocumentation, "Nodes") and
every scalar is kept as the text that was typed, with its line; the model converts it by the type it expects.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 8_000_000
MAX_NODES = 400_000
MAX_DEPTH = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {
    "tag:yaml.org,2002:bool": "a yes/no value",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:timestamp": "a date",
}
_STANDARD_TAGS = ("tag:yaml.org,2002:",)


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
        self = super().__new__(cls, text)
        self.line = line
        self.looks_like = looks_like
        return self


class Mapping(dict[str, Any]):
    """A YAML mapping that knows its file, its line and the line of each key."""

    file: str = ""
    line: int = 1
    key_lines: dict[str, int]


class Sequence(list[Any]):
    """A YAML list that knows its line."""

    line: int = 1


class _Stop(Exception):
    """The document cannot be read any further."""


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
        if path.stat().st_size > MAX_BYTES:
            megabytes = path.stat().st_size / 1e6
            return None, [
                Problem(shown, 1, f"the file has {megabytes:.0f} MB; {MAX_BYTES // 1_000_000} MB is the limit")
            ]
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(shown, 1, f"the file cannot be read: {error.strerror or error}")]
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
    control = next((i for i, c in enumerate(text) if c < " " and c not in "\t\n\r"), None)
    if control is not None:
        line = text[:control].count("\n") + 1
        return None, [Problem(shown, line, "there is an invisible control character in this line: delete and retype it")]
    if not text.strip():
        return None, [Problem(shown, 1, "the file is empty")]
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return None, [_explain(error, text, shown)]
    except yaml.YAMLError as error:
        return None, [Problem(shown, 1, f"this is not valid YAML: {str(error).splitlines()[0]}")]
    except RecursionError:
        return None, [Problem(shown, 1, f"lists or blocks are nested more than {MAX_DEPTH} deep")]
    if node is None:
        return None, [Problem(shown, 1, "the file holds no values, only comments")]
    converter = _Converter(shown)
    try:
        tree = converter.convert(node, 0)
    except _Stop:
        tree = None
    return tree, converter.problems


class _Converter:
    """Node tree to located values, gathering every problem on the way."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.count = 0
        self.open: set[int] = set()

    def problem(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(self.shown, node.start_mark.line + 1, message))

    def convert(self, node: yaml.Node, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_NODES:
            self.problem(node, "the file unfolds into too many values: aliases (*name) may not multiply each other")
            raise _Stop
        if depth > MAX_DEPTH or id(node) in self.open:
            self.problem(node, "the values are nested without end: an alias (*name) may not hold itself")
            raise _Stop
        if not node.tag.startswith(_STANDARD_TAGS) or node.tag.startswith("tag:yaml.org,2002:python"):
            self.problem(node, f"the tag {_tag(node.tag)} is not allowed: write the plain value without it")
            return None
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                items = Sequence(self.convert(child, depth + 1) for child in node.value)
                items.line = node.start_mark.line + 1
                return items
            return self.mapping(node, depth)
        finally:
            self.open.discard(id(node))

    def scalar(self, node: yaml.ScalarNode) -> Scalar | None:
        line = node.start_mark.line + 1
        if node.style is None:
            if node.tag == "tag:yaml.org,2002:null":
                return None
            return Scalar(node.value, line, _PLAIN_TAGS.get(node.tag, ""))
        return Scalar(node.value, line)

    def mapping(self, node: yaml.Node, depth: int) -> Mapping:
        result = Mapping()
        result.file, result.line, result.key_lines = self.shown, node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                hint = "a text that begins with {{ must stand in quotes"
                self.problem(key_node, f"a name was expected before the colon here; {hint}")
                continue
            key = str(key_node.value)
            if key == "<<":
                self.problem(key_node, "merging with << is not allowed here: write the values out")
                continue
            if key in result:
                first = result.key_lines[key]
                self.problem(key_node, f"“{key}” stands twice in this block (first in line {first}): keep one of them")
                continue
            result.key_lines[key] = key_node.start_mark.line + 1
            result[key] = self.convert(value_node, depth + 1)
        return result


def _tag(tag: str) -> str:
    return "!!" + tag.removeprefix("tag:yaml.org,2002:") if tag.startswith("tag:yaml.org,2002:") else tag


def _explain(error: yaml.MarkedYAMLError, text: str, shown: str) -> Problem:
    """PyYAML's own words, put so that someone who has never heard of scalars can act on them."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    problem = (error.problem or "").lower()
    context = (error.context or "").lower()
    if "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in problem:
        return Problem(shown, line, "there is a tab at the beginning of this line: indent with spaces instead")
    if "mapping values are not allowed" in problem:
        return Problem(shown, line, 'there is a colon followed by a space inside a text: put the whole text in "quotes"')
    if "undefined alias" in problem or "alias" in context:
        return Problem(shown, line, 'a text may not begin with *: put it in "quotes"')
    if "anchor" in problem or "anchor" in context:
        return Problem(shown, line, 'a text may not begin with &: put it in "quotes"')
    if "found character" in problem and "cannot start any token" in problem:
        return Problem(shown, line, 'a text may not begin with this character: put it in "quotes"')
    if "quoted scalar" in context or "quoted scalar" in problem:
        start = error.context_mark.line + 1 if error.context_mark else line
        return Problem(shown, start, "a quotation mark is opened here and not closed")
    if "flow" in context or "flow" in problem:
        start = error.context_mark.line + 1 if error.context_mark else line
        message = 'a bracket [ or { is not closed, or a text inside it (one with ? or : or ,) needs "quotes"'
        return Problem(shown, start, message)
    if "block" in context or "block" in problem or "expected" in problem:
        message = "the indentation does not fit the lines around it: entries of one list or block start in the same column"
        return Problem(shown, line, message)
    if "tag" in problem or "tag" in context:
        return Problem(shown, line, 'a text may not begin with !: put it in "quotes"')
    if "document" in problem or "document" in context:
        return Problem(shown, line, "one file holds one document: remove the line --- in the middle")
    return Problem(shown, line, f"this is not valid YAML here: {error.problem or error.context}")
