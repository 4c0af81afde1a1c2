"""A command's way into the database, whether the assistant is running with it or not."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from bot.settings import Clock, utc_now
from bot.store.connection import join_database, open_database, transaction
from bot.store.errors import StoreError
from bot.store.lock import ProcessLock
from bot.store.retention import Forgotten, Keep
from bot.store.store import Also, Tables, Work

T = TypeVar("T")


class Visit:
    """Short transactions on a connection of their own.

    The assistant that runs meanwhile notices within about a second that something was written, and sends what was
    queued; where none runs, it goes out at the next start.

    Args:
        path: the SQLite file.
        clock: gives the present moment.
        keep: how long what is kept.

    Attributes:
        running: whether an assistant was running with the database when the visit began.

    Raises:
        StoreError: where there is no such file, it cannot be used, or the running assistant is of another version.
    """

    def __init__(self, path: Path, clock: Clock = utc_now, keep: Keep | None = None) -> None:
        if not path.is_file():
            raise StoreError(f"there is no file {path.name}: the assistant has not run with this database yet")
        lock = ProcessLock(path)
        try:
            lock.acquire(patience=0)
        except StoreError:
            self.running = True
            self._database = join_database(path)
        else:
            self.running = False
            try:
                self._database = open_database(path)
            finally:
                lock.release()
        # a mark of its own: what the running process works on stays that process's
        self._tables = Tables(self._database, clock, secrets.token_hex(8), lambda channel: None, keep or Keep())

    def call(self, work: Work[T]) -> T:
        """Do work in one transaction; see :meth:`bot.store.Store.run`."""
        with transaction(self._database):
            return work(self._tables)

    def forget(self, channel: str, person: str, also: Also = lambda tables, forgotten: None) -> Forgotten:
        """Delete all that is kept about a person, from the file too; see :meth:`bot.store.Store.forget`."""

        def work(tables: Tables) -> Forgotten:
            forgotten = tables.retention.forget(channel, person)
            also(tables, forgotten)
            return forgotten

        forgotten = self.call(work)
        # what another process reads just now may hold this up: its next purge makes up for it
        self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return forgotten

    def close(self) -> None:
        """End the visit."""
        self._database.conn.close()

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
