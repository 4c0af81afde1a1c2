"""Updates on their way to the bot: kept until confirmed, polled for or pushed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import OTHER_POLLER, WEBHOOK_ACTIVE, ApiError, conflict
from .wire import Request
from .world import World

Json = dict[str, Any]
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
HISTORY = 5000


@dataclass(eq=False)
class Pending:
    """An update that the bot has not confirmed."""

    update: Json
    again: bool = False  # a duplicate: given once more, whatever the offset


class Updates:
    """The queue of one bot, with the offsets of getUpdates."""

    def __init__(self, world: World, first_id: int = 500_000_001) -> None:
        self._world = world
        self._next_id = first_id
        self.pending: deque[Pending] = deque()
        self.history: deque[Json] = deque(maxlen=HISTORY)
        self.allowed: list[str] | None = None
        self.webhook_active = False
        self.polls = 0
        self.conflicts = 0
        self.confirmed = 0
        self.on_new: list[Callable[[list[Pending]], None]] = []
        self._poller: asyncio.Future[ApiError | None] | None = None

    @property
    def polling(self) -> bool:
        """Whether a bot waits in a long poll right now."""
        return self._poller is not None

    def allows(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def set_allowed(self, kinds: Any) -> None:
        """Take over `allowed_updates`; an empty list is the default again, None changes nothing."""
        if kinds is not None:
            self.allowed = list(kinds) or None

    def push(self, kind: str, content: Json) -> int | None:
        """Queue an update; None if the bot does not want its kind."""
        if not self.allows(kind):
            return None
        return self.push_raw({kind: content})

    def push_raw(self, body: Json) -> int:
        """Queue any object at all as an update and give it an id, unless it has one."""
        update = {"update_id": self._next_id} | body
        self._next_id = max(self._next_id, int(update["update_id"])) + 1
        self.history.append(update)
        self.pending.append(Pending(update))
        self._wake([self.pending[-1]])
        return int(update["update_id"])

    def again(self, count: int = 1) -> list[int]:
        """Deliver the last `count` updates once more, under their old ids."""
        repeated = list(self.history)[-count:]
        entries = [Pending(update, again=True) for update in repeated]
        self.pending.extendleft(reversed(entries))
        self._wake(entries)
        return [int(update["update_id"]) for update in repeated]

    def _wake(self, fresh: list[Pending]) -> None:
        self._world.touch()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        for callback in self.on_new:
            callback(fresh)

    def drop(self) -> None:
        """Forget everything pending."""
        self.pending.clear()
        self._world.touch()

    def abort(self, reason: str) -> None:
        """End a waiting poll with a 409."""
        if self._poller is not None and not self._poller.done():
            self.conflicts += 1
            self._poller.set_result(conflict(reason))

    async def poll(self, request: Request, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer getUpdates: confirm what lies before `offset`, wait if there is nothing."""
        if self.webhook_active:
            raise conflict(WEBHOOK_ACTIVE)
        self.abort(OTHER_POLLER)
        self.polls += 1
        self._confirm(offset)
        limit = limit if 1 <= limit <= 100 else 100
        if not self.pending and seconds > 0:
            refusal = await self._wait(request, min(seconds, 50))
            if refusal is not None:
                raise refusal
            if request.gone.done():
                return []
        batch = [entry for entry, _ in zip(self.pending, range(limit), strict=False)]
        if any(entry.again for entry in batch):
            given = {id(entry) for entry in batch if entry.again}
            self.pending = deque(entry for entry in self.pending if id(entry) not in given)
        return [entry.update for entry in batch]

    def _confirm(self, offset: int) -> None:
        before = len(self.pending)
        if offset > 0:
            while self.pending and not self.pending[0].again and self.pending[0].update["update_id"] < offset:
                self.pending.popleft()
            if self.pending and self.pending[0].again:
                self.pending = deque(e for e in self.pending if e.again or e.update["update_id"] >= offset)
        elif offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        if len(self.pending) != before:
            self.confirmed += before - len(self.pending)
            self._world.touch()

    async def _wait(self, request: Request, seconds: float) -> ApiError | None:
        poller: asyncio.Future[ApiError | None] = asyncio.get_running_loop().create_future()

        def leave(_: object) -> None:
            if not poller.done():
                poller.set_result(None)

        self._poller = poller
        self._world.touch()
        request.gone.add_done_callback(leave)
        timer = asyncio.get_running_loop().call_later(seconds, leave, None)
        try:
            return await poller
        finally:
            timer.cancel()
            request.gone.remove_done_callback(leave)
            if self._poller is poller:
                self._poller = None
