"""Updates handled one chat in order, different chats at once; what floods in is answered together."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from handlers.telegram.routing import Item

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Chats handled at the same time."""

TOGETHER = 100
"""At most so many questions of one chat are handled in one go."""


class Queues:
    """One queue a chat.

    Args:
        handle: handles updates of one chat that belong together; must not raise.
        mergeable: whether an update may be handled together with others like it.
        ready: returns when a chat may get its next answer, so that what comes meanwhile is answered together.
    """

    def __init__(
        self,
        handle: Callable[[list[Item]], Awaitable[None]],
        mergeable: Callable[[Item], bool],
        ready: Callable[[str], Awaitable[None]],
    ) -> None:
        self._handle, self._mergeable, self._ready = handle, mergeable, ready
        self._queues: dict[str, deque[Item]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting: set[str] = set()

    def put(self, chat: str, item: Item) -> None:
        """Add an update to its chat's queue."""
        queue = self._queues.get(chat)
        if queue is not None:
            queue.append(item)
            return
        self._queues[chat] = deque([item])
        self._tasks[chat] = asyncio.create_task(self._serve(chat))

    async def idle(self) -> None:
        """Wait until every queue is empty."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def finish(self, seconds: float) -> list[Item]:
        """Finish what is under way.

        Returns:
            What still waited; it stays in the inbox.
        """
        left = [item for queue in self._queues.values() for item in queue]
        for queue in self._queues.values():
            queue.clear()
        for chat in list(self._waiting):
            self._tasks[chat].cancel()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in list(self._tasks.values()):
            task.cancel()
        return left

    async def _serve(self, chat: str) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                merging = self._mergeable(queue[0])
                if merging:
                    self._waiting.add(chat)
                    try:
                        await self._ready(chat)
                    finally:
                        self._waiting.discard(chat)
                async with self._slots:
                    if not queue:
                        break
                    items = [queue.popleft()]
                    while merging and queue and len(items) < TOGETHER and self._mergeable(queue[0]):
                        items.append(queue.popleft())
                    await self._handle(items)
        finally:
            del self._queues[chat]
            del self._tasks[chat]
