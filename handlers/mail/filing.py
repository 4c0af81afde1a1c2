"""From the outbox into the account: drafts, copies of what was sent, flags; all can be looked for and repeated."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from bot.settings import Clock
from bot.store import Outgoing, Store, Tables
from handlers.mail.folders import DRAFTS, SENT
from handlers.mail.line import Down, Line
from handlers.mail.mailbox import Broken, Mailbox
from handlers.mail.notices import Notices
from handlers.mail.pace import Pace
from handlers.mail.parcels import MAILBOX, Parcel, Place

log = logging.getLogger(__name__)
BATCH = 32


@dataclass(slots=True)
class _Task:
    row: Outgoing
    parcel: Parcel
    proof: str | None = None
    error: str | None = None


class Filing:
    """Does what waits in the outbox channel ``mailbox``.

    Args:
        line: the connection.
        store: the journal.
        clock: the present moment.
        pace: how long to wait.
        notices: tells staff.
    """

    def __init__(self, line: Line, store: Store, clock: Clock, pace: Pace, notices: Notices) -> None:
        self._line, self._store, self._clock, self._pace = line, store, clock, pace
        self._notices = notices

    async def prepare(self) -> None:
        """What a process that died was doing is done again, after a look whether it is done."""

        def again(tables: Tables) -> None:
            for row in tables.outbox.stranded(MAILBOX):
                tables.outbox.retry(row.id, "the assistant ended meanwhile", delay=0)

        await self._store.run(again)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop."""
        bell = self._store.bell(MAILBOX)
        done: list[_Task] = []
        while not stop.is_set() or done:
            if not self._line.up.is_set() and not done:
                await self._until(stop, self._line.up.wait())
                continue
            tasks = await self._store.run(partial(self._turn, done=done, more=not stop.is_set()))
            done = tasks
            if tasks:
                await self._do(tasks)
            elif not stop.is_set():
                due = await self._store.run(lambda tables: tables.outbox.next_due(MAILBOX))
                wait = self._pace.look
                if due is not None:
                    wait = min(wait, max(0.01, (due - self._clock()).total_seconds()))
                await self._until(stop, bell.wait(wait))

    @staticmethod
    async def _until(stop: asyncio.Event, other: object) -> None:
        waiting = [asyncio.ensure_future(other), asyncio.create_task(stop.wait())]  # type: ignore[call-overload]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    def _turn(self, tables: Tables, done: list[_Task], more: bool) -> list[_Task]:
        for task in done:
            if task.error is None:
                tables.outbox.sent(task.row.id, task.proof)
            elif task.row.attempt >= self._pace.give_up:
                tables.outbox.failed(task.row.id, task.error)
                text = f"A {task.parcel.kind} for {task.row.person} could not be put into the mailbox ({task.error})."
                log.error("outbox %d: given up (%s)", task.row.id, task.error)
                self._notices.tell(tables, text, key=f"mail:filing:{task.row.id}")
            else:
                tables.outbox.retry(task.row.id, task.error)
        if not more:
            return []
        tasks = []
        for row in tables.outbox.claim(MAILBOX, BATCH):
            try:
                tasks.append(_Task(row, Parcel.load(row.payload), error="not done"))
            except ValueError as error:
                tables.outbox.failed(row.id, str(error))
        return tasks

    async def _do(self, tasks: list[_Task]) -> None:
        now = self._clock()
        try:
            await self._line.do(lambda box: _work(box, tasks, now))
        except (Down, IMAPClientError) as error:
            # what was not reached still says so, and is done again when there is a connection
            log.info("the mailbox cannot be written to just now (%s)", type(error).__name__)


def _work(box: Mailbox, tasks: list[_Task], now: datetime) -> None:
    marks: dict[tuple[str, ...], list[_Task]] = defaultdict(list)
    for task in tasks:
        parcel = task.parcel
        try:
            if parcel.kind == "draft":
                task.proof = _append_once(box, task, DRAFTS, (b"\\Draft", b"\\Seen"), now)
            elif parcel.kind == "copy" and not box.files_sent:
                task.proof = _append_once(box, task, SENT, (b"\\Seen",), now)
        except Broken:
            raise
        except IMAPClientError as error:
            task.error = f"refused: {type(error).__name__}"
            log.warning("outbox %d: the mailbox refused it; again later", task.row.id)
            continue
        if parcel.place is not None and parcel.flags and _here(box, parcel.place):
            marks[parcel.flags].append(task)
        else:
            task.error = None
    for flags, group in marks.items():
        box.mark(sorted({task.parcel.place.uid for task in group if task.parcel.place}), flags)
        for task in group:
            task.error = None


def _append_once(box: Mailbox, task: _Task, use: bytes, flags: tuple[bytes, ...], now: datetime) -> str:
    own_id = task.row.own_id or ""
    if task.row.attempt > 1 and own_id and box.holds(use, own_id):
        return "found"
    message = task.parcel.message.encode("ascii", "replace")
    if use == DRAFTS and task.parcel.place is not None:
        message = _draft_info(task.parcel.place) + message
    return box.append(use, message, flags, now)


def _draft_info(place: Place) -> bytes:
    """Tells Roundcube which message the draft answers, so that sending it marks that one (its compose.php)."""
    folder = base64.b64encode(place.mailbox.encode()).decode()
    return f"X-Draft-Info: type=reply; uid={place.uid}; folder=B::{folder}\r\n".encode()


def _here(box: Mailbox, place: Place) -> bool:
    return place.mailbox == box.name and place.validity == box.validity
