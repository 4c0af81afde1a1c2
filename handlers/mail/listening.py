"""Keeps the connection to the mailbox, writes down what arrives, and looks into Sent; for ever."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from bot.settings import PREFIX, WrongSetting
from bot.store.outbox import backoff
from handlers.mail.access import Refused, TokenError
from handlers.mail.arrivals import Arrivals
from handlers.mail.health import Health
from handlers.mail.line import Down, Line
from handlers.mail.pace import Pace
from handlers.mail.sent_folder import SentFolder

log = logging.getLogger(__name__)
_LASTING, _UNREAD = 2, "the mailbox cannot be read (%s)"
_PATIENCE = 2.0
"""At the end, so long for what is under way."""
_SLOWLY = 7
"""A login that is refused is tried again slowly from the first time, or the account is locked."""


class Listening:
    """The reading side of the channel.

    Args:
        line: the connection.
        arrivals: writes down.
        sent: looks into Sent.
        health: is told of each success.
        pace: how long to wait.
        connected: called after each connect, before anything else.
    """

    def __init__(
        self,
        line: Line,
        arrivals: Arrivals,
        sent: SentFolder,
        health: Health,
        pace: Pace,
        connected: Callable[[], Awaitable[None]],
    ) -> None:
        self._line, self._arrivals, self._sent = line, arrivals, sent
        self._health, self._pace, self._connected = health, pace, connected
        self._ever = False

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until told to stop.

        Raises:
            WrongSetting: where the server refuses the very first login, or has no such mailbox.
        """
        failures = 0
        while not stop.is_set():
            try:
                if not await self._opened(stop):
                    return
                if failures:
                    log.info("the mailbox is reached again")
                await self._session(stop, failures)
            except Refused as error:
                if not self._ever:
                    raise WrongSetting(error.variable or f"{PREFIX}IMAP_URL", str(error)) from None
                failures = max(failures, _SLOWLY)
                log.warning("the mailbox cannot be read: %s", error)
            except (OSError, IMAPClientError, TokenError, Down) as error:
                if not stop.is_set():
                    shown = str(error) if isinstance(error, Down | TokenError) else type(error).__name__
                    # servers end connections now and then; what lasts is worth a warning, once
                    log.log(logging.WARNING if failures == _LASTING else logging.INFO, _UNREAD, shown)
            finally:
                await self._line.drop()
            if self._good:
                failures = 0
            failures += 1
            wait = min(backoff(failures) * self._pace.first_pause, self._pace.longest_pause)
            await _pause(stop, wait)

    _good = False

    async def _opened(self, stop: asyncio.Event) -> bool:
        """Connect; False where the end came first, which does not wait for a server that does not answer."""
        opening, ending = asyncio.create_task(self._line.open()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({opening, ending}, return_when=asyncio.FIRST_COMPLETED)
            if opening.done():
                await opening
            return opening.done()
        finally:
            opening.cancel()
            ending.cancel()

    async def _session(self, stop: asyncio.Event, failures: int) -> None:
        """One connection, from the first look to its end."""
        self._good = False
        await self._connected()
        await self._arrivals.begin()
        self._ever = True
        loop = asyncio.get_running_loop()
        nudging = asyncio.create_task(self._nudge(stop))
        next_sent = 0.0
        try:
            while not stop.is_set():
                await self._arrivals.collect()
                await self._health.good()
                self._good = True
                if loop.time() >= next_sent:
                    await self._look_into_sent()
                    next_sent = loop.time() + self._pace.sent
                idles = await self._line.do(lambda box: box.idles)
                longest = self._pace.idle if idles else self._pace.poll
                await self._line.wait(min(longest, max(0.05, next_sent - loop.time())), self._arrivals.highest)
        finally:
            nudging.cancel()

    async def _look_into_sent(self) -> None:
        try:
            await self._sent.look()
        except IMAPClientError as error:
            log.info("Sent cannot be read (%s)", type(error).__name__)

    async def _nudge(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._line.end()
        await asyncio.sleep(_PATIENCE)
        self._line.cut()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
