"""Trouble on demand, rate limits, and bots that die."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from .helpers import bot_of, polling, with_bot
from .kit import Server, aside, project_root

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def test_429_tells_how_long_to_wait_and_only_where_asked() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(slow.id, "x")
        assert "Retry in 7 seconds" in str(caught.value)
        await bot.send_message(other.id, "x")
        await bot.send_message(slow.id, "x")

    with Server() as server:
        slow, other = server.user(), server.user()
        server.fault("retry_after", chat_id=slow.id, seconds=7)
        with_bot(server, work)
        assert slow.texts == other.texts == ["x"]


@pytest.mark.parametrize(
    ("kind", "after", "rule", "expected"),
    [
        ("status", False, {"status": 502}, NetworkError),
        ("status", True, {"status": 500}, NetworkError),
        ("garbage", False, {}, NetworkError),
        ("garbage", True, {}, NetworkError),
        ("reset", False, {}, NetworkError),
        ("reset", True, {}, NetworkError),
        ("hang", False, {}, TimedOut),
        ("hang", True, {}, TimedOut),
    ],
)
def test_broken_answers_before_or_after_the_work(
    kind: str, after: bool, rule: dict[str, Any], expected: type[Exception]
) -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(expected):
            await bot.send_message(user.id, "x", read_timeout=0.3)
        await bot.send_message(user.id, "y")

    with Server() as server:
        user = server.user()
        server.fault(kind, method="sendMessage", after=after, **rule)
        with_bot(server, work)
        assert user.texts == (["x", "y"] if after else ["y"])


def test_slow_answers_and_faults_that_stay_and_skip() -> None:
    async def work(bot: Bot) -> None:
        start = time.monotonic()
        await bot.send_message(user.id, "slow")
        assert time.monotonic() - start >= 0.2
        await bot.send_message(user.id, "passes")
        for _ in range(2):
            with pytest.raises(NetworkError):
                await bot.send_message(user.id, "never")
        server.clear_faults()
        await bot.send_message(user.id, "again")

    with Server() as server:
        user = server.user()
        server.fault("slow", seconds=0.2, method="send*")
        server.fault("status", method="send*", times=0, skip=1)
        with_bot(server, work)
        assert user.texts == ["slow", "passes", "again"]


def test_updates_twice_and_broken_ones() -> None:
    async def work(bot: Bot) -> None:
        (update,) = await bot.get_updates()
        await bot.get_updates(offset=update.update_id + 1)
        assert server.again() == [update.update_id]
        (same,) = await bot.get_updates(offset=update.update_id + 1)
        assert same.update_id == update.update_id
        assert await bot.get_updates(offset=update.update_id + 1) == ()
        for kind in ("poll", "message"):
            number = server.broken(kind)
            with pytest.raises((TypeError, KeyError)):
                await bot.get_updates(offset=number)
            await bot.get_updates(offset=number + 1)
        number = server.broken("unknown")
        assert [u.update_id for u in await bot.get_updates()] == [number]

    with Server() as server:
        server.user().send("hello")
        with_bot(server, work)


def test_a_token_that_stops_being_valid() -> None:
    async def work(bot: Bot) -> None:
        server.settings(token="1:other")
        with pytest.raises(InvalidToken):
            await bot.get_me()

    with Server() as server:
        with_bot(server, work)


def test_down_and_up_again_loses_nothing() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.message is not None:
            await update.message.reply_text(f"got {update.message.text}")

    async def work(server: Server) -> None:
        user = server.user()
        async with polling(server, handle):
            await aside(user.ask, "one", "got one")
            await aside(server.down)
            user.send("two")
            await aside(server.up)
            await aside(user.wait, "got two", 20)
            await aside(server.wait_polling)
            server.cut()
            await aside(user.ask, "three", "got three", 20)
        assert user.texts == ["got one", "got two", "got three"]

    with Server() as server:
        asyncio.run(work(server))


def test_limits_are_recorded_or_enforced() -> None:
    async def work(server: Server) -> None:
        async with bot_of(server) as bot:
            server.limits("record", slack=-20)  # wider windows: a slow machine must not matter
            for _ in range(3):
                await bot.send_message(one.id, "x")
                await bot.send_chat_action(one.id, "typing")
            assert [v["rule"] for v in server.violations] == ["chat", "chat"]
            server.limits("enforce", chat=100, group=5)
            for _ in range(5):
                await bot.send_message(group.id, "x")
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(group.id, "x")
            assert re.search(r"Retry in (5\d|60) seconds", str(caught.value))
            server.limits("enforce", total=3)
            with pytest.raises(RetryAfter):
                for number in range(4):
                    await bot.send_message(people[number].id, "x")

    with Server() as server:
        one, group, people = server.user(), server.group(), [server.user() for _ in range(4)]
        asyncio.run(work(server))


def test_logged_out_is_refused() -> None:
    async def work(server: Server) -> None:
        async with bot_of(server) as bot:
            await bot.log_out()
            with pytest.raises(BadRequest, match=r"(?i)logged out"):
                await bot.get_me()
            server.settings(logged_out=False)

    with Server() as server:
        asyncio.run(work(server))


def test_a_killed_bot_leaves_unconfirmed_updates_for_the_next() -> None:
    with Server(own_process=True) as server:
        user = server.user()
        package = (__package__ or "") + ".echo"
        command = [sys.executable, "-m", package, "--url", server.url, "--token", server.token]
        first = subprocess.Popen(command, cwd=project_root())
        try:
            server.wait_polling()
        finally:
            first.kill()
            first.wait()
        user.send("hello")
        assert server.state()["pending"] == 1
        second = subprocess.Popen(command, cwd=project_root())
        try:
            assert user.wait(timeout=20).text == "hello"
        finally:
            second.terminate()
            assert second.wait(20) == 0
        server.wait_confirmed()
