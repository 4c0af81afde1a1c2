"""Opening the database file: private, in WAL mode, every commit on the disk, its tables up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from bot.store.errors import StoreError
from bot.store.migrations import migrations, steps_to_come, unknown_steps

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
    with _closed_on_failure(connection, path):
        database = _prepared(connection, path)
        migrations.apply(database)
    return database


def join_database(path: Path) -> Database:
    """Open the file beside the assistant that is running with it; its tables are left as they are.

    The file is never opened by other means than SQLite's, for closing a descriptor of one's own drops the locks of a
    process (https://www.sqlite.org/howtocorrupt.html, 2.2).

    Args:
        path: the database file; it is there.

    Returns:
        The database, with a connection of its own.

    Raises:
        StoreError: where the file cannot be opened, or the running assistant is of another version.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be opened: {error}") from None
    with _closed_on_failure(connection, path):
        database = _prepared(connection, path)
        if steps_to_come(database):
            raise StoreError(
                f"the assistant that is running with {path.name} is an older version: start it again first"
            )
    return database


@contextlib.contextmanager
def _closed_on_failure(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Leave no connection open where the file cannot be used, and say so in our own words."""
    try:
        yield
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path.name} cannot be used: {error}") from None
    except StoreError:
        connection.close()
        raise


@contextlib.contextmanager
def transaction(database: Database) -> Iterator[None]:
    """One transaction that has the right to write from its beginning.

    A plain ``BEGIN`` takes that right with the first write; where another process has written since the first read,
    SQLite then refuses at once and waits for nobody (https://www.sqlite.org/rescode.html#busy_snapshot).
    """
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.conn.execute("COMMIT")
    except BaseException:
        # where the error has ended the transaction already, there is nothing to take back
        if database.conn.in_transaction:
            database.conn.execute("ROLLBACK")
        raise


def _prepared(connection: sqlite3.Connection, path: Path) -> Database:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    database.enable_wal()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    if unknown_steps(database):
        raise StoreError(f"{path.name} was written by a newer version of the assistant")
    return database
