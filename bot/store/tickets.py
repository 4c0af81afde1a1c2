"""Tickets: questions that a person must answer, and where the answer has to go; kept for a set time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.store.conversations import Said
from bot.store.moments import moment, seconds
from bot.store.table import Table

QUIET = timedelta(hours=24)
"""So long after their last message staff have a conversation to themselves."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question for staff.

    Attributes:
        id: its number, as staff see it.
        channel: where the applicant waits.
        conversation: in which conversation; it has one open ticket at most.
        person: who asked, as the channel knows people.
        name: who asked, as people call themselves.
        question: what was asked.
        language: the applicant's.
        course: the id of the course it is about.
        answer: what the assistant said to it.
        reason: why it needs a person.
        context: the last few things said before.
        state: ``open`` or ``closed``.
        thread: where staff see it (a forum topic); None where there is none.
        opened_at: when it was opened.
        announced_at: when staff were shown it; None while they were not.
        first_staff_at: when staff first wrote.
        staff_at: when staff last wrote.
        closed_at: when it was closed.
        closed_by: by whom.
        asked: the number of the recorded question it came of; None where none was recorded.
        staff_text: what staff last wrote to it.
        staff_by: who of them.
        joined: True where :meth:`Tickets.open` found it open already.
    """

    id: int
    channel: str
    conversation: str
    person: str
    name: str
    question: str
    language: str | None
    course: str | None
    answer: str | None
    reason: str | None
    context: tuple[Said, ...]
    state: Literal["open", "closed"]
    thread: str | None
    opened_at: datetime
    announced_at: datetime | None
    first_staff_at: datetime | None
    staff_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    asked: int | None = None
    staff_text: str | None = None
    staff_by: str | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """What a message belongs to: its ticket, and the message's other side (the copy, or the original)."""

    ticket: Ticket
    other: str | None


