"""The one thread that touches the database: what waits together is committed together.

A commit that reaches the disk costs milliseconds, whatever it holds. So the thread takes everything that
waits, runs each piece of work in a savepoint of one transaction, and only tells the waiting after the
commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlite_utils import Database

from bot.store.connection import transaction
from bot.store.errors import StoreError

T = TypeVar("T")
_BATCH = 256
_BEAT = 1.0
log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[], Any]
    future: Future[Any] | asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop | None
    alone: bool
    result: Any = None
    error: BaseException | None = field(default=None)


class Writer:
    """Runs work on the database in its own thread, batched into transactions.

    Args:
        database: used by this thread alone from now on.
        committed: called in the writer's thread after each commit, before the results are handed out.
        beat: called in the writer's thread about once a second, outside any transaction.
    """

    def __init__(
        self,
        database: Database,
        committed: Callable[[], None] = lambda: None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._committed, self._beat = committed, beat
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._loop, name="store", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T], *, alone: bool = False) -> Future[T]:
        """Hand over work from any thread.

        Args:
            work: runs in the writer's thread, inside a transaction that is rolled back where it raises.
            alone: run it outside any transaction (a checkpoint).

        Returns:
            A future that holds the result once it is committed.
        """
        future: Future[T] = Future()
        self._put(_Job(work, future, None, alone))
        return future

    async def run(self, work: Callable[[], T], *, alone: bool = False) -> T:
        """Like :meth:`submit`, awaited; what was handed over is done even where the waiting is cancelled."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, future, loop, alone))
        return await future

    def close(self) -> None:
        """Finish what waits, then end the thread; later work is refused."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _put(self, job: _Job) -> None:
        with self._closing:
            if self._closed:
                raise StoreError("the database is closed")
            self._jobs.put(job)

    def _loop(self) -> None:
        beaten = time.monotonic()
        while True:
            if time.monotonic() - beaten >= _BEAT:
                self._guarded_beat()
                beaten = time.monotonic()
            try:
                first = self._jobs.get(timeout=_BEAT)
            except queue.Empty:
                continue
            batch = [first]
            with contextlib.suppress(queue.Empty):
                while batch[-1] is not None and not batch[-1].alone and len(batch) < _BATCH:
                    batch.append(self._jobs.get_nowait())
            last = batch[-1]
            together = [job for job in batch if job is not None and not job.alone]
            if together:
                self._commit(together)
            if last is None:
                return
            if last.alone:
                _attempt(last)
                _settle([last])

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            with transaction(self._database):
                for job in jobs:
                    self._guarded(job, only=len(jobs) == 1)
        except Exception as error:
            for job in jobs:
                job.error = job.error or error
        else:
            try:
                self._committed()
            except Exception:
                log.exception("a listener of the store failed")
        _settle(jobs)

    def _guarded_beat(self) -> None:
        try:
            self._beat()
        except Exception:
            log.exception("the database could not be looked at")

    def _guarded(self, job: _Job, only: bool) -> None:
        if only:
            job.result = job.work()
            return
        try:
            with self._database.atomic():
                job.result = job.work()
        except Exception as error:
            # a full disk ends the whole transaction, not only this savepoint
            if not self._database.conn.in_transaction:
                raise
            job.error = error


def _attempt(job: _Job) -> None:
    try:
        job.result = job.work()
    except Exception as error:
        job.error = error


def _settle(jobs: list[_Job]) -> None:
    """Hand out the results, waking each event loop once however many of its tasks wait."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.loop is None:
            _resolve(job)
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, waiting in loops.items():
        # a loop that is closed has nobody left who waits
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve_all, waiting)


def _resolve_all(jobs: list[_Job]) -> None:
    for job in jobs:
        _resolve(job)


def _resolve(job: _Job) -> None:
    if job.future.done():
        return
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)
