"""Trouble on demand: rules that are tried against each request."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from typing import Any

KINDS = ("status", "retry_after", "reset", "slow", "hang", "garbage")


@dataclass
class Fault:
    """One rule.

    Args:
        kind: `status` (answer `status` with `description`), `retry_after` (429), `reset` (TCP reset),
            `slow` (wait `seconds`, then go on), `hang` (no answer until the client leaves),
            `garbage` (a 502 page of HTML, as a proxy gives).
        method: Bot API method, `*` and `?` allowed; getUpdates only if named.
        chat_id: only requests to this chat.
        after: True lets the request do its work first and breaks the answer only.
        times: how often; 0 means until cleared.
        skip: let this many matching requests pass first.
    """

    kind: str
    method: str = "*"
    chat_id: int | None = None
    after: bool = False
    times: int = 1
    skip: int = 0
    status: int = 500
    description: str = "Internal Server Error"
    seconds: float = 1.0
    id: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(KINDS)}")

    def matches(self, method: str, chat_id: str) -> bool:
        """Whether this rule speaks of such a request."""
        if method.lower() == "getupdates" and self.method.lower() != "getupdates":
            return False
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        return fnmatch(method.lower(), self.method.lower())


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._last_id = 0

    def add(self, fault: Fault) -> int:
        """Put a rule in force; its id comes back."""
        self._last_id += 1
        fault.id = self._last_id
        self.rules.append(fault)
        return fault.id

    def clear(self, fault_id: int = 0) -> None:
        """Lift one rule, or all."""
        self.rules = [rule for rule in self.rules if fault_id and rule.id != fault_id]

    def pick(self, method: str, chat_id: str) -> Fault | None:
        """The rule that strikes this request, counted."""
        for rule in self.rules:
            if not rule.matches(method, chat_id):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            rule.hits += 1
            if rule.times and rule.hits >= rule.times:
                self.rules.remove(rule)
            return rule
        return None

    def listing(self) -> list[dict[str, Any]]:
        """The rules in force, as JSON."""
        return [asdict(rule) for rule in self.rules]
