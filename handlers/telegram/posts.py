"""What waits in the outbox: one call of the Bot API, or one errand that makes several, as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

CHANNEL = "telegram"

Json = dict[str, Any]

_FIELDS = ("method", "params", "plain", "answer", "ticket", "original")


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to be done at Telegram.

    Attributes:
        method: of the Bot API (``sendMessage``), or an errand of :mod:`handlers.telegram.errands`.
        params: its parameters, as JSON.
        plain: the text without formatting, for the case that Telegram does not take it.
        answer: key of the outbox row whose message is edited; the message is not known before it was sent.
        ticket: the ticket the message belongs to.
        original: where the message was copied from, ``place key``, for edits and receipts.
    """

    method: str
    params: Json = field(default_factory=dict)
    plain: str = ""
    answer: str = ""
    ticket: int = 0
    original: str = ""

    def dump(self) -> bytes:
        """As the outbox keeps it."""
        slim = {name: value for name in _FIELDS if (value := getattr(self, name))}
        return json.dumps(slim, ensure_ascii=False).encode()

    @classmethod
    def load(cls, payload: bytes) -> Post:
        """From the outbox."""
        return cls(**json.loads(payload))


def answer_key(chat: int | str, message: int) -> str:
    """The outbox key of the answer to a message: one message, one answer."""
    return f"answer:{chat}:{message}"


def staff_place(chat: int | str) -> str:
    """Where the store's links find a message of the staff chat."""
    return f"staff:{chat}"


def chat_of(place: str) -> int:
    """The chat of a place of the store's links."""
    return int(place.rpartition(":")[2])


def chat_place(chat: int) -> str:
    """Where the store's links find a message of an applicant's chat."""
    return f"telegram:{chat}"
