"""What YAML's own errors mean for someone who has never heard of scalars, and how to read on past them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

_HEAD = re.compile(
    r"""^(?P<head>\s*(?:-\s+)*(?:(?P<key>"[^"]*"|'[^']*'|[^\s"'\[\]{}\#&*!|>%@`,?-][^:\#]*?)\s*:(?:\s+|$))?)(?P<value>.*)$""",
    re.VERBOSE,
)
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_ESCAPE = re.compile(r'\\(?![0abt\tnvfre "/\\N_LPxuU]|$)')
_REST = re.compile(r"\s*(?:\s#.*)?$")
_NEW_ENTRY = re.compile(r"\s*(?:-\s|-$|[\w-]+\s*:(?:\s|$))")
_CURLY = "“”„‟«»"
_INDENTATION = "the indentation does not fit the lines around it: entries of one list or block start in the same column"
_QUOTES = 'put the whole text in straight "quotes"'


@dataclass(frozen=True, slots=True)
class Repair:
    """Lines to read instead, by their index; the names of blocks that are lost with them."""

    lines: dict[int, str]
    names: set[str] = field(default_factory=set)
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, in which line, and how to read on where that can be said."""

    line: int
    message: str
    repair: Repair | None = None


def explain(error: yaml.MarkedYAMLError, lines: list[str]) -> Mistake:
    """Put a parser's error so that one can act on it.

    Args:
        error: what the parser raised.
        lines: the document.
    """
    mark = error.problem_mark or error.context_mark
    last = max(1, len(lines))
    line = min(mark.line + 1, last) if mark else 1
    start = min(error.context_mark.line + 1, last) if error.context_mark else line
    problem, context = (error.problem or "").lower(), (error.context or "").lower()
    for number in _suspects(lines, line, start if "quoted scalar" in context else line):
        message = _fault(lines, number)
        if message:
            return Mistake(number, message, _quoted(lines, number))
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    if "flow" in context:
        return Mistake(start, 'a bracket [ or { is opened here and not closed, or a text inside it needs "quotes"')
    if "quoted scalar" in context:
        return Mistake(start, "a quotation mark is opened here and not closed", _quoted(lines, start))
    if "could not find expected ':'" in problem:
        return Mistake(start, _lonely(lines[start - 1]))
    if "node content" in problem:
        return Mistake(line, 'a bracket ] or } or a comma stands alone: remove it, or put the text in "quotes"')
    if "document" in problem or "document" in context:
        return Mistake(line, "one file holds one document: remove the line that begins with --- or ... or %")
    before = next((i + 1 for i in range(line - 2, -1, -1) if lines[i].strip()), 0)
    if "mapping values are not allowed" in problem and before and re.match(r"\s*[^\s\-#:][^:]*$", lines[before - 1]):
        return Mistake(before, _lonely(lines[before - 1]))
    if "mapping values are not allowed" in problem or "block" in context or "block" in problem:
        return Mistake(line, _INDENTATION)
    return Mistake(line, f'this is not valid YAML here ({error.problem or error.context}): put the text in "quotes"')


def without_block(lines: list[str], number: int, shown: str) -> Repair | None:
    """Set the whole outermost block aside that a line belongs to, where it is wrong on its own.

    Args:
        lines: the document.
        number: a line of the block.
        shown: the file's name.

    Returns:
        The repair, or None where nothing would be left or the block alone is right.
    """
    from bot.facts.located import Builder, Stop  # noqa: PLC0415

    written = [i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    if not written:
        return None
    listed = lines[written[0]].startswith("-")
    starts = [i for i in written if not lines[i][0].isspace() and lines[i].startswith("-") == listed]
    first = max((i for i in starts if i < number), default=None)
    if first is None or len(starts) < 2:
        return None
    end = min((i for i in starts if i > first), default=len(lines))
    try:
        Builder(shown, lines[first:end]).build()
        return None
    except (yaml.YAMLError, Stop, RecursionError):
        pass
    match = _HEAD.match(lines[first])
    name = (match["key"] or "").strip("\"'") if match and not listed else ""
    return Repair(dict.fromkeys(range(first, end), ""), {name} if name else set(), dropped=True)


def _suspects(lines: list[str], line: int, start: int) -> list[int]:
    """The lines to look at: where the parser stopped, where what it was in began, and up to three lines above."""
    above = [i + 1 for i in range(line - 2, -1, -1) if lines[i].strip()][:3]
    return list(dict.fromkeys([line, start, *above]))


def _quoted(lines: list[str], number: int) -> Repair | None:
    line = lines[number - 1]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return Repair({number - 1: _usual_indent(lines, number) + line.lstrip()})
    match = _HEAD.match(line)
    if not match or not (match["key"] or match["head"].strip()):
        return None
    value = match["value"]
    stand_in = '["?"]' if value.startswith("[") else '"?"'
    return Repair({number - 1: match["head"] + (" " if match["head"].endswith(":") else "") + stand_in})


def _usual_indent(lines: list[str], number: int) -> str:
    """The blanks a line needs to fit below the one above it."""
    above = next((line for line in reversed(lines[: number - 1]) if line.strip()), "")
    blanks = above[: len(above) - len(above.lstrip(" -"))].replace("-", " ")
    return blanks + ("  " if above.rstrip().endswith(":") else "")


def _fault(lines: list[str], number: int) -> str:
    """What is wrong with a line by itself; empty where nothing is."""
    line = lines[number - 1]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "there is a tab at the beginning of this line: indent with spaces instead"
    match = _HEAD.match(line)
    value = match["value"].rstrip() if match else ""
    if not match or not value or value.startswith("#"):
        return ""
    return _value_fault(value, lines, number, bool(match["key"] or match["head"].strip()))


def _value_fault(value: str, lines: list[str], number: int, named: bool) -> str:
    first = value[0]
    if value.startswith("{{"):
        return 'a text that begins with {{ must stand in "quotes"'
    if first in "@`%":
        return f'a text may not begin with {first}: put it in "quotes"'
    if first == "*" and named:
        return 'a text may not begin with *: put it in "quotes"'
    if first in "&!" and named and ": " in value:
        return f'a text may not begin with {first}: put it in "quotes"'
    if first in "|>" and not re.fullmatch(r"[|>][+-]?\d?[+-]?\s*(#.*)?", value):
        return f'a text may not begin with {first}: put it in "quotes"'
    if first in "\"'":
        return _quote_fault(value, lines, number)
    if first == "[":
        return _bracket_fault(value)
    if first in "-?" and value[1:2] == " " and named:
        return "a list begins on a line of its own, below the name" if first == "-" else _QUOTES
    if first in _CURLY and (": " in value or value.endswith(":")):
        return f"curly quotation marks do not count here: {_QUOTES}"
    if first not in "{" and named and re.search(r":(\s|$)", value.split(" #", maxsplit=1)[0]):
        return f"there is a colon followed by a blank inside a text: {_QUOTES}"
    return ""


def _quote_fault(value: str, lines: list[str], number: int) -> str:
    mark = value[0]
    pattern = _DOUBLE if mark == '"' else _SINGLE
    closed = pattern.match(value)
    if closed:
        if mark == '"' and _ESCAPE.search(closed.group()):
            return "a backslash \\ inside quotes has a meaning of its own: write \\\\ or leave it out"
        rest = value[closed.end() :]
        if _REST.match(rest) or rest.lstrip().startswith(":"):
            return ""
        if mark == "'":
            return "an apostrophe inside '…' ends the text: put the text in \"…\" instead"
        return 'there is a quotation mark inside the quoted text: write \\" there, or use “ and ”'
    rest = "\n".join([value, *lines[number:]])
    whole = pattern.match(rest)
    inside = whole.group().split("\n")[1:] if whole else [""]
    if whole is None or any(_NEW_ENTRY.match(line) for line in inside):
        return "a quotation mark is opened here and not closed"
    return ""


def _bracket_fault(value: str) -> str:
    """A list in brackets on one line whose texts need quotes."""
    inner = _DOUBLE.sub("", _SINGLE.sub("", value)) if '"' in value else value
    if not value.split(" #", maxsplit=1)[0].rstrip().endswith("]"):
        return "" if "]" not in inner else f"a text that begins with [ must stand in quotes: {_QUOTES}"
    sign = next((sign for sign in ("?", ": ", "{{") if sign in inner), None)
    if sign:
        return f'inside brackets [ ] a text with {sign.strip()} must stand in "quotes"'
    if '"' in value and re.search(r'"\s*"|"\s*[^\s",\]]', _DOUBLE.sub('""', value).replace('""', '"')):
        return 'the entries inside brackets [ ] are divided by commas: write ["one", "two"]'
    return ""


def _lonely(line: str) -> str:
    """A line that neither names anything nor begins an entry."""
    if re.match(r"\s*(?:-\s+)?[\w-]+:\S", line):
        return "a blank is missing after the colon"
    return "this line has no name and no colon: write “name: value”, or indent it if it continues the text above"
