"""Days gathered into weeks or months where there are too many to look at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.reporting.figures import Ends

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row and how their questions ended."""

    first: date
    last: date
    ends: Ends


def unit(days: int, most: int) -> Unit:
    """By what so many days are gathered so that there are at most about so many spans."""
    return "day" if days <= most else "week" if days <= most * 7 else "month"


def gathered(days: Mapping[date, Ends], by: Unit) -> list[Span]:
    """Days in calendar weeks (from Monday) or months; the first and the last may be cut short."""
    spans: dict[date, list[date]] = {}
    for one in days:
        first = one if by == "day" else one - timedelta(days=one.weekday()) if by == "week" else one.replace(day=1)
        spans.setdefault(first, []).append(one)
    return [Span(found[0], found[-1], sum((days[one] for one in found), Counter())) for found in spans.values()]
