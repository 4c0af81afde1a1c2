"""The Bot API over aiohttp: the library's own HTTP client costs more processor time than all else together.

Measured with ``python -m tests.bench.telegram``; and aiohttp's pool does not slow down with the number of
waiting requests, as the library's does (https://github.com/encode/httpcore/issues/1035).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

_CONNECT, _READ = 10.0, 20.0
_JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """Requests of the bot over a pool of connections.

    Args:
        connections: at most so many at the same time.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return _READ

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request.

        Returns:
            The status and the body.

        Raises:
            TimedOut: where no answer came in time.
            NetworkError: where the connection failed.
        """
        if self._session is None:
            raise NetworkError("the connections are not open")
        body: Any = None
        headers = None
        if request_data is not None:
            if request_data.contains_files:
                body = _form(request_data)
            else:
                body, headers = request_data.json_payload, _JSON
        read = read_timeout if isinstance(read_timeout, int | float) else _READ
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT, sock_read=read)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                proxy=_proxy(*urlsplit(url)[:2]),
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # the address, and the token in it, stays out of the message
            raise NetworkError(type(error).__name__) from None


@lru_cache(maxsize=8)
def _proxy(scheme: str, host: str) -> str | None:
    """The proxy the environment names for an address; the library would ask a thread at every request."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _form(data: RequestData) -> aiohttp.FormData:
    """Parameters and files as a form."""
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Api:
    """Calls of the Bot API by name, whose results stay as they are: most of them nobody looks at.

    The library's own methods make an object of every message that was sent, buttons and all.

    Args:
        bot: makes the calls, and the library's errors of Telegram's refusals.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """Make a call.

        Args:
            method: as the Bot API names it (``sendMessage``).
            params: as JSON.

        Returns:
            What Telegram answered.

        Raises:
            TelegramError: as the library has them for what can go wrong.
        """
        return await self._bot.do_api_request(method, api_kwargs=dict(params))


# it advises its own methods at every call, and announces at every 429 that a number will be a timedelta
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)
warnings.filterwarnings("ignore", message=".*`retry_after`", category=PTBDeprecationWarning)
