"""Single values that outlive the process: the pause all channels keep, the staff chat's id, cursors."""

from __future__ import annotations

import json
from typing import Any

from bot.store.table import Table

_PAUSED, _STAFF_CHAT = "paused", "staff_chat"


class State(Table):
    """Values by name; anything JSON can hold."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name."""
        text = self.value("SELECT value FROM state WHERE key = ?", key)
        return default if text is None else json.loads(text)

    def set(self, key: str, value: Any) -> None:
        """Give a name a value."""
        self.execute(
            "INSERT OR REPLACE INTO state (key, value, changed_at) VALUES (?, ?, ?)",
            key,
            json.dumps(value),
            self.now(),
        )

    def delete(self, key: str) -> None:
        """Take a name's value away."""
        self.execute("DELETE FROM state WHERE key = ?", key)

    @property
    def paused(self) -> bool:
        """True while staff have stopped automatic answers, on every channel at once."""
        return bool(self.get(_PAUSED, False))

    def pause(self, paused: bool) -> None:
        """Stop automatic answers, or let them go on."""
        self.set(_PAUSED, paused)

    def staff_chat(self, configured: int | None) -> int | None:
        """The staff chat's present id.

        Args:
            configured: the id in the settings.

        Returns:
            The id that group moved to where it did; else the configured one.
        """
        moved: dict[str, int] = self.get(_STAFF_CHAT, {})
        seen: set[int] = set()
        while configured is not None and str(configured) in moved and configured not in seen:
            seen.add(configured)
            configured = moved[str(configured)]
        return configured

    def move_staff_chat(self, old: int, new: int) -> None:
        """Remember that a group became a supergroup with another id."""
        self.set(_STAFF_CHAT, {**self.get(_STAFF_CHAT, {}), str(old): new})
