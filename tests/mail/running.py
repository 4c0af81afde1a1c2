"""A mail channel running in this process, against real servers, with an assistant that answers by a few words."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from bot.facts.knowledge import Knowledge, load
from bot.service import Surroundings
from bot.settings import Clock, Settings, load_settings, utc_now
from bot.store import Store, Tables
from handlers.mail.channel import MailChannel, mail_channel
from handlers.mail.pace import Pace
from tests.mail.servers import Account
from tests.mail.stub import Stub

T = TypeVar("T")
QUICK = Pace(
    idle=20,
    poll=0.1,
    timeout=5,
    smtp_timeout=5,
    dot_timeout=5,
    sent=0.2,
    linger=0.1,
    first_pause=0.02,
    longest_pause=0.2,
    unreadable=timedelta(minutes=15),
    look=0.2,
)


@lru_cache(maxsize=1)
def shipped() -> Knowledge | None:
    """The shipped knowledge, read once."""
    return load().knowledge


class StubLive:
    """Knowledge that never changes."""

    def __init__(self, assistant: Any) -> None:
        self.assistant = assistant
        self.knowledge = shipped()

    def attach(self, room: str, read: object, use: object) -> None:
        """Words that are read once."""


class Running:
    """A channel that runs, and what can be asked of it."""

    def __init__(self, store: Store, channel: MailChannel, task: asyncio.Task[None], stop: asyncio.Event) -> None:
        self.store, self.channel, self.task, self.stop = store, channel, task, stop

    async def until(self, look: Callable[[Tables], T], seconds: float = 20) -> T:
        """Wait until the database shows something."""
        async with asyncio.timeout(seconds):
            while True:
                if self.task.done():
                    self.task.result()
                    raise AssertionError("the channel ended")
                if found := await self.store.run(look):
                    return found
                await asyncio.sleep(0.01)

    async def handled(self, count: int, seconds: float = 20) -> list[tuple[str, str]]:
        """Wait until so many mails are finished, and nothing waits to go out; action and reason of each."""

        def look(tables: Tables) -> list[tuple[str, str]] | None:
            rows = tables.inbox.rows("SELECT action, reason FROM inbox WHERE state != 'new' ORDER BY id")
            open_rows = tables.outbox.value("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")
            return [(row["action"], row["reason"]) for row in rows] if len(rows) >= count and not open_rows else None

        found = await self.until(look, seconds)
        assert found is not None
        return found


def settings_for(
    account: Account, database: Path, smtp_port: int | None = None, mode: str = "send", **more: Any
) -> Settings:
    values: dict[str, Any] = {
        "imap_url": account.url,
        "smtp_url": f"smtp://127.0.0.1:{smtp_port}" if smtp_port else None,
        "mail_mode": mode,
        "database": database,
        "today": "2026-01-20",
        **more,
    }
    return load_settings(None, **values)


@contextlib.asynccontextmanager
async def running(
    settings: Settings, assistant: Any = None, pace: Pace = QUICK, clock: Clock = utc_now
) -> AsyncIterator[Running]:
    """Run a channel; it is ended in good order."""
    store = Store(settings.database, clock)
    live: Any = StubLive(assistant or Stub())
    channel = mail_channel(Surroundings(settings, store, live, clock), pace)
    assert channel is not None
    stop = asyncio.Event()
    task = asyncio.create_task(channel.run(stop))
    try:
        yield Running(store, channel, task, stop)
    finally:
        stop.set()
        try:
            async with asyncio.timeout(9):
                await asyncio.gather(task, return_exceptions=True)
        finally:
            await asyncio.to_thread(store.close)
