"""The schemas that editors use: as the model says, and true of every shipped file."""

from __future__ import annotations

from typing import Any

import pytest

from bot.checking.descriptions import DESCRIPTIONS
from bot.checking.schema import files, head_line, schema_of, schemas
from bot.facts.course import Course
from bot.facts.document import Mapping, Scalar, Sequence, read
from bot.facts.knowledge import SHIPPED

SHOWN = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.glob("**/*.yaml"))


def test_the_committed_schemas_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED / "schema").glob("*.json")}
    assert written == files(), "run: python -m bot schema"


@pytest.mark.parametrize("shown", [shown for shown in SHOWN if schema_of(shown)])
def test_every_file_names_its_schema(shown: str) -> None:
    path = SHIPPED / shown
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == head_line(shown)
    assert (path.parent / first.partition("$schema=")[2]).resolve().is_file()


def test_every_name_of_a_course_is_described() -> None:
    described = {name for name in DESCRIPTIONS if name.startswith("Course.")}
    assert described == {f"Course.{name}" for name in Course.model_fields}


def typed(value: Any) -> Any:
    """Values as an editor reads them: numbers and yes/no where no quotes stand, dates as text."""
    if isinstance(value, Mapping):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [typed(item) for item in value]
    if isinstance(value, Scalar) and value.looks_like == "a number":
        return int(value)
    if isinstance(value, Scalar) and value.looks_like == "a yes/no value":
        return value == "true"
    return None if value is None else str(value)


@pytest.mark.parametrize("shown", [shown for shown in SHOWN if schema_of(shown)])
def test_the_shipped_files_are_valid_against_their_schema(shown: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    tree, _ = read(SHIPPED / shown, shown)
    schema = schemas()[schema_of(shown) or ""]
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(typed(tree))][:3] == []


def test_a_schema_underlines_what_the_check_refuses() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(schemas()["course"])
    tree = typed(read(SHIPPED / "courses" / "academy-2025.yaml", "")[0])
    assert not list(validator.iter_errors(tree))
    for change in ({"fee": {**tree["fee"], "totl": 1}}, {"deadline": "soon"}, {"short": "x"}, {"extra": "x"}):
        assert list(validator.iter_errors({**tree, **change})), change
