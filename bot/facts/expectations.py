"""Examples that must stay right: questions of staff with what their replies are to hold (``knowledge/examples/``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from bot.facts.document import Mapping, Problem, Sequence, read
from bot.facts.validate import validate
from bot.facts.values import Day, Id, Model, Words
from bot.messages import Outcome

FOLDER = "examples"
_EXPECTED = ("course", "fact", "topic", "outcome", "language", "must_not")


def _listed(value: Any) -> Any:
    """One entry needs no list around it."""
    return [value] if isinstance(value, str) else value


_ONE_OR_MORE = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
Courses = Annotated[list[Id], BeforeValidator(_listed), _ONE_OR_MORE]
Several = Annotated[list[Words], BeforeValidator(_listed), _ONE_OR_MORE]


class Expectation(Model):
    """One question and what its reply must hold; what is not named here is left open."""

    question: Words
    before: Several = Field(default_factory=list)
    today: Day | None = None
    channel: Literal["telegram", "email"] = "telegram"
    course: Courses = Field(default_factory=list)
    fact: Several = Field(default_factory=list)
    topic: Several = Field(default_factory=list)
    outcome: Outcome | None = None
    language: Literal["en", "fr", "es", "other"] | None = None
    must_not: Several = Field(default_factory=list)
    place: SkipJsonSchema[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _located(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        if not any(name in data for name in _EXPECTED):
            names = ", ".join(f"{name}:" for name in _EXPECTED)
            raise ValueError(f"the example does not say what is expected: add at least one of {names}")
        return {**data, "place": f"{data.file}:{data.line}"}

    @property
    def line(self) -> int:
        """Where it stands in its file."""
        return int(self.place.rpartition(":")[2] or 1)

    @property
    def file(self) -> str:
        """The file it stands in, relative to the knowledge folder."""
        return self.place.rpartition(":")[0]


class ExpectationFile(RootModel[list[Expectation]]):
    """A file of examples that must stay right."""


def load_expectations(folder: Path) -> tuple[list[Expectation], list[Problem]]:
    """Read the examples of a knowledge folder; they are no part of the knowledge, so a running assistant needs none.

    Args:
        folder: the knowledge folder; it need not hold any.

    Returns:
        ``(examples, problems)``: those that can be read, in the order of their files, and what is wrong with the rest.
    """
    found: list[Expectation] = []
    problems: list[Problem] = []
    where = folder / FOLDER
    for path in sorted({*where.glob("*.yaml"), *where.glob("*.yml")}):
        if path.name.startswith("."):
            continue
        shown = f"{FOLDER}/{path.name}"
        tree, wrong = read(path, shown)
        problems += wrong
        if tree is not None and not isinstance(tree, Sequence):
            problems += validate(ExpectationFile, tree, shown)[1]
        for item in tree if isinstance(tree, Sequence) else []:
            expectation, wrong = validate(Expectation, item, shown)
            problems += wrong
            if expectation is not None:
                found.append(expectation)
    return found, sorted(problems)
