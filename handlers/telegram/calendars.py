"""A course's phases and its deadline as an ``.ics`` file (RFC 5545), for any calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.facts.course import Course
from bot.facts.knowledge import Knowledge
from bot.messages import Language
from handlers.telegram.words import Words

_BEFORE = timedelta(days=3)


def calendar_name(course: Course) -> str:
    """The file's name."""
    return f"{course.id}.ics"


def calendar_file(course: Course, knowledge: Knowledge, words: Words, language: Language, now: datetime) -> bytes:
    """The calendar of one course.

    Args:
        course: its phases with dates, or its whole period where they have none; its deadline where stated.
        knowledge: the address of the programme.
        words: the channel's words.
        language: to write in.
        now: the moment it is made.

    Returns:
        The file. Where the note contradicts itself each version is an event of its own and says so.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ITCILO//applicant assistant//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = course.name.get(language)
    for number, (summary, first, last, remark) in enumerate(_events(course, words, language)):
        event = _event(f"{course.id}-{number}", now, first, last)
        event.add("summary", f"{name}: {summary}" if summary else name)
        if remark:
            event.add("description", remark)
        calendar.add_component(event)
    for number, version in enumerate(course.deadline.versions):
        event = _event(f"{course.id}-deadline-{number}", now, version.value, version.value)
        event.add("summary", words.text(language, "calendar.deadline", course=course.short.get(language)))
        link = course.apply.link.value
        if link:
            event.add("url", link)
            event.add("description", words.text(language, "calendar.apply", link=link))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", -_BEFORE)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(uid: str, now: datetime, first: date, last: date) -> Event:
    event = Event()
    event.add("uid", f"{uid}@itcilo-applicant-assistant")
    event.add("dtstamp", now)
    event.add("dtstart", first)
    # the end of an all-day event is the first day that is no longer part of it
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _events(course: Course, words: Words, language: Language) -> Iterator[tuple[str, date, date, str]]:
    phases = [phase for version in course.phases.versions for phase in version.value]
    dated = [phase for phase in phases if phase.start and phase.end]
    for phase in dated:
        assert phase.start is not None
        assert phase.end is not None
        yield phase.name.get(language), phase.start, phase.end, phase.place.get(language) if phase.place else ""
    if dated:
        return
    remark = words.text(language, "calendar.contradiction") if course.dates.contradicted else ""
    for period in course.periods():
        yield "", period.start, period.end, remark


def has_dates(course: Course) -> bool:
    """Whether there is anything to put into a calendar."""
    return bool(course.periods() or course.deadline.versions)
