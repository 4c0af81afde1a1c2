"""Telegram's sending limits, watched or enforced."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import Any

Json = dict[str, Any]
SENDING = ("send", "copymessage", "forwardmessage")
UNCOUNTED = {"sendchataction"}


class RateLimits:
    """Sliding windows: in all, a chat, a group.

    `mode` is `off`, `record` (note violations, let them pass) or `enforce` (answer 429 too).
    Windows are `slack` seconds shorter than Telegram's, since arrival is not departure.
    """

    def __init__(self) -> None:
        self.mode = "off"
        self.total, self.chat, self.group = 30, 1, 20
        self.slack = 0.1
        self.edits = False
        self.violations: list[Json] = []
        self._seen: dict[Any, deque[float]] = {}

    def configure(self, mode: str, **settings: Any) -> None:
        """Switch, and change any of total, chat, group, slack, edits."""
        if mode not in {"off", "record", "enforce"}:
            raise ValueError(f"no such mode: {mode}")
        for name, value in settings.items():
            if name not in {"total", "chat", "group", "slack", "edits"}:
                raise ValueError(f"no such setting: {name}")
            setattr(self, name, value)
        self.mode = mode
        self._seen.clear()

    def check(self, method: str, chat_id: str) -> int:
        """Count a request; seconds to wait if it broke a limit and that is enforced, else 0."""
        name = method.lower()
        counted = name.startswith(SENDING) or (self.edits and name.startswith("edit"))
        if self.mode == "off" or not counted or name in UNCOUNTED:
            return 0
        now = time.monotonic()
        rules: list[tuple[str, Any, int, float]] = [
            ("total", "total", self.total, 1.0),
            ("chat", chat_id, self.chat, 1.0),
        ]
        if chat_id.startswith("-"):
            rules.append(("group", f"group {chat_id}", self.group, 60.0))
        worst = 0.0
        for rule, key, limit, window in rules:
            seen = self._seen.setdefault(key, deque())
            while seen and seen[0] <= now - (window - self.slack):
                seen.popleft()
            if len(seen) >= limit:
                self.violations.append({"rule": rule, "method": method, "chat_id": chat_id, "at": time.time()})
                worst = max(worst, seen[0] + window - now)
        if worst and self.mode == "enforce":
            return max(1, math.ceil(worst))
        for _, key, _, _ in rules:
            self._seen[key].append(now)
        return 0
