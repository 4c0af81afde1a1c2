"""What the calendar says of each course, on each day around its edges."""

from datetime import date, timedelta

import pytest

from bot.facts.clock import candidates, deadline_open, edition, first_day, has_started, is_over, last_day, state, states
from bot.facts.knowledge import Knowledge
from tests.talking import COURSES, DEADLINES, PERIODS, days, over

EDGES = [
    pytest.param(course, edge, id=f"{course}-{edge}")
    for course in COURSES
    for edge in sorted(
        {day for period in PERIODS[course] for day in period} | ({DEADLINES[course]} if course in DEADLINES else set())
    )
]


def around(edge: date) -> list[date]:
    return [edge + timedelta(days=n) for n in range(-3, 4)]


def test_the_shipped_dates_are_those_of_the_notes(knowledge: Knowledge) -> None:
    assert set(knowledge.courses) == set(COURSES)
    for course in COURSES:
        found = [(period.start, period.end) for period in knowledge.courses[course].periods()]
        assert sorted(found) == sorted(PERIODS[course])


@pytest.mark.parametrize(("course", "edge"), EDGES)
def test_each_version_has_its_state_around_an_edge(knowledge: Knowledge, course: str, edge: date) -> None:
    for today in around(edge):
        for period, found in states(knowledge.courses[course], today):
            expected = "upcoming" if today < period.start else "over" if today > period.end else "running"
            assert found == expected == state(period, today)


@pytest.mark.parametrize(("course", "edge"), EDGES)
def test_a_course_is_over_when_all_its_versions_are(knowledge: Knowledge, course: str, edge: date) -> None:
    for today in around(edge):
        assert is_over(knowledge.courses[course], today) == over(course, today)
        assert has_started(knowledge.courses[course], today) == all(start <= today for start, _ in PERIODS[course])


@pytest.mark.parametrize(("course", "edge"), EDGES)
def test_applications_are_open_until_the_deadline_included(knowledge: Knowledge, course: str, edge: date) -> None:
    for today in around(edge):
        found = deadline_open(knowledge.courses[course], today)
        if over(course, today):
            assert found is False
        elif course not in DEADLINES:
            assert found is None
        else:
            assert found is (today <= DEADLINES[course])


def test_e_academy_is_not_over_between_its_two_versions(knowledge: Knowledge) -> None:
    course = knowledge.courses["e-academy-2023"]
    assert not any(is_over(course, today) for today in days(date(2022, 12, 3), date(2023, 7, 21)))
    assert is_over(course, date(2023, 7, 22))


def test_governance_is_not_over_until_the_later_of_its_ends(knowledge: Knowledge) -> None:
    course = knowledge.courses["governance-2020"]
    for today in days(date(2020, 6, 22), date(2020, 6, 26)):
        assert not is_over(course, today)
        assert {found for _, found in states(course, today)} == {"running", "over"}
    assert is_over(course, date(2020, 6, 27))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2020-01-01", ["governance-2020", "e-academy-2023", "academy-2025", "social-protection-2025", "rights-2026"]),
        ("2020-06-26", ["governance-2020", "e-academy-2023", "academy-2025", "social-protection-2025", "rights-2026"]),
        ("2020-06-27", ["e-academy-2023", "academy-2025", "social-protection-2025", "rights-2026"]),
        ("2023-07-21", ["e-academy-2023", "academy-2025", "social-protection-2025", "rights-2026"]),
        ("2023-07-22", ["academy-2025", "social-protection-2025", "rights-2026"]),
        ("2025-08-01", ["academy-2025", "social-protection-2025", "rights-2026"]),
        ("2025-08-02", ["social-protection-2025", "rights-2026"]),
        ("2025-11-29", ["rights-2026"]),
        ("2026-03-27", ["rights-2026"]),
        ("2026-03-28", ["governance-2020", "e-academy-2023", "academy-2025", "social-protection-2025", "rights-2026"]),
    ],
)
def test_candidates_are_the_courses_not_over_or_all(knowledge: Knowledge, today: str, expected: list[str]) -> None:
    found = candidates(knowledge.courses.values(), date.fromisoformat(today))
    assert [course.id for course in found] == expected


def test_every_day_has_candidates_in_the_order_of_their_start(knowledge: Knowledge) -> None:
    for today in days(date(2020, 1, 1), date(2026, 12, 31), 7):
        found = candidates(knowledge.courses.values(), today)
        assert found
        assert [first_day(course) for course in found] == sorted(first_day(course) for course in found)


def test_first_and_last_day_span_all_versions(knowledge: Knowledge) -> None:
    course = knowledge.courses["e-academy-2023"]
    assert (first_day(course), last_day(course)) == (date(2022, 10, 17), date(2023, 7, 21))


def test_the_edition_of_a_name_is_the_next_one_not_over_else_the_latest(knowledge: Knowledge) -> None:
    two = [knowledge.courses["academy-2025"], knowledge.courses["social-protection-2025"]]
    assert edition(two, date(2025, 8, 1)).id == "academy-2025"
    assert edition(two, date(2025, 8, 2)).id == "social-protection-2025"
    assert edition(two, date(2027, 1, 1)).id == "social-protection-2025"
