"""A field of the knowledge base: stated, contradicted or left out, always on purpose and always with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema

from bot.facts.document import Mapping
from bot.facts.values import Model, Text, Words

T = TypeVar("T")

LEFT_OUT = "not stated"


class Stated(Model, Generic[T]):
    """A value with the section of the note it stands in, or ``staff: <who>, <date>``."""

    value: T
    source: Words
    remark: Text | None = None
    place: SkipJsonSchema[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _located(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            return {**data, "place": f"{data.file}:{data.line}"}
        return data


class FieldOf(Model, Generic[T]):
    """What is known of one thing: its versions — none (left out), one (stated) or several (contradicted).

    Staff write ``not stated``, a block of ``value:`` and ``source:``, or ``versions:`` with a list of such blocks.
    """

    versions: list[Stated[T]] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _forms(cls, data: Any) -> Any:
        if isinstance(data, str):
            if data.strip() == LEFT_OUT:
                return {"versions": []}
            raise ValueError(
                f"“{data}” needs its source: write value: and source: on lines of their own, or: {LEFT_OUT}"
            )
        if isinstance(data, dict) and "versions" not in data:
            return {"versions": [data]}
        if isinstance(data, Mapping):
            entries = data["versions"]
            if not isinstance(entries, list) or len(entries) < 2:
                raise ValueError("versions: needs a list of at least two, each with value: and source:")
        return data

    @property
    def stated(self) -> bool:
        """The note gives exactly one value."""
        return len(self.versions) == 1

    @property
    def contradicted(self) -> bool:
        """The note gives several values."""
        return len(self.versions) > 1

    @property
    def left_out(self) -> bool:
        """The note gives no value."""
        return not self.versions

    @property
    def value(self) -> T | None:
        """The value where there is exactly one."""
        return self.versions[0].value if self.stated else None

    @property
    def fullest(self) -> Stated[T] | None:
        """Of several versions the one that tells most."""
        return max(self.versions, key=lambda version: len(str(version.value)), default=None)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        listed = schema["properties"]["versions"]
        schema.clear()
        block = {
            "type": "object",
            "properties": {"versions": {**listed, "minItems": 2}},
            "required": ["versions"],
        }
        schema["anyOf"] = [{"const": LEFT_OUT}, listed["items"], {**block, "additionalProperties": False}]
        return schema


def walk(model: Model, prefix: str = "") -> Iterator[tuple[str, FieldOf[Any]]]:
    """Every field of a block and the blocks below it as ``(path, field)``, e.g. ``fee.total``."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        path = f"{prefix}{name}"
        if isinstance(value, FieldOf):
            yield path, value
        elif isinstance(value, Model) and not isinstance(value, (Text, Stated)):
            yield from walk(value, f"{path}.")
