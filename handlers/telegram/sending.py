"""Saying what the outbox holds: at Telegram's pace, each chat in order, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.store import Outgoing, Store, Tables, backoff
from handlers.telegram.pace import Pace
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.requests import Api, seconds_to_wait
from handlers.telegram.settling import Settling

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Requests under way at the same time: with more the HTTP library's pool gets slower
(https://github.com/encode/httpcore/issues/1035)."""

_LONGEST_SLEEP, _STUCK = 60.0, 1.0

Errand = Callable[[Outgoing, Post], Awaitable[str | None]]
"""What an outbox row stands for where it is more than one call; gives the proof."""

_FREE = frozenset({"deleteMessage", "deleteForumTopic", "setMessageReaction"})
"""Calls that are no messages: they take no chat's turn."""


class Sender:
    """Sends what is queued for Telegram.

    Args:
        store: the outbox.
        api: talks to Telegram.
        pace: Telegram's limits.
        settling: what follows from sent and refused messages.
    """

    def __init__(self, store: Store, api: Api, pace: Pace, settling: Settling) -> None:
        self._store, self._api, self._pace, self._settling = store, api, pace, settling
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._open: Counter[str] = Counter()
        self._idle: dict[str, asyncio.Event] = {}
        self._bell = store.bell(CHANNEL)
        self.errands: Mapping[str, Errand] = {}

    async def recover(self) -> None:
        """Queue again what a process that died was sending: the one window for a second, identical message."""

        def work(tables: Tables) -> int:
            rows = tables.outbox.stranded(CHANNEL)
            for row in rows:
                tables.outbox.retry(row.id, "the process ended while it was sent", delay=0)
            return len(rows)

        if count := await self._store.run(work):
            log.info("%d messages under way at the last end are sent again", count)

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until ``stop``."""
        while not stop.is_set():
            try:
                rows, due = await self._store.run(
                    lambda tables: (tables.outbox.claim(CHANNEL), tables.outbox.next_due(CHANNEL))
                )
            except Exception:
                log.exception("the outbox could not be looked at")
                await asyncio.sleep(_STUCK)
                continue
            self.dispatch(rows)
            if rows:
                continue
            wait = _LONGEST_SLEEP
            if due is not None:
                left = (due - self._store.clock()).total_seconds()
                wait = min(left, _LONGEST_SLEEP) if left > 0 else _STUCK
            await self._bell.wait(wait)

    def dispatch(self, rows: list[Outgoing]) -> None:
        """Send rows that are claimed, each in a task of its own."""
        for row in rows:
            self._open[row.target] += 1
            task = asyncio.create_task(self._deliver(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ready(self, target: str) -> None:
        """Wait until nothing is under way to a chat and its next message may go out."""
        while True:
            if self._open[target]:
                await self._idle.setdefault(target, asyncio.Event()).wait()
            elif (wait := self._pace.wait_of(target)) > 0:
                await asyncio.sleep(wait)
            else:
                return

    async def finish(self, seconds: float) -> None:
        """Let requests under way end; what still waits for its turn goes back to the outbox."""
        for task in list(self._waiting):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)

    async def _deliver(self, row: Outgoing) -> None:
        try:
            await self._try(row, Post.load(row.payload))
        except asyncio.CancelledError:
            # not sent, or nobody knows: the next start sends it again
            self._store.later(lambda tables: tables.outbox.retry(row.id, "the process ends", delay=0))
            raise
        except Exception as error:
            log.exception("a message could not be sent")
            name = type(error).__name__
            self._store.later(lambda tables: self._settling.refused(tables, row, name))
        finally:
            self._open[row.target] -= 1
            if self._open[row.target] <= 0:
                del self._open[row.target]
                if event := self._idle.pop(row.target, None):
                    event.set()

    async def _try(self, row: Outgoing, post: Post) -> None:
        free = post.method in _FREE
        if not free:
            await self._turn(row.target)
        try:
            async with self._slots:
                proof = await self._done(row, post)
        except RetryAfter as error:
            wait = seconds_to_wait(error) + 0.1
            self._pace.hold(row.target, wait)
            log.info("Telegram asks to wait %.0f s with a chat", wait)
            await self._again(row, "429", wait)
        except ChatMigrated as error:
            new = error.new_chat_id
            await self._store.run(lambda tables: self._settling.migrated(tables, row, new))
        except InvalidToken:
            log.error("Telegram refuses the token now")
            await self._again(row, "401", _LONGEST_SLEEP)
        except (Forbidden, BadRequest) as error:
            await self._refused(row, post, error)
        except (NetworkError, TelegramError) as error:
            # what came of a request whose answer is lost nobody knows: to be silent would be worse
            await self._again(row, type(error).__name__, backoff(row.attempt))
        else:
            if not free:
                self._pace.done(row.target)
            self._store.later(lambda tables: self._settling.sent(tables, row, post, proof))

    async def _turn(self, target: str) -> None:
        if self._pace.wait_of(target) <= 0 and not self._pace.limits.total:
            return
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            await self._pace.turn(target)
        finally:
            self._waiting.discard(task)

    async def _again(self, row: Outgoing, error: str, wait: float) -> None:
        await self._store.run(lambda tables: tables.outbox.retry(row.id, error, wait))

    async def _refused(self, row: Outgoing, post: Post, error: TelegramError) -> None:
        reason = error.message
        if isinstance(error, BadRequest):
            if "not modified" in reason.casefold():
                self._store.later(lambda tables: self._settling.sent(tables, row, post, None))
                return
            if other := self._settling.instead(post, reason):
                await self._store.run(lambda tables: self._settling.exchange(tables, row, other))
                return
        log.warning("Telegram refused %s: %s", post.method, reason[:120])
        await self._store.run(lambda tables: self._settling.refused(tables, row, reason, post))

    async def _done(self, row: Outgoing, post: Post) -> str | None:
        """Do what a row says; the number of the message it made, as proof."""
        if errand := self.errands.get(post.method):
            return await errand(row, post)
        method, params = post.method, post.params
        if post.answer:
            message = await self._message_of(post.answer)
            if message is None:
                method, params = "sendMessage", {k: v for k, v in params.items() if k != "message_id"}
            else:
                params = {**params, "message_id": message}
        return proof_of(await self._api.call(method, params))

    async def _message_of(self, key: str) -> int | None:
        row = await self._store.run(lambda tables: tables.outbox.by_key(CHANNEL, key))
        return int(row.proof) if row and row.proof else None


def proof_of(result: Any) -> str | None:
    """The number of the message that a call made; None where it made none."""
    return str(result["message_id"]) if isinstance(result, dict) and "message_id" in result else None
