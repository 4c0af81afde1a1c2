"""The database for a command, whether the assistant is running with it or not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.settings import PREFIX
from bot.store import Keep, StoreError, Visit

if TYPE_CHECKING:
    from bot.settings import Settings

WRONG_CONFIGURATION = 2
_CHANNELS = {"telegram": "Telegram", "mail": "e-mail"}


def visit(settings: Settings) -> Visit:
    """The configured database.

    Raises:
        SystemExit: 2 with one line on standard error where it is not there or cannot be used.
    """
    try:
        return Visit(settings.database, keep=Keep.of(settings))
    except StoreError as error:
        print(f"{PREFIX}DATABASE: {error}", file=sys.stderr)
        raise SystemExit(WRONG_CONFIGURATION) from None


def staff_chat(settings: Settings, place: Visit) -> int | None:
    """The staff chat's present id; None where Telegram or the chat is not configured in this shell."""
    if settings.telegram_token is None:
        return None
    return place.call(lambda tables: tables.state.staff_chat(settings.staff_chat_id))


def when_sent(settings: Settings, place: Visit, channel: str) -> str:
    """When what was queued for a channel goes out, as a sentence.

    Args:
        settings: of this shell, which need not be those the assistant runs with.
        place: the database.
        channel: ``telegram`` or ``mail``.
    """
    name, known = _CHANNELS[channel], settings.telegram_token if channel == "telegram" else settings.imap_url
    if known is None:
        running = f"It goes out from the running assistant within seconds where that has {name}; otherwise when it"
        silent = "No assistant is running with this database: it goes out when one"
        return f"{running if place.running else silent} next runs with {name}."
    if place.running:
        return "The running assistant sends it within seconds."
    return "No assistant is running with this database: it goes out at the next start."


def when_done(settings: Settings, place: Visit) -> str:
    """When what was queued for the staff chat is done, as a sentence."""
    if not place.running:
        return "No assistant is running with this database: it does so when it next runs with Telegram."
    if settings.telegram_token is None:
        return (
            "The running assistant does so within seconds where it has Telegram; otherwise when it next runs with it."
        )
    return "The running assistant does so within seconds."
