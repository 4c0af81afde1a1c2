"""Courses meant by a date: their first or last day, their month, their year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from babel import Locale

from bot.facts.clock import is_over
from bot.facts.course import Course
from bot.facts.values import Period
from bot.messages import LANGUAGES
from bot.text import fold, words
from bot.understanding.dates import DateMention
from bot.understanding.mentions import CourseMention

_ASKED_AFTER = re.compile(r"[^.,;:!\n?]*\?")
"""The rest of a clause that asks."""

_BESIDE = 3
"""Words between a course and the year of its edition (“will the Academy take place in 2030?”)."""


def by_dates(courses: Mapping[str, Course], dates: Sequence[DateMention], today: date) -> list[CourseMention]:
    """The courses that dates mean by their first or last day, their month or year."""
    days = [mention for mention in dates if mention.kind == "day" and not mention.relative]
    exact = {
        course.id
        for course in courses.values()
        for period in course.periods()
        for mention in days
        for edge in (period.start, period.end)
        if (mention.day, mention.month) == (edge.day, edge.month) and mention.year in (None, edge.year)
    }
    if exact:
        return [CourseMention(tuple(sorted(exact)), days[0].span, "date")]
    # “next year I retire” names no course
    months = [mention for mention in dates if mention.kind in ("month", "year") and not mention.relative]
    if not months:
        return []
    mention = months[0]
    fitting = [
        course
        for course in courses.values()
        if any(
            (mention.month is None or period.start.month == mention.month) and mention.year in (None, period.start.year)
            for period in course.periods()
        )
    ]
    several = len({other.year for other in dates if other.kind == "year"}) > 1
    if mention.kind == "year" and (len(fitting) != 1 or several):
        return []
    open_ones = [course for course in fitting if not is_over(course, today)]
    if not open_ones and mention.kind == "month" and mention.year is None:
        open_ones = [
            course
            for course in courses.values()
            if not is_over(course, today) and any(_within(mention.month, period) for period in course.periods())
        ]
    chosen = open_ones or fitting
    return [CourseMention(tuple(course.id for course in chosen), mention.span, "date")] if chosen else []


def of_coming_years(courses: Mapping[str, Course], dates: Sequence[DateMention], today: date) -> tuple[str, ...]:
    """“What have you got next year?”: the courses that begin in a coming year told from today."""
    years = {m.year for m in dates if m.kind == "year" and m.relative and (m.year or 0) > today.year}
    if len({m.year for m in dates if m.kind == "year"}) > 1:
        return ()
    found = [course for course in courses.values() if any(period.start.year in years for period in course.periods())]
    return tuple(course.id for course in found)


def naming_dates(
    courses: Mapping[str, Course], dates: Sequence[DateMention], named: Sequence[CourseMention]
) -> list[CourseMention]:
    """“The rights course of February”: a month or first day beside a name belongs to the name."""
    found = []
    for mention in dates:
        if mention.relative or mention.kind not in ("month", "year", "day"):
            continue
        for course in dict.fromkeys(name for other in named for name in other.courses if len(other.courses) == 1):
            for period in courses[course].periods():
                months = {period.start.month, period.end.month}
                edges = {(edge.day, edge.month) for edge in (period.start, period.end)}
                if mention.kind == "day" and (mention.day, mention.month) not in edges:
                    continue
                if (mention.month is None or mention.month in months) and mention.year in (
                    None, period.start.year, period.end.year,
                ):  # fmt: skip
                    found.append(CourseMention((course,), mention.span, "date"))
    return found


def unknown_year(
    courses: Mapping[str, Course],
    text: str,
    dates: Sequence[DateMention],
    named: Sequence[CourseMention],
    today: date,
) -> int | None:
    """“The Academy in 2030”: a year beside the name of a course of which no edition of that year is known."""
    if not any(mention.kind == "year" for mention in dates):
        return None
    for mention in named:
        series = {courses[name].series for name in mention.courses if name in courses}
        if mention.by != "name" or len(series) != 1:
            continue
        periods = [period for course in courses.values() if course.series in series for period in course.periods()]
        known = {year for period in periods for year in (period.start.year, period.end.year)}
        for year in dates:
            past = year.relative and year.year is not None and year.year < today.year
            if past and not _ASKED_AFTER.match(text[year.span[1] :]):
                # “I attended the Academy last year. …” asks of no edition
                continue
            between = text[min(mention.span[1], year.span[1]) : max(mention.span[0], year.span[0])]
            beside = len(words(between)) <= _BESIDE and not re.search(r"[.?!;,\n]", between)
            if year.kind == "year" and year.year and beside and year.year not in known:
                return year.year
    return None


def _within(month: int | None, period: Period) -> bool:
    """Whether a month lies in a period."""
    first, last = period.start, period.end
    months = {
        (first.month + i - 1) % 12 + 1 for i in range((last.year - first.year) * 12 + last.month - first.month + 1)
    }
    return month in months


def calendar_words() -> set[str]:
    """Months and weekdays: “the Academy on Monday” is no other academy."""
    found = {"campus", "site", "line"}
    for language in LANGUAGES:
        locale = Locale(language)
        found |= {fold(str(name)) for name in locale.months["stand-alone"]["wide"].values()}
        found |= {fold(str(name)) for name in locale.days["stand-alone"]["wide"].values()}
    return found
