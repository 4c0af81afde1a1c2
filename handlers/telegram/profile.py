"""The bot's face: command menus, name and descriptions, in every language, written only where they differ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.messages import LANGUAGES, Language
from handlers.telegram.commands import GROUP_MENU, MENU
from handlers.telegram.requests import seconds_to_wait
from handlers.telegram.staff import MENU as STAFF_MENU
from handlers.telegram.words import Words

log = logging.getLogger(__name__)
_NAME, _SHORT, _DESCRIPTION, _COMMAND = 64, 120, 512, 256
_PATIENCE = 120.0
T = TypeVar("T")


async def keep_profile(bot: Bot, words: Words, staff: int | None) -> None:
    """Set what differs from what is set; these calls are flood-limited, so none is made in vain.

    Args:
        bot: talks to Telegram.
        words: the channel's words.
        staff: the staff chat, which sees the staff's commands.
    """
    try:
        for language in LANGUAGES:
            await _texts(bot, words, language)
            await _menu(bot, words, language, MENU, BotCommandScopeDefault())
            await _menu(bot, words, language, MENU, BotCommandScopeAllPrivateChats())
            await _menu(bot, words, language, GROUP_MENU, BotCommandScopeAllGroupChats())
        if staff is not None:
            for language in LANGUAGES:
                await _menu(bot, words, language, STAFF_MENU, BotCommandScopeChat(staff))
    except BadRequest as error:
        log.warning("a menu could not be set: %s", error.message[:100])
    except TelegramError as error:
        log.warning("the menus could not be set now (%s); the next start tries again", type(error).__name__)


async def _menu(bot: Bot, words: Words, language: Language, names: Sequence[str], scope: BotCommandScope) -> None:
    code = _code(language)
    wanted = [BotCommand(name, words.text(language, f"menu.{name}")[:_COMMAND]) for name in names]
    present = await _patient(lambda: bot.get_my_commands(scope=scope, language_code=code))
    if list(present) != wanted:
        await _patient(lambda: bot.set_my_commands(wanted, scope=scope, language_code=code))


async def _texts(bot: Bot, words: Words, language: Language) -> None:
    code = _code(language)
    name = words.text(language, "profile.name")[:_NAME]
    if (await _patient(lambda: bot.get_my_name(language_code=code))).name != name:
        await _patient(lambda: bot.set_my_name(name, language_code=code))
    text = words.text(language, "profile.description")[:_DESCRIPTION]
    if (await _patient(lambda: bot.get_my_description(language_code=code))).description != text:
        await _patient(lambda: bot.set_my_description(text, language_code=code))
    short = words.text(language, "profile.short")[:_SHORT]
    if (await _patient(lambda: bot.get_my_short_description(language_code=code))).short_description != short:
        await _patient(lambda: bot.set_my_short_description(short, language_code=code))


def _code(language: Language) -> str | None:
    """English is what clients in any other language see."""
    return None if language == "en" else language


async def _patient(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call, waiting once where Telegram asks for it."""
    for pause in (1.0, 5.0, 0.0):
        try:
            return await call()
        except RetryAfter as error:
            if not pause:
                raise
            await asyncio.sleep(min(seconds_to_wait(error), _PATIENCE))
        except BadRequest:
            raise
        except TelegramError:
            if not pause:
                raise
            await asyncio.sleep(pause)
    raise AssertionError("unreachable")
