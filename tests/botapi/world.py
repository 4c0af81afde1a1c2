"""What the server knows: the bot, people, chats, topics and every message."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import BLOCKED, CHAT_NOT_FOUND, DEACTIVATED, NEVER_STARTED, ApiError, bad, forbidden, migrated

Json = dict[str, Any]
TOPIC_COLOR = 7322096


@dataclass
class Topic:
    """A forum topic; `id` is the id of the service message that opened it."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass
class Record:
    """A message in a chat with its history. `seq` counts everything that happened on the server."""

    seq: int
    message: Json
    by_bot: bool
    at: float
    edits: list[Json] = field(default_factory=list)  # {"seq", "at", "message"}: each later state
    deleted: int = 0  # seq of the deletion
    reaction: list[Json] = field(default_factory=list)  # the bot's


@dataclass
class Chat:
    """A private chat, a group or a supergroup."""

    id: int
    type: str
    title: str = ""
    user: Json | None = None  # the person of a private chat
    forum: bool = False
    bot_status: str = "member"  # member, administrator, left, kicked
    manage_topics: bool = True  # as administrator
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    migrated_to: int = 0
    members: dict[int, tuple[Json, str]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)
    last_bot_message: int = 0  # message id, if the bot spoke last

    def brief(self) -> Json:
        """The Chat object that messages carry."""
        if self.user is not None:
            names: Json = {k: v for k, v in self.user.items() if k in {"first_name", "last_name", "username"}}
            return {"id": self.id, "type": "private", **names}
        brief: Json = {"id": self.id, "type": self.type, "title": self.title}
        return brief | {"is_forum": True} if self.forum else brief

    def refusal(self) -> ApiError | None:
        """Why the bot may not write here, if so."""
        if self.migrated_to:
            return migrated(self.migrated_to)
        if self.deactivated:
            return forbidden(DEACTIVATED)
        if self.blocked:
            return forbidden(BLOCKED)
        if not self.started:
            return forbidden(NEVER_STARTED)
        if self.bot_status in {"kicked", "left"}:
            kind = "group" if self.type == "group" else "supergroup"
            verb = "was kicked from" if self.bot_status == "kicked" else "is not a member of"
            return forbidden(f"bot {verb} the {kind} chat")
        return None

    def bot_manages_topics(self) -> bool:
        """Whether the bot may create and close topics."""
        return self.bot_status == "administrator" and self.manage_topics


class World:
    """All state of one server, and a way to wait for it to change."""

    def __init__(self, token: str, username: str = "assistant_bot", bot_id: int = 0) -> None:
        self.token = token
        head = token.split(":", maxsplit=1)[0]
        self.bot: Json = {
            "id": bot_id or (int(head) if head.isdigit() else 1),
            "is_bot": True,
            "first_name": "Assistant",
            "username": username,
        }
        self.privacy = True
        self.mentions_pass = False
        self.chats: dict[int, Chat] = {}
        self.clock_offset = 0.0
        self.seq = 0
        self.on_bot_message: list[Callable[[int], None]] = []
        self._shared_ids = itertools.count(1)
        self._chat_ids: dict[int, itertools.count[int]] = {}
        self._waiters: list[asyncio.Future[None]] = []

    # time and change

    def now(self) -> float:
        """The server's time, which a test can move."""
        return time.time() + self.clock_offset

    def touch(self) -> int:
        """Something happened: count it and wake who waits."""
        self.seq += 1
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)
        return self.seq

    async def changed(self, since: int, seconds: float) -> int:
        """Wait until more than `since` has happened; the present count comes back in any case."""
        if self.seq <= since:
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await asyncio.wait([waiter], timeout=seconds)
        return self.seq

    # chats

    def chat(self, chat_id: Any) -> Chat:
        """The chat a request names by its id, or Telegram's refusal."""
        if chat_id in (None, ""):
            raise bad("chat_id is empty")
        try:
            return self.chats[int(chat_id)]
        except (TypeError, ValueError, KeyError):
            raise bad(CHAT_NOT_FOUND) from None

    def writable(self, chat_id: Any) -> Chat:
        """The chat a request wants to write to, or Telegram's refusal."""
        chat = self.chat(chat_id)
        if (refusal := chat.refusal()) is not None:
            raise refusal
        return chat

    def add_user(self, user: Json, *, started: bool) -> Chat:
        """A person, with the private chat to them."""
        chat = self.chats.get(user["id"])
        if chat is None:
            chat = self.chats[user["id"]] = Chat(user["id"], "private", user=user, started=started)
            chat.members[user["id"]] = (user, "member")
        return chat

    def next_id(self, chat: Chat) -> int:
        """A message id: one row for all private chats and groups, one of its own for each supergroup."""
        if chat.type != "supergroup":
            return next(self._shared_ids)
        return next(self._chat_ids.setdefault(chat.id, itertools.count(1)))

    # messages

    def put(self, chat: Chat, sender: Json, body: Json, *, thread: int = 0, reply_to: int = 0) -> Record:
        """Write a message into a chat."""
        message: Json = {
            "message_id": self.next_id(chat),
            "date": int(self.now()),
            "chat": chat.brief(),
            "from": sender,
        }
        replied = chat.records.get(reply_to)
        topic = chat.topics.get(thread)
        if topic is not None:
            message |= {"message_thread_id": topic.id, "is_topic_message": True}
        elif replied is not None and chat.type == "supergroup" and not chat.forum:
            root = replied.message["message_id"]
            message["message_thread_id"] = replied.message.get("message_thread_id", root)
        quoted = replied or (chat.records.get(topic.id) if topic is not None else None)
        if quoted is not None:
            message["reply_to_message"] = {k: v for k, v in quoted.message.items() if k != "reply_to_message"}
        message.update(body)
        by_bot = sender["id"] == self.bot["id"]
        record = Record(self.touch(), message, by_bot, time.time())
        chat.records[message["message_id"]] = record
        chat.last_bot_message = message["message_id"] if by_bot else 0
        if by_bot:
            for callback in self.on_bot_message:
                callback(chat.id)
        return record

    def open_topic(self, chat: Chat, name: str, sender: Json) -> Topic:
        """Create a forum topic with its service message."""
        created = {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOR}}
        record = self.put(chat, sender, created)
        topic = Topic(record.message["message_id"], name)
        record.message |= {"message_thread_id": topic.id, "is_topic_message": True}
        chat.topics[topic.id] = topic
        return topic

    def amend(self, record: Record, message: Json) -> None:
        """Give a message a new state, keeping the old ones in order."""
        record.message = message
        record.edits.append({"seq": self.touch(), "at": time.time(), "message": message})
