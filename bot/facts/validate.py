"""From located values to typed blocks, every problem with its line and in words for people who do not program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from rapidfuzz import fuzz, process

from bot.facts.document import Mapping, Problem, Scalar, Sequence
from bot.messages import LANGUAGES

M = TypeVar("M", bound=BaseModel)

_FEW = 8


@dataclass(frozen=True, slots=True)
class _Found:
    """One of pydantic's errors, located."""

    kind: str
    names: tuple[str, ...]
    line: int
    message: str
    expected: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


def validate(model: type[M], tree: Any, shown: str) -> tuple[M | None, list[Problem]]:
    """Read a block.

    Args:
        model: the block's type.
        tree: located values, as :func:`bot.facts.document.read` gives them.
        shown: the file's name in messages.

    Returns:
        ``(block, problems)``: the block, or None. What the file's syntax took away (``broken``) is no problem here.
    """
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        found = [_found(item, model, tree) for item in error.errors(include_url=False)]
        if isinstance(tree, Mapping):
            found = [one for one in found if one.kind != "missing" or one.names[0] not in tree.broken]
        return None, sorted({Problem(shown, one.line, one.message) for one in _merged(found)})


def nearest(name: str, valid: Iterable[str]) -> str:
    """The valid name that a wrong one most likely meant, as the end of a sentence; empty where none is near."""
    match = near(name, valid)
    return f"; did you mean “{match}”?" if match else ""


def near(name: str, valid: Iterable[str]) -> str | None:
    """The valid name that a wrong one most likely meant."""
    options = {option.lower(): option for option in valid}
    match = process.extractOne(str(name).lower().strip(), list(options), scorer=fuzz.ratio, score_cutoff=60)
    return options[match[0]] if match else None


def line_at(tree: Any, path: Iterable[Any]) -> int:
    """The line of the value at a path, or of the deepest part of it that exists."""
    return _locate(tree, list(path))[0]


def _merged(found: list[_Found]) -> list[_Found]:
    """One mistake is one line: a misspelt name is not missing as well, nor one that stands in the wrong block."""
    missing = [one for one in found if one.kind == "missing"]
    result = []
    for one in found:
        if one.kind == "extra_forbidden":
            beside = {other.name: other for other in missing if other.names[:-1] == one.names[:-1]}
            meant = near(one.name, beside)
            if meant:
                missing.remove(beside[meant])
                message = f"“{one.name}” is not a name known here; did you mean “{meant}”?"
                result.append(_Found(one.kind, one.names, one.line, message))
                continue
            elsewhere = [other for other in missing if other.name == one.name]
            if len(elsewhere) == 1 and len(elsewhere[0].names) > 1:
                missing.remove(elsewhere[0])
                block = elsewhere[0].names[-2]
                message = f"“{one.name}” belongs into the block “{block}:”: move it there, indented like its lines"
                result.append(_Found(one.kind, one.names, one.line, message))
                continue
        if one.kind != "missing":
            result.append(one)
    return result + missing


def _found(item: Any, model: type[BaseModel], tree: Any) -> _Found:
    path = list(item["loc"])
    line, value, names = _locate(tree, path)
    if item["type"] in ("missing", "extra_forbidden") and path and (not names or names[-1] != str(path[-1])):
        names.append(str(path[-1]))
    return _Found(item["type"], tuple(names), line, _message(item, path, value, names, model))


