"""Telegram's sending limits, kept before Telegram has to tell of them.

One message a second in a chat, twenty a minute in a group, about thirty a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). A chat that must wait holds
up nobody else, neither here nor where Telegram answered it with 429.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass

_FORGET = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent; 0 for as much as there is.

    Attributes:
        total: messages in any second.
        chat_seconds: seconds between two messages to one chat.
        group_minute: messages to a group in any minute.
    """

    total: int = 30
    chat_seconds: float = 1.0
    group_minute: int = 20


UNLIMITED = Limits(0, 0, 0)
"""For measurements."""


class Pace:
    """Says when the next message may go out.

    Args:
        limits: what is kept.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        # a few at once and the rest evenly, so that no second holds more, however their ways there differ
        self._burst = max(1, self.limits.total // 10)
        self._interval = 1 / (self.limits.total * 0.87) if self.limits.total else 0.0
        self._due = 0.0
        self._free: dict[str, float] = {}
        self._groups: dict[str, deque[float]] = {}

    def wait_of(self, chat: str) -> float:
        """Seconds until a chat may get its next message."""
        now = time.monotonic()
        at = self._free.get(chat, 0.0)
        minute = self._groups.get(chat)
        if minute is not None and len(minute) == minute.maxlen:
            at = max(at, minute[0] + 60.0)
        return max(0.0, at - now)

    async def turn(self, chat: str) -> None:
        """Wait for a chat's turn, then for one among all chats."""
        while (wait := self.wait_of(chat)) > 0:  # noqa: ASYNC110 (a 429 may prolong it meanwhile)
            await asyncio.sleep(wait)
        await self.any_turn()

    async def any_turn(self) -> None:
        """Wait for a turn among all chats; whoever asks first goes first."""
        if not self.limits.total:
            return
        now = time.monotonic()
        due = max(self._due, now)
        self._due = due + self._interval
        at = due - (self._burst - 1) * self._interval
        if at > now:
            await asyncio.sleep(at - now)

    def done(self, chat: str) -> None:
        """A message arrived in a chat just now."""
        now = time.monotonic()
        if self.limits.chat_seconds:
            self._free[chat] = max(self._free.get(chat, 0.0), now + self.limits.chat_seconds)
        if self.limits.group_minute and chat.startswith("-"):
            minute = self._groups.setdefault(chat, deque(maxlen=self.limits.group_minute))
            minute.append(now)
        if len(self._free) > _FORGET:
            self._free = {name: at for name, at in self._free.items() if at > now}

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram asked to wait with a chat (429)."""
        self._free[chat] = max(self._free.get(chat, 0.0), time.monotonic() + seconds)
