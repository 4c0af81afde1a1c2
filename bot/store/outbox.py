"""What goes out: written down before it is sent, and never sent again without knowing.

``queued`` → ``sending`` (claimed, committed) → ``sent``. What surely did not go out returns to ``queued``
with a delay; what was refused for good is ``failed``; what nobody can know is ``unsure`` and is left to
staff. A row found ``sending`` at the start belongs to a process that died: a channel that can ask its
server settles it by proof, mail without proof becomes ``unsure`` (RFC 1047 tells why), a chat
queues it again (the one window in which a second, identical message is possible).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.store.moments import moment
from bot.store.table import Table

State = Literal["queued", "sending", "sent", "failed", "unsure"]
_FIRST_DELAY, _LONGEST_DELAY = 1.0, 300.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox.

    Attributes:
        id: the row.
        channel: which channel sends it.
        target: where it goes there; what has the same target goes out in order.
        payload: what is sent, in the channel's own form; empty once it is settled.
        state: see the module.
        attempt: how often it was claimed.
        next_attempt_at: not before.
        key: what it is, once for all: two rows of a channel never share one.
        person: whom it is for.
        conversation: to which it belongs.
        own_id: the id it bears outside (a Message-ID), known before it is sent.
        proof: what the other side answered, or where it was found.
        error: why it did not go out.
    """

    id: int
    channel: str
    target: str
    payload: bytes
    state: State
    attempt: int
    next_attempt_at: datetime
    key: str | None = None
    person: str | None = None
    conversation: str | None = None
    own_id: str | None = None
    proof: str | None = None
    error: str | None = None


def backoff(attempt: int) -> float:
    """Seconds to wait after the so-many-th attempt: 1, 2, 4 … 300, half of it by chance.

    The chance keeps what failed together from coming back together.
    """
    delay = min(_FIRST_DELAY * 2.0 ** min(attempt - 1, 20), _LONGEST_DELAY)
    return delay * random.uniform(0.5, 1.0)


