"""How long what is kept, and how a person is forgotten.

The periods are settings, and ``/privacy`` tells them. Of a message that was dealt with only its place and a hash
remain, so that a mailbox that counts anew is not answered anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.settings import Settings
from bot.store.table import Table

MONTH = timedelta(days=30)
YEAR = timedelta(days=365)

PERSONAL = ("inbox", "outbox", "conversations", "questions", "answers", "tickets", "subscriptions")
"""Every table with a column ``person``."""

_WAYS_OUT = {"mail": ("mail", "mailbox")}
"""The channels of the outbox through which a channel works; else its own."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long what is kept.

    Attributes:
        conversations: what was said, and that something came in or went out, after the last of it.
        questions: the texts of recorded questions; their numbers are kept for a year.
        tickets: questions to the team.
    """

    conversations: timedelta = MONTH
    questions: timedelta = MONTH
    tickets: timedelta = YEAR

    @classmethod
    def of(cls, settings: Settings) -> Keep:
        """The periods that are set."""
        days = (settings.keep_conversations_days, settings.keep_questions_days, settings.keep_tickets_days)
        return cls(*(timedelta(days=number) for number in days))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The proof that a person is forgotten.

    Attributes:
        deleted: how many rows each table held about the person; tables that held none are left out.
        left: how many there are afterwards, counted anew in the same transaction: 0.
        threads: where staff saw the person's tickets; the channel deletes these.
    """

    deleted: dict[str, int]
    left: int
    threads: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many rows were deleted."""
        return sum(self.deleted.values())


class Retention(Table):
    """Deletes what is no longer needed, or no longer wanted.

    Args:
        connection: the database.
        now: the present moment in seconds since 1970.
        run: this process's mark on what it works on.
        ring: told the channel for which something was queued.
        keep: how long what is kept.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: Callable[[], float],
        run: str,
        ring: Callable[[str], None],
        keep: Keep,
    ) -> None:
        super().__init__(connection, now, run, ring)
        self.keep = keep

    def purge(self) -> dict[str, int]:
        """Delete what is past its time.

        Returns:
            How many rows of each table were deleted or emptied.
        """
        now = self.now()
        said, asked, handed = (
            now - span.total_seconds() for span in (self.keep.conversations, self.keep.questions, self.keep.tickets)
        )
        year = now - YEAR.total_seconds()
        steps = {
            "conversations": ("DELETE FROM conversations WHERE updated_at < ?", said),
            "answers": ("DELETE FROM answers WHERE answered_at < ?", said),
            "outbox": (
                "DELETE FROM outbox WHERE state IN ('sent', 'failed', 'unsure') AND changed_at < ?",
                said,
            ),
            "inbox": (
                "UPDATE inbox SET person = NULL, conversation = NULL, payload = NULL, reason = NULL"
                " WHERE state != 'new' AND finished_at < ?"
                " AND coalesce(person, conversation, payload, reason) IS NOT NULL",
                said,
            ),
            "inbox places": ("DELETE FROM inbox WHERE state != 'new' AND finished_at < ?", year),
            "questions": (
                "UPDATE questions SET person = NULL, text = NULL, dialogue = NULL"
                " WHERE asked_at < ? AND coalesce(person, text, dialogue) IS NOT NULL",
                asked,
            ),
            "question counts": ("DELETE FROM questions WHERE asked_at < ?", year),
            "tickets": ("DELETE FROM tickets WHERE max(opened_at, coalesce(staff_at, 0)) < ?", handed),
            "subscriptions": ("DELETE FROM subscriptions WHERE sent_at < ?", said),
        }
        counts = {name: self.execute(sql, before) for name, (sql, before) in steps.items()}
        return {name: count for name, count in counts.items() if count}

    def forget(self, channel: str, person: str) -> Forgotten:
        """Delete all that is kept about a person.

        What came in loses its text, sender and conversation; the place remains, for the same message is not
        to be answered again.

        Args:
            channel: where.
            person: who, as the channel knows people.

        Returns:
            What was deleted, and how much is left: nothing.
        """
        threads = self.rows(
            "SELECT DISTINCT thread FROM tickets WHERE channel = ? AND person = ? AND thread IS NOT NULL",
            *(channel, person),
        )
        deleted = {
            "inbox": self.execute(
                "UPDATE inbox SET person = NULL, conversation = NULL, payload = NULL, reason = NULL,"
                " state = 'done', run = NULL, finished_at = coalesce(finished_at, ?)"
                " WHERE channel = ? AND person = ?",
                *(self.now(), channel, person),
            )
        }
        # the outbox first: what waits for the staff chat is found by the tickets
        for table in PERSONAL:
            if table != "inbox":
                condition, values = self._about(table, channel, person)
                deleted[table] = self.execute(f"DELETE FROM {table} WHERE {condition}", *values)
        left = 0
        for table in PERSONAL:
            condition, values = self._about(table, channel, person)
            left += self.value(f"SELECT count(*) FROM {table} WHERE {condition}", *values)
        return Forgotten(
            deleted={table: count for table, count in deleted.items() if count},
            left=left,
            threads=tuple(row["thread"] for row in threads),
        )

    def about(self, channel: str, person: str) -> dict[str, list[dict[str, Any]]]:
        """All that is kept about a person.

        Args:
            channel: where.
            person: who, as the channel knows people.

        Returns:
            The rows of each table as they stand; tables that hold none are left out.
        """
        found = {}
        for table in PERSONAL:
            condition, values = self._about(table, channel, person)
            found[table] = self.rows(f"SELECT * FROM {table} WHERE {condition} ORDER BY rowid", *values)
        found["ticket_links"] = self.rows(
            "SELECT * FROM ticket_links WHERE ticket IN (SELECT id FROM tickets WHERE channel = ? AND person = ?)",
            *(channel, person),
        )
        return {table: rows for table, rows in found.items() if rows}

    @staticmethod
    def _about(table: str, channel: str, person: str) -> tuple[str, tuple[str, ...]]:
        """The condition by which a table's rows about a person are found."""
        if table != "outbox":
            return "channel = ? AND person = ?", (channel, person)
        ways = _WAYS_OUT.get(channel, (channel,))
        return (
            f"(channel IN ({', '.join('?' * len(ways))}) AND person = ?)"
            " OR (person IS NULL AND conversation IN"
            " (SELECT conversation FROM tickets WHERE channel = ? AND person = ?))",
            (*ways, person, channel, person),
        )
