"""A bot in a thread of its own, with a clock that the test sets; and one in a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import bot
from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.reloading import Live
from bot.service import Surroundings
from bot.settings import load_settings
from bot.store import Store, Tables
from handlers.telegram.channel import telegram_channel
from handlers.telegram.pace import UNLIMITED, Limits
from tests.botapi import Server

PROJECT = Path(bot.__file__).resolve().parents[1]
TICK = 0.03


class MovedClock:
    """Runs like the real one, from a moment that the test sets."""

    def __init__(self, at: datetime = datetime(2025, 5, 2, 8, 0, tzinfo=UTC)) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Continue from another moment."""
        self._ahead = at - datetime.now(UTC)

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self._ahead += timedelta(**by)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead


class Ready(Live[Any]):
    """Knowledge that is loaded and trained already; reloads go the usual way, with the training there is."""

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        super().__init__(folder, self._retrained)
        self._assistant, self._knowledge = assistant, assistant.knowledge
        self._readers = assistant.readers

    async def _retrained(self, knowledge: Knowledge, previous: Any) -> AsyncIterator[Any]:
        yield Assistant(knowledge, self._readers)


class Running:
    """The channel at work.

    Args:
        server: the Bot API server.
        assistant: what answers.
        folder: holds the database.
        clock: the present moment.
        limits: Telegram's, or none, so that tests need not wait.
        settings: more settings, by field name.
    """

    def __init__(
        self,
        server: Server,
        assistant: Assistant,
        folder: Path,
        clock: MovedClock | None = None,
        limits: Limits = UNLIMITED,
        **settings: Any,
    ) -> None:
        self.server, self.assistant, self.folder = server, assistant, folder
        self.clock = clock or MovedClock()
        self.limits = limits
        self.settings = load_settings(
            env_file=None,
            telegram_token=server.token,
            telegram_api_url=server.url,
            database=folder / "assistant.db",
            **settings,
        )
        self.error: BaseException | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Running:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.error is not None and kind is None:
            raise self.error

    def start(self, wait: bool = True) -> None:
        """Start, and wait until it polls."""
        polls = int(self.server.state()["polls"])
        self.began = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.began.wait(10)
        if wait and not self.settings.telegram_webhook_url:
            self.server.wait_polling(after=polls)
        elif wait:
            self.server.wait_webhook()

    def stop(self) -> None:
        """End in good order."""
        if self._thread is None or not self._thread.is_alive():
            return
        self.loop.call_soon_threadsafe(self.end.set)
        self._thread.join(15)
        assert not self._thread.is_alive(), "the channel did not end"

    def restart(self) -> None:
        """End and start again."""
        self.stop()
        self.start()

    def reload(self) -> None:
        """Load the knowledge again, as the service does at an edit."""
        asyncio.run_coroutine_threadsafe(self.live.reload(), self.loop).result(30)

    def look(self, work: Any) -> Any:
        """Read the store."""
        return self.store.call(work)

    def waiting(self) -> int:
        """How many updates are not done."""
        return int(self.look(lambda tables: tables.inbox.waiting("telegram")))

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            self.error = error
        finally:
            self.began.set()

    async def _main(self) -> None:
        self.loop, self.end = asyncio.get_running_loop(), asyncio.Event()
        async with Store(self.settings.database, self.clock) as store:
            self.store = store
            self.live = Ready(self.assistant, self.settings.knowledge)
            surroundings = Surroundings(self.settings, store, self.live, self.clock)
            channel = telegram_channel(surroundings, self.limits, TICK)
            assert channel is not None
            self.began.set()
            await channel.run(self.end)


class Process:
    """``python -m bot run`` as a process of its own.

    Args:
        server: the Bot API server.
        folder: holds the database.
        knowledge: the knowledge folder; small, for it is loaded at each start.
        environment: more variables.
    """

    def __init__(self, server: Server, folder: Path, knowledge: Path, **environment: str) -> None:
        self.server, self.folder = server, folder
        own = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        self.environment = own | {
            "ASSISTANT_TELEGRAM_TOKEN": server.token,
            "ASSISTANT_TELEGRAM_API_URL": server.url,
            "ASSISTANT_DATABASE": str(folder / "assistant.db"),
            "ASSISTANT_KNOWLEDGE": str(knowledge),
            "ASSISTANT_TODAY": "2025-05-02",
            "PYTHONPATH": str(PROJECT),
            **environment,
        }
        self.log = folder / "log.txt"

    def __enter__(self) -> Process:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def start(self, wait: bool = True) -> None:
        """Start, and wait until it polls."""
        polls = int(self.server.state()["polls"])
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        if wait:
            self.server.wait_polling(120, after=polls)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def terminate(self) -> int:
        """Ask it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def count_of(name: str) -> Any:
    """Work for the store: how many rows a table has."""

    def work(tables: Tables) -> int:
        return int(tables.state.value(f"SELECT count(*) FROM {name}"))

    return work
