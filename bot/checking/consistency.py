"""What cannot both be true within one course, and names without which it is not found."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checking.subject import Subject, Warned
from bot.facts.clock import last_day
from bot.facts.course import Course
from bot.messages import LANGUAGES, Language

_NAMES: dict[Language, str] = {"en": "English", "fr": "French", "es": "Spanish"}


def inconsistent(subject: Subject) -> Iterator[Warned]:
    """Fees that do not add up, deadlines after the end, phases outside the dates, courses nobody can name."""
    for course in subject.knowledge.courses.values():
        yield from _sum(course)
        yield from _deadline(course)
        yield from _phases(course)
        yield from _names(course)


def _place(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return file, int(line)


def _sum(course: Course) -> Iterator[Warned]:
    total, parts = course.fee.total, course.fee.parts
    if not (total.stated and parts.stated):
        return
    asked = total.versions[0].value
    amounts = [part.amount for part in parts.versions[0].value]
    if {amount.currency for amount in amounts} != {asked.currency}:
        return
    added = sum(amount.amount for amount in amounts)
    if added != asked.amount:
        message = (
            f"the parts of the fee add up to {added} {asked.currency}, the total says {asked}:"
            " correct one; where the note itself says so, write the total with both as versions:"
        )
        yield Warned("fee that does not add up", *_place(parts.versions[0].place), message)


def _deadline(course: Course) -> Iterator[Warned]:
    if not course.dates.versions:
        return
    end = last_day(course)
    for version in course.deadline.versions:
        if version.value > end:
            message = f"one can apply until {version.value}, after the course has ended ({end}): correct one of them"
            yield Warned("deadline after the course", *_place(version.place), message)
        elif all(version.value > period.start for period in course.periods()):
            start = min(period.start for period in course.periods())
            message = f"the deadline {version.value} lies after the first day of the course ({start}): is that right?"
            yield Warned("deadline after the start", *_place(version.place), message)


def _phases(course: Course) -> Iterator[Warned]:
    if not (course.dates.stated and course.phases.stated):
        return
    whole = course.dates.versions[0].value
    for phase in course.phases.versions[0].value:
        days = [day for day in (phase.start, phase.end) if day is not None]
        outside = [day for day in days if not whole.start <= day <= whole.end]
        if outside:
            message = f"the phase “{phase.name.en}” has a day outside the dates of the course: {outside[0]}"
            yield Warned("phase outside the dates", *_place(course.phases.versions[0].place), message)


def _names(course: Course) -> Iterator[Warned]:
    for language in LANGUAGES:
        if not getattr(course.aliases, language):
            message = (
                f"aliases: has no {_NAMES[language]} words for this course:"
                " until it does, people who ask for it in their words may be told that we do not have it"
            )
            yield Warned("no aliases", f"courses/{course.id}.yaml", 1, message)
