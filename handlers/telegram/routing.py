"""From an update to what is done about it: whose turn it is, and which part of the channel takes it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update, User

from bot.store import Incoming, Tables
from handlers.telegram import commands, offers, presses, questions, staff, tickets
from handlers.telegram.origins import conversation_of
from handlers.telegram.posts import CHANNEL
from handlers.telegram.presses import Press
from handlers.telegram.questions import Question
from handlers.telegram.settling import Settling
from handlers.telegram.surroundings import Shared
from handlers.telegram.turns import Turn

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?:\s+(.*))?$", re.DOTALL)
_PRESENT = {"member", "administrator"}
_FILES = ("photo", "voice", "audio", "video", "video_note", "animation", "document", "sticker", "location",
          "contact", "venue", "poll", "dice", "story", "paid_media", "checklist")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """An update of the inbox, parsed."""

    entry: Incoming
    update: Update


class Router:
    """Hands updates to the parts of the channel, inside a transaction of the store.

    Args:
        shared: what the channel shares.
        settling: what follows where a chat is gone or has moved.
    """

    def __init__(self, shared: Shared, settling: Settling) -> None:
        self._shared, self._settling = shared, settling

    def is_question(self, update: Update) -> bool:
        """Whether an update is nothing but a question in private, and may be answered with others at once."""
        message = update.message
        return (
            message is not None
            and message.text is not None
            and message.chat.type == "private"
            and message.chat.id != self._shared.staff_chat
            and not message.text.startswith("/")
        )

    def together(self, tables: Tables, items: Sequence[Item]) -> Turn | None:
        """Answer several questions of one chat in one message."""
        items = [item for item in items if _is_open(tables, item)]
        if not items:
            return None
        first = items[0].update.message
        assert first is not None
        turn = self._turn(tables, items[-1].entry.id, first)
        asked = [_question(item.update.message) for item in items if item.update.message]
        questions.ask(turn, asked)
        for item in items:
            tables.inbox.done(item.entry.id, "answered")
        return turn

    def handle(self, tables: Tables, item: Item) -> Turn | None:
        """Handle one update, and mark it as done in the same transaction."""
        update = item.update
        turn: Turn | None = None
        if not _is_open(tables, item):
            return None
        if update.message is not None:
            turn = self._message(tables, item.entry.id, update.message)
        elif update.edited_message is not None:
            turn = self._edited(tables, item.entry.id, update.edited_message)
        elif update.callback_query is not None:
            turn = self._press(tables, item.entry.id, update.callback_query)
        elif update.my_chat_member is not None:
            self._membership(tables, update.my_chat_member)
        if turn is None or turn.forget is None:
            tables.inbox.done(item.entry.id, "handled")
        return turn

    def _turn(self, tables: Tables, row: int, message: Message, user: User | None = None) -> Turn:
        person = user or message.from_user
        number = person.id if person else None
        group = message.chat.type != "private"
        return Turn(
            shared=self._shared,
            tables=tables,
            row=row,
            chat=message.chat.id,
            person=str(number or message.chat.id),
            conversation=conversation_of(message.chat.id, number),
            name=_name(person),
            client_language=person.language_code if person else None,
            thread=(message.message_thread_id or 0) if message.is_topic_message else 0,
            reply_to=message.message_id if group else 0,
        )

    def _message(self, tables: Tables, row: int, message: Message) -> Turn | None:
        if message.migrate_to_chat_id is not None:
            self._settling.moved(tables, message.chat.id, message.migrate_to_chat_id)
            return None
        if message.from_user and message.from_user.is_bot and message.sender_chat is None:
            return None
        turn = self._turn(tables, row, message)
        text = message.text or message.caption or ""
        staff_chat = tickets.staff_chat(turn)
        name, argument = self._command(text)
        if name is None and text.startswith("/") and _COMMAND.match(text):
            # it names another bot
            return None
        if message.chat.id == staff_chat and self._staff(turn, message, name, argument):
            return turn
        if message.chat.type != "private" and not name:
            if not self._addressed(message, text):
                return None
            text = self._unmentioned(text)
        if name:
            self._commanded(turn, name, argument, message)
        elif text.strip():
            questions.ask(turn, [Question(text, message.message_id, carries=message.text is None)])
        elif _is_content(message):
            self._unreadable(turn, message)
        return turn

    def _command(self, text: str) -> tuple[str | None, str]:
        """The command of a text and what stands behind it; None where it is none, or another bot's."""
        found = _COMMAND.match(text)
        if found is None or (found[2] and found[2].casefold() != self._shared.username.casefold()):
            return None, ""
        return found[1].casefold(), (found[3] or "").strip()

    def _commanded(self, turn: Turn, name: str, argument: str, message: Message) -> None:
        if commands.command(turn, name, argument, message.message_id):
            return
        text = message.text or message.caption or ""
        # in a group a bare command is most likely another bot's
        if message.chat.type == "private" or "@" in text.split()[0]:
            commands.unknown(turn)

    def _staff(self, turn: Turn, message: Message, name: str | None, argument: str) -> bool:
        """What is meant for staff's side of the channel; False where it is something anybody might write."""
        if name is not None:
            return staff.command(turn, name, argument, message)
        if not _is_content(message) and not message.text:
            return True
        ticket = staff.belongs(turn, message)
        if ticket is not None:
            staff.relay(turn, ticket, message)
            return True
        return False

    def _addressed(self, message: Message, text: str) -> bool:
        """Whether a message of a group speaks to the bot: by a mention, or by replying to it."""
        entities = (message.entities if message.text else message.caption_entities) or ()
        mention = f"@{self._shared.username}".casefold()
        for entity in entities:
            found = message.parse_entity(entity) if message.text else message.parse_caption_entity(entity)
            if entity.type == MessageEntity.MENTION and found.casefold() == mention:
                return True
            if entity.user is not None and entity.user.id == self._shared.bot_id:
                return True
        answered = message.reply_to_message
        # a message in a topic always seems a reply: to the service message that opened the topic
        return (
            answered is not None
            and answered.forum_topic_created is None
            and answered.from_user is not None
            and answered.from_user.id == self._shared.bot_id
        )

    def _unmentioned(self, text: str) -> str:
        return re.sub(rf"@{re.escape(self._shared.username)}\b[,:]?", " ", text, flags=re.IGNORECASE).strip()

    def _unreadable(self, turn: Turn, message: Message) -> None:
        """A file without words: staff get it where a ticket is open, else one kind line says what can be read."""
        ticket = turn.tables.tickets.open_for(CHANNEL, turn.conversation)
        if ticket is not None:
            tickets.relay(turn, ticket, message.message_id)
            if turn.tables.tickets.quiet(CHANNEL, turn.conversation):
                return
        album = message.media_group_id
        once = f"kind:{turn.chat}:{album or message.message_id}"
        if ticket is not None:
            if tickets.staff_chat(turn) is not None:
                turn.say("media.passed", once=once)
            return
        rows = [[offers.ask_team(self._shared, turn.language, 0, message.message_id)]]
        turn.say("media.unreadable", rows=rows, once=once)

    def _edited(self, tables: Tables, row: int, message: Message) -> Turn | None:
        turn = self._turn(tables, row, message)
        text = message.text or message.caption or ""
        if message.chat.id == tickets.staff_chat(turn):
            staff.relay_edit(turn, message)
            return turn
        if not text or text.startswith("/"):
            return None
        if message.chat.type != "private":
            if not self._addressed(message, text):
                return None
            text = self._unmentioned(text)
        questions.again(turn, Question(text, message.message_id, carries=message.text is None))
        return turn

    def _press(self, tables: Tables, row: int, query: CallbackQuery) -> Turn | None:
        under = query.message
        if under is None:
            return None
        chat = under.chat.id
        message = under if isinstance(under, Message) and under.is_accessible else None
        turn = Turn(
            shared=self._shared,
            tables=tables,
            row=row,
            chat=chat,
            person=str(query.from_user.id),
            conversation=conversation_of(chat, query.from_user.id),
            name=_name(query.from_user),
            client_language=query.from_user.language_code,
            thread=(message.message_thread_id or 0) if message and message.is_topic_message else 0,
        )
        markup = message.reply_markup.to_dict() if message and message.reply_markup else None
        if message is not None and markup is None:
            markup = {"inline_keyboard": []}
        presses.press(turn, Press(query.data or "", under.message_id, message.text or "" if message else "", markup))
        return turn

    def _membership(self, tables: Tables, change: ChatMemberUpdated) -> None:
        chat, status = change.chat, change.new_chat_member.status
        if chat.type == "private":
            if status not in _PRESENT:
                self._settling.left(tables, str(chat.id))
            return
        staff_chat = self._shared.staff_chat
        arrived = status in _PRESENT and change.old_chat_member.status not in _PRESENT
        if arrived and staff_chat is None:
            log.info(
                "added to the group %d; to make it the staff chat, set ASSISTANT_STAFF_CHAT_ID=%d", chat.id, chat.id
            )
        elif chat.id == staff_chat and status not in _PRESENT:
            log.warning("the bot was removed from the staff chat %d", chat.id)


def _is_open(tables: Tables, item: Item) -> bool:
    """Whether an update is still to be handled: its sender may have been forgotten while it waited."""
    entry = tables.inbox.get(item.entry.id)
    return entry is not None and entry.state == "new"


def _question(message: Message) -> Question:
    return Question(message.text or "", message.message_id)


def _is_content(message: Message) -> bool:
    """Whether a message holds something a person sent, and is not Telegram's own notice."""
    return bool(message.text) or any(getattr(message, name, None) for name in _FILES)


def _name(person: User | None) -> str:
    if person is None:
        return ""
    return person.full_name + (f" (@{person.username})" if person.username else "")
