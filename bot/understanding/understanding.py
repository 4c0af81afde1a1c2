"""What a message was understood to ask: the types that answering works from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.messages import ReplyLanguage


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a message asks.

    Attributes:
        topic: a topic id, ``faq:<id>``, ``handoff``, ``smalltalk``, ``out_of_scope`` or ``unclear``.
        facets: which parts of it, best first.
        courses: ids it is about; empty where the message and the conversation name none.
        probability: how likely it is that the topic is right.
        day: a date it asks about; ``days_before`` the same told as days before the start.
        wanted: what to compare courses by.
        paid: an amount the person says to have paid.
        groups: which of the course's target groups the person speaks of, as positions in its list.
        subjects: which entries of the course's content name a subject the person asks for, as field path and position.
        dealt: where no course is meant, the same of every course that names the subject: ids with fields and positions.
        beyond: whether it asks if the price covers something that the note does not list.
        number: the one module asked about, counted from 1; -1 for the last.
    """

    topic: str
    facets: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    probability: float = 0.0
    day: date | None = None
    days_before: int | None = None
    wanted: tuple[str, ...] = ()
    paid: Decimal | None = None
    beyond: bool = False
    number: int | None = None
    groups: tuple[int, ...] = ()
    subjects: tuple[tuple[str, int], ...] = ()
    dealt: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A message, understood.

    Attributes:
        language: what to answer in.
        requests: in the order of the message.
        courses: every course the message names.
        ambiguous: courses a name may mean, where it fits several.
        second: what came second, for explanations: ``(topic, probability)``.
        day: a date the message names, to be remembered.
        clauses: the pieces it was read in.
        unanswered: the words of questions in it that no request came of.
        guesses: what it most likely asks, best first, with its probability, whether or not that is sure enough for a
            request: topics and entries only.
        doubtful: how many pieces may have asked something that no request came of, questions or not.
        alternatives: what the one request may be instead, likeliest first, where it is not sure.
        unknown_year: the year of the edition it asks about, where none of that year is known.
    """

    language: ReplyLanguage
    requests: tuple[Request, ...] = ()
    courses: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    second: tuple[tuple[str, float], ...] = field(default=())
    day: date | None = None
    clauses: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    guesses: tuple[tuple[str, float], ...] = ()
    doubtful: int = 0
    alternatives: tuple[Request, ...] = ()
    unknown_year: int | None = None
