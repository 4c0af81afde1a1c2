"""Groups: silent unless spoken to, and then a reply to whoever asked."""

from collections.abc import Iterator

import pytest

from tests.botapi import Group, User
from tests.telegram.conftest import World


@pytest.fixture
def group(world: World) -> Group:
    return world.server.group("Course fair", bot="administrator")


@pytest.fixture
def user(world: World, group: Group) -> Iterator[User]:
    yield group.join(world.server.user("Sam"))


def name(world: World) -> str:
    """The bot's name."""
    return str(next(c["result"]["username"] for c in world.server.calls("getMe")))


def test_silent_unless_spoken_to(world: World, group: Group, user: User) -> None:
    user.send("How much does the Academy cost?", to=group)
    user.send("/fees@another_bot", to=group)
    user.send_photo("the Academy", to=group)
    user.send(f"@{name(world)} When does the Academy start?", to=group)
    assert "30 June" in group.wait().text
    assert len(group.messages()) == 1


def test_a_mention_is_answered_as_a_reply(world: World, group: Group, user: User) -> None:
    asked = user.send(f"hi @{name(world)}, how much does the Academy cost?", to=group)
    answer = group.wait()
    assert "2,720" in answer.text
    assert answer.reply_to == asked.id


def test_a_command_and_a_reply_are_answered(world: World, group: Group, user: User) -> None:
    user.send(f"/fees@{name(world)} academy", to=group)
    answer = group.wait("2,720")
    user.send("And when does the Academy start?", to=group, reply_to=answer)
    assert group.wait("30 June")


def test_each_person_in_a_group_has_a_conversation_of_their_own(world: World, group: Group, user: User) -> None:
    other = group.join(world.server.user("Tia"))
    user.send(f"@{name(world)} How much does the Academy cost?", to=group)
    group.wait("2,720")
    other.send(f"@{name(world)} When is it?", to=group)
    assert "Social Protection" in group.wait().text


def test_a_button_in_a_group_edits_its_message(world: World, group: Group, user: User) -> None:
    user.send(f"@{name(world)} When is it?", to=group)
    asked = group.wait()
    user.press("Academy 2025", asked).wait_answer()
    assert "30 June" in group.wait_edit(asked).text


def test_in_privacy_mode_commands_and_replies_do(world: World) -> None:
    """Privacy mode hides plain mentions, whatever BotFather says; nothing may depend on them."""
    group = world.server.group("Private mode", bot="member")
    user = group.join(world.server.user("Uli"))
    user.send(f"@{name(world)} How much does the Academy cost?", to=group)
    user.send(f"/fees@{name(world)} academy", to=group)
    answer = group.wait("2,720")
    assert len(group.messages()) == 1
    user.send("When does the Academy start?", to=group, reply_to=answer)
    assert group.wait("30 June")


def test_a_message_in_a_topic_is_no_reply_to_the_bot(world: World) -> None:
    """Every message in a topic seems a reply to the topic's first one, here the bot's own service message."""
    group = world.server.group("Forum", forum=True, bot="administrator")
    user = group.join(world.server.user("Val"))
    topic = group.topic(user, "create", name="Questions")
    user.send("How much does the Academy cost?", to=group, topic=topic)
    user.send(f"@{name(world)} When does the Academy start?", to=group, topic=topic)
    answer = group.wait("30 June")
    assert answer.thread == topic
    assert len(group.messages()) == 1


def test_an_edited_mention_edits_the_answer(world: World, group: Group, user: User) -> None:
    asked = user.send(f"@{name(world)} How much does the Academy cost?", to=group)
    answer = group.wait("2,720")
    user.edit(asked, f"@{name(world)} When does the Academy start?")
    assert "30 June" in group.wait_edit(answer).text
