"""Changing, deleting and reacting to messages."""

from __future__ import annotations

from typing import Any

from ..api import Call, method
from ..entities import formatted
from ..errors import CANNOT_EDIT, EDIT_NOT_FOUND, NOT_MODIFIED, bad
from ..markup import read_markup
from ..world import Record
from .sending import with_caption

Json = dict[str, Any]
REACTIONS = frozenset([
    "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮",
    "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡",
    "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻",
    "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
    "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡",
])  # fmt: skip


def _target(call: Call) -> Record:
    chat = call.world.writable(call.params.text("chat_id"))
    record = chat.records.get(call.params.number("message_id"))
    if record is None or record.deleted:
        raise bad(EDIT_NOT_FOUND)
    if not record.by_bot:
        raise bad(CANNOT_EDIT)
    return record


def _change(call: Call, record: Record, content: Json, dropped: tuple[str, ...]) -> Json:
    """Replace the `dropped` parts of a message by `content` and the keyboard of the request."""
    markup = read_markup(call.params)
    old = record.message
    new = {k: v for k, v in old.items() if k not in (*dropped, "reply_markup", "edit_date")} | content
    if markup is not None:
        new["reply_markup"] = markup
    seen = (*dropped, "reply_markup")
    if all(new.get(name) == old.get(name) for name in seen):
        raise bad(NOT_MODIFIED)
    new["edit_date"] = int(call.world.now())
    call.world.amend(record, new)
    return new


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Another text; without `reply_markup` the buttons go."""
    text, entities = formatted(call.params)
    record = _target(call)
    if "text" not in record.message:
        raise bad("there is no text in the message to edit")
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    if options := call.params.json("link_preview_options"):
        content["link_preview_options"] = options
    return _change(call, record, content, ("text", "entities"))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """Another caption."""
    record = _target(call)
    return _change(call, record, with_caption(call, {}), ("caption", "caption_entities"))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons, or none."""
    return _change(call, _target(call), {}, ())


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Remove a message."""
    chat = call.world.writable(call.params.text("chat_id"))
    record = chat.records.get(call.params.number("message_id"))
    if record is None or record.deleted:
        raise bad("message to delete not found")
    if not record.by_bot and chat.type != "private" and chat.bot_status != "administrator":
        raise bad("message can't be deleted")
    if call.world.now() - record.message["date"] > 48 * 3600:
        raise bad("message can't be deleted for everyone")
    record.deleted = call.world.touch()
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """The bot's reaction to a message, of the fixed list."""
    chat = call.world.writable(call.params.text("chat_id"))
    record = chat.records.get(call.params.number("message_id"))
    if record is None or record.deleted:
        raise bad("message to react not found")
    reaction = call.params.json("reaction") or []
    if len(reaction) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(r.get("type") != "emoji" or r.get("emoji", "").replace("\ufe0f", "") not in REACTIONS for r in reaction):
        raise bad("REACTION_INVALID")
    record.reaction = reaction
    call.world.touch()
    return True
