"""What came in: written down before the outside is told that we have it, worked off once.

A row is ``new`` until it is ``done`` (what follows from it stands in the same transaction) or ``set_aside``
for staff. ``take`` hands out what nobody in this process works on. After a crash the rows that were out are
handed out one by one, each counted first, so that the row that brings the process down is found and the
others do not suffer for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.store.moments import moment
from bot.store.table import Table

MAX_ATTEMPTS = 2
"""So often may a row bring down its handling; then it is set aside."""

State = Literal["new", "done", "set_aside"]
Arrival = Literal["new", "known", "duplicate"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One row of the inbox.

    Attributes:
        id: the row.
        channel: where it came from.
        position: the place there (an update's number, ``mailbox/uidvalidity/uid``).
        person: who sent it, as the channel knows people; None where that is not known yet or no longer.
        conversation: where an answer would go.
        payload: the raw bytes; empty once it is finished.
        state: ``new``, ``done`` or ``set_aside``.
        attempts: how often handling it went wrong, this attempt included where it is made alone.
        alone: True where it is handed out alone because an earlier attempt went wrong.
        received_at: when it was written down.
        action: what was done with it, in the channel's words.
        reason: why.
    """

    id: int
    channel: str
    position: str
    person: str | None
    conversation: str | None
    payload: bytes
    state: State
    attempts: int
    alone: bool
    received_at: datetime
    action: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """How an arrival was met: ``new``, ``known`` (its position was), ``duplicate`` (its content was)."""

    id: int
    arrival: Arrival


