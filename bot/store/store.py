"""One door to the database for every channel: work is handed over as a function and committed as a whole."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlite_utils import Database

from bot.settings import Clock, utc_now
from bot.store.answers import Answers
from bot.store.bells import Bell, Bells
from bot.store.connection import open_database
from bot.store.conversations import Conversations
from bot.store.inbox import Inbox
from bot.store.lock import ProcessLock
from bot.store.outbox import Outbox
from bot.store.questions import Questions
from bot.store.retention import Forgotten, Keep, Retention
from bot.store.state import State
from bot.store.subscriptions import Subscriptions
from bot.store.tickets import Tickets
from bot.store.writer import Writer

T = TypeVar("T")


class Tables:
    """The subjects of the store, inside one transaction.

    Attributes:
        inbox: what came in.
        outbox: what goes out.
        conversations: what is remembered of each conversation.
        tickets: questions for staff.
        subscriptions: reminders and word of next editions.
        questions: the record behind ``/stats``.
        answers: the count behind caps.
        state: single values.
        retention: purge and forget.
    """

    def __init__(self, database: Database, clock: Clock, run: str, ring: Callable[[str], None], keep: Keep) -> None:
        def now() -> float:
            return clock().timestamp()

        shared = (database.conn, now, run, ring)
        self.inbox = Inbox(*shared)
        self.outbox = Outbox(*shared)
        self.conversations = Conversations(*shared)
        self.tickets = Tickets(*shared)
        self.subscriptions = Subscriptions(*shared)
        self.questions = Questions(*shared)
        self.answers = Answers(*shared)
        self.state = State(*shared)
        self.retention = Retention(*shared, keep)


Work = Callable[[Tables], T]
Also = Callable[[Tables, Forgotten], object]


class Store:
    """The database of one running assistant.

    ``await store.run(lambda tables: tables.inbox.done(id))`` returns once the work is on the disk; several
    steps in one function are one transaction. Work must not wait for anything: the whole store waits with
    it.

    Args:
        path: the SQLite file, made where it is not there.
        clock: gives the present moment.
        keep: how long what is kept.

    Raises:
        StoreError: where the file cannot be used, or another process uses it.
    """

    def __init__(self, path: Path, clock: Clock = utc_now, keep: Keep | None = None) -> None:
        self.path = path
        self.clock = clock
        self._lock = ProcessLock(path)
        self._lock.acquire()
        try:
            self._database = open_database(path)
        except BaseException:
            self._lock.release()
            raise
        self._bells = Bells()
        self._tables = Tables(self._database, clock, secrets.token_hex(8), self._bells.note, keep or Keep())
        self._version = self._data_version()
        self._writer = Writer(self._database, self._bells.ring, self._notice)
        self._closed = False

    async def run(self, work: Work[T]) -> T:
        """Do work in one transaction.

        Args:
            work: reads and writes by the tables it is given; what it raises rolls back all of it.

        Returns:
            What the work returned, once it is on the disk.
        """
        return await self._writer.run(lambda: work(self._tables))

    def call(self, work: Work[T]) -> T:
        """Like :meth:`run`, for a thread without an event loop; blocks it."""
        return self._writer.submit(lambda: work(self._tables)).result()

    def later(self, work: Work[T]) -> Future[T]:
        """Hand over work without waiting for it (counts, marks that may be lost with the machine's power)."""
        return self._writer.submit(lambda: work(self._tables))

    def bell(self, channel: str) -> Bell:
        """What rings when something was queued for a channel; make it before the first claim."""
        return self._bells.bell(channel)

    async def forget(self, channel: str, person: str, also: Also = lambda tables, forgotten: None) -> Forgotten:
        """Delete all that is kept about a person, from the file too.

        Args:
            channel: where.
            person: who, as the channel knows people.
            also: done in the same transaction afterwards, with the proof (the answer, queued ``fleeting``).

        Returns:
            What was deleted.
        """

        def work(tables: Tables) -> Forgotten:
            forgotten = tables.retention.forget(channel, person)
            also(tables, forgotten)
            return forgotten

        forgotten = await self.run(work)
        await self._checkpoint()
        return forgotten

    async def purge(self) -> dict[str, int]:
        """Delete what is past its time; how many rows of each table."""
        counts = await self.run(lambda tables: tables.retention.purge())
        await self._checkpoint()
        return counts

    def close(self) -> None:
        """Finish what waits and close the file; what was being handled is handed out again next time."""
        if self._closed:
            return
        self._closed = True
        self._writer.submit(self._tables.inbox.release)
        self._writer.close()
        self._database.conn.close()
        self._lock.release()

    async def __aenter__(self) -> Store:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    def _notice(self) -> None:
        """Where another process has written (a command), something may have been queued by it."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._bells.ring_all()

    def _data_version(self) -> int:
        # another number whenever another connection has committed (https://www.sqlite.org/pragma.html#pragma_data_version)
        return int(self._database.conn.execute("PRAGMA data_version").fetchone()[0])

    async def _checkpoint(self) -> None:
        # the write-ahead log still holds the pages as they were before
        await self._writer.run(
            lambda: self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone(), alone=True
        )
