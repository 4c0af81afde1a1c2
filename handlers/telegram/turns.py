"""One turn: an update inside a transaction of the store, and what is queued in answer to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Language
from bot.proposing import StaffAnswer
from bot.store import Conversation, Forgotten, Outgoing, Tables, Ticket
from handlers.telegram.buttons import Button, keyboard
from handlers.telegram.posts import CHANNEL, Post, answer_key
from handlers.telegram.rendering import Line, packed, phrase_lines, to_html, to_plain
from handlers.telegram.surroundings import Shared
from handlers.telegram.words import spoken


@dataclass(slots=True)
class Turn:
    """Who wrote where, and the means to answer.

    Attributes:
        shared: what the channel shares.
        tables: the store, inside the transaction.
        row: of the inbox.
        chat: where to answer.
        person: who wrote; empty where nobody did.
        conversation: what is said between the two; in a group each person has a conversation of their own.
        name: what people call the person.
        client_language: the language of their app.
        thread: the topic to answer in; 0 for none.
        reply_to: the message to answer to, in groups; 0 for none.
        claimed: what was queued and is to be sent now.
        toast: what a pressed button says.
        reload: whether staff asked for the knowledge to be loaded anew.
        draft: a ticket whose answer is to be proposed for the FAQ, the answer, and the entry's id where one is given.
        forget: how to tell the person that all about them is deleted; None where they did not ask for it.
    """

    shared: Shared
    tables: Tables
    row: int
    chat: int
    person: str
    conversation: str
    name: str = ""
    client_language: str | None = None
    thread: int = 0
    reply_to: int = 0
    claimed: list[Outgoing] = field(default_factory=list)
    toast: str = ""
    reload: bool = False
    draft: tuple[Ticket, StaffAnswer, str | None] | None = None
    forget: Callable[[Tables, Forgotten], None] | None = None
    _known: Conversation | None = None
    _said: int = 0

    @property
    def known(self) -> Conversation:
        """What is remembered of the conversation."""
        if self._known is None:
            self._known = self.tables.conversations.load(CHANNEL, self.conversation)
        return self._known

    @property
    def language(self) -> Language:
        """The language to speak where no question tells: chosen, last spoken, the app's, English."""
        return self.known.language or self.known.dialogue.language or spoken(self.client_language) or "en"

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.chat < 0

    def reread(self) -> None:
        """The conversation was changed; read it anew where it is needed."""
        self._known = None

    def text(self, key: str, count: int | None = None, /, **values: object) -> str:
        """A phrase of the channel in the language to speak."""
        return self.shared.words.text(self.language, key, count, **values)

    def say(
        self,
        key: str,
        count: int | None = None,
        /,
        rows: Sequence[Sequence[Button]] = (),
        once: str = "",
        **values: object,
    ) -> None:
        """Say a phrase of the channel; ``once`` is the outbox key."""
        self.send(phrase_lines(self.text(key, count, **values)), rows, once)

    def send(self, lines: Sequence[Line], rows: Sequence[Sequence[Button]] = (), once: str = "") -> None:
        """Queue lines as one message or several, the buttons under the last.

        Args:
            lines: what to say.
            rows: the buttons.
            once: the outbox key of the first message; nothing is said where it was said before.
        """
        self._said += 1
        key = once or f"turn:{self.row}:{self._said}"
        pieces = packed(lines)
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            params = {**self.where(), **text_params(piece), **markup_params(rows if last else ())}
            post = Post("sendMessage", params, to_plain(piece))
            self.queue(post, key if not number else f"{key}:{number}", once=bool(once))

    def where(self) -> dict[str, Any]:
        """The parameters that say where a message goes."""
        params: dict[str, Any] = {"chat_id": self.chat}
        if self.thread:
            params["message_thread_id"] = self.thread
        if self.reply_to:
            params["reply_parameters"] = {"message_id": self.reply_to, "allow_sending_without_reply": True}
        return params

    def edit(self, message: int, lines: Sequence[Line], rows: Sequence[Sequence[Button]] = ()) -> None:
        """Queue an edit of a message of ours; what does not fit into it follows as further messages."""
        pieces = packed(lines)
        first = pieces[0]
        under = rows if len(pieces) == 1 else ()
        params = {"chat_id": self.chat, "message_id": message, **text_params(first), **markup_params(under)}
        self.queue(Post("editMessageText", params, to_plain(first)), f"turn:{self.row}:edit:{message}")
        if len(pieces) > 1:
            rest = [line for piece in pieces[1:] for line in piece]
            self.send(rest, rows, f"turn:{self.row}:rest:{message}")

    def edit_buttons(self, message: int, markup: dict[str, Any] | None) -> None:
        """Queue an edit of the buttons alone."""
        params = {"chat_id": self.chat, "message_id": message, "reply_markup": markup}
        self.queue(Post("editMessageReplyMarkup", params), f"turn:{self.row}:buttons:{message}")

    def queue(self, post: Post, key: str | None = None, target: int | None = None, once: bool = False) -> None:
        """Queue a post for this chat, or for another.

        Args:
            post: the post.
            key: its key in the outbox; by the update's row or its message's number no two turns share one.
            target: another chat.
            once: whether another turn may have queued the same.
        """
        if once and key and self.tables.outbox.by_key(CHANNEL, key):
            return
        queued = self.tables.outbox.queue(
            CHANNEL,
            str(self.chat if target is None else target),
            post.dump(),
            key=key,
            person=self.person or None,
            conversation=self.conversation or None,
            claim=True,
        )
        if queued.state == "sending":
            self.claimed.append(queued)

    def answer_key(self, message: int) -> str:
        """The outbox key of the answer to a message of this chat."""
        return answer_key(self.chat, message)


def text_params(lines: Sequence[Line]) -> dict[str, Any]:
    """The parameters of a formatted text, without a preview of the pages it links to."""
    text = to_html(lines) or "…"
    return {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def markup_params(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    """The parameter of a keyboard, where there is one."""
    markup = keyboard(rows)
    return {"reply_markup": markup} if markup else {}
