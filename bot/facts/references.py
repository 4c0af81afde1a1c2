"""Names that point from one place of the knowledge base to another, and signatures: told where they lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from bot.facts.course import Course
from bot.facts.document import Mapping, Problem, Scalar, Sequence
from bot.facts.fields import FieldOf, Stated
from bot.facts.validate import line_at, nearest
from bot.facts.words import PLACEHOLDER, UNCLOSED, unclosed

if TYPE_CHECKING:
    from bot.facts.knowledge import Knowledge

Trees = dict[str, Any]
STAFF = re.compile(r"staff: (?P<who>[^\d,][^,]*), (?P<day>\d{4}-\d{2}-\d{2})")
UNSIGNED = "YOUR NAME"
"""Stands for the name in what staff are to sign; as a signature it is an error."""

_SLOTS = {"policies.yaml": frozenset({"days"}), "diplomas.yaml": frozenset({"courses", "years"})}


@dataclass(slots=True)
class Broken:
    """What could not be read: nothing that refers to it is a mistake of its own."""

    files: set[str] = field(default_factory=set)
    courses: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        """Whether a fact's name (``contact.email``) leads into what could not be read."""
        head = name.partition(".")[0]
        return f"{head}.yaml" in self.files or head in self.courses


def references(knowledge: Knowledge, trees: Trees | None = None, broken: Broken | None = None) -> list[Problem]:
    """Names of courses, series, diplomas, policies and facts that are not there, and sources that cannot be.

    Args:
        knowledge: what could be read.
        trees: the files' located values, for the lines.
        broken: what could not be read.
    """
    pointer = _Pointers(knowledge, trees or {}, broken or Broken())
    for shown, tree in (trees or {}).items():
        folder = shown.partition("/")[0]
        if isinstance(tree, Mapping) and folder == "courses":
            pointer.course(tree, shown)
        elif folder == "faq":
            pointer.signatures(tree, shown)
            for item in tree if isinstance(tree, Sequence) else []:
                if isinstance(item, Mapping):
                    pointer.entry(item, shown)
        elif "/" not in shown:
            pointer.centre(tree, shown)
            pointer.signatures(tree, shown)
            pointer.slots(tree, shown, _SLOTS.get(shown, frozenset()))
    return pointer.problems


