"""``/forget``: everything about a person is deleted at once, in the staff chat too, and the proof is told."""

from __future__ import annotations

from bot.messages import Language
from bot.store import Forgotten, Tables
from handlers.telegram.errands import thread_number
from handlers.telegram.posts import CHANNEL, Json, Post, staff_place
from handlers.telegram.rendering import phrase_lines, to_plain
from handlers.telegram.turns import text_params
from handlers.telegram.words import Words


def clear_staff_chat(tables: Tables, person: str, staff: int | None) -> None:
    """Queue the deletion of what staff see of a person; to be called while the links still stand.

    Args:
        tables: the store.
        person: who is forgotten.
        staff: the staff chat.
    """
    if staff is None:
        return
    threads = tables.tickets.rows(
        "SELECT DISTINCT thread FROM tickets WHERE channel = ? AND person = ? AND thread IS NOT NULL",
        *(CHANNEL, person),
    )
    for number in sorted({thread_number(row["thread"], staff) for row in threads} - {0}):
        post = Post("deleteForumTopic", {"chat_id": staff, "message_thread_id": number})
        _queue(tables, staff, post)
    messages = tables.tickets.rows(
        "SELECT key FROM ticket_links JOIN tickets ON tickets.id = ticket_links.ticket"
        " WHERE channel = ? AND person = ? AND place = ? AND tickets.thread IS NULL",
        *(CHANNEL, person, staff_place(staff)),
    )
    for row in messages:
        _queue(tables, staff, Post("deleteMessage", {"chat_id": staff, "message_id": int(row["key"])}))


def _queue(tables: Tables, staff: int, post: Post) -> None:
    # not behind what else waits for the staff chat: these calls take no turn
    tables.outbox.queue(CHANNEL, f"clear:{staff}", post.dump(), fleeting=True)


def tell(tables: Tables, words: Words, language: Language, where: Json, forgotten: Forgotten, row: int) -> None:
    """Queue the proof: how many entries there were of each kind, and how many are left; it leaves no trace."""
    counts = [
        words.text(language, f"forget.kind.{table}", count, count=count)
        for table, count in forgotten.deleted.items()
        if words.has(f"forget.kind.{table}")
    ]
    listed = "\n".join(f"• {line}" for line in counts)
    key = "forget.done" if counts else "forget.nothing"
    lines = phrase_lines(words.text(language, key, counts=listed, left=forgotten.left))
    post = Post("sendMessage", {**where, **text_params(lines)}, to_plain(lines))
    tables.outbox.queue(CHANNEL, str(where["chat_id"]), post.dump(), key=f"forgot:{row}", fleeting=True)
