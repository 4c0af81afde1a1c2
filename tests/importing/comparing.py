"""Values of drafts and of hand-made course files in one shape, to be compared."""

from __future__ import annotations

from typing import Any

from bot.facts.values import AtLeast, FeePart, Grade, Model, Money, Period, Phase, Points
from bot.importing.found import Found


def drafted(path: str, found: Found) -> list[Any]:
    """The versions of a fact of a draft, without the words in them."""
    return sorted((_drafted(path, version.value) for version in found.versions), key=str)


def _drafted(path: str, value: Any) -> Any:
    match path:
        case "fee.parts":
            return [part["amount"] for part in value]
        case "certificate.points":
            return [(part["count"], part["each"], part["total"]) for part in value]
        case "phases":
            return [(part.get("start"), part.get("end"), part["mode"]) for part in value]
        case "language.languages" | "certificate.diplomas":
            return sorted(value)
        case "content.elective_count":
            return next(iter(value.items()))
        case _:
            return value


def hand_made(value: Any) -> Any:
    """A value of a course file in the same shape."""
    match value:
        case Money():
            return str(value)
        case Period():
            return {"start": str(value.start), "end": str(value.end)}
        case Grade():
            return {"points": value.points, "of": value.of}
        case AtLeast():
            return ("more_than" if value.more_than is not None else "exactly", value.number)
        case FeePart():
            return str(value.amount)
        case Points():
            return (value.count, value.each, value.total)
        case Phase():
            return (value.start and str(value.start), value.end and str(value.end), value.mode)
        case Model():
            return value.model_dump()
        case list():
            items = [hand_made(item) for item in value]
            return (
                sorted(items) if items and all(isinstance(item, str) and " " not in item for item in items) else items
            )
        case _:
            return str(value) if hasattr(value, "isoformat") else value
