"""From the inbox to what follows: each mail is read, decided and finished in one transaction, with its answer queued.

Mails of one person are handled one after the other, so that the second sees what the first led to; mails of different
people go together, for a commit costs the same for one and for thirty.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bot.masking import Masking
from bot.settings import Clock
from bot.store import Incoming, Store, Tables
from handlers.mail.finishing import Finisher, Job, leave_to_staff
from handlers.mail.handling import Answerer, Handled, handle
from handlers.mail.notices import Notices
from handlers.mail.ours import Ours
from handlers.mail.parcels import CHANNEL
from handlers.mail.planning import Known, look_up
from handlers.mail.reading import read
from handlers.mail.trust import recipient
from handlers.mail.words import MailWords

log = logging.getLogger(__name__)
BATCH = 32
_PATIENCE, _GLANCE = 5.0, 0.02


@dataclass(slots=True)
class Desk:
    """What is needed to handle a mail.

    Attributes:
        assistant: gives what answers at this moment.
        words: gives the channel's words of this moment.
        ours: our addresses.
        today: gives the date in Turin.
        clock: the present moment.
        sending: True in ``send`` mode.
        notices: tells staff.
        masking: gives what takes personal data out of recorded questions.
    """

    assistant: Callable[[], Answerer]
    words: Callable[[], MailWords]
    ours: Ours
    today: Callable[[], date]
    clock: Clock
    sending: bool
    notices: Notices
    masking: Callable[[], Masking]


class Worker:
    """Works the inbox off.

    Args:
        desk: what is needed for it.
        store: the journal.
    """

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._finisher = Finisher(desk.notices, desk.sending, desk.today, desk.masking)
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was written down."""
        self._rung.set()

    async def run(self, stop: asyncio.Event, look: float) -> None:
        """Work until told to stop, then finish what is under way.

        Args:
            stop: set at the end.
            look: seconds between looks at what waits for its time.
        """
        await self._store.run(self._set_aside)
        while not stop.is_set():
            self._rung.clear()
            entries = await self._store.run(lambda tables: tables.inbox.take(CHANNEL, BATCH))
            if not entries:
                await self._wait(stop, look)
                continue
            if any(entry.alone for entry in entries):
                await self._drained(stop)
            await self._handle(entries, stop)
            if any(entry.alone for entry in entries):
                await self._store.run(self._set_aside)

    async def _drained(self, stop: asyncio.Event) -> None:
        """Before a mail that may end the process: let what is being sent go out, or nobody knows of it afterwards."""
        for _ in range(int(_PATIENCE / _GLANCE)):
            if stop.is_set() or not await self._store.run(_going_out):
                return
            await asyncio.sleep(_GLANCE)

    async def _wait(self, stop: asyncio.Event, look: float) -> None:
        waiting = [asyncio.create_task(self._rung.wait()), asyncio.create_task(stop.wait())]
        try:
            await asyncio.wait(waiting, timeout=look, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    def _set_aside(self, tables: Tables) -> None:
        for entry in tables.inbox.give_up(CHANNEL):
            leave_to_staff(tables, self._desk.notices, entry.position, entry.reason or "unknown")

    async def _handle(self, entries: list[Incoming], stop: asyncio.Event) -> None:
        left = {entry.id: entry for entry in entries}
        try:
            jobs = await asyncio.to_thread(self._read, entries)
            for wave in waves(jobs):
                if stop.is_set():
                    break
                known = await self._store.run(partial(_known, wave=wave))
                handled = await asyncio.to_thread(self._think, wave, known)
                await self._store.run(partial(self._finish, wave=wave, known=known, handled=handled))
                for job in wave:
                    left.pop(job.entry.id)
        except Exception as error:
            # the error's own text may quote a mail
            log.error("mail could not be handled (%s); each is tried again alone", _place(error))
            log.debug("how it came about", exc_info=error)
            await self._store.run(partial(_again, entries=list(left.values()), error=type(error).__name__))
            left.clear()
        finally:
            if left:
                await self._store.run(partial(_put_back, entries=list(left.values())))

    def _read(self, entries: list[Incoming]) -> list[Job]:
        jobs = []
        for entry in entries:
            mail = read(entry.payload)
            jobs.append(Job(entry, mail, recipient(mail, self._desk.ours)))
        return jobs

    def _think(self, wave: list[Job], known: list[Known]) -> list[Handled]:
        desk = self._desk
        assistant, words, today, now = desk.assistant(), desk.words(), desk.today(), desk.clock()
        return [
            handle(
                job.entry.payload,
                assistant,
                ours=desk.ours,
                words=words,
                today=today,
                now=now,
                dialogue=item.dialogue,
                drafts=not desk.sending,
                mail=job.mail,
                withheld=item.withheld,
            )
            for job, item in zip(wave, known, strict=True)
        ]

    def _finish(self, tables: Tables, wave: list[Job], known: list[Known], handled: list[Handled]) -> None:
        for job, item, result in zip(wave, known, handled, strict=True):
            self._finisher.finish(tables, job, item, result)


def _known(tables: Tables, wave: list[Job]) -> list[Known]:
    return [look_up(tables, job.mail, job.to) for job in wave]


def _going_out(tables: Tables) -> int:
    return int(
        tables.outbox.value(
            "SELECT count(*) FROM outbox WHERE channel = ? AND"
            " (state = 'sending' OR (state = 'queued' AND next_attempt_at <= ?))",
            *(CHANNEL, tables.outbox.now()),
        )
    )


def _again(tables: Tables, entries: list[Incoming], error: str) -> None:
    for entry in entries:
        tables.inbox.again(entry, error)


def _put_back(tables: Tables, entries: list[Incoming]) -> None:
    for entry in entries:
        tables.inbox.put_back(entry)


def _place(error: BaseException) -> str:
    """The kind of an error and where it arose, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def waves(jobs: list[Job]) -> list[list[Job]]:
    """Jobs in their order, in groups in which nobody and no content comes twice."""
    found: list[tuple[set[str], list[Job]]] = []
    for job in jobs:
        marks = {job.person, job.mail.dedupe_key, *job.mail.references[:1]}
        # behind the last group that holds something of the same
        last = max((index for index, (held, _) in enumerate(found) if held & marks), default=-1)
        if last + 1 == len(found):
            found.append((set(), []))
        found[last + 1][0].update(marks)
        found[last + 1][1].append(job)
    return [group for _, group in found]
