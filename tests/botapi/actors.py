"""People and groups, as a test plays them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .views import Button, Message, Press

if TYPE_CHECKING:
    from .kit import Server

Json = dict[str, Any]
Match = str | Callable[[Message], bool] | None


def _fits(match: Match) -> Callable[[Message], bool]:
    if match is None:
        return lambda _: True
    if isinstance(match, str):
        wanted = match.casefold()
        return lambda message: wanted in message.text.casefold()
    return match


class Chat:
    """A chat seen from outside: what the bot says in it. It remembers how far a test has read."""

    def __init__(self, server: Server, chat_id: int) -> None:
        self.server = server
        self.id = chat_id
        self._read = 0

    def messages(self, *, by_bot: bool | None = True, since: int = 0, thread: int | None = None) -> list[Message]:
        """Messages in order (the bot's; `by_bot=None` for all), not the deleted ones."""
        found = [Message(self.server, record) for record in self.server.call("log", chat_id=self.id, since=since)]
        return [
            m for m in found
            if by_bot in (None, m.by_bot) and m.seq > since and not m.deleted and thread in (None, m.thread)
        ]  # fmt: skip

    @property
    def texts(self) -> list[str]:
        """The texts that the bot sent here, as they stand now."""
        return [message.text for message in self.messages()]

    @property
    def last(self) -> Message:
        """The bot's latest message."""
        return self.messages()[-1]

    def skip(self) -> None:
        """Take everything up to now as read."""
        self._read = self.server.seq

    def wait(self, match: Match = None, timeout: float = 10.0, thread: int | None = None) -> Message:
        """Wait for the bot's next unread message (holding a text, or for which a function is true)."""
        fits = _fits(match)

        def look() -> Message | None:
            return next((m for m in self.messages(since=self._read, thread=thread) if fits(m)), None)

        found = self.server.wait_until(look, timeout, f"a message in {self.id} ({match})")
        assert found is not None
        self._read = found.seq
        return found

    def wait_edit(self, message: Message, match: Match = None, timeout: float = 10.0) -> Message:
        """Wait until `message` has been edited since it was fetched; its new state."""
        fits = _fits(match)

        def look() -> Message | None:
            fresh = message.refresh()
            return fresh if fresh.edit_count > message.edit_count and fits(fresh) else None

        found = self.server.wait_until(look, timeout, f"an edit of {message} ({match})")
        assert found is not None
        return found

    def wait_deleted(self, message: Message, timeout: float = 10.0) -> None:
        """Wait until `message` is deleted."""
        self.server.wait_until(lambda: message.refresh().deleted, timeout, f"the deletion of {message}")

    def unread(self) -> list[Message]:
        """The bot's messages after the last one waited for."""
        return self.messages(since=self._read)

    def actions(self) -> list[str]:
        """The chat actions ("typing") that were shown here."""
        calls = self.server.calls("sendChatAction")
        return [c["params"]["action"] for c in calls if c["params"].get("chat_id") == str(self.id) and c["ok"]]

    def find_button(self, text: str) -> tuple[Message, Button]:
        """The latest message of the bot with such a button."""
        for message in reversed(self.messages()):
            if (button := message.button(text)) is not None:
                return message, button
        seen = [[b.text for b in m.buttons] for m in self.messages()[-3:]]
        raise LookupError(f"no button {text!r} in chat {self.id}; the last messages have {seen}")


class User(Chat):
    """A person; as a chat, their private chat with the bot. `to` takes a `Group` to act in."""

    def __init__(self, server: Server, user: Json) -> None:
        super().__init__(server, user["id"])
        self.user = user

    def send(
        self,
        text: str = "",
        *,
        to: Chat | None = None,
        topic: int = 0,
        reply_to: Message | int = 0,
        **body: Any,
    ) -> Message:
        """Write a text, or any message `body` (as in the Bot API)."""
        content = ({"text": text} if text else {}) | body
        number = reply_to.id if isinstance(reply_to, Message) else reply_to
        chat_id = (to or self).id
        record = self.server.call(
            "write", chat_id=chat_id, user_id=self.id, body=content, thread=topic, reply_to=number
        )
        return Message(self.server, record)

    def send_file(self, kind: str = "document", caption: str = "", *, content: str = "", **where: Any) -> Message:
        """A photo, voice, audio, video, video_note, animation, document or sticker; `where` as in `send`."""
        body: Json = {kind: {"content": content} if content else {}}
        if kind == "document" and "name" in where:
            body[kind]["file_name"] = where.pop("name")
        if caption:
            body["caption"] = caption
        return self.send(**where, **body)

    def send_photo(self, caption: str = "", **where: Any) -> Message:
        """A photo."""
        return self.send_file("photo", caption, **where)

    def send_voice(self, **where: Any) -> Message:
        """A voice message."""
        return self.send_file("voice", **where)

    def send_sticker(self, **where: Any) -> Message:
        """A sticker."""
        return self.send_file("sticker", **where)

    def send_document(self, name: str = "receipt.pdf", caption: str = "", **where: Any) -> Message:
        """A document."""
        return self.send_file("document", caption, name=name, **where)

    def send_location(self, latitude: float = 45.01, longitude: float = 7.67, **where: Any) -> Message:
        """A place."""
        return self.send(location={"latitude": latitude, "longitude": longitude}, **where)

    def send_album(self, count: int = 3, caption: str = "", to: Chat | None = None, topic: int = 0) -> list[Message]:
        """Several photos at once, the caption under the first."""
        bodies: list[Json] = [{"photo": {}} | ({"caption": caption} if caption and not n else {}) for n in range(count)]
        records = self.server.call("album", chat_id=(to or self).id, user_id=self.id, bodies=bodies, thread=topic)
        return [Message(self.server, record) for record in records]

    def forward(self, text: str, from_name: str = "Someone", **where: Any) -> Message:
        """A forwarded text."""
        origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": from_name}
        return self.send(text, forward_origin=origin, **where)

    def ask(self, text: str, match: Match = None, timeout: float = 10.0) -> Message:
        """Write in private and wait for the answer to it."""
        self.skip()
        self.send(text)
        return self.wait(match, timeout)

    def edit(self, message: Message, text: str) -> Message:
        """Edit an own message."""
        return Message(self.server, self.server.call("edit", chat_id=message.chat_id, message_id=message.id, text=text))

    def delete(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        self.server.call("delete", chat_id=message.chat_id, message_id=message.id)

    def react(self, message: Message, emoji: str) -> None:
        """React to a message."""
        self.server.call("react", chat_id=message.chat_id, user_id=self.id, message_id=message.id, emoji=emoji)

    def press(
        self,
        text: str,
        message: Message | None = None,
        *,
        to: Chat | None = None,
        data: str = "",
        **state: bool,
    ) -> Press:
        """Press the button `text` of `message`, or of the latest message that has it.

        Args:
            data: press with this callback data instead, as an old button would.
            state: `expired=True` (its answer comes too late), `inaccessible=True` (the bot cannot see
                the message).
        """
        if message is None:
            message, button = (to or self).find_button(text)
        else:
            found = message.refresh().button(text) if not data else Button(text, data)
            if found is None:
                raise LookupError(f"no button {text!r} under {message}: {[b.text for b in message.buttons]}")
            button = found
        if not (data or button.data):
            raise ValueError(f"button {button} is no callback button")
        seq = self.server.seq
        query = self.server.call(
            "press",
            chat_id=message.chat_id,
            user_id=self.id,
            message_id=message.id,
            data=data or button.data,
            **state,
        )
        return Press(self.server, query, message, seq)

    def block(self) -> None:
        """Block the bot."""
        self.server.call("block", user_id=self.id, blocked=True)

    def unblock(self) -> None:
        """Restart the bot."""
        self.server.call("block", user_id=self.id, blocked=False)

    def deactivate(self) -> None:
        """Delete the account."""
        self.server.call("deactivate", user_id=self.id)


class Group(Chat):
    """A group with the bot in it."""

    def join(self, user: User, status: str = "member") -> User:
        """Put a person into the group as member, administrator or creator."""
        self.server.call("member", chat_id=self.id, user_id=user.id, status=status)
        return user

    def set_bot(self, by: User, status: str = "member", *, manage_topics: bool = True) -> None:
        """Add, promote (`administrator`) or remove (`left`, `kicked`) the bot; it gets the updates."""
        self.server.call("bot_status", chat_id=self.id, user_id=by.id, status=status, manage_topics=manage_topics)

    def migrate(self, by: User) -> Group:
        """Become a supergroup; the new group."""
        return Group(self.server, self.server.call("migrate", chat_id=self.id, user_id=by.id)["id"])

    @property
    def topics(self) -> list[Json]:
        """Topics: id, name, closed, deleted."""
        return list(self.server.call("chat", chat_id=self.id)["topics"])

    def wait_topic(self, name: str = "", timeout: float = 10.0) -> int:
        """Wait for an open topic whose name holds `name`; its id."""

        def look() -> list[int]:
            return [t["id"] for t in self.topics if name.casefold() in t["name"].casefold() and not t["deleted"]]

        return self.server.wait_until(look, timeout, f"a topic {name!r}")[-1]

    def topic(self, by: User, action: str, topic: int = 0, name: str = "") -> int:
        """A person's doing: `create`, `close`, `reopen`, `rename` or `delete` a topic; its id."""
        answer = self.server.call("topic", chat_id=self.id, user_id=by.id, action=action, thread=topic, name=name)
        return int(answer["id"])
