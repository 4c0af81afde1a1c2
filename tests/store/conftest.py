"""A real file for each test, and a clock that the test sets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Store, Tables

START = datetime(2025, 5, 2, 8, 0, tzinfo=UTC)


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def store(path: Path, clock: SetClock) -> Iterator[Store]:
    opened = Store(path, clock)
    yield opened
    opened.close()


@pytest.fixture
def tables(store: Store) -> Tables:
    """The tables without the thread; nothing else uses the store meanwhile."""
    return store._tables
