"""Moments as the tables keep them: seconds since 1970, UTC, which sort and compare without parsing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def moment(seconds: float) -> datetime: ...


@overload
def moment(seconds: None) -> None: ...


def moment(seconds: float | None) -> datetime | None:
    """The aware moment of a stored number."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime) -> float:
    """The number stored for an aware moment.

    Raises:
        ValueError: where the moment has no time zone, for then nobody knows which one it is.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return at.timestamp()
