"""Small things that the tests of this package share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from .kit import Server

T = TypeVar("T")
Handler = Callable[[Update, Any], Coroutine[Any, Any, Any]]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def bot_of(server: Server, token: str = "") -> Bot:
    """The library's Bot for a server."""
    return Bot(token or server.token, base_url=server.base_url)


def with_bot(server: Server, work: Callable[[Bot], Coroutine[Any, Any, T]]) -> T:
    """Run some coroutine with a connected Bot."""

    async def run() -> T:
        async with bot_of(server) as bot:
            return await work(bot)

    return asyncio.run(run())


def application_of(server: Server, handler: Handler) -> AnyApplication:
    """An application that gives every update to `handler`."""
    application = ApplicationBuilder().token(server.token).base_url(server.base_url).build()
    application.add_handler(TypeHandler(Update, handler))
    return application


@asynccontextmanager
async def polling(server: Server, handler: Handler, **options: Any) -> AsyncIterator[AnyApplication]:
    """A bot that polls, in this event loop."""
    application = application_of(server, handler)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0, **options)
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()
