"""Staff are told, once, when the mailbox could not be read for a while, and when it can again."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.settings import Clock
from bot.store import Store, Tables
from handlers.mail.notices import Notices

log = logging.getLogger(__name__)
_KEY = "mail:unreadable"


class Health:
    """Watches over the reading.

    Args:
        store: remembers what staff were told, over a restart too.
        clock: the present moment.
        notices: tells staff.
        limit: so long may it last.
        address: the mailbox's, for staff.
    """

    def __init__(self, store: Store, clock: Clock, notices: Notices, limit: timedelta, address: str) -> None:
        self._store, self._clock, self._notices, self._limit = store, clock, notices, limit
        self._address = address
        self._good = clock()
        self._told: bool | None = None

    async def good(self) -> None:
        """The mailbox was read just now."""
        self._good = self._clock()
        if self._told is not False:
            await self._store.run(self._recovered)
            self._told = False

    async def check(self) -> None:
        """See whether staff have to be told."""
        if self._told or self._clock() - self._good < self._limit:
            return
        await self._store.run(self._lost)
        self._told = True

    async def run(self, stop: asyncio.Event, every: float) -> None:
        """Check now and then until told to stop."""
        while not stop.is_set():
            await self.check()
            try:
                async with asyncio.timeout(every):
                    await stop.wait()
            except TimeoutError:
                continue

    def _lost(self, tables: Tables) -> None:
        if tables.state.get(_KEY):
            return
        minutes = int(self._limit.total_seconds() // 60)
        text = (
            f"The mailbox {self._address} could not be read for {minutes} minutes. Nothing is lost: what arrives is "
            "handled when it can be read again."
        )
        log.error("%s", text)
        tables.state.set(_KEY, True)
        self._notices.tell(tables, text)

    def _recovered(self, tables: Tables) -> None:
        if not tables.state.get(_KEY):
            return
        text = f"The mailbox {self._address} can be read again."
        log.warning("%s", text)
        tables.state.delete(_KEY)
        self._notices.tell(tables, text)
