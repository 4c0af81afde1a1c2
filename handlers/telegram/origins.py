"""Raw updates before they are parsed: whose they are, so that they can be journalled, ordered and forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

Json = dict[str, Any]

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates that are asked for (https://core.telegram.org/bots/api#getupdates)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update comes from.

    Attributes:
        chat: updates of the same are handled in order.
        person: who did it; None where nobody is named.
        conversation: the person's own in that chat.
    """

    chat: str
    person: str | None = None
    conversation: str | None = None


def origin(raw: Json) -> Origin:
    """Where a raw update comes from; never raises, whatever it holds."""
    body: Any = next((raw[name] for name in ALLOWED if isinstance(raw.get(name), dict)), {})
    holder = body.get("message") if isinstance(body.get("message"), dict) else body
    chat = _number(holder.get("chat"))
    person = _number(body.get("from"))
    if chat is None:
        return Origin(f"update:{person}", str(person) if person else None)
    return Origin(str(chat), None if person is None else str(person), conversation_of(chat, person))


def conversation_of(chat: int, person: int | None) -> str:
    """The conversation of a person in a chat: in a group each person has one of their own."""
    return str(chat) if chat > 0 or person is None else f"{chat}:{person}"


def _number(block: Any) -> int | None:
    found = block.get("id") if isinstance(block, dict) else None
    return found if isinstance(found, int) else None


def parse(payload: bytes, bot: Bot) -> Update | None:
    """The update behind raw bytes; None where the library cannot read it or does not know its kind.

    One that cannot be parsed is nobody's fault but the library's; it must not hold up the others.
    """
    try:
        update = Update.de_json(json.loads(payload), bot)
    except (TypeError, ValueError, KeyError, AttributeError, TelegramError):
        return None
    known = (update.message, update.edited_message, update.callback_query, update.my_chat_member)
    return update if any(part is not None for part in known) else None
