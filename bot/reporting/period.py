"""The days a report is about, from what staff type after ``--since``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.settings import TURIN

_SPAN = re.compile(r"(?P<number>\d{1,4})(?P<unit>[dwm])")
_MOST_DAYS = 3660
FORMS = "write 30d (days), 12w (weeks), 6m (months) or a date like 2026-01-01"


class WrongPeriod(ValueError):
    """What was typed names no days; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Turin, both ends included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first moment of the first day."""
        return datetime.combine(self.first, time(), tzinfo=TURIN)

    @property
    def end(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=TURIN)

    @property
    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def period(since: str, today: date) -> Period:
    """The days that end today.

    Args:
        since: ``30d``, ``12w`` or ``6m``, today included, or the first day as ``2026-01-01``.
        today: the last day.

    Raises:
        WrongPeriod: where it is neither, lies after today or goes back more than ten years.
    """
    text = since.strip().lower()
    span = _SPAN.fullmatch(text)
    if span is not None:
        try:
            first = _back(today, int(span["number"]), span["unit"])
        except (OverflowError, ValueError):
            raise WrongPeriod(f"“{since}” leaves the calendar: {FORMS}") from None
    else:
        try:
            first = datetime.strptime(text, "%Y-%m-%d").date()
        except ValueError:
            raise WrongPeriod(f"“{since}” is no span of time: {FORMS}") from None
    if first > today:
        raise WrongPeriod(f"“{since}” holds no day up to today ({today}): {FORMS}")
    if (today - first).days > _MOST_DAYS:
        raise WrongPeriod(f"“{since}” goes back more than ten years: {FORMS}")
    return Period(first, today)


def _back(today: date, number: int, unit: str) -> date:
    """The first of so many days, weeks or months that end today; the day after where there are none."""
    tomorrow = today + timedelta(days=1)
    if unit != "m":
        return tomorrow - timedelta(days=number * (7 if unit == "w" else 1))
    year, month = divmod(tomorrow.year * 12 + tomorrow.month - 1 - number, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=tomorrow.day - 1), after)
