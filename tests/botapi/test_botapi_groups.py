"""Groups, topics, privacy, files, and what moves between chats."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from telegram import Bot, ChatMemberAdministrator, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from .helpers import with_bot
from .kit import Server


def read(server: Server) -> Sequence[Update]:
    """All pending updates, confirmed."""

    async def work(bot: Bot) -> Sequence[Update]:
        updates = await bot.get_updates()
        if updates:
            await bot.get_updates(offset=updates[-1].update_id + 1)
        return updates

    return with_bot(server, work)


def test_topics_are_made_closed_reopened_and_lost() -> None:
    async def work(bot: Bot) -> None:
        topic = await bot.create_forum_topic(group.id, "Ada")
        number = topic.message_thread_id
        sent = await bot.send_message(group.id, "a question", message_thread_id=number)
        assert sent.is_topic_message
        assert sent.reply_to_message is not None
        assert sent.reply_to_message.forum_topic_created is not None
        await bot.edit_forum_topic(group.id, number, "Ada L.")
        await bot.close_forum_topic(group.id, number)
        with pytest.raises(BadRequest, match=r"(?i)TOPIC_NOT_MODIFIED"):
            await bot.close_forum_topic(group.id, number)
        await bot.reopen_forum_topic(group.id, number)
        with pytest.raises(BadRequest, match=r"(?i)not a forum"):
            await bot.create_forum_topic(plain.id, "x")
        group.topic(staff, "delete", number)
        with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
            await bot.send_message(group.id, "x", message_thread_id=number)
        with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
            await bot.send_message(plain.id, "x", message_thread_id=number)

    with Server() as server:
        group = server.group("Staff", forum=True, bot="administrator")
        plain = server.group("Plain")
        staff = server.user("Staff")
        with_bot(server, work)
        assert group.topics[0]["name"] == "Ada L."


def test_topics_need_the_right_to_manage_them() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
            await bot.create_forum_topic(group.id, "x")
        topic = group.topic(staff, "create", name="by hand")
        group.topic(staff, "close", topic)
        with pytest.raises(BadRequest, match=r"(?i)TOPIC_CLOSED"):
            await bot.send_message(group.id, "x", message_thread_id=topic)

    with Server() as server:
        group, staff = server.group("Staff", forum=True, bot="member"), server.user()
        with_bot(server, work)


def test_a_message_in_a_topic_always_seems_to_be_a_reply() -> None:
    async def open_topic(bot: Bot) -> int:
        return (await bot.create_forum_topic(group.id, "Ada")).message_thread_id

    with Server() as server:
        group, staff = server.group("Staff", forum=True, bot="administrator"), server.user()
        topic = with_bot(server, open_topic)
        said = staff.send("hello", to=group, topic=topic)
        staff.send("an answer", to=group, topic=topic, reply_to=said)
        first, second = read(server)
        assert first.message is not None and second.message is not None
        assert first.message.reply_to_message is not None
        assert first.message.reply_to_message.message_id == topic
        assert second.message.reply_to_message is not None
        assert second.message.reply_to_message.message_id == said.id
        assert second.message.message_thread_id == topic


def test_privacy_mode_passes_commands_and_replies_only() -> None:
    async def speak(bot: Bot) -> None:
        await bot.send_message(group.id, "hi")

    with Server() as server:
        group, person = server.group(), server.user()
        assert person.send("hello", to=group).update_id is None
        assert person.send("@assistant_bot what?", to=group).update_id is None
        assert person.send("/fees", to=group).update_id is None
        assert person.send("/fees@other_bot", to=group).update_id is None
        assert person.send("/fees@assistant_bot", to=group).update_id
        with_bot(server, speak)
        assert person.send("/fees", to=group).update_id
        assert person.send("thanks", to=group, reply_to=group.last).update_id
        server.settings(mentions_pass=True)
        assert person.send("@assistant_bot what?", to=group).update_id
        group.set_bot(person, "administrator")
        assert person.send("hello", to=group).update_id
        server.settings(privacy=False)
        group.set_bot(person, "member")
        assert person.send("hello", to=group).update_id
        group.set_bot(person, "kicked")
        assert person.send("/fees@assistant_bot", to=group).update_id is None


def test_joining_leaving_and_being_thrown_out() -> None:
    async def work(bot: Bot) -> None:
        member = await bot.get_chat_member(group.id, bot.id)
        assert isinstance(member, ChatMemberAdministrator)
        assert member.can_manage_topics
        assert (await bot.get_chat(group.id)).is_forum
        group.set_bot(staff, "kicked")
        with pytest.raises(Forbidden, match=r"(?i)kicked from the supergroup"):
            await bot.send_message(group.id, "x")

    with Server() as server:
        group, staff = server.group(forum=True, bot="left"), server.user()
        group.set_bot(staff, "administrator")
        changed, joined = read(server)
        assert changed.my_chat_member is not None
        assert changed.my_chat_member.new_chat_member.status == "administrator"
        assert joined.message is not None and joined.message.new_chat_members
        with_bot(server, work)
        staff.block()
        staff.unblock()
        assert [u.my_chat_member is not None for u in read(server)] == [True, True, True]


def test_a_group_that_becomes_a_supergroup() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(old.id, "x")
        assert caught.value.new_chat_id == new.id
        await bot.send_message(new.id, "x")

    with Server() as server:
        staff, old = server.user(), server.group(supergroup=False)
        new = old.migrate(staff)
        with_bot(server, work)
        left, right = read(server)
        assert left.message is not None and left.message.migrate_to_chat_id == new.id
        assert right.message is not None and right.message.migrate_from_chat_id == old.id


def test_files_are_sent_copied_and_forwarded() -> None:
    async def work(bot: Bot) -> None:
        sent = await bot.send_document(
            user.id, b"BEGIN:VCALENDAR", filename="dates.ics", caption="<b>x</b>", parse_mode="HTML"
        )
        assert sent.document is not None
        await bot.send_document(user.id, sent.document.file_id)
        for message in (photo, receipt):
            await bot.copy_message(group.id, user.id, message.id)
        await bot.copy_messages(group.id, user.id, [m.id for m in album])
        await bot.forward_message(group.id, user.id, text.id)
        with pytest.raises(BadRequest, match=r"(?i)message to copy not found"):
            await bot.copy_message(group.id, user.id, 12345)
        with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
            await bot.send_document(user.id, "no such id")

    with Server() as server:
        user, group = server.user("Ada"), server.group()
        photo, receipt = user.send_photo("my receipt"), user.send_document("bank.pdf", content="paid")
        text, album = user.send("hello"), user.send_album(2, "both")
        with_bot(server, work)
        ics, again = user.messages()
        assert (ics.file_name, ics.content(), ics.marked()) == ("dates.ics", b"BEGIN:VCALENDAR", ["x"])
        assert again.content() == ics.content()
        kinds = [m.kind for m in group.messages()]
        assert kinds == ["photo", "document", "photo", "photo", "text"]
        assert group.messages()[1].content() == b"paid"
        assert group.last.raw["forward_origin"]["sender_user"]["first_name"] == "Ada"
        assert server.state()["downloads"] == []


def test_every_kind_of_message_is_parsed_by_the_library() -> None:
    with Server() as server:
        user = server.user("Ada", None, username="ada", last_name="L")
        for kind in ("photo", "voice", "audio", "video", "video_note", "animation", "document", "sticker"):
            user.send_file(kind)
        user.send_location()
        user.forward("as she wrote")
        user.send("", contact={"phone_number": "+39", "first_name": "B"})
        user.send_album(2)
        updates = read(server)
        assert len(updates) == 13
        assert all(u.message is not None and u.message.from_user is not None for u in updates)


def test_a_download_is_seen() -> None:
    async def work(bot: Bot) -> bytes:
        (update,) = await bot.get_updates()
        assert update.message is not None and update.message.document is not None
        file = await update.message.document.get_file()
        return bytes(await file.download_as_bytearray())

    async def run(server: Server) -> Any:
        async with Bot(server.token, base_url=server.base_url, base_file_url=f"{server.url}/file/bot") as bot:
            return await work(bot)

    with Server() as server:
        server.user().send_document(content="paid")
        assert asyncio.run(run(server)) == b"paid"
        assert len(server.state()["downloads"]) == 1
