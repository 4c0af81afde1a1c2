"""The whole report, from what is recorded and what is known; what shows it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.facts.knowledge import TOPICS, Knowledge, Loaded
from bot.reporting.answer_times import AnswerTimes, Waiting, answer_times, waiting
from bot.reporting.answered_now import Answer, asked_again
from bot.reporting.figures import FREE, NO_COURSE, Figures, count
from bot.reporting.groups import Gathering, Group
from bot.reporting.health import Health, health
from bot.reporting.period import Period
from bot.reporting.stubs import Stub, Stubs
from bot.store import Recorded, Ticket


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that found no answer, and what closes the gap."""

    group: Group
    stub: Stub


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says; nothing in it names a person.

    Attributes:
        period: the days it is about.
        made_at: when it was made, in Turin.
        figures: the counts.
        gaps: what found no answer, the biggest first.
        more_gaps: how many smaller ones are left out.
        closed: what found no answer then and would now.
        tried: whether the gaps were asked again to know so; else they go by fields and entries alone.
        wordless: how many questions found no answer and have no text any more.
        handed_over: what staff had to answer.
        outside: what was taken for none of the assistant's business.
        unhelpful: what was answered, and the answer did not help.
        times: how long applicants waited for staff.
        waiting: open tickets that staff have not answered.
        health: how the knowledge base stands.
        courses: the courses' ids with their short names, in the order of the knowledge base.
        topics: the topics of the tables, in their usual order.
    """

    period: Period
    made_at: datetime
    figures: Figures
    gaps: list[Gap]
    more_gaps: int
    closed: list[Group]
    tried: bool
    wordless: int
    handed_over: list[Group]
    outside: list[Group]
    unhelpful: list[Group]
    times: list[AnswerTimes]
    waiting: list[Waiting]
    health: Health
    courses: dict[str, str]
    topics: tuple[str, ...]


def build(
    questions: Sequence[Recorded],
    tickets: Iterable[Ticket],
    open_tickets: Iterable[Ticket],
    loaded: Loaded,
    knowledge: Knowledge,
    folder: Path,
    period: Period,
    now: datetime,
    answer: Answer | None = None,
) -> Report:
    """Make the report.

    Args:
        questions: at least those of the period, oldest first.
        tickets: at least those opened in the period.
        open_tickets: all that are open.
        loaded: the knowledge with its files.
        knowledge: the same, valid.
        folder: where it stands.
        period: the days, in Turin.
        now: the present moment in Turin.
        answer: asks the assistant again what found no answer; None where it would have to learn first.
    """
    start, end = period.start.astimezone(UTC), period.end.astimezone(UTC)
    inside = [question for question in questions if start <= question.asked_at < end]
    gathering = Gathering(knowledge)
    found = gathering.gaps(question for question in inside if question.outcome in ("unknown", "partial"))
    if answer is not None:
        found = asked_again(found, answer, period.last)
    stubs = Stubs(loaded, knowledge, period.last)
    return Report(
        period=period,
        made_at=now,
        figures=count(inside, period),
        gaps=[Gap(group, stubs.of(group)) for group in found.open],
        more_gaps=found.more,
        closed=found.closed,
        tried=answer is not None,
        wordless=found.wordless,
        handed_over=gathering.alike(q for q in inside if q.outcome == "handoff"),
        outside=gathering.alike(q for q in inside if q.outcome == "out_of_scope"),
        unhelpful=gathering.alike(q for q in inside if q.helpful is False),
        times=answer_times(tickets, period),
        waiting=waiting(open_tickets, now),
        health=health(loaded, knowledge, folder, period.last, found.wanted),
        courses={NO_COURSE: "no course", **{course.id: course.short.en for course in knowledge.courses.values()}},
        topics=(*TOPICS, FREE),
    )
