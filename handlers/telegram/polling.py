"""Long polling that journals before it confirms: the next request's offset is the confirmation."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import BaseRequest

from handlers.telegram.origins import ALLOWED, Json
from handlers.telegram.requests import seconds_to_wait

log = logging.getLogger(__name__)
_LONG, _SLACK = 30, 10
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Polling:
    """Fetches updates.

    The library's own ``getUpdates`` parses a whole batch, and drops all of it where one update cannot be
    parsed; so the raw answer is taken from the library's HTTP layer.

    Args:
        bot: knows the address.
        request: a connection of its own, for a long poll would hold up everything else.
        take_in: writes updates down; what it returned from is safe.
    """

    def __init__(self, bot: Bot, request: BaseRequest, take_in: Callable[[Sequence[Json]], Awaitable[None]]) -> None:
        self._bot, self._request, self._take_in = bot, request, take_in
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop``, then confirm what was taken in."""
        pause = _FIRST_PAUSE
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                asking = asyncio.create_task(self._get(_LONG))
                await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    # nothing is lost: what was not confirmed comes again
                    asking.cancel()
                    with contextlib.suppress(asyncio.CancelledError, TelegramError):
                        await asking
                    break
                error = asking.exception()
                if error is None:
                    if pause != _FIRST_PAUSE:
                        log.info("Telegram answers again")
                    pause = _FIRST_PAUSE
                    await self._keep(asking.result())
                    continue
                if not isinstance(error, TelegramError):
                    raise error
                self._tell(error, pause == _FIRST_PAUSE)
                wait = seconds_to_wait(error) if isinstance(error, RetryAfter) else pause
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(stopping), wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
            await self._confirm()
        finally:
            stopping.cancel()

    async def _keep(self, raws: list[Json]) -> None:
        if raws:
            await self._take_in(raws)
            self._offset = max(int(raw["update_id"]) for raw in raws) + 1

    async def _get(self, seconds: int, limit: int = 100) -> list[Json]:
        allowed = ",".join(f"%22{name}%22" for name in ALLOWED)
        query = f"timeout={seconds}&limit={limit}&allowed_updates=[{allowed}]"
        if self._offset is not None:
            query += f"&offset={self._offset}"
        result = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{query}", read_timeout=seconds + _SLACK, connect_timeout=10
        )
        found = result if isinstance(result, list) else []
        return [raw for raw in found if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    async def _confirm(self) -> None:
        """Tell Telegram what we have, so that it is not sent again; where that fails it is recognised."""
        if self._offset is None:
            return
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(1.5):
                await self._get(0, limit=1)

    def _tell(self, error: TelegramError, first: bool) -> None:
        if isinstance(error, Conflict):
            log.error("another program fetches this bot's messages, or a webhook is set: %s", error.message[:120])
        elif first:
            log.warning("Telegram does not answer (%s); trying on", type(error).__name__)
