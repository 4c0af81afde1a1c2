"""Reminders before a deadline and word of a next edition, each sent once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.messages import Language
from bot.store.moments import moment, seconds
from bot.store.table import Table

Kind = Literal["deadline", "next_edition"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What someone wants to be told, once.

    Attributes:
        id: its number.
        channel: where.
        conversation: in which conversation.
        person: who.
        language: in which language.
        kind: ``deadline`` or ``next_edition``.
        subject: the course (``deadline``) or the series (``next_edition``).
        known: the editions there were when it was made; another one is news.
        due_at: when to tell (``deadline``).
        expires_at: from when on it is too late to tell.
        sent_at: when it was told; None while it was not.
    """

    id: int
    channel: str
    conversation: str
    person: str
    language: Language
    kind: Kind
    subject: str
    known: tuple[str, ...]
    due_at: datetime | None
    expires_at: datetime | None
    sent_at: datetime | None


class Subscriptions(Table):
    """What people want to be told."""

    def add(
        self,
        channel: str,
        conversation: str,
        *,
        person: str,
        language: Language,
        kind: Kind,
        subject: str,
        known: tuple[str, ...] = (),
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> bool:
        """Subscribe, or renew.

        A reminder that was sent comes again only where the deadline has moved; word of an edition that was
        sent may be asked for anew.

        Returns:
            True where there is something new to be told; False where it stood already.
        """
        due = None if due_at is None else seconds(due_at)
        row = self.row(
            "SELECT * FROM subscriptions WHERE channel = ? AND conversation = ? AND kind = ? AND subject = ?",
            *(channel, conversation, kind, subject),
        )
        if row:
            same = row["due_at"] == due if kind == "deadline" else row["sent_at"] is None
            if same:
                self.execute("UPDATE subscriptions SET language = ? WHERE id = ?", language, row["id"])
                return False
            self.execute("DELETE FROM subscriptions WHERE id = ?", row["id"])
        self.insert(
            "subscriptions",
            channel=channel,
            conversation=conversation,
            person=person,
            language=language,
            kind=kind,
            subject=subject,
            known=json.dumps(known),
            due_at=due,
            expires_at=None if expires_at is None else seconds(expires_at),
            created_at=self.now(),
        )
        return True

    def of(self, channel: str, conversation: str) -> list[Subscription]:
        """What a conversation still waits for, in the order it was asked."""
        return self._found("channel = ? AND conversation = ?", channel, conversation)

    def due(self, channel: str, at: datetime) -> list[Subscription]:
        """Reminders to send now, those missed while the assistant was down included; none too late.

        Args:
            channel: whose.
            at: the present moment, by the calendar the reminders go by (``Settings.turin_now``).
        """
        now = seconds(at)
        return self._found("channel = ? AND due_at <= ? AND (expires_at IS NULL OR expires_at > ?)", channel, now, now)

    def next_due(self, channel: str) -> datetime | None:
        """When the next reminder is due."""
        at: float | None = self.value(
            "SELECT min(due_at) FROM subscriptions WHERE channel = ? AND sent_at IS NULL", channel
        )
        return moment(at)

    def waiting(self, channel: str, kind: Kind, subject: str | None = None) -> list[Subscription]:
        """Everyone who still waits for something.

        Args:
            channel: whose.
            kind: for what.
            subject: of which course or series; None for all.
        """
        return self._found("channel = ? AND kind = ? AND coalesce(subject = ?, 1)", channel, kind, subject)

    def move(self, id: int, due_at: datetime, expires_at: datetime | None = None) -> None:
        """A deadline has moved, and a reminder with it."""
        self.execute(
            "UPDATE subscriptions SET due_at = ?, expires_at = ? WHERE id = ? AND sent_at IS NULL",
            *(seconds(due_at), None if expires_at is None else seconds(expires_at), id),
        )

    def sent(self, id: int) -> bool:
        """Mark one as told, in the same transaction that queues its message.

        Returns:
            False where it was told or cancelled meanwhile; then nothing is to be queued.
        """
        return self.execute("UPDATE subscriptions SET sent_at = ? WHERE id = ? AND sent_at IS NULL", self.now(), id) > 0

    def cancel(self, channel: str, conversation: str, id: int | None = None) -> int:
        """Cancel one, or all of a conversation.

        Args:
            channel: where.
            conversation: whose; nobody cancels another's.
            id: which; None for all.

        Returns:
            How many were cancelled.
        """
        return self.execute(
            "DELETE FROM subscriptions WHERE channel = ? AND conversation = ? AND coalesce(id = ?, 1)",
            *(channel, conversation, id),
        )

    def expire(self, at: datetime) -> int:
        """Remove reminders for which it is too late."""
        return self.execute("DELETE FROM subscriptions WHERE sent_at IS NULL AND expires_at <= ?", seconds(at))

    def _found(self, condition: str, *values: Any) -> list[Subscription]:
        rows = self.rows(f"SELECT * FROM subscriptions WHERE sent_at IS NULL AND {condition} ORDER BY id", *values)
        return [
            Subscription(
                id=row["id"],
                channel=row["channel"],
                conversation=row["conversation"],
                person=row["person"],
                language=row["language"],
                kind=row["kind"],
                subject=row["subject"],
                known=tuple(json.loads(row["known"])),
                due_at=moment(row["due_at"]),
                expires_at=moment(row["expires_at"]),
                sent_at=moment(row["sent_at"]),
            )
            for row in rows
        ]
