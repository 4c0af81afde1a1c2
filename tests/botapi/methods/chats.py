"""Chats, their members, and files."""

from __future__ import annotations

from typing import Any

from ..api import Call, method
from ..errors import bad
from ..world import Chat

Json = dict[str, Any]
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip


def member_object(user: Json, status: str, *, topics: bool = False) -> Json:
    """A ChatMember as the Bot API shows it."""
    member: Json = {"user": user, "status": status}
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
        member |= {"can_pin_messages": True, "can_manage_topics": topics}
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


def bot_member(chat: Chat, bot: Json) -> Json:
    """The bot as a member of a chat."""
    return member_object(bot, chat.bot_status, topics=chat.manage_topics and chat.forum)


@method("getChat")
def get_chat(call: Call) -> Json:
    """Everything about a chat."""
    chat = call.world.chat(call.params.text("chat_id"))
    if chat.migrated_to or chat.bot_status in {"kicked", "left"}:
        call.world.writable(chat.id)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat.brief() | {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
        "permissions": {"can_send_messages": True},
    }


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """One member of a chat."""
    chat = call.world.writable(call.params.text("chat_id"))
    user_id = call.params.number("user_id")
    if user_id == call.world.bot["id"]:
        return bot_member(chat, call.world.bot)
    if user_id in chat.members:
        user, status = chat.members[user_id]
        return member_object(user, status)
    person = call.world.chats.get(user_id)
    if person is None or person.user is None:
        raise bad("invalid user_id specified")
    return member_object(person.user, "left")


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """The administrators of a group."""
    chat = call.world.writable(call.params.text("chat_id"))
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    people = [member_object(u, s) for u, s in chat.members.values() if s in {"creator", "administrator"}]
    return people + ([bot_member(chat, call.world.bot)] if chat.bot_status == "administrator" else [])


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many are in a chat."""
    return len(call.world.writable(call.params.text("chat_id")).members) + 1


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """The bot leaves a group."""
    chat = call.world.writable(call.params.text("chat_id"))
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


@method("getFile")
def get_file(call: Call) -> Json:
    """Where a file could be downloaded."""
    file_id = call.params.text("file_id")
    upload = call.api.files.get(file_id)
    if upload is None:
        raise bad("invalid file_id")
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-8:],
        "file_size": len(upload.content),
        "file_path": f"documents/{file_id}",
    }


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat = call.world.writable(call.params.text("chat_id"))
    if call.params.number("message_id") not in chat.records:
        raise bad("message to pin not found")
    return True
