"""One process to a database: two would answer everybody twice."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from bot.store.errors import StoreError

_GLANCE = 0.05


class ProcessLock:
    """An advisory lock on a file beside the database, gone with the process however it ends.

    The file is one of its own, for closing any descriptor of the database file would drop SQLite's own
    locks on it (https://www.sqlite.org/howtocorrupt.html, 2.2).

    Args:
        database: the database that is locked; the lock stands in ``<database>-lock``.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + "-lock")
        self._descriptor: int | None = None

    def acquire(self, patience: float = 0.5) -> None:
        """Take the lock.

        Args:
            patience: seconds to wait for it; a command may have it for a moment while it brings the tables up to
                date.

        Raises:
            StoreError: where another process has it, with that process's number, or the file cannot be
                written.
        """
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"{self.path.name} cannot be written: {error.strerror}") from None
        until = time.monotonic() + patience
        while not _taken(descriptor):
            if time.monotonic() >= until:
                holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise StoreError(f"another assistant is running with this database (process {holder})")
            time.sleep(_GLANCE)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; the file stays, for removing it would let two processes lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
