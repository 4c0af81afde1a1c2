"""``/forget``: everything about a person is deleted at once, in the staff chat too, and the proof is told."""

from __future__ import annotations

from bot.messages import Language
from bot.store import Forgotten, Tables
from handlers.telegram.errands import thread_number
from handlers.telegram.posts import CHANNEL, Json, Post, staff_place
from handlers.telegram.rendering import phrase_lines, to_plain
from handlers.telegram.turns import text_params
from handlers.telegram.words import Words


def clear_staff_chat(tables: Tables, channel: str, person: str, staff: int | None) -> int:
    """Queue the deletion of what staff see of a person; to be called while the links still stand.

    Args:
        tables: the store.
        channel: where the person wrote; tickets of every channel are shown in the staff chat.
        person: who is forgotten.
        staff: the staff chat.

    Returns:
        How many topics and messages are deleted.
    """
    if staff is None:
        return 0
    threads = tables.tickets.rows(
        "SELECT DISTINCT thread FROM tickets WHERE channel = ? AND person = ? AND thread IS NOT NULL",
        *(channel, person),
    )
    posts = [
        Post("deleteForumTopic", {"chat_id": staff, "message_thread_id": number})
        for number in sorted({thread_number(row["thread"], staff) for row in threads} - {0})
    ]
    messages = tables.tickets.rows(
        "SELECT key FROM ticket_links JOIN tickets ON tickets.id = ticket_links.ticket"
        " WHERE channel = ? AND person = ? AND place = ? AND tickets.thread IS NULL",
        *(channel, person, staff_place(staff)),
    )
    posts += [Post("deleteMessage", {"chat_id": staff, "message_id": int(row["key"])}) for row in messages]
    for post in posts:
        # not behind what else waits for the staff chat: these calls take no turn
        tables.outbox.queue(CHANNEL, f"clear:{staff}", post.dump(), fleeting=True)
    return len(posts)


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
