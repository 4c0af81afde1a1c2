"""What a piece of a message says beyond its topic: finer facets, what to compare by, an amount that was paid."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(
    r"(?:€|eur(?:os?)?)\s*(\d{1,3}(?:[.,\s]\d{3})+|\d{2,6})|(\d{1,3}(?:[.,\s]\d{3})+|\d{2,6})\s*(?:€|eur(?:os?)?\b)",
    re.I,
)


def refine(name: str, facets: tuple[str, ...], concepts: set[str]) -> tuple[str, tuple[str, ...]]:
    """Facets that the examples do not set apart: the passing grade within the assessment."""
    marks = "grade" in concepts or ("pass_fail" in concepts and concepts & {"how_much", "quantity"})
    if name == "certificate" and "assessment" in facets and marks:
        return name, ("passing", *(facet for facet in facets if facet not in ("passing", "assessment")))
    if name == "fees" and "parts" in facets and concepts.isdisjoint({"price_parts", "subsistence", "included"}):
        return name, ("total", *(facet for facet in facets if facet not in ("parts", "total")))
    weekly = "per_week" in concepts or ("week" in concepts and "weekly" in facets)
    if name == "workload" and facets[:1] == ("hours",) and weekly:
        return name, ("weekly", *(facet for facet in facets if facet != "weekly"))
    if name == "format" and "live" in facets and "recording" in concepts and "own_pace" not in concepts:
        return name, ("recordings",)
    return name, facets


def compared_by(concepts: set[str]) -> tuple[str, ...]:
    """What to compare courses by."""
    found = []
    if "dearest" in concepts:
        found.append("dearest")
    elif concepts & {"price", "cheapest", "free_of_charge"}:
        found.append("fee")
    if "longest" in concepts:
        found.append("longest")
    elif concepts & {"shortest", "duration"}:
        found.append("weeks")
    if concepts & {"hour", "workload"}:
        found.append("hours")
    found += [
        f"language:{code}"
        for code, name in (("en", "english"), ("fr", "french"), ("es", "spanish"))
        if name in concepts
    ]
    found += [mode for mode in ("online", "in_person") if mode in concepts]
    if "next_edition" in concepts:
        found.append("next")
    if "soonest" in concepts:
        found.append("soonest")
    return tuple(found)


def paid(text: str) -> Decimal | None:
    """An amount of euros that a message says was paid; None where it names none."""
    match = _AMOUNT.search(text)
    if not match:
        return None
    return Decimal(re.sub(r"\D", "", match[1] or match[2]))
