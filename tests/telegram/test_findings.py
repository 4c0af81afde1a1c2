"""The six findings about the library and the Bot API that shaped the channel, each kept settled."""

import threading

import pytest

from handlers.telegram.sending import AT_ONCE
from tests.botapi import Server
from tests.telegram.conftest import Start, World

ASK = "How much does the Academy cost?"


def test_updates_are_journalled_before_they_are_confirmed(server: Server, start: Start) -> None:
    """First finding: the library confirms a batch before it is handled, and a crash loses it."""
    bot = start()
    first, second = server.user("First"), server.user("Second")
    holding = threading.Event()
    # the store is busy: nothing can be written down, so nothing may be confirmed
    held = bot.store.later(lambda tables: holding.wait(10))
    first.send(ASK)
    second.send(ASK)
    server.wait_until(lambda: server.state()["pending"] == 2, what="two updates")
    polls = server.state()["polls"]
    assert server.state()["confirmed"] == 0 or polls == server.state()["polls"]
    assert server.state()["pending"] == 2
    holding.set()
    held.result(10)
    server.wait_confirmed()
    assert first.wait("2,720")
    assert second.wait("2,720")


@pytest.mark.parametrize("kind", ["poll", "message", "unknown"])
def test_an_update_that_cannot_be_parsed_stops_nothing(server: Server, start: Start, kind: str) -> None:
    """Second finding: one such update made the library ask for the same batch for ever."""
    bot = start()
    user = server.user()
    server.broken(kind)
    user.send(ASK)
    server.broken(kind)
    assert user.wait("2,720")
    server.wait_confirmed()
    assert bot.waiting() == 0
    assert server.state()["polls"] < 20


def test_about_eight_chats_are_handled_at_once(server: Server, start: Start) -> None:
    """Third finding: 256 at once are slower than eight; the answers of one chat keep their order."""
    assert AT_ONCE == 8
    start()
    users = [server.user(f"User {number}") for number in range(20)]
    texts = (ASK, "When does the Academy start?", "Is there a certificate for the Academy?")
    for text in texts:
        for user in users:
            user.send(text)
    for user in users:
        joined = user.wait("ertificate").text
        whole = "\n".join(user.texts)
        assert whole.index("2,720") < whole.index("30 June") < whole.index("ertificate")
        assert joined


def test_one_429_halts_one_chat(server: Server, start: Start) -> None:
    """Fourth finding: the library's limiter lets one 429 halt all chats."""
    start()
    halted, others = server.user("Halted"), [server.user(f"User {number}") for number in range(5)]
    server.fault("retry_after", method="sendMessage", chat_id=halted.id, seconds=5)
    halted.send(ASK)
    server.wait_call("sendMessage", lambda call: not call["ok"])
    for user in others:
        assert "2,720" in user.ask(ASK, timeout=3).text
    assert halted.messages() == []


def test_the_relay_needs_no_mentions(server: Server, start: Start) -> None:
    """Fifth finding: privacy mode hides mentions; the relay works by replies, which always arrive."""
    staff = server.group("Staff", bot="member")
    start(staff_chat_id=staff.id)
    anna, user = staff.join(server.user("Anna")), server.user("Kim")
    user.ask("/human Where is my invoice?")
    shown = staff.wait("invoice")
    user.skip()
    unseen = anna.send("a plain message, which the bot never gets", to=staff)
    assert unseen.update_id is None
    anna.send("In your account", to=staff, reply_to=shown)
    assert user.wait().text == "In your account"


def test_a_message_in_a_topic_goes_to_its_applicant_alone(world: World) -> None:
    """Sixth finding: there every message seems a reply to the topic's root, whoever made the topic."""
    user, other = world.server.user("Xia"), world.server.user("Yan")
    user.ask("/human one")
    other.ask("/human two")
    thread = world.staff.wait_topic("Xia")
    elsewhere = world.staff.topic(world.anna, "create", name="Our own talk")
    user.skip()
    other.skip()
    world.anna.send("just among us", to=world.staff, topic=elsewhere)
    world.anna.send("for Xia", to=world.staff, topic=thread)
    assert user.wait().text == "for Xia"
    assert other.unread() == []
