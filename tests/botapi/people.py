"""What people do: they write, edit, press, block and manage groups; updates for the bot follow."""

from __future__ import annotations

import itertools
from typing import Any

from .api import Api, Query
from .entities import cut, find_entities
from .methods.chats import bot_member
from .params import Upload
from .world import Chat, Record, Topic

Json = dict[str, Any]
MEDIA: dict[str, Json] = {
    "photo": {"width": 1280, "height": 960},
    "voice": {"duration": 4, "mime_type": "audio/ogg"},
    "audio": {"duration": 60, "title": "song"},
    "video": {"width": 640, "height": 480, "duration": 7},
    "video_note": {"length": 240, "duration": 5},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "document": {"file_name": "receipt.pdf", "mime_type": "application/pdf"},
    "sticker": {
        "width": 512,
        "height": 512,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
}


class People:
    """Everyone but the bot."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.world = api.world
        self._ids = itertools.count(7001)
        self._groups = itertools.count(1)
        self._queries = itertools.count(1)
        self._albums = itertools.count(1)

    def user(
        self,
        *,
        name: str = "Ada",
        language: str | None = "en",
        username: str = "",
        last_name: str = "",
        id: int = 0,
        started: bool = True,
    ) -> Json:
        """A person with a private chat, in which they have written before if `started`."""
        user: Json = {"id": id or next(self._ids), "is_bot": False, "first_name": name}
        user |= {k: v for k, v in (("last_name", last_name), ("username", username)) if v}
        if language:
            user["language_code"] = language
        self.world.add_user(user, started=started)
        return user

    def group(
        self,
        *,
        title: str = "Group",
        supergroup: bool = True,
        forum: bool = False,
        bot: str = "member",
        manage_topics: bool = True,
        id: int = 0,
    ) -> Chat:
        """A group; `bot` is the bot's status in it."""
        number = next(self._groups)
        kind = "supergroup" if supergroup or forum else "group"
        chat_id = id or (-1_001_000_000_000 - number if kind == "supergroup" else -4_000_000 - number)
        chat = Chat(chat_id, kind, title, forum=forum, bot_status=bot, manage_topics=manage_topics)
        self.world.chats[chat_id] = chat
        if kind == "supergroup":
            self.world.put(chat, self._nobody(), {"group_chat_created": True})
        return chat

    def person(self, user_id: int) -> Json:
        """The User object of a person."""
        user = self.world.chats[user_id].user
        assert user is not None
        return user

    def write(
        self, chat_id: int, user_id: int, body: Json, thread: int = 0, reply_to: int = 0
    ) -> tuple[Record, int | None]:
        """A message of a person, and the id of the update if the bot gets one."""
        chat = self.world.chats[chat_id]
        if chat.blocked or chat.deactivated or chat.migrated_to:
            raise ValueError("nobody can write there: unblock first, or use the new group")
        user = self.person(user_id)
        chat.started = True
        if chat.type != "private":
            chat.members.setdefault(user_id, (user, "member"))
        body = self._dressed(body)
        bot_spoke_last = bool(chat.last_bot_message)
        record = self.world.put(chat, user, body, thread=thread, reply_to=reply_to)
        answered = chat.records.get(reply_to)
        to_bot = answered is not None and answered.by_bot
        seen = self._visible(chat, record.message, to_bot, bot_spoke_last)
        return record, self.api.updates.push("message", record.message) if seen else None

    def _dressed(self, body: Json) -> Json:
        """Mark commands and links, and give files their ids."""
        body = dict(body)
        for name, marks in (("text", "entities"), ("caption", "caption_entities")):
            if body.get(name) and marks not in body and (found := find_entities(body[name])):
                body[marks] = found
        for kind, shape in MEDIA.items():
            if kind in body:
                given = body[kind] if isinstance(body[kind], dict) else {}
                content = str(given.pop("content", "%PDF-1.4 test")).encode()
                upload = Upload(given.get("file_name", kind), given.get("mime_type", ""), content)
                file_id = self.api.keep_file(upload)
                entry = shape | {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": len(content)} | given
                body[kind] = [entry] if kind == "photo" else entry
        return body

    def _visible(self, chat: Chat, message: Json, to_bot: bool, bot_spoke_last: bool) -> bool:
        if chat.type == "private":
            return True
        if chat.bot_status in {"left", "kicked"}:
            return False
        if chat.bot_status == "administrator" or not self.world.privacy or to_bot:
            return True
        text = str(message.get("text", message.get("caption", "")))
        marks: list[Json] = message.get("entities") or message.get("caption_entities") or []
        for mark in marks:
            part = cut(text, mark).lower()
            named = f"@{self.world.bot['username'].lower()}" in part
            if mark["type"] == "bot_command" and mark["offset"] == 0:
                return named or ("@" not in part and bot_spoke_last)
            if mark["type"] == "mention" and named and self.world.mentions_pass:
                return True
        service = ("new_chat_members", "left_chat_member", "migrate_", "forum_topic", "pinned_message")
        return any(key.startswith(service) for key in message)

    def edit(self, chat_id: int, message_id: int, text: str) -> int | None:
        """Another text (or caption) for a person's own message."""
        chat = self.world.chats[chat_id]
        record = chat.records[message_id]
        name, marks = ("text", "entities") if "text" in record.message else ("caption", "caption_entities")
        new = {k: v for k, v in record.message.items() if k != marks}
        new |= {name: text, "edit_date": int(self.world.now())}
        if found := find_entities(text):
            new[marks] = found
        self.world.amend(record, new)
        answered = chat.records.get(new.get("reply_to_message", {}).get("message_id", 0))
        to_bot = answered is not None and answered.by_bot and "forum_topic_created" not in answered.message
        return self.api.updates.push("edited_message", new) if self._visible(chat, new, to_bot, False) else None

    def press(
        self,
        chat_id: int,
        user_id: int,
        message_id: int,
        data: str,
        *,
        inaccessible: bool = False,
        expired: bool = False,
    ) -> str:
        """Press an inline button; the id of the query comes back."""
        record = self.world.chats[chat_id].records[message_id]
        query = Query(f"{user_id}{next(self._queries):09d}", self.world.now(), record, expired)
        self.api.queries[query.id] = query
        message = record.message
        if inaccessible:
            message = {"chat": message["chat"], "message_id": message_id, "date": 0}
        body = {"id": query.id, "from": self.person(user_id), "message": message}
        self.api.updates.push("callback_query", body | {"chat_instance": f"c{chat_id}", "data": data})
        return query.id

    def block(self, user_id: int, blocked: bool) -> int | None:
        """Stop or restart the bot in a private chat."""
        chat = self.world.chats[user_id]
        old = bot_member(chat, self.world.bot)
        chat.blocked = blocked
        chat.bot_status = "kicked" if blocked else "member"
        return self._membership(chat, self.person(user_id), old)

    def bot_status(self, chat_id: int, user_id: int, status: str, manage_topics: bool) -> int | None:
        """Add, promote or remove the bot in a group, as `user_id`."""
        chat = self.world.chats[chat_id]
        old = bot_member(chat, self.world.bot)
        was_in = chat.bot_status in {"member", "administrator"}
        chat.bot_status, chat.manage_topics = status, manage_topics
        update = self._membership(chat, self.person(user_id), old)
        if not was_in and status in {"member", "administrator"}:
            self._service(chat, self.person(user_id), {"new_chat_members": [self.world.bot]})
        return update

    def _membership(self, chat: Chat, by: Json, old: Json) -> int | None:
        change = {"chat": chat.brief(), "from": by, "date": int(self.world.now()), "old_chat_member": old}
        return self.api.updates.push("my_chat_member", change | {"new_chat_member": bot_member(chat, self.world.bot)})

    def _service(self, chat: Chat, by: Json, body: Json, thread: int = 0) -> Record:
        record = self.world.put(chat, by, body, thread=thread)
        if chat.bot_status not in {"left", "kicked"}:
            self.api.updates.push("message", record.message)
        return record

    def migrate(self, chat_id: int, user_id: int) -> Chat:
        """A group becomes a supergroup with another id."""
        old = self.world.chats[chat_id]
        new = self.group(title=old.title, bot=old.bot_status, manage_topics=old.manage_topics)
        new.members = dict(old.members)
        person = self.person(user_id)
        self._service(old, person, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self._service(new, person, {"migrate_from_chat_id": old.id})
        return new

    def topic(self, chat_id: int, user_id: int, thread: int, action: str, name: str) -> Topic:
        """Create, close, reopen, rename or delete a topic as a person."""
        chat, person = self.world.chats[chat_id], self.person(user_id)
        if action == "create":
            topic = self.world.open_topic(chat, name, person)
            self.api.updates.push("message", chat.records[topic.id].message)
            return topic
        topic = chat.topics[thread]
        if action == "delete":
            topic.deleted, seq = True, self.world.touch()
            for record in chat.records.values():
                if record.message.get("message_thread_id") == thread:
                    record.deleted = seq
            return topic
        body: Json = {"close": {"forum_topic_closed": {}}, "reopen": {"forum_topic_reopened": {}}}.get(action, {})
        if action == "rename":
            topic.name, body = name, {"forum_topic_edited": {"name": name}}
        else:
            topic.closed = action == "close"
        self._service(chat, person, body, thread)
        return topic

    def react(self, chat_id: int, user_id: int, message_id: int, emoji: str) -> int | None:
        """A person's reaction; the bot learns of it where it asked to."""
        chat = self.world.chats[chat_id]
        body = {"chat": chat.brief(), "message_id": message_id, "user": self.person(user_id)}
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        body |= {"date": int(self.world.now()), "old_reaction": [], "new_reaction": new}
        return self.api.updates.push("message_reaction", body)

    def album_id(self) -> str:
        """A `media_group_id` for messages that belong together."""
        return f"13{next(self._albums):015d}"

    def _nobody(self) -> Json:
        return {"id": 1, "is_bot": False, "first_name": "Founder"}
