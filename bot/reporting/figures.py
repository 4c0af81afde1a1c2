"""Counts: how many questions there were on which day, where, in which language, about what, and how they ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Outcome
from bot.reporting.period import Period
from bot.settings import TURIN
from bot.store import Recorded

OUTCOMES: tuple[Outcome, ...] = ("answered", "partial", "unknown", "handoff", "clarify", "out_of_scope")
"""How a question can end, in the order in which it is told; small talk is no question."""

NO_COURSE = ""
FREE = "faq"
"""Under this every entry of the FAQ is counted where topics are."""

Ends = Counter[Outcome]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a period; small talk is in ``smalltalk`` alone.

    Attributes:
        outcomes: how many questions ended how.
        smalltalk: how many messages were greetings and thanks.
        days: the same for every day, those without questions too.
        channels: by where they came from.
        languages: by the reply's language.
        courses: by course id, ``NO_COURSE`` where the reply spoke of none; a question may count for several.
        topics: by topic id, entries of the FAQ together; a question may count for several.
        gaps: what found no answer, by topic and course.
        helpful: how many answers were called helpful.
        unhelpful: how many were not.
    """

    outcomes: Ends
    smalltalk: int
    days: Mapping[date, Ends]
    channels: Mapping[str, Ends]
    languages: Mapping[str, Ends]
    courses: Mapping[str, Ends]
    topics: Mapping[str, Ends]
    gaps: Mapping[tuple[str, str], int]
    helpful: int
    unhelpful: int

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return self.outcomes.total()

    def share(self, outcome: Outcome) -> float:
        """The share of the questions that ended so, 0 to 1; 0 where nothing was asked."""
        return self.outcomes[outcome] / self.questions if self.questions else 0.0


def count(questions: Sequence[Recorded], period: Period) -> Figures:
    """Count questions.

    Args:
        questions: those of the period.
        period: the days; each gets its count, be it nought.
    """
    asked = [question for question in questions if question.outcome != "smalltalk"]
    days: dict[date, Ends] = {day: Counter() for day in period.days}
    ends_of_days = Counter((question.asked_at.astimezone(TURIN).date(), question.outcome) for question in asked)
    for (day, outcome), number in ends_of_days.items():
        days[day][outcome] = number
    channels: dict[str, Ends] = defaultdict(Counter)
    languages: dict[str, Ends] = defaultdict(Counter)
    courses: dict[str, Ends] = defaultdict(Counter)
    topics: dict[str, Ends] = defaultdict(Counter)
    # most questions are like others in all of this, so that what is alike is counted once
    for (outcome, channel, language, about, names), number in Counter(
        (question.outcome, question.channel, question.language, question.courses, question.topics) for question in asked
    ).items():
        channels[channel][outcome] += number
        languages[language][outcome] += number
        for course in dict.fromkeys(about) or (NO_COURSE,):
            courses[course][outcome] += number
        for topic in {subject(topic) for topic in names}:
            topics[topic][outcome] += number
    gaps: Counter[tuple[str, str]] = Counter()
    for found, number in Counter(question.gaps for question in asked).items():
        for gap in {(subject(topic), course or NO_COURSE) for topic, course in found}:
            gaps[gap] += number
    told = Counter(question.helpful for question in asked)
    return Figures(
        outcomes=Counter(question.outcome for question in asked),
        smalltalk=len(questions) - len(asked),
        days=days,
        channels=_most_first(channels),
        languages=_most_first(languages),
        courses=_most_first(courses),
        topics=_most_first(topics),
        gaps=gaps,
        helpful=told[True],
        unhelpful=told[False],
    )


def subject(topic: str) -> str:
    """The topic a count is kept under: every entry of the FAQ together."""
    return FREE if topic.startswith("faq:") else topic


def _most_first(table: dict[str, Ends]) -> dict[str, Ends]:
    return dict(sorted(table.items(), key=lambda item: (-item[1].total(), item[0])))
