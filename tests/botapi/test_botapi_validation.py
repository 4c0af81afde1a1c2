"""What Telegram refuses, in its own words."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from .entities import find_entities, parse_html, to_html
from .errors import ApiError
from .helpers import with_bot
from .kit import Server


def markup(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """One row of buttons."""
    return InlineKeyboardMarkup([list(buttons)])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
    ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
    ({"text": "<b>x</i>", "parse_mode": "HTML"}, "can't parse entities: Unmatched end tag"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "x", "reply_markup": markup(InlineKeyboardButton("x"))}, "Text buttons are unallowed"),
    ({"text": "x", "reply_markup": markup(InlineKeyboardButton("x", callback_data="é" * 33))}, "BUTTON_DATA"),
    ({"text": "x", "reply_markup": markup(InlineKeyboardButton("x", url="mailto:a@b.org"))}, "URL protocol"),
    (
        {"text": "x", "reply_markup": markup(InlineKeyboardButton("x", url="http://nowhere"))},
        "Wrong HTTP URL",
    ),
    (
        {
            "text": "x",
            "reply_markup": markup(InlineKeyboardButton("x", copy_text=CopyTextButton("x" * 257))),
        },
        "COPY_TEXT",
    ),
    ({"text": "x", "chat_id": 42}, "Chat not found"),
    ({"text": "x", "message_thread_id": 5}, "thread not found"),
    ({"text": "x", "reply_parameters": ReplyParameters(999)}, "to be replied not found"),
]


@pytest.mark.parametrize(("request_", "reason"), REFUSED)
def test_refused(request_: dict[str, Any], reason: str) -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(BadRequest, match=rf"(?i){reason}"):
            await bot.send_message(**({"chat_id": user_id} | request_))

    with Server() as server:
        user_id = server.user().id
        with_bot(server, work)


def test_length_counts_after_parsing_and_in_utf16() -> None:
    async def work(bot: Bot) -> None:
        await bot.send_message(user.id, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
        await bot.send_message(user.id, "👍" * 2048, link_preview_options=LinkPreviewOptions(is_disabled=True))
        with pytest.raises(BadRequest, match=r"(?i)too long"):
            await bot.send_message(user.id, "👍" * 2049)
        with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
            await bot.send_document(user.id, b"x", caption="x" * 1025)

    with Server() as server:
        user = server.user()
        with_bot(server, work)
        assert user.messages()[0].marked("bold") == ["x" * 4096]
        assert user.last.raw["link_preview_options"] == {"is_disabled": True}


def test_reply_to_a_lost_message_may_go_without() -> None:
    async def work(bot: Bot) -> None:
        lost = ReplyParameters(999, allow_sending_without_reply=True)
        assert (await bot.send_message(user.id, "x", reply_parameters=lost)).reply_to_message is None
        there = ReplyParameters(said.id)
        assert (await bot.send_message(user.id, "y", reply_parameters=there)).reply_to_message is not None

    with Server() as server:
        user = server.user()
        said = user.send("hello")
        with_bot(server, work)
        assert user.last.reply_to == said.id


def test_edits_need_a_change_an_own_message_and_a_message_at_all() -> None:
    async def work(bot: Bot) -> None:
        sent = await bot.send_message(user.id, "<b>x</b>", "HTML")
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await sent.edit_text("<strong>x</strong>", "HTML")
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await sent.edit_reply_markup(None)
        await sent.edit_reply_markup(markup(InlineKeyboardButton("a", callback_data="a")))
        with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
            await bot.edit_message_text("y", user.id, said.id)
        await sent.delete()
        with pytest.raises(BadRequest, match=r"(?i)to edit not found"):
            await sent.edit_text("y")
        with pytest.raises(BadRequest, match=r"(?i)to delete not found"):
            await sent.delete()

    with Server() as server:
        user = server.user()
        said = user.send("hello")
        with_bot(server, work)


def test_people_who_cannot_be_written_to() -> None:
    async def work(bot: Bot) -> None:
        for person, reason in ((blocked, "blocked"), (gone, "deactivated"), (stranger, "initiate")):
            with pytest.raises(Forbidden, match=reason):
                await bot.send_message(person.id, "x")

    with Server() as server:
        blocked, gone, stranger = server.user(), server.user(), server.user(started=False)
        blocked.block()
        gone.deactivate()
        with_bot(server, work)


def test_reactions_are_of_the_fixed_list() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(BadRequest, match=r"(?i)REACTION_INVALID"):
            await bot.set_message_reaction(user.id, said.id, "✅")
        await bot.set_message_reaction(user.id, said.id, "👀")

    with Server() as server:
        user = server.user()
        said = user.send("hello")
        with_bot(server, work)
        assert said.refresh().reaction == "👀"


def test_html_reads_and_writes_back() -> None:
    source = '<b>a &lt; <i>é👍</i></b> <a href="https://x.org/?a=1&amp;b">l</a> <code>/x</code>'
    text, entities = parse_html(source)
    assert text == "a < é👍 l /x"
    assert to_html(text, entities) == source
    assert parse_html("R&D &copy; &#233;")[0] == "R&D &copy; é"
    with pytest.raises(ApiError, match=r"(?i)Unexpected end tag at byte offset 2"):
        parse_html("é</b>")


def test_commands_mentions_and_links_are_found() -> None:
    found = find_entities("/start@assistant_bot x, @someone a@b.org https://x.org/a. #tag 1/2")
    assert [e["type"] for e in found] == ["bot_command", "mention", "email", "url", "hashtag"]
    assert found[0]["length"] == len("/start@assistant_bot")
