"""A webhook that journals before it answers 200, and takes what the library cannot parse.

The library's own server queues in memory and answers, and gives 400 to an update it cannot parse, which
Telegram then sends again and again.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from handlers.telegram.origins import Json

log = logging.getLogger(__name__)
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST = 4_000_000
_PATIENCE = 1.0

TakeIn = Callable[[Sequence[Json]], Awaitable[None]]


def secret_of(token: str) -> str:
    """The webhook's secret: made of the token, so that it outlives a restart and is nobody else's."""
    return hmac.new(token.encode(), b"webhook", "sha256").hexdigest()


class Webhook:
    """Listens for Telegram.

    Args:
        url: the public address, whose path is the one listened at.
        listen: host and port.
        secret: what Telegram has to show.
        take_in: writes an update down; what it returned from is safe.
    """

    def __init__(self, url: str, listen: tuple[str, int], secret: str, take_in: TakeIn) -> None:
        self._secret, self._take_in, self._listen = secret.encode(), take_in, listen
        site = web.Application(client_max_size=_LARGEST)
        site.router.add_post(urlsplit(url).path or "/", self._post)
        # addresses of callers are nobody's business, and requests are journalled
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=_PATIENCE)

    async def open(self) -> None:
        """Listen.

        Raises:
            OSError: where the port cannot be had.
        """
        host, port = self._listen
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        log.info("listening for Telegram on %s:%d", host, port)

    async def close(self) -> None:
        """Take no more requests; those under way are answered."""
        await self._runner.cleanup()

    async def _post(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            raw: Any = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return web.Response(status=400)
        await self._take_in([raw])
        return web.Response()
