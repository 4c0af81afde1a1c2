"""Reading the database beside a running assistant: nothing is locked, nothing can be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sqlite_utils import Database

from bot.store.errors import StoreError
from bot.store.migrations import migrations, unknown_steps
from bot.store.questions import Questions
from bot.store.tickets import Tickets

_BUSY_MILLISECONDS = 5000


@dataclass(frozen=True, slots=True)
class Records:
    """What can be read, as it was at one moment.

    Attributes:
        questions: the record of questions.
        tickets: questions for staff.
    """

    questions: Questions
    tickets: Tickets


@contextmanager
def reading(path: Path) -> Iterator[Records]:
    """Open the database for reading only, on a connection of its own.

    In WAL mode a reader and the writer do not wait for each other (https://www.sqlite.org/wal.html).

    Args:
        path: the database file.

    Yields:
        What is in it, as at the first look, whatever is written meanwhile.

    Raises:
        StoreError: where the file is not there, is no database, or is of another version.
    """
    if not path.is_file():
        raise StoreError(f"there is no database {path}: it is made when the assistant runs for the first time")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be opened: {error}") from None
    with closing(connection):
        try:
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
            connection.execute("BEGIN")
            database = Database(connection, recursive_triggers=False, execute_plugins=False)
            if unknown_steps(database):
                raise StoreError(f"{path.name} was written by a newer version of the assistant")
            if migrations.pending(database):
                raise StoreError(
                    f"{path.name} was written by an older version of the assistant:"
                    " start the assistant once (python -m bot run), which brings it up to date"
                )
            shared = (connection, _no_clock, "", _nothing_queued)
            yield Records(Questions(*shared), Tickets(*shared))
        except sqlite3.Error as error:
            raise StoreError(f"{path.name} cannot be read: {error}") from None


def _no_clock() -> NoReturn:
    raise AssertionError("what is only read needs no present moment")


def _nothing_queued(channel: str) -> NoReturn:
    raise AssertionError(f"what is only read queues nothing for {channel}")
