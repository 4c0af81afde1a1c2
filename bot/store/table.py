"""What the subjects of the store share: a connection, a clock, this process's mark, rows as dictionaries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any


class Table:
    """One subject's view of the database; used inside the writer's transactions only.

    Args:
        connection: the database.
        now: the present moment in seconds since 1970.
        run: this process's mark on what it works on.
        ring: told the channel for which something was queued.
    """

    def __init__(
        self, connection: sqlite3.Connection, now: Callable[[], float], run: str, ring: Callable[[str], None]
    ) -> None:
        self.connection = connection
        self.now = now
        self.run = run
        self.ring = ring

    def execute(self, sql: str, *values: Any) -> int:
        """Run a statement and return how many rows it changed."""
        return self.connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Every row of a query."""
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        """The first value of the first row; None where there is none."""
        row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def insert(self, table: str, **values: Any) -> int:
        """Add a row and return its number; names are the code's own, never a person's text."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(cursor.lastrowid or 0)
