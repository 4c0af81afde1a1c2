"""No closed door is told as open: every topic, course and language when something changes, and on every day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest

from bot.answering.plans import INDEPENDENT
from bot.checking.every_topic import Asked, everything
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Language, Reply
from tests.answering.test_deadlines import CLOSED, OPEN, closed
from tests.talking import COURSES, DEADLINES, LINKS, days, over, spoken

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)


def turning_points(knowledge: Knowledge) -> list[date]:
    """The days on which some course changes state by some version of its note, and the days beside them."""
    found: set[date] = set()
    for course in knowledge.courses.values():
        found |= {version.value for version in course.deadline.versions}
        for period in course.periods():
            found |= {period.start, period.end}
        for phases in course.phases.versions:
            found |= {day for phase in phases.value for day in (phase.start, phase.end) if day}
    return sorted({day + timedelta(days=n) for day in found for n in (-1, 0, 1)})


def faults(knowledge: Knowledge, asked: Asked, language: Language, today: date) -> Iterator[str]:
    """What in a reply offers what is no longer there."""
    reply = spoken(knowledge, language, today, asked.request())
    shut = [course for course in COURSES if closed(course, today)]
    urls = reply.text + " ".join(link.url for link in reply.links)
    for course in shut:
        if course in LINKS and LINKS[course] in urls:
            yield f"the link of {course}"
    book = knowledge.phrases[language]
    none = [book.text(key) for key in book.phrases if ".none_open" in key]
    told_open = [line for line in reply.text.splitlines() if OPEN[language].search(line) and line not in none]
    own = asked.label.partition(".")[0] not in INDEPENDENT
    if asked.course in shut and own:
        if any(link.kind == "apply" for link in reply.links):
            yield "a button to apply"
        yield from told_open
    if asked.course and over(asked.course, today) and not told_as_over(asked, language, reply):
        yield "a past course not told as over"
    if all(course in shut or course not in DEADLINES for course in COURSES):
        yield from told_open
    names = [knowledge.courses[course] for course in shut]
    known = [text for course in names for text in (course.name.get(language), course.short.get(language))]
    yield from (line for line in told_open if any(name in line for name in known))


def told_as_over(asked: Asked, language: Language, reply: Reply) -> bool:
    """Whether a reply about a past course says so; what does not depend on a course need not."""
    return asked.label.partition(".")[0] in INDEPENDENT or CLOSED[language].search(reply.text) is not None


def wrong(knowledge: Knowledge, asked: Iterable[Asked], language: Language, today: date) -> list[str]:
    """Every fault of a day in one language."""
    return [
        f"{today} {item.course} {item.label}: {fault}"
        for item in asked
        for fault in faults(knowledge, item, language, today)
    ]


def test_the_days_when_something_changes_are_found(knowledge: Knowledge) -> None:
    found = turning_points(knowledge)
    for deadline in DEADLINES.values():
        assert {deadline - timedelta(days=1), deadline, deadline + timedelta(days=1)} <= set(found)
    assert {date(2020, 6, 22), date(2020, 6, 27), date(2022, 12, 3), date(2025, 7, 21), date(2026, 3, 28)} <= set(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_closed_is_told_as_open_when_something_changes(knowledge: Knowledge, language: Language) -> None:
    asked = list(everything(knowledge))
    assert [fault for today in turning_points(knowledge) for fault in wrong(knowledge, asked, language, today)] == []


def test_a_link_after_the_deadline_would_be_found(knowledge: Knowledge) -> None:
    """The same questions the day the door is still open: what would be a fault a day later stands there."""
    asked = Asked("apply.how", "academy-2025")
    reply = spoken(knowledge, "en", date(2025, 5, 23), asked.request())
    assert LINKS["academy-2025"] in reply.text
    assert [link.kind for link in reply.links] == ["apply"]
    assert OPEN["en"].search(
        spoken(knowledge, "en", date(2025, 5, 23), Asked("deadline.until", "academy-2025").request()).text
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", range(FIRST.year, LAST.year + 1))
def test_nothing_closed_is_told_as_open_on_any_day(knowledge: Knowledge, language: Language, year: int) -> None:
    whole = days(max(FIRST, date(year, 1, 1)), min(LAST, date(year, 12, 31)))
    asked = [item for item in everything(knowledge) if not item.label.startswith("faq:")]
    assert [fault for today in whole for fault in wrong(knowledge, asked, language, today)] == []