class _Pointers:
    """Follows names."""

    def __init__(self, knowledge: Knowledge, trees: Trees, broken: Broken) -> None:
        self.knowledge = knowledge
        self.trees = trees
        self.broken = broken
        self.problems: list[Problem] = []
        self.facts: list[str] | None = None

    def say(self, shown: str, line: int, message: str) -> None:
        self.problems.append(Problem(shown, line, message))

    def name(self, shown: str, line: int, what: str, name: Any, valid: Iterable[str], broken: bool = False) -> None:
        """One name that must be among the valid ones."""
        if isinstance(name, Scalar) and name not in valid and not broken:
            self.say(shown, line, f"there is no {what} “{name}”{nearest(name, valid)}")

    def course_name(self, shown: str, line: int, name: Any) -> None:
        self.name(shown, line, "course", name, self.knowledge.courses, name in self.broken.courses)

    def course(self, tree: Mapping, shown: str) -> None:
        """A course's series, diplomas and refund rules."""
        known, files = self.knowledge, self.broken.files
        if known.series and "series.yaml" not in files:
            self.name(shown, line_at(tree, ["series"]), "series", tree.get("series"), known.series)
        for line, name in _values(tree, "certificate", "diplomas"):
            self.name(shown, line, "diploma", name, known.diplomas, "diplomas.yaml" in files)
        for line, name in _values(tree, "refunds", "rules"):
            self.name(shown, line, "refund policy", name, known.policies, "policies.yaml" in files)
        self.signatures(tree, shown)
        self.slots(tree, shown, frozenset())

    def centre(self, tree: Any, shown: str) -> None:
        """The courses that diplomas and policies name."""
        if shown not in ("diplomas.yaml", "policies.yaml"):
            return
        for item in tree if isinstance(tree, Sequence) else []:
            if not isinstance(item, Mapping):
                continue
            if shown == "policies.yaml":
                self.course_name(shown, line_at(item, ["printed_in"]), item.get("printed_in"))
            else:
                for line, name in _items(item, item.get("courses"), "courses"):
                    self.course_name(shown, line, name)

    def entry(self, entry: Mapping, shown: str) -> None:
        """The courses, fields and facts that an entry of the FAQ names."""
        for line, name in _items(entry, entry.get("courses"), "courses"):
            self.course_name(shown, line, name)
        for key in ("field", "also"):
            for line, name in _items(entry, entry.get(key), key):
                self.name(shown, line, "fact of a course", name, course_paths())
        answer = entry.get("answer")
        for text in answer.values() if isinstance(answer, Mapping) else ():
            if not isinstance(text, Scalar):
                continue
            if unclosed(text):
                self.say(shown, text.line, UNCLOSED)
            for name in sorted(set(PLACEHOLDER.findall(text))):
                self.fact(shown, text.line, name)

    def fact(self, shown: str, line: int, name: str) -> None:
        """A fact that an answer names in ``{{ }}``."""
        if lookup(self.knowledge, name) is not None or self.broken.has(name):
            return
        if self.facts is None:
            self.facts = fact_names(self.knowledge)
        if name in self.facts:
            self.say(shown, line, f"“{name}” is not stated in the knowledge base: the answer cannot use it")
        else:
            self.say(shown, line, f"there is no fact “{name}”{nearest(name, self.facts)}")

    def slots(self, tree: Any, shown: str, valid: frozenset[str]) -> None:
        """Placeholders in the texts of facts: only those that are filled there."""
        for _, text in _scalars(tree):
            for name in PLACEHOLDER.findall(text):
                if name not in valid:
                    hint = f"write {{{{ {', '.join(sorted(valid))} }}}}" if valid else "facts hold no placeholders"
                    self.say(shown, text.line, f"“{name}” is not filled in here: {hint}")
            if unclosed(text):
                self.say(shown, text.line, UNCLOSED)

    def signatures(self, tree: Any, shown: str) -> None:
        """``staff: <who>, <date>`` with a date that exists."""
        for key, text in _scalars(tree):
            if key == "source" and re.match(r"staff\b", text, re.IGNORECASE):
                match = STAFF.fullmatch(text.strip())
                if match is None:
                    message = f'“{text}”: staff sign with their name and a date: write "staff: M. A., 2026-01-12"'
                    self.say(shown, text.line, message)
                elif match["who"].strip() == UNSIGNED:
                    self.say(shown, text.line, f"“{UNSIGNED}” signs here: write your own name or initials in its place")
                elif not _exists(match["day"]):
                    self.say(shown, text.line, f"{match['day']} does not exist in the calendar")


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _scalars(tree: Any, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every text of a tree with the name before its colon."""
    if isinstance(tree, Scalar):
        yield key, tree
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from _scalars(value, name)
    elif isinstance(tree, Sequence):
        for value in tree:
            yield from _scalars(value, key)


def _values(tree: Mapping, *path: str) -> Iterator[tuple[int, Any]]:
    """The single values of a field, of every version, with their lines."""
    field_tree: Any = tree
    for name in path:
        field_tree = field_tree.get(name) if isinstance(field_tree, Mapping) else None
    if isinstance(field_tree, Mapping):
        versions = field_tree.get("versions", [field_tree])
        for version in versions if isinstance(versions, list) else []:
            if isinstance(version, Mapping):
                yield from _items(version, version.get("value"), "value")


def _items(tree: Any, value: Any, key: str) -> Iterator[tuple[int, Any]]:
    if isinstance(value, Sequence):
        yield from zip(value.item_lines, value, strict=True)
    elif value is not None:
        yield line_at(tree, [key]), value


def course_paths() -> list[str]:
    """The paths of every field a course has, e.g. ``fee.total``."""
    return list(_paths(Course))


def _paths(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, FieldOf):
            yield f"{prefix}{name}"
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _paths(kind, f"{prefix}{name}.")


def fact_names(knowledge: Knowledge) -> list[str]:
    """Every name that ``{{ … }}`` may hold in an answer of the FAQ."""
    names = [f"{course.id}.{path}" for course in knowledge.courses.values() for path, _ in course.fields()]
    for prefix, block in (("contact", knowledge.contact), ("campus", knowledge.campus)):
        if block is not None:
            names += [f"{prefix}.{name}" for name in type(block).model_fields]
    return names


_ANY = FieldOf[Any]
"""Made once: pydantic takes milliseconds to make the class of a generic field."""


def lookup(knowledge: Knowledge, name: str) -> tuple[str | None, str, FieldOf[Any]] | None:
    """The field that a placeholder names.

    Returns:
        ``(course id or None, field path, field)``, or None where there is no such field or it is left out.
    """
    head, _, path = name.partition(".")
    block: Any = {"contact": knowledge.contact, "campus": knowledge.campus}.get(head)
    course = None
    if block is None:
        block = course = knowledge.courses.get(head)
    if block is None or not path:
        return None
    value = block
    for step in path.split("."):
        if not isinstance(value, BaseModel) or step not in type(value).model_fields:
            return None
        value = getattr(value, step)
    if isinstance(value, Stated):
        value = _ANY(versions=[value])
    if not isinstance(value, FieldOf) or value.left_out:
        return None
    return (course.id if course else None), path if course else name, value
