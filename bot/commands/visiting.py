"""The database for a command, whether the assistant is running with it or not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.settings import PREFIX
from bot.store import Keep, StoreError, Visit

if TYPE_CHECKING:
    from bot.settings import Settings

WRONG_CONFIGURATION = 2


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
    """The staff chat's present id; None where Telegram or the chat is not configured."""
    if settings.telegram_token is None:
        return None
    return place.call(lambda tables: tables.state.staff_chat(settings.staff_chat_id))


def when_sent(place: Visit) -> str:
    """When what was queued goes out, as a sentence."""
    if place.running:
        return "The running assistant sends it within seconds."
    return "No assistant is running with this database: it goes out at the next start."
