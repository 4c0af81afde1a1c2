"""A database with questions of one's own, and the report of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.facts.knowledge import SHIPPED, Loaded, load
from bot.messages import Outcome, Part, Reply
from bot.reporting.answered_now import Answer
from bot.reporting.period import Period, period
from bot.reporting.report import Report, build
from bot.settings import TURIN
from bot.store import Recorded, Store, Tables, reading

TODAY = date(2026, 1, 20)
PERSON, NAME = "amina.k@example.org", "Amina Kourouma"


class Asked:
    """Puts questions and tickets into a database as channels do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = datetime(2026, 1, 20, 9, tzinfo=UTC)
        self.store = Store(path, lambda: self.at)

    @property
    def tables(self) -> Tables:
        return self.store._tables

    def ask(
        self,
        text: str | None,
        outcome: Outcome = "unknown",
        topic: str = "",
        course: str | None = None,
        language: str = "en",
        channel: str = "telegram",
        times: int = 1,
    ) -> int:
        """Record a question so often; the number of the last."""
        part = Part(topic, (course,) if course else (), outcome, "", ())
        courses = (course,) if course else ()
        reply = Reply(outcome, "en", (part,) if topic else (), (topic,) if topic else (), courses, confidence=0.9)
        number = 0
        for _ in range(times):
            number = self.tables.questions.record(channel, PERSON, language, outcome, text=text, reply=reply)
        return number

    def ticket(self, asked: int | None = None, after: timedelta | None = None, conversation: str = "7") -> int:
        """Open a ticket, and have staff write after some time; its number."""
        opened = self.tables.tickets.open("email", conversation, PERSON, NAME, "where is my refund?", asked=asked)
        if after is not None:
            before, self.at = self.at, self.at + after
            self.tables.tickets.staff_wrote(opened.id)
            self.at = before
        return opened.id

    def questions(self) -> list[Recorded]:
        """Everything asked so far."""
        with reading(self.path) as records:
            return records.questions.since(datetime(2000, 1, 1, tzinfo=UTC))

    def report(
        self, since: str = "30d", today: date = TODAY, folder: Path = SHIPPED, answer: Answer | None = None
    ) -> Report:
        """The report of what is there."""
        days: Period = period(since, today)
        loaded = load(folder)
        assert loaded.knowledge is not None, loaded.errors
        with reading(self.path) as records:
            return build(
                records.questions.since(days.start), records.tickets.since(days.start), records.tickets.all_open(),
                loaded, loaded.knowledge, folder, days, datetime(2026, 1, 20, 12, tzinfo=TURIN), answer,
            )  # fmt: skip


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    opened = Asked(tmp_path / "assistant.db")
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def shipped() -> Loaded:
    return load()


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[], Path]:
    """A copy of the shipped knowledge that a test may edit."""

    def copy() -> Path:
        return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))

    return copy
