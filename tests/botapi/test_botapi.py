"""The server with the real python-telegram-bot: polling, conversation, buttons, edits."""

from __future__ import annotations

import asyncio
import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, InvalidToken

from .helpers import bot_of, polling, with_bot
from .kit import Server, aside

MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n5\r\n'
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--b--\r\n'
)


def test_get_me_names_the_bot() -> None:
    async def work(bot: Bot) -> str:
        return bot.username

    with Server() as server:
        assert with_bot(server, work) == "assistant_bot"


def test_wrong_token_is_refused() -> None:
    async def work(server: Server) -> None:
        async with bot_of(server, "1:wrong"):
            pass

    with Server() as server, pytest.raises(InvalidToken):
        asyncio.run(work(server))


def test_updates_stay_until_a_later_offset_confirms_them() -> None:
    async def work(bot: Bot) -> list[list[int]]:
        first = [u.update_id for u in await bot.get_updates()]
        again = [u.update_id for u in await bot.get_updates(limit=2)]
        later = [u.update_id for u in await bot.get_updates(offset=first[1])]
        rest = [u.update_id for u in await bot.get_updates(offset=first[2] + 1)]
        return [first, again, later, rest]

    with Server() as server:
        user = server.user()
        for text in ("one", "two", "three"):
            user.send(text)
        first, again, later, rest = with_bot(server, work)
        assert len(first) == 3
        assert again == first[:2]
        assert later == first[1:]
        assert rest == []
        assert server.state()["confirmed"] == 3


def test_negative_offset_forgets_all_but_the_last() -> None:
    async def work(bot: Bot) -> list[Any]:
        return [u.message.text for u in await bot.get_updates(offset=-1) if u.message]

    with Server() as server:
        user = server.user()
        user.send("old")
        user.send("new")
        assert with_bot(server, work) == ["new"]
        assert server.state()["pending"] == 1


def test_long_poll_ends_as_soon_as_someone_writes() -> None:
    async def work(server: Server) -> None:
        user = server.user()
        async with bot_of(server) as bot:
            poll = asyncio.create_task(bot.get_updates(timeout=20))
            await aside(server.wait_polling)
            user.send("hello")
            assert len(await asyncio.wait_for(poll, 5)) == 1

    with Server() as server:
        asyncio.run(work(server))


def test_a_second_poller_ends_the_first_with_409() -> None:
    async def work(server: Server) -> None:
        async with bot_of(server) as one, bot_of(server) as two:
            first = asyncio.create_task(one.get_updates(timeout=20))
            await aside(server.wait_polling)
            second = asyncio.create_task(two.get_updates(timeout=1))
            with pytest.raises(Conflict):
                await first
            await second

    with Server() as server:
        asyncio.run(work(server))


def test_allowed_updates_filter_what_is_queued() -> None:
    async def work(bot: Bot) -> None:
        await bot.get_updates(allowed_updates=["message", "message_reaction"])

    with Server() as server:
        user = server.user()
        with_bot(server, work)
        said = user.send("hello")
        assert user.edit(said, "hello!").update_id is None
        user.react(said, "👍")
        assert server.state()["pending"] == 2


def test_a_conversation_with_buttons_and_edits() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.callback_query is not None:
            await update.callback_query.answer("noted")
            await update.callback_query.edit_message_text("<b>3,000 EUR</b>", parse_mode="HTML")
        elif update.edited_message is not None:
            await update.edited_message.reply_text(f"now: {update.edited_message.text}")
        elif update.message is not None:
            rows = [[InlineKeyboardButton("Fees", callback_data="v1:fees")]]
            await update.message.reply_text("What?", reply_markup=InlineKeyboardMarkup(rows))

    async def work(server: Server) -> None:
        user = server.user("Zoé", language="fr")
        async with polling(server, handle):
            asked = await aside(user.ask, "hello")
            assert [b.text for b in asked.buttons] == ["Fees"]
            press = user.press("fees")
            assert (await aside(press.wait_answer))["text"] == "noted"
            edited = await aside(user.wait_edit, asked)
            assert edited.html == "<b>3,000 EUR</b>"
            assert edited.marked("bold") == ["3,000 EUR"]
            assert edited.buttons == []
            said = user.send("fee")
            await aside(user.wait, "What?")
            user.edit(said, "fees")
            await aside(user.wait, "now: fees")
        assert server.state()["pending"] == 0

    with Server() as server:
        asyncio.run(work(server))


def test_an_expired_or_unknown_query_is_too_old() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.callback_query is not None:
            with pytest.raises(BadRequest, match=r"(?i)query is too old"):
                await update.callback_query.answer()
            await context.bot.send_message(update.callback_query.from_user.id, "late")
        elif update.message is not None:
            rows = [[InlineKeyboardButton("A", callback_data="a")]]
            await update.message.reply_text("?", reply_markup=InlineKeyboardMarkup(rows))

    async def work(server: Server) -> None:
        user = server.user()
        async with polling(server, handle):
            await aside(user.ask, "hello")
            user.press("A", expired=True, inaccessible=True)
            await aside(user.wait, "late")

    with Server() as server:
        asyncio.run(work(server))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b'{"chat_id": 5, "text": "x"}'),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"chat_id=5&text=x"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, iter([b"chat_id=5", b"&text=x"])),
        ({"Content-Type": 'multipart/form-data; boundary="b"'}, MULTIPART),
    ],
)
def test_every_encoding_of_a_request_is_read(headers: dict[str, str], body: Any) -> None:
    with Server() as server:
        user = server.user(id=5)
        connection = HTTPConnection(urlsplit(server.url).netloc)
        connection.request("POST", f"/bot{server.token}/sendMessage", body, headers)
        assert json.loads(connection.getresponse().read())["ok"]
        connection.request("GET", f"/bot{server.token}/getChat?chat_id=5")  # the connection is kept
        assert json.loads(connection.getresponse().read())["result"]["id"] == 5
        connection.close()
        assert user.texts == ["x"]


def test_commands_and_profile_by_language() -> None:
    async def work(bot: Bot) -> None:
        await bot.set_my_commands([("start", "Begin")])
        await bot.set_my_commands([("start", "Commencer")], language_code="fr")
        assert [c.description for c in await bot.get_my_commands(language_code="fr")] == ["Commencer"]
        assert await bot.get_my_commands(language_code="es") == ()
        await bot.delete_my_commands(language_code="fr")
        assert await bot.get_my_commands(language_code="fr") == ()
        await bot.set_my_description("About", language_code="es")
        assert (await bot.get_my_description("es")).description == "About"
        assert (await bot.get_my_short_description()).short_description == ""
        await bot.set_my_name("Courses")
        assert (await bot.get_my_name()).name == "Courses"
        with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
            await bot.set_my_commands([("Start", "Begin")])

    with Server() as server:
        with_bot(server, work)
        assert server.profile()["commands"] == {"default|": [{"command": "start", "description": "Begin"}]}


def test_a_server_in_its_own_process_talks_the_same() -> None:
    async def handle(update: Update, context: Any) -> None:
        if update.message is not None:
            await update.message.reply_text("yes")

    async def work(server: Server) -> None:
        async with polling(server, handle):
            await aside(server.user().ask, "there?", "yes")
            told = await aside(server.load, 3, 9)
            assert (told["count"], told["lost"]) == (9, 0)

    with Server(own_process=True) as server:
        asyncio.run(work(server))
