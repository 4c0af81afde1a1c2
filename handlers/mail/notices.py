"""Telling staff: tickets and notices go to the Telegram staff chat where there is one, and always to the log.

Where there is none, tickets are stored and the flags in the mailbox show what waits.
"""

from __future__ import annotations

import logging

from bot.settings import Settings
from bot.store import Tables, Ticket

log = logging.getLogger(__name__)
_LONGEST = 3500


class Notices:
    """Tells staff.

    Args:
        settings: whether there is a staff chat.
    """

    def __init__(self, settings: Settings) -> None:
        self._configured = settings.staff_chat_id if settings.telegram_token else None

    def announce(self, tables: Tables, ticket: Ticket) -> None:
        """Show a new ticket in the staff chat, in the caller's transaction."""
        staff = tables.state.staff_chat(self._configured)
        if staff is None:
            return
        from handlers.telegram.tickets import announce  # noqa: PLC0415

        announce(tables, ticket, staff)

    def tell(self, tables: Tables, text: str, key: str | None = None, ticket: Ticket | None = None) -> None:
        """Write to the staff chat, in the caller's transaction.

        Args:
            tables: the store's.
            text: what to say.
            key: says the same once only.
            ticket: what it belongs to: it is shown in its topic, and a reply to it answers the ticket.
        """
        staff = tables.state.staff_chat(self._configured)
        if staff is None:
            return
        from handlers.telegram.posts import CHANNEL, Post  # noqa: PLC0415

        params: dict[str, object] = {"chat_id": staff, "text": text[:_LONGEST]}
        chat, _, thread = ((ticket.thread if ticket else None) or "").rpartition(":")
        if chat == str(staff) and thread.isdigit() and int(thread):
            params["message_thread_id"] = int(thread)
        post = Post("sendMessage", params, ticket=ticket.id if ticket else 0)
        tables.outbox.queue(
            CHANNEL, str(staff), post.dump(), key=key, conversation=ticket.conversation if ticket else None
        )
