"""From the events of the YAML parser to values with their lines."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.facts.document import Mapping, Problem, Scalar, Sequence

MAX_NODES = 400_000
MAX_DEPTH = 40
MAX_PROBLEMS = 200

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"
_PLAIN = {
    f"{_CORE}bool": "a yes/no value",
    f"{_CORE}int": "a number",
    f"{_CORE}float": "a number",
    f"{_CORE}timestamp": "a date",
}
_KINDS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
_ALLOWED_TAGS = {"!", *(f"{_CORE}{name}" for name in _KINDS)}
_LOST = re.compile(r" #\S")


class Stop(Exception):
    """The document cannot be read any further."""


class Builder:
    """Turns one document into located values, gathering every problem on the way.

    Args:
        shown: the file's name in messages.
        lines: the document.
    """

    def __init__(self, shown: str, lines: list[str]) -> None:
        self.shown = shown
        self.lines = lines
        self.problems: list[Problem] = []
        self.count = 0
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.used: set[str] = set()
        self.brackets = 0
        self.loader: Any = None

    def build(self) -> Any:
        """The document's value; None where it holds none.

        Raises:
            yaml.YAMLError: where the text is no YAML.
            Stop: where the values are too many or too deep; the reason is in ``problems``.
        """
        self.loader = _Loader("\n".join(self.lines) + "\n")
        try:
            return self._document()
        finally:
            self.loader.dispose()

    def _document(self) -> Any:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        event = self._next()
        value = self._value(event, 0)
        self._next()
        if not isinstance(following := self._next(), yaml.StreamEndEvent):
            self._problem(following, "one file holds one document: remove the line --- here and put it all into one")
        for name, (_, line, _) in self.anchors.items():
            if name not in self.used:
                message = f'a text may not begin with &: write "&{name} …" in quotes'
                self.problems.append(Problem(self.shown, line, message))
        return None if isinstance(value, Scalar) and not value else value

    def _next(self) -> Any:
        return self.loader.get_event()

    def _problem(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.shown, _line(event), message))
        if len(self.problems) >= MAX_PROBLEMS:
            message = "there are more mistakes below: put these right first"
            self.problems.append(Problem(self.shown, _line(event), message))
            raise Stop

    def _value(self, event: Any, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_NODES:
            self._problem(event, "the file unfolds into too many values: aliases (*name) may not multiply each other")
            raise Stop
        if depth > MAX_DEPTH:
            self._problem(event, f"lists or blocks are nested more than {MAX_DEPTH} deep: remove brackets or dashes")
            raise Stop
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None and event.tag not in _ALLOWED_TAGS:
            self._problem(event, f"the tag {_tag(event.tag)} is not allowed: write the plain value without it")
        before = self.count
        if event.anchor is not None:
            self.anchors[event.anchor] = (None, _line(event), -1)
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(event, depth)
        else:
            value = self._mapping(event, depth)
        if event.anchor is not None:
            value = Scalar("?", _line(event)) if value is None else value
            self.anchors[event.anchor] = (value, _line(event), self.count - before + 1)
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            self._problem(event, 'a text may not begin with *: put it in "quotes"')
            return Scalar("?", _line(event))
        value, _, size = self.anchors[event.anchor]
        self.used.add(event.anchor)
        if size < 0:
            self._problem(event, "an alias (*name) may not stand inside what it repeats: write the values out")
            return None
        self.count += size
        return value

    def _scalar(self, event: Any) -> Scalar | None:
        if event.style:
            return Scalar(event.value, _line(event))
        tag = event.tag or self.loader.resolve(yaml.ScalarNode, event.value, (True, False))
        end = event.end_mark
        if self.brackets and "?" in event.value:
            self._problem(event, 'a text with ? inside brackets [ ] or { } must stand in "quotes"')
        if end.line < len(self.lines) and _LOST.match(self.lines[end.line], end.column):
            message = (
                'what follows # is a comment and is not read: if it belongs to the text, put all of it in "quotes"'
            )
            self.problems.append(Problem(self.shown, end.line + 1, message, warning=True))
        if tag == f"{_CORE}null":
            return None
        return Scalar(event.value, _line(event), _PLAIN.get(tag, "") if event.tag is None else "")

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items = Sequence()
        items.line, items.item_lines = _line(start), []
        self.brackets += bool(start.flow_style)
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.item_lines.append(_line(event))
            items.append(self._value(event, depth + 1))
        self.brackets -= bool(start.flow_style)
        return items

    def _mapping(self, start: Any, depth: int) -> Mapping:
        result = Mapping()
        result.file, result.line, result.key_lines = self.shown, _line(start), {}
        self.brackets += bool(start.flow_style)
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, depth)
            following = self._next()
            value = self._value(following, depth + 1)
            if key is None:
                continue
            if key in result:
                first = result.key_lines[key]
                self._problem(event, f"“{key}” stands twice in this block (first in line {first}): keep one of them")
                continue
            result.key_lines[key] = _line(event)
            result[key] = value
        self.brackets -= bool(start.flow_style)
        return result

    def _key(self, event: Any, depth: int) -> str | None:
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, depth + 1)
            line = self.lines[event.start_mark.line] if event.start_mark.line < len(self.lines) else ""
            if "{{" in line:
                self._problem(event, 'a text that begins with {{ must stand in "quotes"')
            else:
                self._problem(event, "a name is expected before the colon here, not a list or a block")
            return None
        self.count += 1
        key = str(event.value)
        if key == "<<" and not event.style:
            self._problem(event, "merging with << is not allowed here: write the values out")
            return None
        if not key.strip():
            self._problem(event, "the name before the colon is missing")
            return None
        return key


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _tag(tag: str) -> str:
    return "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
