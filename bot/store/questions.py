"""What was asked, how it ended and whether it helped: the numbers of ``/stats``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from bot.masking import Masking
from bot.messages import Dialogue, Outcome, Reply
from bot.store.conversations import dump_dialogue, read_dialogue
from bot.store.moments import moment as moment_of
from bot.store.moments import seconds
from bot.store.table import Table

UNANSWERED: tuple[Outcome, ...] = ("unknown", "partial", "handoff", "out_of_scope")
"""The outcomes after which something was left without an answer."""

_READ, _LONGEST = 4000, 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a span of time.

    Attributes:
        questions: how many there were, small talk aside.
        answered: how many of them were answered from the knowledge base.
        outcomes: how many ended how.
        topics: the topics most asked for, ``(id, how often)``.
        unanswered: the questions without an answer most asked, ``(text, how often)``.
        channels: how many came from where.
        languages: how many were in which language.
        helpful: how many were called helpful.
        unhelpful: how many were not.
    """

    questions: int
    answered: int
    outcomes: dict[str, int]
    topics: tuple[tuple[str, int], ...]
    unanswered: tuple[tuple[str, int], ...]
    channels: dict[str, int]
    languages: dict[str, int]
    helpful: int
    unhelpful: int

    @property
    def share(self) -> float:
        """The share answered, 0 to 1; 0 where nothing was asked."""
        return self.answered / self.questions if self.questions else 0.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """One question as it is kept; nothing in it says who asked.

    Attributes:
        id: its number.
        channel: where it came from.
        language: of the reply; ``other`` for the short trilingual one.
        outcome: of the reply.
        topics: what was understood, best first.
        courses: the courses the reply spoke of.
        text: the question, masked; None once its time is over.
        helpful: what the applicant said of the answer; None where nothing.
        asked_at: when.
        confidence: of the reply, 0 to 1; None where the assistant was not asked.
        today: the date in Turin it was answered for.
        dialogue: what had been said before.
        gaps: what of it found no answer: topic, and the course it was asked about or None.
        ticket: the ticket that came of it.
    """

    id: int
    channel: str
    language: str
    outcome: Outcome
    topics: tuple[str, ...]
    courses: tuple[str, ...]
    text: str | None
    helpful: bool | None
    asked_at: datetime
    confidence: float | None
    today: date | None
    dialogue: Dialogue
    gaps: tuple[tuple[str, str | None], ...]
    ticket: int | None


class Questions(Table):
    """A record of questions; their texts are kept for a set time."""

    def record(
        self,
        channel: str,
        person: str,
        language: str,
        outcome: Outcome,
        *,
        text: str | None = None,
        reply: Reply | None = None,
        before: Dialogue | None = None,
        today: date | None = None,
        names: Iterable[str] = (),
        masking: Masking | None = None,
    ) -> int:
        """Note a question, without what belongs to the person.

        Args:
            channel: where it came from.
            person: who asked, for ``forget``.
            language: of the reply.
            outcome: of the reply.
            text: the question.
            reply: what the assistant said; None where it was not asked.
            before: what had been said before.
            today: the date in Turin it was answered for.
            names: what the person is called, as far as it is known; masked in the text.
            masking: knows what is not a person's; without it numbers and addresses are masked by their shape alone.

        Returns:
            Its number, for :meth:`helpful`.
        """
        return self.insert(
            "questions",
            channel=channel,
            person=person,
            language=language,
            outcome=outcome,
            topics=json.dumps(reply.topics if reply else ()),
            courses=json.dumps(reply.courses if reply else ()),
            # masked first: half a number would not be known for one
            text=(masking or Masking()).mask(text[:_READ], names)[:_LONGEST] if text else None,
            asked_at=self.now(),
            confidence=reply.confidence if reply else None,
            today=today.isoformat() if today else None,
            dialogue=dump_dialogue(before) if before else None,
            gaps=json.dumps(_gaps(reply) if reply else ()),
        )

    def get(self, id: int) -> Recorded | None:
        """One question; None where there is none of that number."""
        rows = self._recorded("q.id = ?", id)
        return rows[0] if rows else None

    def since(self, moment: datetime) -> list[Recorded]:
        """Every question from a moment on, in the order they were asked."""
        return self._recorded("q.asked_at >= ?", seconds(moment))

    def _recorded(self, condition: str, *values: Any) -> list[Recorded]:
        rows = self.connection.execute(
            "SELECT id, channel, language, outcome, topics, courses, text, helpful, asked_at, confidence, today,"
            " dialogue, gaps, (SELECT min(t.id) FROM tickets t WHERE t.asked = q.id)"
            f" FROM questions q WHERE {condition} ORDER BY id",
            values,
        )
        return [_recorded(*row) for row in rows]

    def helpful(self, id: int, helpful: bool) -> bool:
        """Note whether an answer helped; a second press changes the first.

        Returns:
            False where the question is not there any more.
        """
        return self.execute("UPDATE questions SET helpful = ? WHERE id = ?", int(helpful), id) > 0

    def summary(self, since: datetime, top: int = 5) -> Summary:
        """The numbers since a moment.

        Args:
            since: from when on.
            top: how many topics and unanswered questions to list.
        """
        rows = self.rows("SELECT * FROM questions WHERE asked_at >= ? AND outcome != 'smalltalk'", seconds(since))
        topics = Counter(topic for row in rows for topic in dict.fromkeys(json.loads(row["topics"])))
        texts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for row in rows:
            if row["text"] and row["outcome"] in UNANSWERED:
                plain = " ".join(row["text"].casefold().split()).strip(" ?!.¿¡")
                texts[plain] += 1
                shown.setdefault(plain, row["text"])
        outcomes = Counter(row["outcome"] for row in rows)
        return Summary(
            questions=len(rows),
            answered=outcomes["answered"],
            outcomes=dict(outcomes),
            topics=tuple(topics.most_common(top)),
            unanswered=tuple((shown[plain], count) for plain, count in texts.most_common(top)),
            channels=dict(Counter(row["channel"] for row in rows)),
            languages=dict(Counter(row["language"] for row in rows)),
            helpful=sum(row["helpful"] == 1 for row in rows),
            unhelpful=sum(row["helpful"] == 0 for row in rows),
        )


def _gaps(reply: Reply) -> list[tuple[str, str | None]]:
    """The parts of a reply that found no answer, each with the courses it was asked about."""
    return [
        (part.topic, course)
        for part in reply.parts
        if part.outcome in ("unknown", "partial", "handoff")
        for course in part.courses or (None,)
    ]


# a year of questions repeats the same few lists and dialogues, and reading them is most of the work
@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((topic, course) for topic, course in json.loads(text))


_dialogue = lru_cache(maxsize=1024)(read_dialogue)
_day = lru_cache(maxsize=1024)(date.fromisoformat)


def _recorded(
    id: int,
    channel: str,
    language: str,
    outcome: Outcome,
    topics: str,
    courses: str,
    text: str | None,
    helpful: int | None,
    asked_at: float,
    confidence: float | None,
    today: str | None,
    dialogue: str | None,
    gaps: str,
    ticket: int | None,
) -> Recorded:
    return Recorded(
        id,
        channel,
        language,
        outcome,
        _names(topics),
        _names(courses),
        text,
        None if helpful is None else helpful == 1,
        moment_of(asked_at),
        confidence,
        _day(today) if today else None,
        _dialogue(dialogue or "{}"),
        _pairs(gaps),
        ticket,
    )
