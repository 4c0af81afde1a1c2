"""Forum topics."""

from __future__ import annotations

from typing import Any

from ..api import Call, method
from ..errors import bad
from ..world import TOPIC_COLOR, Chat, Topic

Json = dict[str, Any]


def _forum(call: Call) -> Chat:
    chat = call.world.writable(call.params.text("chat_id"))
    if not chat.forum:
        raise bad("the chat is not a forum")
    return chat


def _topic(call: Call) -> tuple[Chat, Topic]:
    chat = _forum(call)
    topic = chat.topics.get(call.params.number("message_thread_id"))
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    if topic.deleted:
        raise bad("TOPIC_DELETED")
    if not chat.bot_manages_topics():
        raise bad("not enough rights to manage topics")
    return chat, topic


def _name(call: Call) -> str:
    name = call.params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    return name


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    """A new topic."""
    chat = _forum(call)
    if not chat.bot_manages_topics():
        raise bad("not enough rights to create a topic")
    topic = call.world.open_topic(chat, _name(call), call.world.bot)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": TOPIC_COLOR}


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    """Another name."""
    chat, topic = _topic(call)
    if "name" in call.params.values:
        name = _name(call)
        if name == topic.name:
            raise bad("TOPIC_NOT_MODIFIED")
        topic.name = name
        call.world.put(chat, call.world.bot, {"forum_topic_edited": {"name": name}}, thread=topic.id)
    return True


def _switch(call: Call, closed: bool) -> bool:
    chat, topic = _topic(call)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    service = "forum_topic_closed" if closed else "forum_topic_reopened"
    call.world.put(chat, call.world.bot, {service: {}}, thread=topic.id)
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    """Close a topic."""
    return _switch(call, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return _switch(call, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with its messages."""
    chat, topic = _topic(call)
    topic.deleted = True
    seq = call.world.touch()
    for record in chat.records.values():
        if record.message.get("message_thread_id") == topic.id:
            record.deleted = seq
    return True
