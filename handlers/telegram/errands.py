"""Rows of the outbox that are more than one call: tickets shown, messages carried to staff, calendars made."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from telegram import Bot, InputFile, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.store import Outgoing, Store, Tables, Ticket
from handlers.telegram.announcing import announcement, topic_name
from handlers.telegram.calendars import calendar_file, calendar_name
from handlers.telegram.pace import Pace
from handlers.telegram.posts import Post, staff_place
from handlers.telegram.rendering import LIMIT, packed, phrase_lines, to_html
from handlers.telegram.sending import Errand
from handlers.telegram.surroundings import Shared
from handlers.telegram.words import spoken

log = logging.getLogger(__name__)
_NO_THREAD = ("thread not found", "topic_deleted", "topic_id_invalid")


class Errands:
    """Does what takes several calls.

    Args:
        shared: what the channel shares.
        store: the store.
        bot: talks to Telegram.
        pace: Telegram's limits.
    """

    def __init__(self, shared: Shared, store: Store, bot: Bot, pace: Pace) -> None:
        self._shared, self._store, self._bot, self._pace = shared, store, bot, pace
        self._forums: dict[int, bool] = {}

    def table(self) -> Mapping[str, Errand]:
        """The errands by the name that a post has for them."""
        return {
            "announce": self.announce,
            "relay": self.relay,
            "edit_copy": self.edit_copy,
            "note": self.note,
            "tell_failure": self.tell_failure,
            "send_calendar": self.send_calendar,
        }

    async def announce(self, row: Outgoing, post: Post) -> str | None:
        """Show a ticket to staff, in the applicant's topic where the group has topics."""
        found = await self._ticket(post)
        if found is None:
            return None
        ticket, staff = found
        thread = await self._thread(ticket, staff)
        try:
            return await self._show(ticket, staff, thread)
        except BadRequest as error:
            if not thread or not _lost(error):
                raise
            await self._store.run(lambda tables: tables.tickets.forget_thread(f"{staff}:{thread}"))
            return await self._show(ticket, staff, await self._topic(ticket, staff))

    async def relay(self, row: Outgoing, post: Post) -> str | None:
        """Carry an applicant's message to the place where staff see their ticket."""
        found = await self._ticket(post)
        if found is None:
            return None
        ticket, staff = found
        thread = thread_number(ticket.thread, staff)
        try:
            return await self._copy(ticket, staff, thread, post)
        except BadRequest as error:
            if not thread or not _lost(error):
                raise
            # deleted by hand: a new topic begins with the ticket again
            await self._store.run(lambda tables: tables.tickets.forget_thread(f"{staff}:{thread}"))
            thread = await self._topic(ticket, staff)
            await self._show(ticket, staff, thread)
            return await self._copy(ticket, staff, thread, post)

    async def edit_copy(self, row: Outgoing, post: Post) -> str | None:
        """Edit the copy of a message: its text, or its caption where it is a file."""
        params = post.params
        where = {"chat_id": params["chat_id"], "message_id": params["message_id"]}
        try:
            await self._bot.edit_message_text(text=params["text"], **where)
        except BadRequest as error:
            if "no text in the message" not in error.message:
                raise
            await self._bot.edit_message_caption(caption=params["text"][:1024], **where)
        return None

    async def note(self, row: Outgoing, post: Post) -> str | None:
        """Show below a ticket what staff did elsewhere."""
        found = await self._ticket(post)
        if found is None:
            return None
        ticket, staff = found
        thread = thread_number(ticket.thread, staff)
        shown = None if thread else await self._store.run(lambda tables: _shown(tables, ticket.id, staff))
        message = await self._bot.send_message(
            staff,
            post.params["text"],
            parse_mode="HTML",
            message_thread_id=thread or None,
            reply_parameters=_replying(shown) if shown else None,
        )
        return str(message.message_id)

    async def tell_failure(self, row: Outgoing, post: Post) -> str | None:
        """Tell staff, where they wrote, that a message of theirs did not arrive, and why."""
        found = await self._ticket(post)
        if found is None:
            return None
        ticket, staff = found
        key = "staff.undelivered.blocked" if "blocked" in post.params["reason"] else "staff.undelivered.other"
        text = self._shared.words.text("en", key, id=ticket.id, reason=post.params["reason"][:100])
        origin = post.params["origin"].partition(" ")[2]
        message = await self._bot.send_message(
            staff,
            to_html(phrase_lines(text)),
            parse_mode="HTML",
            message_thread_id=thread_number(ticket.thread, staff) or None,
            reply_parameters=_replying(origin) if origin else None,
        )
        return str(message.message_id)

    async def send_calendar(self, row: Outgoing, post: Post) -> str | None:
        """Make and send a course's calendar file."""
        params = dict(post.params)
        course = self._shared.knowledge.courses.get(params.pop("course"))
        language = spoken(params.pop("language")) or "en"
        if course is None:
            return None
        content = await asyncio.to_thread(
            calendar_file, course, self._shared.knowledge, self._shared.words, language, self._shared.clock()
        )
        file = InputFile(content, filename=calendar_name(course))
        message = await self._bot.send_document(document=file, **params)
        return str(message.message_id)

    async def _ticket(self, post: Post) -> tuple[Ticket, int] | None:
        ticket = await self._store.run(lambda tables: tables.tickets.get(int(post.params["ticket"])))
        staff = self._shared.staff_chat
        return (ticket, staff) if ticket is not None and staff is not None else None

    async def _show(self, ticket: Ticket, staff: int, thread: int) -> str:
        lines = announcement(ticket, self._shared.words, self._shared.knowledge)
        message = await self._bot.send_message(
            staff, to_html(packed(lines, LIMIT)[0]), parse_mode="HTML", message_thread_id=thread or None
        )
        proof = str(message.message_id)

        def note(tables: Tables) -> None:
            tables.tickets.announced(ticket.id, f"{staff}:{thread}" if thread else None)
            tables.tickets.link(ticket.id, staff_place(staff), proof)

        await self._store.run(note)
        return proof

    async def _copy(self, ticket: Ticket, staff: int, thread: int, post: Post) -> str:
        shown = None if thread else await self._store.run(lambda tables: _shown(tables, ticket.id, staff))
        copied = await self._bot.copy_message(
            staff,
            post.params["chat_id"],
            post.params["message_id"],
            message_thread_id=thread or None,
            reply_parameters=_replying(shown) if shown else None,
        )
        return str(copied.message_id)

    async def _thread(self, ticket: Ticket, staff: int) -> int:
        """The applicant's topic: the one they had, or a new one; 0 where the group has no topics for us."""
        if not await self._is_forum(staff):
            return 0
        known = await self._store.run(lambda tables: tables.tickets.thread_of(ticket.channel, ticket.person))
        return thread_number(known, staff) or await self._topic(ticket, staff)

    async def _topic(self, ticket: Ticket, staff: int) -> int:
        try:
            topic = await self._bot.create_forum_topic(staff, topic_name(ticket))
        except BadRequest as error:
            log.warning("the staff group has topics, but the bot cannot make them: %s", error.message[:80])
            return 0
        thread = topic.message_thread_id
        # noted at once: a topic made twice is two places to look at
        await self._store.run(
            lambda tables: tables.tickets.execute(
                "UPDATE tickets SET thread = ? WHERE id = ?", f"{staff}:{thread}", ticket.id
            )
        )
        return thread

    async def _is_forum(self, staff: int) -> bool:
        if not self._forums.get(staff):
            # asked again while the answer is no: staff may switch topics on at any time
            self._forums[staff] = False
            with contextlib.suppress(TelegramError):
                self._forums[staff] = bool((await self._bot.get_chat(staff)).is_forum)
        return self._forums[staff]


def thread_number(thread: str | None, staff: int) -> int:
    """The number of a thread in the present staff chat; 0 where it is none of it."""
    chat, _, number = (thread or "").rpartition(":")
    return int(number) if chat == str(staff) else 0


def _shown(tables: Tables, ticket: int, staff: int) -> str | None:
    """The message that shows a ticket: the first of its messages that is no copy."""
    key: str | None = tables.tickets.value(
        "SELECT key FROM ticket_links WHERE ticket = ? AND place = ? AND other IS NULL ORDER BY CAST(key AS INTEGER)",
        *(ticket, staff_place(staff)),
    )
    return key


def _lost(error: BadRequest) -> bool:
    return any(words in error.message.casefold() for words in _NO_THREAD)


def _replying(message: str | int) -> ReplyParameters:
    return ReplyParameters(int(message), allow_sending_without_reply=True)
