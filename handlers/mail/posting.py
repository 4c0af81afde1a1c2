"""From the outbox to the SMTP server: claimed, sent, settled; never sent again without knowing.

A row is claimed in one commit with the settling of the one before, so that a process that dies leaves at most one of
which nobody knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.settings import Clock
from bot.store import Outgoing, Store, Tables
from bot.store.outbox import backoff
from handlers.mail.access import Refused
from handlers.mail.answers import PLACE, compose_staff_answer, heading
from handlers.mail.finishing import mark
from handlers.mail.notices import Notices
from handlers.mail.ours import Ours
from handlers.mail.pace import Pace
from handlers.mail.parcels import CHANNEL, MAILBOX, STAFF, Parcel
from handlers.mail.smtp import Sent, Submission, Unreachable
from handlers.mail.words import MailWords

log = logging.getLogger(__name__)
CLAIM = 1
"""Rows claimed in one commit, with the settling of those before: the most of which a crash leaves nobody knowing."""


@dataclass(frozen=True, slots=True)
class _Letter:
    row: Outgoing
    parcel: Parcel


class Posting:
    """Sends what waits in the outbox channel ``mail``.

    Args:
        store: the journal.
        submission: the SMTP connection; None where no server is configured: staff answers become drafts.
        ours: our addresses.
        words: gives the words for the letters staff write.
        clock: the present moment.
        notices: tells staff.
        pace: how long to wait.
    """

    def __init__(
        self,
        store: Store,
        submission: Submission | None,
        ours: Ours,
        words: Callable[[], MailWords],
        clock: Clock,
        notices: Notices,
        pace: Pace,
    ) -> None:
        self._store, self._submission, self._ours, self._words = store, submission, ours, words
        self._clock, self._notices, self._pace = clock, notices, pace
        self._failures = 0
        self.stranded: list[Outgoing] = []

    async def prepare(self) -> None:
        """Before anything is claimed: what a process that died was sending is to be settled first.

        A draft or a copy can be looked for; a message that may be at the other side is not sent again.
        """
        self.stranded = await self._store.run(lambda tables: tables.outbox.stranded(CHANNEL))

    async def settle_stranded(self, found: dict[int, bool]) -> None:
        """Settle what was stranded.

        Args:
            found: for each row whether a copy of it lies in Sent.
        """
        rows, self.stranded = self.stranded, []

        def settle(tables: Tables) -> None:
            for row in rows:
                if found.get(row.id):
                    log.info("outbox %d: a copy in Sent proves that it was sent", row.id)
                    self._went_out(tables, row, Parcel.load(row.payload), "a copy in Sent", copied=True)
                else:
                    self._unsure(tables, row, Parcel.load(row.payload), "the assistant ended while sending it")

        await self._store.run(settle)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop, then finish what is under way."""
        bell = self._store.bell(CHANNEL)
        done: list[tuple[_Letter, Sent]] = []
        try:
            while not stop.is_set() or done:
                rows = await self._store.run(partial(self._turn, done=done, more=not stop.is_set()))
                done = []
                for letter in rows:
                    fate = await self._send(letter) if not stop.is_set() else Sent("later", "the end")
                    done.append((letter, fate))
                if not rows and not stop.is_set():
                    await self._rest(bell.wait, stop)
                elif self._failures and not stop.is_set():
                    await self._store.run(partial(self._settle, done=done))
                    done = []
                    await _pause(stop, backoff(self._failures) * self._pace.first_pause)
        finally:
            if done:
                await self._store.run(partial(self._settle, done=done))
            if self._submission is not None:
                await self._submission.close()

    async def _rest(self, ring: object, stop: asyncio.Event) -> None:
        due = await self._store.run(lambda tables: tables.outbox.next_due(CHANNEL))
        wait = self._pace.look
        if due is not None:
            wait = min(wait, max(0.01, (due - self._clock()).total_seconds()))
        waiting = [asyncio.create_task(ring(wait)), asyncio.create_task(stop.wait())]  # type: ignore[operator]
        linger = min(self._pace.linger, wait)
        try:
            done, _ = await asyncio.wait(waiting, timeout=linger, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                if self._submission is not None:
                    await self._submission.close()
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    def _turn(self, tables: Tables, done: list[tuple[_Letter, Sent]], more: bool) -> list[_Letter]:
        self._settle(tables, done)
        if not more:
            return []
        held = {row.target for row in self.stranded}
        letters = []
        for row in tables.outbox.claim(CHANNEL, CLAIM, busy=sorted(held)):
            try:
                letters.append(self._finished(tables, row, Parcel.load(row.payload)))
            except ValueError as error:
                log.error("outbox %d: %s", row.id, error)
                tables.outbox.failed(row.id, "no parcel")
        if self._submission is None:
            for letter in letters:
                self._instead(tables, letter)
            return []
        return letters

    def _finished(self, tables: Tables, row: Outgoing, parcel: Parcel) -> _Letter:
        """A staff answer becomes a message when it goes out; the same row gives the same message."""
        if parcel.kind != "staff":
            return _Letter(row, parcel)
        ticket = tables.tickets.get(parcel.ticket or 0)
        if ticket is None:
            raise ValueError("its ticket is gone")
        head = heading(tables, ticket)
        message = compose_staff_answer(
            ticket, head, parcel.text, row.key or str(row.id), ours=self._ours, words=self._words(), now=self._clock()
        )
        own_id = str(message["Message-ID"])
        tables.outbox.execute("UPDATE outbox SET own_id = ? WHERE id = ?", own_id, row.id)
        tables.tickets.link(ticket.id, PLACE, own_id)
        text = message.as_bytes().decode("ascii", "replace")
        to = head.email if head else ticket.person
        return _Letter(replace(row, own_id=own_id), replace(parcel, message=text, to=to))

    def _instead(self, tables: Tables, letter: _Letter) -> None:
        """Without an SMTP server staff send it themselves, from Drafts."""
        row, parcel = letter.row, replace(letter.parcel, kind="draft", text="")
        tables.outbox.queue(
            MAILBOX,
            f"draft of {row.id}",
            parcel.dump(),
            key=row.key,
            person=row.person,
            conversation=row.conversation,
            own_id=row.own_id,
        )
        tables.outbox.sent(row.id, "put into Drafts: no SMTP server is configured")

    async def _send(self, letter: _Letter) -> Sent:
        assert self._submission is not None
        message = letter.parcel.message.encode("ascii", "replace")
        try:
            sent = await self._submission.send(self._ours.address, letter.parcel.to, message)
        except (Refused, Unreachable) as error:
            if not self._failures:
                log.warning("mail cannot be sent just now: %s", error)
            self._failures += 1
            return Sent("later", str(error)[:80])
        if self._failures:
            log.info("mail can be sent again")
        self._failures = 0
        return sent

    def _settle(self, tables: Tables, done: list[tuple[_Letter, Sent]]) -> None:
        for letter, sent in done:
            row, parcel = letter.row, letter.parcel
            if tables.outbox.get(row.id) is None:
                # the person was forgotten meanwhile: nothing more is written down
                continue
            if sent.fate == "sent":
                self._went_out(tables, row, parcel, sent.detail)
            elif sent.fate == "unsure":
                self._unsure(tables, row, parcel, sent.detail)
            elif sent.fate == "refused" or row.attempt >= self._pace.give_up:
                tables.outbox.failed(row.id, sent.detail)
                log.warning("outbox %d: not delivered (%s); left to staff", row.id, sent.detail)
                self._to_staff(tables, row, parcel, f"could not be delivered: the mail server said {sent.detail}")
            else:
                log.info("outbox %d: again later (%s)", row.id, sent.detail)
                delay = backoff(row.attempt) * self._pace.first_pause
                tables.outbox.retry(row.id, sent.detail, 0 if sent.detail == "the end" else delay)

    def _went_out(self, tables: Tables, row: Outgoing, parcel: Parcel, proof: str, copied: bool = False) -> None:
        tables.outbox.sent(row.id, proof)
        follow = replace(parcel, kind="mark" if copied else "copy", text="", message="" if copied else parcel.message)
        tables.outbox.queue(
            MAILBOX,
            f"copy of {row.id}",
            follow.dump(),
            key=f"copy:{row.id}",
            person=row.person,
            conversation=row.conversation,
            own_id=row.own_id,
        )

    def _unsure(self, tables: Tables, row: Outgoing, parcel: Parcel, why: str) -> None:
        tables.outbox.unsure(row.id, why)
        log.warning("outbox %d: nobody knows whether it was delivered (%s); not sent again", row.id, why)
        self._to_staff(tables, row, parcel, f"may not have been delivered: {why}. It is not sent again by itself")

    def _to_staff(self, tables: Tables, row: Outgoing, parcel: Parcel, what: str) -> None:
        """A person has to look: a ticket, and a flag on the question."""
        person = row.person or parcel.to
        text = f"The answer to {person} {what}."
        ticket = tables.tickets.get(parcel.ticket) if parcel.ticket else None
        if ticket is None:
            ticket = tables.tickets.open(
                CHANNEL, row.conversation or person, person, person, text, reason="delivery: " + what
            )
        if ticket.joined or parcel.ticket:
            self._notices.tell(tables, f"Ticket {ticket.id}: {text}", key=f"mail:undelivered:{row.id}", ticket=ticket)
        else:
            self._notices.announce(tables, ticket)
        mark(tables, parcel.place, ("\\Flagged", STAFF), row.person, row.conversation)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
