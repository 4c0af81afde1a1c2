"""How long applicants waited until staff wrote to them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.reporting.period import Period
from bot.store import Ticket

_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """The tickets of one channel that were opened in the period.

    Attributes:
        channel: where the applicants wait.
        opened: how many tickets.
        answered: to how many of them staff wrote.
        within_a_day: to how many they wrote within 24 hours.
        unanswered: how many were closed without a word of staff.
        median: from the opening to staff's first word; None where they wrote to none.
        longest: the longest of these times.
    """

    channel: str
    opened: int
    answered: int
    within_a_day: int
    unanswered: int
    median: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open ticket to which staff have not written; nothing in it says whose it is."""

    ticket: int
    channel: str
    opened_at: datetime
    since: timedelta
    question: int | None


def answer_times(tickets: Iterable[Ticket], period: Period) -> list[AnswerTimes]:
    """The answer times of the tickets opened in a period, channel by channel."""
    start, end = period.start, period.end
    channels: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        if start <= ticket.opened_at < end:
            channels.setdefault(ticket.channel, []).append(ticket)
    return [_of(channel, channels[channel]) for channel in sorted(channels)]


def _of(channel: str, tickets: list[Ticket]) -> AnswerTimes:
    times = [ticket.first_staff_at - ticket.opened_at for ticket in tickets if ticket.first_staff_at]
    return AnswerTimes(
        channel=channel,
        opened=len(tickets),
        answered=len(times),
        within_a_day=sum(time <= _DAY for time in times),
        unanswered=sum(ticket.state == "closed" and ticket.first_staff_at is None for ticket in tickets),
        median=timedelta(seconds=statistics.median(time.total_seconds() for time in times)) if times else None,
        longest=max(times, default=None),
    )


def waiting(tickets: Iterable[Ticket], now: datetime) -> list[Waiting]:
    """Open tickets without a word of staff, the one that waits longest first."""
    found = [
        Waiting(ticket.id, ticket.channel, ticket.opened_at, max(now - ticket.opened_at, timedelta()), ticket.asked)
        for ticket in tickets
        if ticket.state == "open" and ticket.first_staff_at is None
    ]
    return sorted(found, key=lambda one: one.opened_at)
