"""The bot's own face: commands, name, descriptions."""

from __future__ import annotations

import re
from typing import Any

from ..api import Call, method
from ..errors import bad

Json = dict[str, Any]
SCOPES = frozenset([
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    "chat_administrators", "chat_member",
])  # fmt: skip


@method("getMe")
def get_me(call: Call) -> Json:
    """Who the bot is."""
    return call.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.world.privacy,
        "supports_inline_queries": False,
    }


def _key(call: Call) -> tuple[str, str]:
    scope = call.params.json("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("can't parse bot command scope: unsupported type specified")
    if "chat_id" in scope:
        call.world.chat(scope["chat_id"])
    name = ":".join(str(scope[k]) for k in ("type", "chat_id", "user_id") if k in scope)
    return name, _language(call)


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """The command menu for a scope and a language."""
    commands = call.params.json("commands") or []
    for command in commands:
        command["command"] = str(command.get("command", "")).removeprefix("/")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    call.api.commands[_key(call)] = commands
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """What is set for exactly this scope and language."""
    return call.api.commands.get(_key(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Take a menu away."""
    call.api.commands.pop(_key(call), None)
    return True


def _text_methods(subject: str, field: str, limit: int) -> None:
    @method(f"setMy{subject}")
    def set_text(call: Call) -> bool:
        text = call.params.text(field)
        if len(text) > limit:
            raise bad(f"{field.replace('_', ' ')} is too long")
        call.api.texts[field, _language(call)] = text
        return True

    @method(f"getMy{subject}")
    def get_text(call: Call) -> Json:
        fallback = call.world.bot["first_name"] if field == "name" else ""
        text = call.api.texts.get((field, _language(call))) or call.api.texts.get((field, "")) or fallback
        return {field: text}


_text_methods("Name", "name", 64)
_text_methods("Description", "description", 512)
_text_methods("ShortDescription", "short_description", 120)
