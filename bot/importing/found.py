"""What was found of one fact: nothing, one value, several that contradict each other; and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.importing.passages import Passage

State = Literal["found", "missing", "in conflict"]
Finding = dict[str, "Found"]
"""What finders give: for each path of a course file, such as ``fee.total``, what was found."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands: the section, and the page or line."""

    section: str
    place: str

    @classmethod
    def of(cls, passage: Passage) -> Source:
        """The place of a passage."""
        return cls(passage.heading or "Title page", passage.place)


@dataclass(frozen=True, slots=True)
class Version:
    """A value as a course file holds it (texts as plain strings), with every place that gives it."""

    value: Any
    sources: tuple[Source, ...]

    @property
    def section(self) -> str:
        """Its sections, as a ``source:`` names them."""
        return "; ".join(dict.fromkeys(source.section for source in self.sources))

    @property
    def place(self) -> str:
        """Its pages or lines."""
        return ", ".join(dict.fromkeys(source.place for source in self.sources))


@dataclass(frozen=True, slots=True)
class Found:
    """The versions of a fact; none where the note does not state it.

    Attributes:
        versions: every value.
        doubts: why staff should look at it.
    """

    versions: tuple[Version, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def state(self) -> State:
        """Whether it is stated, contradicted or left out."""
        return "missing" if not self.versions else "found" if len(self.versions) == 1 else "in conflict"

    @property
    def value(self) -> Any:
        """The value where there is exactly one."""
        return self.versions[0].value if len(self.versions) == 1 else None

    def doubting(self, *doubts: str) -> Found:
        """The same with more doubts."""
        return Found(self.versions, (*self.doubts, *doubts))


def gathered(pairs: Iterable[tuple[Any, Passage]], doubts: Iterable[str] = ()) -> Found:
    """The versions of a fact from values and the passages they stand in; equal values are one version."""
    values: list[tuple[Any, list[Source]]] = []
    for value, passage in pairs:
        for known, sources in values:
            if known == value:
                sources.append(Source.of(passage))
                break
        else:
            values.append((value, [Source.of(passage)]))
    return Found(tuple(Version(value, tuple(sources)) for value, sources in values), tuple(dict.fromkeys(doubts)))


def one(value: Any, passage: Passage, *doubts: str) -> Found:
    """A fact with one value."""
    return gathered([(value, passage)], doubts)