class Inbox(Table):
    """The journal of what came in."""

    def add(
        self,
        channel: str,
        position: str,
        payload: bytes,
        *,
        dedupe: str | bytes | None = None,
        person: str | None = None,
        conversation: str | None = None,
        taken: bool = False,
    ) -> Added:
        """Write down an arrival, once.

        Args:
            channel: where it came from.
            position: its place there; a second arrival at the same place changes nothing.
            payload: the raw bytes.
            dedupe: what makes it the same message at another place; only its hash is kept. A duplicate is
                recorded as done, so that its position is known too.
            person: who sent it.
            conversation: where an answer would go.
            taken: True where the caller handles it at once, so that :meth:`take` leaves it alone in this
                process.

        Returns:
            The row and whether it is new.
        """
        known = self.row("SELECT id FROM inbox WHERE channel = ? AND position = ?", channel, position)
        if known:
            return Added(known["id"], "known")
        digest = _digest(dedupe) if dedupe is not None else None
        if digest and self.row("SELECT id FROM inbox WHERE channel = ? AND dedupe = ?", channel, digest):
            at = self.now()
            row = self.insert(
                "inbox",
                channel=channel,
                position=position,
                state="done",
                action="ignore",
                reason="duplicate",
                received_at=at,
                finished_at=at,
            )
            return Added(row, "duplicate")
        row = self.insert(
            "inbox",
            channel=channel,
            position=position,
            dedupe=digest,
            person=person,
            conversation=conversation,
            payload=payload,
            run=self.run if taken else None,
            received_at=self.now(),
        )
        return Added(row, "new")

    def take(self, channel: str, limit: int = 50) -> list[Incoming]:
        """Hand out the oldest rows that nobody works on.

        Args:
            channel: whose.
            limit: at most so many.

        Returns:
            Rows of which none has gone wrong yet, or a single one that has, counted as one more attempt.
        """
        rows = self.rows(
            "SELECT * FROM inbox WHERE channel = ? AND state = 'new' AND run IS NOT ? AND attempts < ?"
            " AND not_before <= ? ORDER BY id LIMIT ?",
            *(channel, self.run, MAX_ATTEMPTS, self.now(), limit),
        )
        taken: list[Incoming] = []
        for row in rows:
            suspect = row["run"] is not None or row["attempts"] > 0
            if suspect and taken:
                break
            self.execute(
                "UPDATE inbox SET run = ?, attempts = attempts + ? WHERE id = ?",
                self.run,
                int(suspect),
                row["id"],
            )
            row["attempts"] += int(suspect)
            taken.append(_incoming(row, alone=suspect))
            if suspect:
                break
        return taken

    def done(self, id: int, action: str | None = None, reason: str | None = None) -> None:
        """Finish a row; what it held is erased.

        Args:
            id: the row.
            action: what was done with it.
            reason: why; no text of the person's, for it is kept for a month.
        """
        self.execute(
            "UPDATE inbox SET state = 'done', payload = NULL, run = NULL, action = ?, reason = ?,"
            " finished_at = ? WHERE id = ?",
            *(action, reason, self.now(), id),
        )

    def again(self, entry: Incoming, error: str, delay: float = 0) -> None:
        """Handling raised: count it and hand the row out again, alone.

        Args:
            entry: as it was taken.
            error: the kind of error, for staff.
            delay: seconds to wait.
        """
        self.execute(
            "UPDATE inbox SET run = NULL, attempts = attempts + ?, reason = ?, not_before = ? WHERE id = ?",
            *(int(not entry.alone), error, self.now() + delay, entry.id),
        )

    def put_back(self, entry: Incoming, delay: float = 0) -> None:
        """Something else was in the way (a server, the end of the process): as if it had not been taken."""
        self.execute(
            "UPDATE inbox SET run = NULL, attempts = attempts - ?, not_before = ? WHERE id = ? AND state = 'new'",
            *(int(entry.alone), self.now() + delay, entry.id),
        )

    def set_aside(self, id: int, reason: str) -> None:
        """Leave a row to staff; its raw bytes stay."""
        self.execute(
            "UPDATE inbox SET state = 'set_aside', run = NULL, action = 'escalate', reason = ?,"
            " finished_at = ? WHERE id = ?",
            *(reason, self.now(), id),
        )

    def give_up(self, channel: str) -> list[Incoming]:
        """Set aside what has gone wrong too often.

        Returns:
            The rows set aside just now; staff are to be told of each.
        """
        rows = self.rows(
            "SELECT * FROM inbox WHERE channel = ? AND state = 'new' AND run IS NOT ? AND attempts >= ? ORDER BY id",
            *(channel, self.run, MAX_ATTEMPTS),
        )
        for row in rows:
            row["reason"] = row["reason"] or "handling it ended the process"
            self.set_aside(row["id"], row["reason"])
        return [_incoming({**row, "state": "set_aside"}, alone=True) for row in rows]

    def identify(self, id: int, person: str, conversation: str | None = None) -> None:
        """Note who sent a row, where that is only known once it was read; ``forget`` goes by it."""
        self.execute(
            "UPDATE inbox SET person = ?, conversation = coalesce(?, conversation) WHERE id = ?",
            person,
            conversation,
            id,
        )

    def recognise(self, id: int, dedupe: str | bytes) -> bool:
        """Note what a row's content is, where that is only known once it was read.

        Args:
            id: the row.
            dedupe: what makes it the same message as another; only its hash is kept.

        Returns:
            False where another row holds the same: this one is a duplicate and is finished here.
        """
        digest = _digest(dedupe)
        row = self.row("SELECT channel FROM inbox WHERE id = ?", id)
        if row is None:
            return False
        if self.row("SELECT id FROM inbox WHERE channel = ? AND dedupe = ? AND id != ?", row["channel"], digest, id):
            self.done(id, "ignore", "duplicate")
            return False
        self.execute("UPDATE inbox SET dedupe = ? WHERE id = ?", digest, id)
        return True

    def get(self, id: int) -> Incoming | None:
        """One row."""
        row = self.row("SELECT * FROM inbox WHERE id = ?", id)
        return _incoming(row) if row else None

    def at(self, channel: str, position: str) -> Incoming | None:
        """The row of a position."""
        row = self.row("SELECT * FROM inbox WHERE channel = ? AND position = ?", channel, position)
        return _incoming(row) if row else None

    def waiting(self, channel: str) -> int:
        """How many rows are new, those being worked on included."""
        return int(self.value("SELECT count(*) FROM inbox WHERE channel = ? AND state = 'new'", channel))

    def release(self) -> None:
        """The process ends in good order: what was out and not finished is nobody's fault."""
        self.execute(
            "UPDATE inbox SET attempts = max(0, attempts - 1), run = NULL WHERE state = 'new' AND run = ?",
            self.run,
        )


def _digest(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _incoming(row: dict[str, Any], alone: bool = False) -> Incoming:
    return Incoming(
        id=row["id"],
        channel=row["channel"],
        position=row["position"],
        person=row["person"],
        conversation=row["conversation"],
        payload=row["payload"] or b"",
        state=row["state"],
        attempts=row["attempts"],
        alone=alone,
        received_at=moment(row["received_at"]),
        action=row["action"],
        reason=row["reason"],
    )