def _locate(tree: Any, path: list[Any]) -> tuple[int, Any, list[str]]:
    """The line of the deepest part of the path that exists, the value there, and the names on the way."""
    node, line = tree, getattr(tree, "line", 1)
    names: list[str] = []
    skip = False
    for step in path:
        if skip or (step == "versions" and isinstance(node, Mapping) and "versions" not in node):
            skip = not skip
            continue
        if isinstance(node, Mapping) and step in node:
            line, node = node.key_lines[step], node[step]
            names.append(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            line, node = node.item_lines[step], node[step]
        else:
            break
        line = node.line if isinstance(node, Scalar) else line
    return line, node, names


def _message(item: Any, path: list[Any], value: Any, names: list[str], model: type[BaseModel]) -> str:
    kind = item["type"]
    label = f"{'.'.join(name for name in names if name != 'versions')}: " if names else ""
    match kind:
        case "value_error":
            if isinstance(value, Mapping) and "one text" in str(item["ctx"]["error"]):
                return f'{label}one text is expected here: if there is a colon in it, put it in "quotes"'
            if isinstance(value, (Mapping, Sequence)) and str(value) in str(item["ctx"]["error"]):
                return f"{label}one value is expected here, not {_said(value)}"
            return label + str(item["ctx"]["error"])
        case "extra_forbidden":
            return _unknown(names[-1], _fields(_resolve(model, path[:-1])))
        case "missing":
            name = ".".join(name for name in names if name != "versions")
            hint = f" (write “{names[-1]}: not stated” where the note leaves it out)"
            return f"“{name}” is missing{hint if _can_be_left_out(model, path) else ''}"
        case "literal_error" | "enum":
            expected = str(item["ctx"]["expected"]).replace("'", "")
            choices = [choice.strip() for choice in expected.replace(" or ", ",").split(",")]
            return f"{label}“{_said(value)}” is not possible here: write {expected}{nearest(_said(value), choices)}"
        case "too_short":
            return f"{label}at least one entry is needed"
        case "model_type" | "dict_type" | "model_attributes_type":
            return label + _block_expected(model, path, value)
        case "list_type":
            return f"{label}a list is expected here: each entry on its own line, beginning with “- ”"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{label}“{_said(value)}” is not a whole number: write digits only"
        case "bool_parsing" | "bool_type":
            return f"{label}“{_said(value)}” is not possible here: write true or false"
        case "string_type":
            return f'{label}one text is expected here, in "quotes"'
        case _:
            return f"{label}this does not fit here: {item['msg']}"


def _unknown(name: str, valid: set[str]) -> str:
    hint = nearest(name, valid)
    if not hint and 0 < len(valid) <= _FEW:
        hint = f": only {', '.join(sorted(valid))} can stand here"
    return f"“{name}” is not a name known here{hint}"


def _block_expected(model: type[BaseModel], path: list[Any], value: Any) -> str:
    if path and _can_be_left_out(model, path):
        return "write value: and source: on lines of their own below, or: not stated"
    if _fields(_resolve(model, path)) == set(LANGUAGES):
        return "the language is missing: write en:, fr: or es: on a line of its own below, and after it the words"
    if value is None:
        return "there is nothing below this name: “name: value” lines are expected, indented"
    return "a block of “name: value” lines is expected here"


def _said(value: Any) -> str:
    """A value in a message: short, on one line."""
    if isinstance(value, Scalar):
        text = " ".join(value.split())
        return text if len(text) <= 60 else text[:57] + "…"
    if isinstance(value, Mapping):
        return "a block"
    return "a list" if isinstance(value, Sequence) else "nothing"


def _fields(annotation: Any) -> set[str]:
    """The names a block of this type may hold, looking through unions and generics."""
    found: set[str] = set()
    stack = [annotation]
    while stack:
        current = stack.pop()
        if isinstance(current, type) and issubclass(current, BaseModel):
            found |= {name for name, info in current.model_fields.items() if name != "root" and not _hidden(info)}
            if set(current.model_fields) == {"versions"}:
                stack.append(_version(current))
            if "root" in current.model_fields:
                stack.append(current.model_fields["root"].annotation)
        stack.extend(getattr(current, "__args__", ()))
    return found


def _hidden(info: FieldInfo) -> bool:
    """A field that is filled in, never typed."""
    return any(type(mark).__name__ == "SkipJsonSchema" for mark in info.metadata)


def _version(field: type[BaseModel]) -> Any:
    """The block of ``value:`` and ``source:`` that a field consists of."""
    return field.model_fields["versions"].annotation


def _resolve(model: Any, path: list[Any]) -> Any:
    current: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        options = [current]
        following = None
        while options:
            option = options.pop()
            if isinstance(option, type) and issubclass(option, BaseModel):
                if step in option.model_fields:
                    following = option.model_fields[step]
                    break
                if "root" in option.model_fields:
                    options.append(option.model_fields["root"].annotation)
            options.extend(getattr(option, "__args__", ()))
        if following is None:
            return None
        current = following.annotation
    return current


def _can_be_left_out(model: Any, path: list[Any]) -> bool:
    resolved = _resolve(model, path)
    return isinstance(resolved, type) and issubclass(resolved, BaseModel) and set(resolved.model_fields) == {"versions"}
