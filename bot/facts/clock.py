"""What the calendar says of a course: upcoming, running, over; applications open or closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from bot.facts.course import Course
from bot.facts.values import Period

State = Literal["upcoming", "running", "over"]


def state(period: Period, today: date) -> State:
    """Where a day stands to a period; its first and last day belong to it."""
    if today < period.start:
        return "upcoming"
    return "running" if today <= period.end else "over"


def states(course: Course, today: date) -> list[tuple[Period, State]]:
    """Each period its note gives with its state, in the note's order."""
    return [(period, state(period, today)) for period in course.periods()]


def is_over(course: Course, today: date) -> bool:
    """True where every version of its dates is over (CONTRACT, rule 3); False where no dates are known."""
    found = states(course, today)
    return bool(found) and all(item == "over" for _, item in found)


def has_started(course: Course, today: date) -> bool:
    """True where every version of its dates has begun."""
    found = states(course, today)
    return bool(found) and all(item != "upcoming" for _, item in found)


def candidates(courses: Iterable[Course], today: date) -> list[Course]:
    """The courses a message without a name may mean: those not over; all of them where all are (rule 5)."""
    everything = sorted(courses, key=first_day)
    return [course for course in everything if not is_over(course, today)] or everything


def first_day(course: Course) -> date:
    """The earliest start its note gives; the end of time where it gives none."""
    return min((period.start for period in course.periods()), default=date.max)


def last_day(course: Course) -> date:
    """The latest end its note gives."""
    return max((period.end for period in course.periods()), default=date.max)


def edition(courses: Sequence[Course], today: date) -> Course:
    """The edition of a series a name means: the next one not over, else the latest."""
    alive = [course for course in courses if not is_over(course, today)]
    return min(alive, key=first_day) if alive else max(courses, key=first_day)


def deadline_open(course: Course, today: date) -> bool | None:
    """Whether one may still apply: True until the last day included, False after it or when the course is over.

    Returns:
        None where the note states no deadline and the course has not ended: then nobody knows.
    """
    days = [version.value for version in course.deadline.versions]
    if is_over(course, today):
        return False
    if not days:
        return None
    return today <= max(days)
