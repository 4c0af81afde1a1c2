"""A webhook that journals before it answers 200, and takes what the library cannot parse.

The library's own server queues in memory and answers, and gives 400 to an update it cannot parse, which
Telegram then sends again and again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import tornado.httpserver
import tornado.web

from handlers.telegram.origins import Json

log = logging.getLogger(__name__)
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST = 4_000_000

TakeIn = Callable[[Sequence[Json]], Awaitable[None]]


def secret_of(token: str) -> str:
    """The webhook's secret: made of the token, so that it outlives a restart and is nobody else's."""
    return hmac.new(token.encode(), b"webhook", "sha256").hexdigest()


class _Updates(tornado.web.RequestHandler):
    def initialize(self, secret: str, take_in: TakeIn) -> None:
        self._secret, self._take_in = secret, take_in

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    async def post(self) -> None:
        given = self.request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
            return
        try:
            raw: Any = json.loads(self.request.body)
        except ValueError:
            self.set_status(400)
            return
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            self.set_status(400)
            return
        await self._take_in([raw])

    def log_exception(self, *args: Any) -> None:
        log.error("a webhook request failed", exc_info=args if args[0] else None)


class _Site(tornado.web.Application):
    def log_request(self, handler: tornado.web.RequestHandler) -> None:
        """Say nothing: requests are journalled."""


class Webhook:
    """Listens for Telegram.

    Args:
        url: the public address, whose path is the one listened at.
        listen: host and port.
        secret: what Telegram has to show.
        take_in: writes an update down; what it returned from is safe.
    """

    def __init__(self, url: str, listen: tuple[str, int], secret: str, take_in: TakeIn) -> None:
        path = urlsplit(url).path or "/"
        site = _Site([(path, _Updates, {"secret": secret, "take_in": take_in})])
        self._server = tornado.httpserver.HTTPServer(site, max_body_size=_LARGEST, xheaders=True)
        self._listen = listen

    def open(self) -> None:
        """Listen.

        Raises:
            OSError: where the port cannot be had.
        """
        host, port = self._listen
        self._server.listen(port, address=host)
        log.info("listening for Telegram on %s:%d", host, port)

    async def close(self) -> None:
        """Take no more requests; those under way are answered."""
        self._server.stop()
        await asyncio.wait_for(self._server.close_all_connections(), 2.0)
