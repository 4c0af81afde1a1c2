"""How long what is kept, and how a person is forgotten.

Conversations and what came in or went out are kept for a month, tickets for a year (the promise of
``/privacy``). Of a message that was dealt with only its place and a hash remain, so that a mailbox that
counts anew is not answered anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.store.table import Table

MONTH = timedelta(days=30)
YEAR = timedelta(days=365)

PERSONAL = ("inbox", "outbox", "conversations", "questions", "answers", "tickets", "subscriptions")
"""Every table with a column ``person``."""


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
    """Deletes what is no longer needed, or no longer wanted."""

    def purge(self) -> dict[str, int]:
        """Delete what is past its time.

        Returns:
            How many rows of each table were deleted or emptied.
        """
        now = self.now()
        month, year = now - MONTH.total_seconds(), now - YEAR.total_seconds()
        steps = {
            "conversations": ("DELETE FROM conversations WHERE updated_at < ?", month),
            "answers": ("DELETE FROM answers WHERE answered_at < ?", month),
            "outbox": (
                "DELETE FROM outbox WHERE state IN ('sent', 'failed', 'unsure') AND changed_at < ?",
                month,
            ),
            "inbox": (
                "UPDATE inbox SET person = NULL, conversation = NULL, payload = NULL, reason = NULL"
                " WHERE state != 'new' AND finished_at < ?"
                " AND coalesce(person, conversation, payload, reason) IS NOT NULL",
                month,
            ),
            "inbox places": ("DELETE FROM inbox WHERE state != 'new' AND finished_at < ?", year),
            "questions": (
                "UPDATE questions SET person = NULL, text = NULL, dialogue = NULL"
                " WHERE asked_at < ? AND (person IS NOT NULL OR text IS NOT NULL)",
                month,
            ),
            "question counts": ("DELETE FROM questions WHERE asked_at < ?", year),
            "tickets": ("DELETE FROM tickets WHERE max(opened_at, coalesce(staff_at, 0)) < ?", year),
            "subscriptions": ("DELETE FROM subscriptions WHERE sent_at < ?", month),
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
        for table in PERSONAL:
            if table != "inbox":
                deleted[table] = self.execute(f"DELETE FROM {table} WHERE channel = ? AND person = ?", channel, person)
        left = sum(
            self.value(f"SELECT count(*) FROM {table} WHERE channel = ? AND person = ?", channel, person)
            for table in PERSONAL
        )
        return Forgotten(
            deleted={table: count for table, count in deleted.items() if count},
            left=left,
            threads=tuple(row["thread"] for row in threads),
        )
