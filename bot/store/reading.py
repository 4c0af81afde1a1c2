"""The record of questions read from outside: by a command, while the assistant that writes it may be running."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.settings import utc_now
from bot.store.errors import StoreError
from bot.store.questions import Questions
from bot.store.tickets import Tickets

_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Record:
    """What a command may look at.

    Attributes:
        questions: every recorded question.
        tickets: every ticket.
    """

    questions: Questions
    tickets: Tickets


@contextmanager
def reading(path: Path) -> Iterator[Record]:
    """Open a database for reading only, on a connection of its own; the lock of a running assistant is no obstacle.

    Args:
        path: the database file.

    Raises:
        StoreError: where the file is not there, is no database, or is from before what is asked was recorded.
    """
    if not path.is_file():
        raise StoreError(f"there is no database {path.name}: no question was recorded yet")
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        ) as database:
            shared = (database, lambda: utc_now().timestamp(), "", lambda _: None)
            yield Record(Questions(*shared), Tickets(*shared))
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be read: {error}") from None
