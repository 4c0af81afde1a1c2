"""Which automatic answers went to whom and when: what caps against loops and storms are counted by."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from bot.store.table import Table


class Answers(Table):
    """A count of automatic answers; holds no text."""

    def record(
        self, channel: str, person: str, kind: str, *, thread: str | None = None, content: str | None = None
    ) -> None:
        """Count one automatic answer.

        Args:
            channel: where.
            person: to whom.
            kind: ``reply``, ``acknowledge``, ``draft`` …
            thread: in which thread.
            content: what was asked or answered, to know it again; only its hash is kept.
        """
        self.insert(
            "answers",
            channel=channel,
            person=person,
            thread=thread,
            kind=kind,
            digest=_digest(content),
            answered_at=self.now(),
        )

    def count(
        self,
        channel: str,
        within: timedelta,
        *,
        person: str | None = None,
        kind: str | None = None,
        thread: str | None = None,
        content: str | None = None,
    ) -> int:
        """How many there were lately.

        Args:
            channel: where.
            within: how far back.
            person: to this person only.
            kind: of this kind only.
            thread: in this thread only.
            content: with this content only.

        Returns:
            The number of those that fit all that is given.
        """
        wanted = {"person": person, "kind": kind, "thread": thread, "digest": _digest(content)}
        given = {name: value for name, value in wanted.items() if value is not None}
        conditions = "".join(f" AND {name} = ?" for name in given)
        return int(
            self.value(
                f"SELECT count(*) FROM answers WHERE channel = ? AND answered_at > ?{conditions}",
                *(channel, self.now() - within.total_seconds(), *given.values()),
            )
        )


def _digest(content: str | None) -> str | None:
    return None if content is None else hashlib.sha256(content.encode()).hexdigest()
