"""The service as a process of its own where signals matter, in this one where they do not."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.service
from bot.live_copies import LiveCopies
from bot.service import Channel, Surroundings, run_service
from bot.settings import Settings, WrongSetting, load_settings
from bot.store import Store, Tables
from tests.echo import FAQ, build, folder_of

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path)


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    return load_settings(env_file=None, database=tmp_path / "assistant.db", knowledge=folder)


class Script:
    """A channel that does what it is told."""

    def __init__(self, name: str, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
        self.name, self._work = name, work

    async def run(self, stop: asyncio.Event) -> None:
        await self._work(stop)


def channel(
    work: Callable[[Surroundings, asyncio.Event], Awaitable[None]],
) -> Callable[[Surroundings], Channel]:
    return lambda around: Script("script", lambda stop: work(around, stop))


def run(settings: Settings, *factories: Callable[[Surroundings], Channel | None], **more: Any) -> int:
    return run_service(settings, factories, build=build, **more)


# --- channels


def test_it_ends_when_every_channel_has_ended_and_gives_each_what_it_needs(settings: Settings) -> None:
    seen: list[str] = []

    async def work(around: Surroundings, stop: asyncio.Event) -> None:
        await around.store.run(lambda tables: tables.state.set("a", 1))
        seen.append(around.live.assistant.says)  # type: ignore[attr-defined]

    assert run(settings, channel(work), lambda around: None, channel(work)) == 0
    assert seen == ["first", "first"]
    Store(settings.database).close()


def test_what_is_live_is_copied_beside_the_database_and_so_is_each_edit(settings: Settings) -> None:
    copies = LiveCopies(settings.database)
    former: list[str] = []

    async def work(around: Surroundings, stop: asyncio.Event) -> None:
        (settings.knowledge / "faq" / "visa.yaml").write_text(FAQ.format("second"))
        await around.live.reload()
        kept = copies.before(settings.knowledge, around.live.knowledge.digest, around.clock())
        assert kept is not None
        former.append((kept.folder / "faq" / "visa.yaml").read_text())

    assert run(settings, channel(work)) == 0
    assert former == [FAQ.format("first")]
    live = copies.live()
    assert live is not None
    assert (live.folder / "faq" / "visa.yaml").read_text() == FAQ.format("second")


def test_a_channel_that_fails_starts_again_beside_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service._FIRST_PAUSE", 0.01)
    starts: list[int] = []
    calm = asyncio.Event()

    async def failing(around: Surroundings, stop: asyncio.Event) -> None:
        starts.append(len(starts))
        if len(starts) < 3:
            raise ConnectionError("server down")
        calm.set()

    async def steady(around: Surroundings, stop: asyncio.Event) -> None:
        await asyncio.wait_for(calm.wait(), 5)

    assert run(settings, channel(failing), channel(steady)) == 0
    assert starts == [0, 1, 2]


def test_a_setting_that_the_server_refuses_ends_all_with_status_2(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ended: list[str] = []

    async def refused(around: Surroundings, stop: asyncio.Event) -> None:
        raise WrongSetting("ASSISTANT_TELEGRAM_TOKEN", "Telegram refuses this token")

    async def steady(around: Surroundings, stop: asyncio.Event) -> None:
        await stop.wait()
        ended.append("in good order")

    assert run(settings, channel(refused), channel(steady)) == 2
    assert capsys.readouterr().err == "ASSISTANT_TELEGRAM_TOKEN: Telegram refuses this token\n"
    assert ended == ["in good order"]


def test_nothing_to_run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, lambda around: None) == 2
    assert "ASSISTANT_TELEGRAM_TOKEN" in capsys.readouterr().err


def test_a_database_in_use_names_its_variable(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(settings.database)
    assert run(settings, channel(lambda around, stop: asyncio.sleep(0))) == 2
    store.close()
    error = capsys.readouterr().err
    assert error.startswith("ASSISTANT_DATABASE: another assistant is running") and error.count("\n") == 1


def test_an_invalid_knowledge_base_is_status_1_with_every_problem(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "faq" / "visa.yaml").write_text("- id: x\n  quest: 1\n")
    assert run(settings, channel(lambda around, stop: asyncio.sleep(0))) == 1
    assert "faq/visa.yaml:" in capsys.readouterr().err


# --- signals

SCRIPT = """
import asyncio, sys, time
from pathlib import Path
import bot.service
from bot.logs import set_up_logs
from bot.service import run_service
from bot.settings import WrongSetting, load_settings