class Outbox(Table):
    """The journal of what goes out."""

    def queue(
        self,
        channel: str,
        target: str,
        payload: bytes,
        *,
        key: str | None = None,
        person: str | None = None,
        conversation: str | None = None,
        own_id: str | None = None,
        delay: float = 0,
        claim: bool = False,
        fleeting: bool = False,
    ) -> Outgoing:
        """Write down what is to be sent, and wake the channel.

        Args:
            channel: which channel sends it.
            target: where it goes there.
            payload: what is sent, in the channel's own form.
            key: what it is (``answer:4711``); a second one with the same key is not added, so that work
                done twice after a crash says nothing twice.
            person: whom it is for, for ``forget``.
            conversation: to which it belongs.
            own_id: the id it will bear outside.
            delay: seconds to wait.
            claim: claim it in the same commit, for the caller sends it at once. It stays ``queued`` where
                something for the same target is still to go out before it, or where it was there already.
            fleeting: leave nothing behind once it is sent (the answer to ``/forget``).

        Returns:
            The row, or the one that was there under the same key.
        """
        if key is not None:
            known = self.row("SELECT * FROM outbox WHERE channel = ? AND key = ?", channel, key)
            if known:
                return _outgoing(known)
        behind = claim and self.value(
            "SELECT 1 FROM outbox WHERE channel = ? AND target = ? AND state IN ('queued', 'sending')",
            channel,
            target,
        )
        claimed = claim and not behind and delay <= 0
        at = self.now()
        id = self.insert(
            "outbox",
            channel=channel,
            key=key,
            target=target,
            person=person,
            conversation=conversation,
            payload=payload,
            state="sending" if claimed else "queued",
            attempt=int(claimed),
            next_attempt_at=at + delay,
            own_id=own_id,
            fleeting=int(fleeting),
            created_at=at,
            changed_at=at,
        )
        if not claimed:
            self.ring(channel)
        return Outgoing(
            id=id,
            channel=channel,
            target=target,
            payload=payload,
            state="sending" if claimed else "queued",
            attempt=int(claimed),
            next_attempt_at=moment(at + delay),
            key=key,
            person=person,
            conversation=conversation,
            own_id=own_id,
        )

    def claim(self, channel: str, limit: int = 50, *, busy: Sequence[str] = ()) -> list[Outgoing]:
        """Take what is due; each row is ``sending`` from the commit on.

        Args:
            channel: whose.
            limit: at most so many.
            busy: targets the caller wants nothing for at present.

        Returns:
            The oldest open row of each target, oldest first, where it is due and not out already.
        """
        at = self.now()
        closed = f" AND target NOT IN ({', '.join('?' * len(busy))})" if busy else ""
        rows = self.rows(
            "SELECT * FROM outbox WHERE id IN (SELECT min(id) FROM outbox WHERE channel = ?"
            f" AND state IN ('queued', 'sending'){closed} GROUP BY target)"
            " AND state = 'queued' AND next_attempt_at <= ? ORDER BY id LIMIT ?",
            *(channel, *busy, at, limit),
        )
        for row in rows:
            self.execute(
                "UPDATE outbox SET state = 'sending', attempt = attempt + 1, changed_at = ? WHERE id = ?",
                at,
                row["id"],
            )
            row["state"], row["attempt"] = "sending", row["attempt"] + 1
        return [_outgoing(row) for row in rows]

    def sent(self, id: int, proof: str | None = None) -> None:
        """It is out.

        Args:
            id: the row.
            proof: what the other side answered (the number of the message, the 250 line).
        """
        self._wake_next(id)
        if not self.execute("DELETE FROM outbox WHERE id = ? AND fleeting = 1", id):
            self._settle(id, "sent", proof=proof)

    def retry(self, id: int, error: str, delay: float | None = None) -> None:
        """It surely did not go out: queue it again.

        Args:
            id: the row.
            error: the kind of error, without the text of the message.
            delay: seconds to wait; by default longer with each attempt.
        """
        row = self.row("SELECT channel, attempt FROM outbox WHERE id = ?", id)
        if row is None:
            return
        wait = backoff(row["attempt"]) if delay is None else delay
        at = self.now()
        self.execute(
            "UPDATE outbox SET state = 'queued', next_attempt_at = ?, error = ?, changed_at = ? WHERE id = ?",
            *(at + wait, error, at, id),
        )
        self.ring(row["channel"])

    def failed(self, id: int, error: str) -> None:
        """It was refused for good; staff are to be told."""
        self._wake_next(id)
        self._settle(id, "failed", error=error)

    def unsure(self, id: int, error: str) -> None:
        """Nobody can know whether it went out; staff are to be told, and nothing is sent again."""
        self._wake_next(id)
        self._settle(id, "unsure", error=error)

    def stranded(self, channel: str) -> list[Outgoing]:
        """Rows that a process which died was sending; call it at the start, before the first claim.

        Each is to be settled with :meth:`sent` (proved), :meth:`retry` (safe to send again) or
        :meth:`unsure`.
        """
        rows = self.rows("SELECT * FROM outbox WHERE channel = ? AND state = 'sending' ORDER BY id", channel)
        return [_outgoing(row) for row in rows]

    def drop(self, channel: str, target: str) -> int:
        """Remove what waits for a target that wants nothing more (a person who blocked the bot)."""
        return self.execute("DELETE FROM outbox WHERE channel = ? AND target = ? AND state = 'queued'", channel, target)

    def move(self, channel: str, target: str, new_target: str) -> int:
        """Readdress what waits (a group that became a supergroup)."""
        return self.execute(
            "UPDATE outbox SET target = ? WHERE channel = ? AND target = ? AND state IN ('queued', 'sending')",
            *(new_target, channel, target),
        )

    def next_due(self, channel: str) -> datetime | None:
        """When the next queued row may go out; None where nothing waits."""
        at: float | None = self.value(
            "SELECT min(next_attempt_at) FROM outbox WHERE channel = ? AND state = 'queued'", channel
        )
        return moment(at)

    def get(self, id: int) -> Outgoing | None:
        """One row."""
        row = self.row("SELECT * FROM outbox WHERE id = ?", id)
        return _outgoing(row) if row else None

    def by_key(self, channel: str, key: str) -> Outgoing | None:
        """The row of a key."""
        row = self.row("SELECT * FROM outbox WHERE channel = ? AND key = ?", channel, key)
        return _outgoing(row) if row else None

    def by_own_id(self, channel: str, own_id: str) -> Outgoing | None:
        """The row that bears an id outside."""
        row = self.row("SELECT * FROM outbox WHERE channel = ? AND own_id = ? ORDER BY id DESC", channel, own_id)
        return _outgoing(row) if row else None

    def of_staff(self, channel: str, conversation: str) -> list[Outgoing]:
        """What staff wrote in a conversation, oldest first, each with its fate."""
        rows = self.rows(
            "SELECT * FROM outbox WHERE channel = ? AND conversation = ? AND key LIKE 'staff:%' ORDER BY id",
            *(channel, conversation),
        )
        return [_outgoing(row) for row in rows]

    def counts(self, channel: str) -> dict[str, int]:
        """How many rows are in each state."""
        rows = self.rows("SELECT state, count(*) AS n FROM outbox WHERE channel = ? GROUP BY state", channel)
        return {row["state"]: row["n"] for row in rows}

    def _settle(self, id: int, state: State, proof: str | None = None, error: str | None = None) -> None:
        # what was not sent keeps its text: staff may have to send it by hand
        self.execute(
            "UPDATE outbox SET state = ?, proof = ?, error = ?, changed_at = ?,"
            " payload = CASE WHEN ? = 'sent' THEN NULL ELSE payload END WHERE id = ?",
            *(state, proof, error, self.now(), state, id),
        )

    def _wake_next(self, id: int) -> None:
        """Wake the channel where something waited behind a row for the same target."""
        channel = self.value(
            "SELECT next.channel FROM outbox AS this JOIN outbox AS next"
            " ON next.channel = this.channel AND next.target = this.target AND next.state = 'queued'"
            " WHERE this.id = ?",
            id,
        )
        if channel:
            self.ring(channel)


def _outgoing(row: dict[str, Any]) -> Outgoing:
    return Outgoing(
        id=row["id"],
        channel=row["channel"],
        target=row["target"],
        payload=row["payload"] or b"",
        state=row["state"],
        attempt=row["attempt"],
        next_attempt_at=moment(row["next_attempt_at"]),
        key=row["key"],
        person=row["person"],
        conversation=row["conversation"],
        own_id=row["own_id"],
        proof=row["proof"],
        error=row["error"],
    )
