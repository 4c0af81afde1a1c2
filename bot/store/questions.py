"""What was asked, how it ended and whether it helped: the numbers of ``/stats``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Outcome
from bot.store.moments import seconds
from bot.store.table import Table

_UNANSWERED: tuple[Outcome, ...] = ("unknown", "partial", "handoff", "out_of_scope")
_LONGEST = 200


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


class Questions(Table):
    """A record of questions; of the texts only those that found no answer are kept, for a month."""

    def record(
        self,
        channel: str,
        person: str,
        language: str,
        outcome: Outcome,
        *,
        topics: Sequence[str] = (),
        courses: Sequence[str] = (),
        text: str | None = None,
    ) -> int:
        """Count a question.

        Args:
            channel: where it came from.
            person: who asked, for ``forget``.
            language: of the reply.
            outcome: of the reply.
            topics: what was understood.
            courses: which courses it is about.
            text: the question; kept where it found no answer, so that staff see what is missing.

        Returns:
            Its number, for :meth:`helpful`.
        """
        kept = text[:_LONGEST] if text and outcome in _UNANSWERED else None
        return self.insert(
            "questions",
            channel=channel,
            person=person,
            language=language,
            outcome=outcome,
            topics=json.dumps(list(topics)),
            courses=json.dumps(list(courses)),
            text=kept,
            asked_at=self.now(),
        )

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
            if row["text"]:
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
