"""Waking a channel's sender when something was queued for it, in whichever channel that happened."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class Bell:
    """Wakes one task of one event loop; a ring that nobody waits for is not lost."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring.

        Args:
            seconds: at most so long; None for ever.

        Returns:
            True where it rang since the last wait, False where the time is over.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True

    def ring(self) -> None:
        """Ring, from any thread."""
        # a loop that is closed has nobody left to wake
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._event.set)


class Bells:
    """The bells of all channels: noted inside a transaction, rung after its commit."""

    def __init__(self) -> None:
        self._bells: dict[str, list[Bell]] = {}
        self._noted: set[str] = set()
        self._guard = threading.Lock()

    def bell(self, channel: str) -> Bell:
        """A new bell for a channel, in the running event loop."""
        bell = Bell()
        with self._guard:
            self._bells.setdefault(channel, []).append(bell)
        return bell

    def note(self, channel: str) -> None:
        """Something was queued; ring once it is committed."""
        self._noted.add(channel)

    def ring(self) -> None:
        """The commit is done: ring what was noted."""
        if not self._noted:
            return
        noted, self._noted = self._noted, set()
        self._ring(noted)

    def ring_all(self) -> None:
        """Another process has written: nobody here knows for which channel."""
        with self._guard:
            channels = set(self._bells)
        self._ring(channels)

    def _ring(self, channels: set[str]) -> None:
        with self._guard:
            bells = [bell for channel in channels for bell in self._bells.get(channel, ())]
        for bell in bells:
            bell.ring()
