"""What follows from a message that went out, or never will: links to tickets, blocked people, staff told."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.store import Outgoing, Tables
from handlers.telegram.posts import CHANNEL, Post, chat_place, staff_place
from handlers.telegram.surroundings import Shared

log = logging.getLogger(__name__)

# the library changes the capitals of what Telegram says, so all of it is compared in small letters
_GONE = ("blocked", "deactivated", "kicked", "not a member", "can't initiate", "chat not found")
_NO_TARGET = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NO_THREAD = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")


class Settling:
    """Settles rows of the outbox, each inside a transaction of the store.

    Args:
        shared: knows the staff chat.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def sent(self, tables: Tables, row: Outgoing, post: Post, proof: str | None) -> None:
        """It is out: note the proof, and to which ticket it belongs."""
        tables.outbox.sent(row.id, proof)
        if not post.ticket or proof is None:
            return
        staff = self._shared.staff_chat
        to_staff = str(staff) == row.target
        place = staff_place(int(row.target)) if to_staff else chat_place(int(row.target))
        tables.tickets.link(post.ticket, place, proof, post.original.partition(" ")[2] or None)
        if post.original:
            there, _, key = post.original.partition(" ")
            tables.tickets.link(post.ticket, there, key, proof)
            if not to_staff and there.startswith("staff:"):
                # a silent receipt under what staff wrote
                receipt = Post("setMessageReaction", {
                    "chat_id": staff, "message_id": int(key), "reaction": [{"type": "emoji", "emoji": "👍"}],
                })  # fmt: skip
                tables.outbox.queue(CHANNEL, f"receipt:{staff}", receipt.dump())

    def refused(self, tables: Tables, row: Outgoing, reason: str, post: Post | None = None) -> None:
        """It will never go out: end what depends on the chat, tell staff of what was theirs."""
        tables.outbox.failed(row.id, reason[:200])
        if any(word in reason.casefold() for word in _GONE) and row.target.lstrip("-").isdigit():
            self.left(tables, row.target)
        staff = self._shared.staff_chat
        if post and post.ticket and row.target != str(staff) and staff is not None:
            told = Post("tell_failure", {"ticket": post.ticket, "reason": reason, "origin": post.original})
            tables.outbox.queue(CHANNEL, str(staff), told.dump(), key=f"undelivered:{row.id}")

    def left(self, tables: Tables, target: str) -> None:
        """A chat wants nothing more of us: its reminders end, what waits for it is dropped, nobody is told."""
        if target == str(self._shared.staff_chat):
            log.error("the staff chat %s cannot be reached; is the bot a member of it?", target)
            return
        tables.subscriptions.cancel(CHANNEL, target)
        tables.outbox.drop(CHANNEL, target)

    def migrated(self, tables: Tables, row: Outgoing, new: int) -> None:
        """A group became a supergroup with another id: follow it and send again."""
        post = Post.load(row.payload)
        self.moved(tables, int(post.params.get("chat_id") or row.target), new)
        if post.params.get("chat_id") is not None:
            self.exchange(tables, row, replace(post, params={**post.params, "chat_id": new}), str(new))
        else:
            tables.outbox.retry(row.id, "the group moved", delay=0)

    def moved(self, tables: Tables, old: int, new: int) -> None:
        """Note another id of a group; what waits for it goes there."""
        if old == self._shared.staff_chat:
            tables.state.move_staff_chat(old, new)
            self._shared.staff_chat = new
            log.info("the staff chat is now %d (it became a supergroup); the setting may stay", new)
        tables.outbox.move(CHANNEL, str(old), str(new))

    def instead(self, post: Post, reason: str) -> Post | None:
        """What to send where Telegram does not take a post as it is."""
        reason = reason.casefold()
        if "can't parse entities" in reason and post.plain and "parse_mode" in post.params:
            params = {name: value for name, value in post.params.items() if name != "parse_mode"}
            name = "caption" if "caption" in params else "text"
            return replace(post, params={**params, name: post.plain}, plain="")
        if any(words in reason for words in _NO_TARGET) and post.method == "editMessageText":
            params = {name: value for name, value in post.params.items() if name != "message_id"}
            return replace(post, method="sendMessage", params=params, answer="")
        if any(words in reason for words in _NO_THREAD) and "message_thread_id" in post.params:
            params = {name: value for name, value in post.params.items() if name != "message_thread_id"}
            return replace(post, params=params)
        return None

    def exchange(self, tables: Tables, row: Outgoing, post: Post, target: str | None = None) -> None:
        """Send another post in a row's place."""
        tables.outbox.execute(
            "UPDATE outbox SET payload = ?, target = ? WHERE id = ?", post.dump(), target or row.target, row.id
        )
        tables.outbox.retry(row.id, "sent in another form", delay=0)
