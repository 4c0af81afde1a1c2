"""Opening the database file: private, in WAL mode, every commit on the disk, its tables up to date."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.store.errors import StoreError
from bot.store.migrations import migrations, unknown_steps

_BUSY_MILLISECONDS = 5000


def open_database(path: Path) -> Database:
    """Open the file, making it where it is not there, and apply what its tables lack.

    ``synchronous=FULL`` makes WAL mode sync at every commit
    (https://www.sqlite.org/pragma.html#pragma_synchronous); ``secure_delete`` overwrites what is deleted,
    for a person who asks to be forgotten is not to be found in free pages.

    Args:
        path: the database file.

    Returns:
        The database; any one thread at a time may use it.

    Raises:
        StoreError: where the file cannot be opened, is no database, or was written by a newer version.
    """
    try:
        # made here so that names and questions are never readable by others; -wal and -shm take over its mode
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path.name} cannot be opened: {error.strerror}") from None
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        database = Database(connection, recursive_triggers=False, execute_plugins=False)
        database.enable_wal()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        newer = unknown_steps(database)
        if newer:
            raise StoreError(f"{path.name} was written by a newer version of the assistant")
        migrations.apply(database)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path.name} cannot be used: {error}") from None
    except StoreError:
        connection.close()
        raise
    return database
