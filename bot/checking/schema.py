"""JSON Schemas from the model, so that an editor completes and underlines while staff type."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.checking.descriptions import DESCRIPTIONS
from bot.facts.centre import Campus, Contact, DiplomaFile, PolicyFile, SeriesFile
from bot.facts.course import Course
from bot.facts.expectations import ExpectationFile
from bot.facts.note_words import NoteWords
from bot.facts.words import ConceptFile, FaqFile, ImpliesFile, Lexicon, OtherLanguages, PersonalWords, TopicFile

Schema = dict[str, Any]

_MODELS: dict[str, type[BaseModel]] = {
    "course": Course,
    "faq": FaqFile,
    "topic": TopicFile,
    "contact": Contact,
    "campus": Campus,
    "diplomas": DiplomaFile,
    "policies": PolicyFile,
    "series": SeriesFile,
    "lexicon": Lexicon,
    "concepts": ConceptFile,
    "implies": ImpliesFile,
    "languages": OtherLanguages,
    "importing": NoteWords,
    "examples": ExpectationFile,
    "personal": PersonalWords,
}
_DRAFT = "http://json-schema.org/draft-07/schema#"
_ROOMS = {"courses": "course", "topics": "topic", "telegram": "phrases"}
_FILES = {"concepts/implies.yaml": "implies"}
_WITHOUT = ("mail", "schema")


def schemas() -> dict[str, Schema]:
    """Every schema by its name: ``course``, ``faq``, …"""
    found = {name: _schema(model) for name, model in _MODELS.items()}
    found["phrases"] = _phrases()
    return found


def files() -> dict[str, str]:
    """Every schema as the text of its file, by the file's name."""
    return {
        f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in schemas().items()
    }


def schema_of(shown: str) -> str | None:
    """The name of the schema for a file of the knowledge folder; None where it has none."""
    room, slash, _ = shown.partition("/")
    name = _ROOMS.get(room, room) if slash else Path(shown).stem
    name = _FILES.get(shown, name)
    return name if name in {*_MODELS, "phrases"} and room not in _WITHOUT else None


def head_line(shown: str) -> str | None:
    """The first line by which an editor finds a file's schema; None where there is none."""
    name = schema_of(shown)
    return f"# yaml-language-server: $schema={'../' * shown.count('/')}schema/{name}.json" if name else None


def _schema(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema()
    definitions: Schema = schema.pop("$defs", {})
    for name, block in [(model.__name__, schema), *definitions.items()]:
        _describe(name.partition("_")[0] if name.startswith("Stated") else name, block)
    names = _names(definitions)
    text = json.dumps({**schema, "$defs": {names[name]: block for name, block in definitions.items()}})
    text = re.sub(r'"#/\$defs/([^"]+)"', lambda match: json.dumps(f"#/$defs/{names[match[1]]}"), text)
    plain = _plain(json.loads(text))
    plain["$defs"] = dict(sorted(plain["$defs"].items()))
    return {"$schema": _DRAFT, **plain}


def _describe(model: str, block: Schema) -> None:
    """Add what staff should know of each name."""
    if "Stated_" in model:
        model = "Stated"
    for name, property_ in block.get("properties", {}).items():
        text = DESCRIPTIONS.get(f"{model}.{name}")
        if text:
            property_["description"] = text


def _names(definitions: Schema) -> dict[str, str]:
    """Names for the definitions that stay the same from one version of the generator to the next."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(definitions, key=lambda item: json.dumps(definitions[item], sort_keys=True)):
        base = name
        if "_" in name:
            block = definitions[name]
            stated = "value" in block.get("properties", {})
            value = block["properties"]["value"] if stated else _value(block, definitions)
            base = f"{'Stated' if stated else 'Field'}-{_kind(value)}"
        unique = base
        number = 2
        while unique in taken:
            unique, number = f"{base}-{number}", number + 1
        taken.add(unique)
        names[name] = unique
    return names


def _value(block: Schema, definitions: Schema) -> Schema:
    """The value that a field's block is about."""
    stated = next(option["$ref"] for option in block["anyOf"] if "$ref" in option)
    value: Schema = definitions[stated.rpartition("/")[2]]["properties"]["value"]
    return value


def _kind(value: Schema) -> str:
    if "$ref" in value:
        return str(value["$ref"].rpartition("/")[2])
    if value.get("type") == "array":
        return f"list-of-{_kind(value['items'])}"
    if "enum" in value:
        return "choice"
    if "pattern" in value:
        return {"^[a-z]{2,3}$": "language"}.get(value["pattern"], "amount" if "A-Z" in value["pattern"] else "id")
    return str(value.get("format") or value.get("type", "any"))


def _plain(value: Any) -> Any:
    """Without generated titles and defaults, which tell staff nothing."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _plain(item) for name, item in part.items()} if key in ("properties", "$defs") else _plain(part)
        for key, part in value.items()
        if not (key in ("title", "default") and not isinstance(part, dict))
    }


def _phrases() -> Schema:
    node = {
        "description": "A phrase in quotes, or one for each plural form (one, other), or a block of phrases. "
        "{{ name }} is filled in from the facts; **bold** stays bold; no figures.",
        "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/Phrase"}}],
    }
    return {
        "$schema": _DRAFT,
        "description": "What the assistant says.",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/Phrase"},
        "$defs": {"Phrase": node},
    }
