"""From located values to typed blocks, every problem with its line and in words for people who do not program."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from bot.facts.document import Mapping, Problem, Scalar, Sequence

M = TypeVar("M", bound=BaseModel)



def validate(model: type[M], tree: Any, shown: str) -> tuple[M | None, list[Problem]]:
    """Read a block.

    Args:
        model: the block's type.
        tree: located values, as :func:`bot.facts.document.read` gives them.
        shown: the file's name in messages.

    Returns:
        ``(block, problems)``: the block, or None with at least one problem.
    """
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        problems = {_problem(item, model, tree, shown) for item in error.errors(include_url=False)}
        return None, sorted(problems)


def nearest(name: str, valid: Any) -> str:
    """The valid name that a wrong one most likely meant, as the end of a sentence; empty where none is near."""
    match = process.extractOne(str(name), list(valid), score_cutoff=60)
    return f"; did you mean “{match[0]}”?" if match else ""


def _problem(item: Any, model: type[BaseModel], tree: Any, shown: str) -> Problem:
    path = list(item["loc"])
    line, where, names = _locate(tree, path)
    return Problem(shown, line, _message(item, path, where, names, model))


def _locate(tree: Any, path: list[Any]) -> tuple[int, Any, list[str]]:
    """The line of the deepest part of the path that exists, and the value there."""
    node, line, names = tree, getattr(tree, "line", 1), []
    skip = False
    for step in path:
        if skip or (step == "versions" and isinstance(node, Mapping) and "versions" not in node):
            skip = not skip
            continue
        names.append(str(step))
        if isinstance(node, Mapping) and step in node:
            line = node.key_lines[step]
            node = node[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break
        line = getattr(node, "line", line) if isinstance(node, (Scalar, Mapping, Sequence)) else line
    return line, node, names


def _message(item: Any, path: list[Any], value: Any, names: list[str], model: type[BaseModel]) -> str:
    kind = item["type"]
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    label = f"{'.'.join(n for n in names if not n.isdigit())}: " if names else ""
    match kind:
        case "value_error":
            return label + str(item["ctx"]["error"])
        case "extra_forbidden":
            siblings = _siblings(model, path[:-1])
            return f"“{name}” is not a name known here{nearest(name, siblings)}"
        case "missing":
            hint = " (write: not stated, where the note leaves it out)" if _can_be_left_out(model, path) else ""
            return f"“{'.'.join(str(p) for p in path)}” is missing{hint}"
        case "literal_error" | "enum":
            expected = str(item["ctx"]["expected"]).replace("'", "")
            choices = [choice.strip() for choice in expected.replace(" or ", ",").split(",")]
            return f"{label}“{value}” is not possible here: write {expected}{nearest(str(value), choices)}"
        case "too_short":
            return f"{label}at least {item['ctx']['min_length']} entries are needed"
        case "model_type" | "dict_type" | "model_attributes_type":
            if name and _can_be_left_out(model, path):
                return f"{label}write value: and source: on lines of their own, or: not stated"
            return f"{label}a block of “name: value” lines is expected here, indented below"
        case "list_type":
            return f"{label}a list is expected here: each entry on its own line, beginning with “- ”"
        case _:
            return f"{label}{item['msg']}"


def _fields(annotation: Any) -> set[str]:
    """The names a block of this type may hold, looking through unions and generics."""
    found: set[str] = set()
    stack = [annotation]
    while stack:
        current = stack.pop()
        if isinstance(current, type) and issubclass(current, BaseModel):
            found |= {name for name in current.model_fields if name not in ("place", "root")}
        stack.extend(getattr(current, "__args__", ()))
    return found


def _resolve(model: Any, path: list[Any]) -> Any:
    current: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        options = [current]
        following = None
        while options:
            option = options.pop()
            if isinstance(option, type) and issubclass(option, BaseModel) and step in option.model_fields:
                following = option.model_fields[step]
                break
            options.extend(getattr(option, "__args__", ()))
        if following is None:
            return None
        current = following.annotation
    return current


def _siblings(model: Any, path: list[Any]) -> set[str]:
    return _fields(_resolve(model, path))


def _can_be_left_out(model: Any, path: list[Any]) -> bool:
    return "FieldOf" in str(_resolve(model, path))
