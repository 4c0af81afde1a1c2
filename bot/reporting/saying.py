"""How the report says figures, spans of time, groups and commands; in English, for staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from bot.facts.document import Problem
from bot.invocation import command
from bot.reporting.figures import FREE
from bot.reporting.groups import Group
from bot.reporting.health import Conflict, Ended, Wanted
from bot.reporting.missing import Field
from bot.reporting.period import Period
from bot.reporting.report import Report
from bot.settings import TURIN

LOCALE = Locale("en", "GB")
OUTCOME_NAMES = {
    "answered": "answered",
    "partial": "answered in part",
    "unknown": "unknown",
    "handoff": "handed over",
    "clarify": "asked back",
    "out_of_scope": "out of scope",
}


def number(value: int) -> str:
    """A whole number."""
    return format_decimal(value, locale=LOCALE)


def times(value: int) -> str:
    """How often."""
    return "once" if value == 1 else f"{number(value)} times"


def percent(share: float) -> str:
    """A share of 0 to 1."""
    return format_percent(share, locale=LOCALE)


def day(value: date) -> str:
    """A calendar day."""
    return format_date(value, "medium", locale=LOCALE)


def moment(value: datetime) -> str:
    """A moment, in Turin."""
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=TURIN, locale=LOCALE)


def days_of(period: Period) -> str:
    """A period with its length."""
    length = len(period.days)
    return f"{day(period.first)} to {day(period.last)}, {number(length)} {'day' if length == 1 else 'days'}"


def duration(value: timedelta | None) -> str:
    """A span of time by its two largest units."""
    if value is None:
        return "–"
    minutes = int(value.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{number(days)} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def language(code: str) -> str:
    """The name of a language; what is none keeps its code."""
    try:
        return str(Locale.parse(code).get_display_name("en") or code) if len(code) == 2 else code
    except (UnknownLocaleError, ValueError):
        return code


def topic(name: str) -> str:
    """A topic as it heads a row."""
    return "free questions (FAQ)" if name == FREE else name


def heading(group: Group, report: Report) -> str:
    """What a group is called: its usual wording, else what it is about."""
    return group.wording or " · ".join(about(group, report)) or "(the wording is not kept any more)"


def about(group: Group, report: Report) -> list[str]:
    """What a group lacks, else the topic and courses that most of it are about."""
    fields = [f"{missing.course} {missing.path} not stated" for missing in group.missing if isinstance(missing, Field)]
    if fields:
        return fields
    names = [name if name.startswith("faq:") else topic(name) for name in group.topics[:1]]
    return names + [report.courses.get(course, course) for course in group.courses[:2]]


def counted(pairs: Iterable[tuple[str, int]]) -> str:
    """``telegram 5, email 2``."""
    return ", ".join(f"{name} {number(count)}" for name, count in pairs)


def listed(numbers: Iterable[int]) -> str:
    """Numbers of questions or tickets."""
    return ", ".join(str(number) for number in numbers)


def ask_again(group: Group) -> list[str]:
    """The commands that show how the latest of a group was answered, and its latest ticket."""
    commands = [command(f"ask --explain --question {group.questions[0]}")]
    return commands + [command(f"ask --explain --ticket {ticket}") for ticket in group.tickets[:1]]


NOT_TRIED = (
    "The gaps were not asked again, for the assistant has not learned the present knowledge yet: "
    "run check once, then make the report again."
)
"""Said where which gaps are closed goes by fields and entries alone."""


def in_turin(value: datetime) -> date:
    """The day of a moment, in Turin."""
    return value.astimezone(TURIN).date()


def problem(one: Problem) -> str:
    """A place in the knowledge base and what is to be said of it."""
    return f"{one.file}:{one.line}: {one.message}"


def ended(one: Ended) -> str:
    """A series without a current edition."""
    if one.last_day is None:
        return f"{one.name}: no edition at all (series {one.series})"
    return f"{one.name}: the last one, {one.course}, ended on {day(one.last_day)}"


def wanted(one: Wanted) -> str:
    """A fact that is not stated and how often it was asked for."""
    return f"{one.course} {one.path} ({one.name}): {times(one.count)}"


def conflict(one: Conflict) -> str:
    """A contradiction with its values and their places."""
    versions = "; ".join(f"“{value}” in {source} ({place})" for value, source, place in one.versions)
    return f"{one.course} {one.path}: {versions}".strip()