class Tickets(Table):
    """Questions for staff."""

    def open(
        self,
        channel: str,
        conversation: str,
        person: str,
        name: str,
        question: str,
        *,
        language: str | None = None,
        course: str | None = None,
        answer: str | None = None,
        reason: str | None = None,
        context: tuple[Said, ...] = (),
        asked: int | None = None,
    ) -> Ticket:
        """Open a ticket, or join the one the conversation has open.

        Returns:
            The ticket; ``joined`` where it was there before, then it is as it was.
        """
        there = self.open_for(channel, conversation)
        if there is not None:
            return _ticket(self._row(there.id), joined=True)
        said = [[item.who, item.text, seconds(item.at)] for item in context]
        id = self.insert(
            "tickets",
            channel=channel,
            conversation=conversation,
            person=person,
            name=name,
            question=question,
            language=language,
            course=course,
            answer=answer,
            reason=reason,
            context=json.dumps(said, ensure_ascii=False),
            asked=asked,
            opened_at=self.now(),
        )
        return _ticket(self._row(id))

    def get(self, id: int) -> Ticket | None:
        """One ticket."""
        row = self.row("SELECT * FROM tickets WHERE id = ?", id)
        return _ticket(row) if row else None

    def open_for(self, channel: str, conversation: str) -> Ticket | None:
        """The open ticket of a conversation."""
        row = self.row(
            "SELECT * FROM tickets WHERE channel = ? AND conversation = ? AND state = 'open'",
            channel,
            conversation,
        )
        return _ticket(row) if row else None

    def all_open(self) -> list[Ticket]:
        """Every open ticket, oldest first."""
        return [_ticket(row) for row in self.rows("SELECT * FROM tickets WHERE state = 'open' ORDER BY id")]

    def since(self, moment: datetime) -> list[Ticket]:
        """Every ticket opened from a moment on, oldest first."""
        rows = self.rows("SELECT * FROM tickets WHERE opened_at >= ? ORDER BY id", seconds(moment))
        return [_ticket(row) for row in rows]

    def all(self) -> list[Ticket]:
        """Every ticket that is kept, oldest first."""
        return [_ticket(row) for row in self.rows("SELECT * FROM tickets ORDER BY id")]

    def unannounced(self) -> list[Ticket]:
        """Open tickets that staff have not been shown (there was no staff chat), oldest first."""
        rows = self.rows("SELECT * FROM tickets WHERE state = 'open' AND announced_at IS NULL ORDER BY id")
        return [_ticket(row) for row in rows]

    def announced(self, id: int, thread: str | None = None) -> None:
        """Staff were shown the ticket.

        Args:
            id: the ticket.
            thread: the forum topic it is in.
        """
        self.execute(
            "UPDATE tickets SET announced_at = coalesce(announced_at, ?), thread = coalesce(?, thread) WHERE id = ?",
            *(self.now(), thread, id),
        )

    def thread_of(self, channel: str, person: str) -> str | None:
        """The thread in which staff last saw this person: one topic for a person, re-used."""
        thread = self.value(
            "SELECT thread FROM tickets WHERE channel = ? AND person = ? AND thread IS NOT NULL ORDER BY id DESC",
            *(channel, person),
        )
        return None if thread is None else str(thread)

    def forget_thread(self, thread: str) -> None:
        """A thread is gone (deleted by hand, or the chat has another id)."""
        self.execute("UPDATE tickets SET thread = NULL WHERE thread = ?", thread)

    def in_thread(self, thread: str) -> Ticket | None:
        """The ticket of a thread: the open one, else the latest."""
        row = self.row("SELECT * FROM tickets WHERE thread = ? ORDER BY state = 'open' DESC, id DESC", thread)
        return _ticket(row) if row else None

    def link(self, id: int, place: str, key: str, other: str | None = None) -> None:
        """Remember that a message belongs to a ticket.

        Args:
            id: the ticket.
            place: where the message is (``staff:<chat>``, ``telegram:<chat>``, ``email``).
            key: its id there (a message number, a Message-ID).
            other: the same message on the other side, for edits.
        """
        self.execute(
            "INSERT OR REPLACE INTO ticket_links (ticket, place, key, other)"
            " SELECT id, ?, ?, ? FROM tickets WHERE id = ?",
            *(place, key, other, id),
        )

    def linked(self, place: str, key: str) -> Linked | None:
        """The ticket a message belongs to, open or closed."""
        row = self.row("SELECT * FROM ticket_links WHERE place = ? AND key = ?", place, key)
        return Linked(_ticket(self._row(row["ticket"])), row["other"]) if row else None

    def links(self, id: int, place: str) -> list[tuple[str, str | None]]:
        """The messages of one place that belong to a ticket: the key of each, and its other side."""
        rows = self.rows("SELECT key, other FROM ticket_links WHERE ticket = ? AND place = ?", id, place)
        return [(row["key"], row["other"]) for row in rows]

    def staff_wrote(self, id: int, text: str | None = None, by: str | None = None) -> None:
        """Staff wrote to the applicant: the assistant is quiet there from now on.

        Args:
            id: the ticket.
            text: what they wrote; None where it is no text, or not known.
            by: who.
        """
        self.execute(
            "UPDATE tickets SET first_staff_at = coalesce(first_staff_at, ?), staff_at = ? WHERE id = ?",
            *(self.now(), self.now(), id),
        )
        if text is not None:
            self.execute("UPDATE tickets SET staff_text = ?, staff_by = ? WHERE id = ?", text, by, id)

    def quiet(self, channel: str, conversation: str) -> bool:
        """True while staff have the conversation to themselves: for a day from their last word."""
        since = self.value(
            "SELECT staff_at FROM tickets WHERE channel = ? AND conversation = ? AND state = 'open'",
            *(channel, conversation),
        )
        return since is not None and self.now() < since + QUIET.total_seconds()

    def close(self, id: int, by: str | None = None) -> bool:
        """Close a ticket.

        Args:
            id: the ticket.
            by: who closed it.

        Returns:
            False where it was not open.
        """
        changed = self.execute(
            "UPDATE tickets SET state = 'closed', closed_at = ?, closed_by = ? WHERE id = ? AND state = 'open'",
            *(self.now(), by, id),
        )
        return changed > 0

    def _row(self, id: int) -> dict[str, Any]:
        return self.rows("SELECT * FROM tickets WHERE id = ?", id)[0]


def _ticket(row: dict[str, Any], joined: bool = False) -> Ticket:
    said = tuple(Said(who, text, moment(at)) for who, text, at in json.loads(row["context"]))
    return Ticket(
        id=row["id"],
        channel=row["channel"],
        conversation=row["conversation"],
        person=row["person"],
        name=row["name"],
        question=row["question"],
        language=row["language"],
        course=row["course"],
        answer=row["answer"],
        reason=row["reason"],
        context=said,
        state=row["state"],
        thread=row["thread"],
        opened_at=moment(row["opened_at"]),
        announced_at=moment(row["announced_at"]),
        first_staff_at=moment(row["first_staff_at"]),
        staff_at=moment(row["staff_at"]),
        closed_at=moment(row["closed_at"]),
        closed_by=row["closed_by"],
        asked=row["asked"],
        staff_text=row["staff_text"],
        staff_by=row["staff_by"],
        joined=joined,
    )
