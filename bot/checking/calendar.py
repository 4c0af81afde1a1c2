"""What the calendar has overtaken: courses that are over, deadlines that have passed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checking.subject import Subject, Warned
from bot.facts.clock import is_over, last_day


def passed(subject: Subject) -> Iterator[Warned]:
    """Each course that is over, and each whose every deadline has passed."""
    for course in subject.knowledge.courses.values():
        if is_over(course, subject.today):
            file, _, line = course.dates.versions[0].place.rpartition(":")
            message = (
                f"this course is over since {last_day(course)}: it is told as past;"
                " give the next edition a file of its own when it is known"
            )
            yield Warned("course over", file, int(line), message)
            continue
        days = [version.value for version in course.deadline.versions]
        if days and max(days) < subject.today:
            file, _, line = course.deadline.versions[0].place.rpartition(":")
            message = f"the deadline {max(days)} has passed: applications are told as closed"
            yield Warned("deadline passed", file, int(line), message)
