"""``/forget``: everything about a person is deleted at once, in the staff chat too, and the proof is told."""

from __future__ import annotations

from bot.messages import Language
from bot.store import Forgotten, Tables
from handlers.telegram.posts import CHANNEL, Json, Post, chat_of, staff_place
from handlers.telegram.rendering import phrase_lines, to_plain
from handlers.telegram.turns import text_params
from handlers.telegram.words import Words


def seen_by_staff(tables: Tables, channel: str, person: str) -> list[Post]:
    """What deletes all that staff see of a person; to be called while the links still stand.

    Every topic and message is kept with the chat it is in, so that no setting is needed to find them.

    Args:
        tables: the store.
        channel: where the person wrote; tickets of every channel are shown in the staff chat.
        person: who is forgotten.

    Returns:
        One call for each topic and for each message outside of topics.
    """
    threads = tables.tickets.rows(
        "SELECT DISTINCT thread FROM tickets WHERE channel = ? AND person = ? AND thread IS NOT NULL ORDER BY thread",
        *(channel, person),
    )
    topics = [row["thread"].rpartition(":") for row in threads]
    messages = tables.tickets.rows(
        "SELECT place, key FROM ticket_links JOIN tickets ON tickets.id = ticket_links.ticket"
        " WHERE channel = ? AND person = ? AND place LIKE ? AND tickets.thread IS NULL",
        *(channel, person, staff_place("%")),
    )
    posts = [
        *(Post("deleteForumTopic", {"chat_id": int(chat), "message_thread_id": int(key)}) for chat, _, key in topics),
        *(Post("deleteMessage", {"chat_id": chat_of(row["place"]), "message_id": int(row["key"])}) for row in messages),
    ]
    # a group that moved counts its messages anew: the old number is another message there
    return [post for post in posts if tables.state.staff_chat(post.params["chat_id"]) == post.params["chat_id"]]


def clear_staff_chat(tables: Tables, channel: str, person: str) -> list[Post]:
    """Queue the deletion of what staff see of a person; see :func:`seen_by_staff`."""
    posts = seen_by_staff(tables, channel, person)
    for post in posts:
        # not behind what else waits for the staff chat: these calls take no turn
        tables.outbox.queue(CHANNEL, f"clear:{post.params['chat_id']}", post.dump(), fleeting=True)
    return posts


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
