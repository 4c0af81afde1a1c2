"""What a test reads: messages with their buttons, files and history; pressed buttons."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .entities import cut, to_html

if TYPE_CHECKING:
    from .kit import Server

Json = dict[str, Any]
FILES = ("document", "photo", "voice", "audio", "video", "animation", "video_note", "sticker")


@dataclass(frozen=True)
class Button:
    """An inline button: `data` for pressing, or `url`, or `copy` (the text that it copies)."""

    text: str
    data: str = ""
    url: str = ""
    copy: str = ""


class Message:
    """A message as it stood when it was fetched; `refresh()` fetches it again."""

    def __init__(self, server: Server, record: Json) -> None:
        self._server = server
        self.record = record
        self.raw: Json = record["message"]
        self.id: int = self.raw["message_id"]
        self.chat_id: int = self.raw["chat"]["id"]
        self.seq: int = record["seq"]
        self.at: float = record["at"]
        self.by_bot: bool = record["by_bot"]
        self.deleted = bool(record["deleted"])
        self.update_id: int | None = record.get("update_id")  # of a person's message: None if the bot got none

    def __repr__(self) -> str:
        return f"<Message {self.id} in {self.chat_id}: {self.text!r}>"

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """Formatting of text or caption."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def html(self) -> str:
        """The text with its formatting, as HTML."""
        return to_html(self.text, self.entities)

    def marked(self, kind: str = "bold") -> list[str]:
        """The parts of the text with this formatting."""
        return [cut(self.text, entity) for entity in self.entities if entity["type"] == kind]

    @property
    def rows(self) -> list[list[Button]]:
        """Inline buttons, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[_button(button) for button in row] for row in rows]

    @property
    def buttons(self) -> list[Button]:
        """Inline buttons in reading order."""
        return [button for row in self.rows for button in row]

    def button(self, text: str) -> Button | None:
        """The button whose text is, or else holds, `text`; case does not matter."""
        wanted = text.casefold()
        same = [b for b in self.buttons if b.text.casefold() == wanted]
        return next(iter(same or [b for b in self.buttons if wanted in b.text.casefold()]), None)

    @property
    def keyboard(self) -> Json | None:
        """A reply keyboard, its removal, or a forced reply."""
        return self.raw.get("keyboard")

    @property
    def thread(self) -> int:
        """The topic it stands in, or 0."""
        return int(self.raw.get("message_thread_id", 0)) if self.raw.get("is_topic_message") else 0

    @property
    def reply_to(self) -> int:
        """The id of the message it answers (in a topic at least the topic's root), or 0."""
        return int(self.raw.get("reply_to_message", {}).get("message_id", 0))

    @property
    def kind(self) -> str:
        """`text`, `document`, `photo` …, `location`, `contact` or `service`."""
        return next((k for k in ("text", *FILES, "location", "contact") if k in self.raw), "service")

    @property
    def file_name(self) -> str:
        """The name of its document."""
        return str(self.raw["document"].get("file_name", ""))

    def content(self) -> bytes:
        """The bytes of its file."""
        entry = self.raw[self.kind]
        file_id = (entry[-1] if isinstance(entry, list) else entry)["file_id"]
        return base64.b64decode(self._server.call("file", file_id=file_id)["content"])

    @property
    def edits(self) -> list[Message]:
        """Its later states, oldest first."""
        return [Message(self._server, self.record | {"message": e["message"], "edits": []}) for e in self._edits]

    @property
    def edit_count(self) -> int:
        """How often it was edited."""
        return len(self._edits)

    @property
    def reaction(self) -> str:
        """The bot's reaction to it, or nothing."""
        return "".join(r.get("emoji", "") for r in self.record["reaction"])

    def refresh(self) -> Message:
        """The same message as it stands now."""
        for record in self._server.call("log", chat_id=self.chat_id):
            if record["message"]["message_id"] == self.id:
                return Message(self._server, record | {"update_id": self.update_id})
        raise LookupError(f"message {self.id} is gone")

    @property
    def _edits(self) -> list[Json]:
        return list(self.record["edits"])


def _button(raw: Json) -> Button:
    copy = raw.get("copy_text", {}).get("text", "")
    return Button(raw["text"], raw.get("callback_data", ""), raw.get("url", ""), copy)


@dataclass(frozen=True)
class Press:
    """A pressed button."""

    server: Server
    id: str
    message: Message
    seq: int

    @property
    def answers(self) -> list[Json]:
        """The bot's answerCallbackQuery requests for it, refused ones included."""
        calls = self.server.calls("answerCallbackQuery", since=self.seq)
        return [c for c in calls if c["params"].get("callback_query_id") == self.id]

    def wait_answer(self, timeout: float = 10.0) -> Json:
        """Wait until its clock stops; the parameters (`text`, `show_alert`) come back."""
        answers = self.server.wait_until(lambda: self.answers, timeout, f"an answer to button press {self.id}")
        return dict(answers[0]["params"])
