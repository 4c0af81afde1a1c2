"""Webhooks: secret, retries, order, and back to polling."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from .helpers import Handler, application_of, with_bot
from .kit import Server, aside
from .wire import HttpServer, Request, Response


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def listening(server: Server, handler: Handler, port: int, secret: str) -> AsyncIterator[None]:
    """A bot with the library's own webhook server."""
    application = application_of(server, handler)
    async with application:
        await application.start()
        assert application.updater is not None
        address = f"http://127.0.0.1:{port}/hook"
        await application.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=address, secret_token=secret)
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()


def test_webhook_carries_messages_with_its_secret() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.message is not None:
            await update.message.reply_text(f"got {update.message.text}")

    async def work(server: Server) -> None:
        user = server.user()
        async with listening(server, handle, free_port(), "s3cret"):
            await aside(server.wait_webhook)
            await aside(user.ask, "one", "got one")
            for number in range(5):
                user.send(f"n{number}")
            for number in range(5):
                await aside(user.wait, f"got n{number}")
            await aside(server.wait_confirmed)
            server.settings(secret="wrong")
            user.send("not heard")
            await aside(server.wait_until, lambda: server.webhook_attempts[-1]["status"] == 403)
            server.settings(secret="s3cret")
            await aside(user.wait, "got not heard")

    with Server() as server:
        asyncio.run(work(server))


def test_webhook_is_retried_and_keeps_the_order_of_a_chat() -> None:
    seen: list[bytes] = []

    async def answer(request: Request) -> Response:
        seen.append(request.body)
        return Response(500 if len(seen) <= 2 else 200)

    async def work(server: Server) -> None:
        http = HttpServer(answer)
        await http.open()
        async with Bot(server.token, base_url=server.base_url) as bot:
            await bot.set_webhook(f"http://127.0.0.1:{http.port}/x")
            user = server.user()
            user.send("alpha")
            user.send("second")
            await aside(server.wait_confirmed)
            info = await bot.get_webhook_info()
            assert "500" in (info.last_error_message or "")
        await http.close()
        assert [b"alpha" in body for body in seen] == [True, True, True, False]

    with Server() as server:
        asyncio.run(work(server))


def test_webhook_waits_for_a_bot_that_is_down() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.message is not None:
            await update.message.reply_text("back")

    async def work(server: Server) -> None:
        port, user = free_port(), server.user()
        async with Bot(server.token, base_url=server.base_url) as bot:
            await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="abc")
        user.send("anyone?")
        await aside(server.wait_until, lambda: len(server.webhook_attempts) > 1)
        async with listening(server, handle, port, "abc"):
            await aside(user.wait, "back")

    with Server() as server:
        asyncio.run(work(server))


def test_no_polling_while_a_webhook_is_set() -> None:
    async def work(bot: Bot) -> None:
        await bot.set_webhook("http://127.0.0.1:9/x")
        with pytest.raises(Conflict, match=r"(?i)webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    with Server() as server:
        with_bot(server, work)


def test_bad_webhooks_are_refused() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(BadRequest, match=r"(?i)secret token"):
            await bot.set_webhook("http://127.0.0.1:9/x", secret_token="not allowed!")
        with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
            await bot.set_webhook("http://127.0.0.1:9/x")

    with Server() as server:
        server.settings(https_only=True)
        with_bot(server, work)
