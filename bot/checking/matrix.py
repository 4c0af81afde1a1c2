"""Courses by topics: what each note states, leaves out or contradicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.facts.course import Course
from bot.facts.knowledge import TOPICS, Knowledge

Cell = Literal["stated", "in part", "not stated", "contradicted"]

FIELDS: dict[str, tuple[str, ...]] = {
    "dates": ("dates", "phases"),
    "deadline": ("deadline",),
    "apply": ("apply.",),
    "fees": ("fee.",),
    "payment": ("payment.",),
    "funding": ("funding.",),
    "refunds": ("refunds.",),
    "requirements": ("requirements.",),
    "language": ("language.",),
    "format": ("format.",),
    "workload": ("workload.",),
    "content": ("content.",),
    "certificate": ("certificate.",),
    "campus": ("campus.",),
    "contact": ("contact.",),
    "courses": ("title", "code"),
}
"""Which fields of a course answer a topic; a name that ends with a dot is a whole block."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One cell: how a course stands to a topic, and the fields that make it so."""

    cell: Cell
    stated: int
    fields: int
    contradicted: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.contradicted:
            return f"contradicted: {', '.join(self.contradicted)}"
        return f"{self.stated} of {self.fields}" if self.cell == "in part" else self.cell


def stand(course: Course, topic: str) -> Stand:
    """How a course stands to a topic."""
    wanted = FIELDS[topic]
    found = [(path, field) for path, field in course.fields() if any(_belongs(path, name) for name in wanted)]
    stated = sum(not field.left_out for _, field in found)
    against = tuple(path.rpartition(".")[2] for path, field in found if field.contradicted)
    if against:
        return Stand("contradicted", stated, len(found), against)
    if not stated:
        return Stand("not stated", 0, len(found))
    return Stand("stated" if stated == len(found) else "in part", stated, len(found))


def _belongs(path: str, name: str) -> bool:
    return path.startswith(name) if name.endswith(".") else path == name


def matrix(knowledge: Knowledge) -> str:
    """The table as plain text: a topic a line, a course a column."""
    courses = list(knowledge.courses.values())
    rows = [["", *(course.id for course in courses)]]
    rows += [[topic, *(str(stand(course, topic)) for course in courses)] for topic in TOPICS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def summary(knowledge: Knowledge) -> str:
    """The table in one sentence."""
    cells = [stand(course, topic).cell for course in knowledge.courses.values() for topic in TOPICS]
    if not cells:
        return "no courses"
    counted = ", ".join(f"{cells.count(cell)} {cell}" for cell in ("stated", "in part", "not stated", "contradicted"))
    return f"{len(knowledge.courses)} courses × {len(TOPICS)} topics: {counted}"