async def build(knowledge, previous):
    yield object()

class Quick:
    name = "quick"
    def __init__(self, around): self.around = around
    async def run(self, stop):
        await self.around.store.run(lambda tables: tables.outbox.queue("quick", "a", b"1", claim=True))
        print("running", flush=True)
        await stop.wait()
        await asyncio.sleep(0.3)
        await self.around.store.run(lambda tables: tables.outbox.sent(1))

class Deaf(Quick):
    async def run(self, stop):
        print("running", flush=True)
        await asyncio.sleep(600)

class Hanging(Quick):
    async def run(self, stop):
        bot.service._GRACE, bot.service._HARD_END = 1, 2
        print("running", flush=True)
        await asyncio.to_thread(time.sleep, 600)

class Refused(Quick):
    async def run(self, stop):
        await asyncio.sleep(0.3)
        raise WrongSetting("ASSISTANT_TELEGRAM_TOKEN", "refused")

set_up_logs()
settings = load_settings(env_file=None, database=Path(sys.argv[2]), knowledge=Path(sys.argv[3]))
sys.exit(run_service(settings, [globals()[name] for name in sys.argv[1].split("+")], build=build))
"""


def started(kind: str, settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(SCRIPT),
            kind,
            str(settings.database),
            str(settings.knowledge),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_is_under_way_finish(settings: Settings, number: signal.Signals) -> None:
    process = started("Quick", settings)
    began = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0 and time.monotonic() - began < 4
    assert "Traceback" not in errors
    store = Store(settings.database)
    assert store.call(lambda tables: tables.outbox.counts("quick")) == {"sent": 1}
    store.close()


def test_a_second_signal_waits_for_nobody(settings: Settings) -> None:
    process = started("Deaf", settings)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0 and time.monotonic() - began < 4


def test_a_thread_that_hangs_does_not_keep_it_from_ending(settings: Settings) -> None:
    assert bot.service._GRACE + 1 < bot.service._HARD_END < 10
    process = started("Hanging", settings)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=12)
    assert process.returncode == 0 and 2 <= time.monotonic() - began < 6
    assert "Traceback" not in errors
    Store(settings.database).close()


def test_a_wrong_setting_is_status_2_even_beside_a_thread_that_hangs(settings: Settings) -> None:
    process = started("Hanging+Refused", settings)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert errors.splitlines()[-1] == "ASSISTANT_TELEGRAM_TOKEN: refused"


def test_the_purge_comes_every_day_and_goes_by_the_clock(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service._DAY", 0.01)
    moment = [datetime(2025, 5, 2, tzinfo=UTC)]
    left: list[list[str | None]] = []

    def texts(tables: Tables) -> list[str | None]:
        return [row["text"] for row in tables.questions.rows("SELECT text FROM questions")]

    async def work(around: Surroundings, stop: asyncio.Event) -> None:
        await around.store.run(lambda tables: tables.questions.record("x", "7", "en", "answered", text="Fee?"))
        for days in (30, 1):
            moment[0] += timedelta(days=days)
            await around.store.purge()
            left.append(await around.store.run(texts))
        await around.store.run(lambda tables: tables.questions.record("x", "7", "en", "answered", text="And now?"))
        moment[0] += timedelta(days=31)
        async with asyncio.timeout(10):
            while True:
                found = await around.store.run(texts)
                if "And now?" not in found:
                    break
                await asyncio.sleep(0.01)
        left.append(found)

    assert run(settings, channel(work), clock=lambda: moment[0]) == 0
    assert left == [["Fee?"], [None], [None, None]]
