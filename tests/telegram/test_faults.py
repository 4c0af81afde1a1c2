"""Trouble on the way: limits, refusals, broken connections, floods."""

import time
from typing import Any

import pytest

from handlers.telegram.pace import Limits
from tests.botapi import Server
from tests.telegram.conftest import Start

ASK = "How much does the Academy cost?"


def test_429_is_waited_out_and_holds_up_nobody_else(server: Server, start: Start) -> None:
    start()
    slow, quick = server.user(), server.user()
    server.fault("retry_after", method="sendMessage", chat_id=slow.id, seconds=3)
    began = time.monotonic()
    slow.send(ASK)
    server.wait_call("sendMessage", lambda call: not call["ok"])
    assert "2,720" in quick.ask(ASK).text
    assert time.monotonic() - began < 3
    assert "2,720" in slow.wait("2,720").text
    assert time.monotonic() - began >= 3
    assert len(slow.messages()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 502},
        {"kind": "reset"},
        {"kind": "garbage"},
    ],
)
def test_a_broken_answer_is_tried_again(server: Server, start: Start, fault: dict[str, Any]) -> None:
    start()
    user = server.user()
    server.fault(method="sendMessage", times=2, **fault)
    user.send(ASK)
    assert "2,720" in user.wait("2,720", timeout=15).text
    assert len(user.messages()) == 1


def test_a_server_that_is_down_is_waited_for(server: Server, start: Start) -> None:
    start()
    user = server.user()
    user.ask("hello")
    server.down()
    user.send(ASK)
    server.up()
    assert "2,720" in user.wait("2,720", timeout=20).text


def test_the_start_waits_for_a_server_that_is_down(server: Server, start: Start, tmp_path: object) -> None:
    server.fault("status", method="getMe", status=502, times=2)
    bot = start()
    assert bot.server.user().ask(ASK)


def test_formatting_telegram_does_not_take_is_sent_plain(server: Server, start: Start) -> None:
    start()
    user = server.user()
    server.fault("status", method="sendMessage", status=400, description="Bad Request: can't parse entities: oh")
    answer = user.ask(ASK)
    assert "€2,720" in answer.text
    assert "<b>" not in answer.text


def test_a_blocked_chat_is_not_written_to_again(server: Server, start: Start) -> None:
    bot = start()
    user = server.user()
    server.fault("status", method="sendMessage", chat_id=user.id, status=403,
                 description="Forbidden: bot was blocked by the user", times=1)  # fmt: skip
    user.send(ASK)
    server.wait_call("sendMessage", lambda call: not call["ok"])
    server.wait_until(lambda: bot.look(lambda tables: tables.outbox.counts("telegram")).get("failed"))
    assert "2,720" in user.ask(ASK).text


def test_telegrams_limits_are_kept(server: Server, start: Start) -> None:
    """Thirty a second in all, one a second a chat; nobody is refused."""
    server.limits("enforce")
    start(limits=Limits())
    users = [server.user(f"User {number}") for number in range(45)]
    for user in users:
        user.send(ASK)
    for user in users:
        user.wait("2,720", timeout=20)
    first = users[0]
    first.ask("When does the Academy start?", "30 June")
    first.ask("Who may attend the Academy?")
    assert server.violations == []


def test_a_group_gets_twenty_messages_a_minute(server: Server, start: Start) -> None:
    server.limits("enforce", chat=1000)
    staff = server.group("Staff", bot="administrator")
    start(limits=Limits(chat_seconds=0), staff_chat_id=staff.id)
    for number in range(24):
        server.user(f"User {number}").ask("/human please")
    server.wait_until(lambda: len(staff.messages()) == 20, what="twenty messages")
    assert server.violations == []


def test_a_flood_is_answered_in_few_messages_and_nobody_else_waits(server: Server, start: Start) -> None:
    server.limits("enforce")
    start(limits=Limits())
    flooder, other = server.user("Flo"), server.user("Pat")
    for number in range(100):
        flooder.send(f"{ASK} ({number})")
    began = time.monotonic()
    assert "2,720" in other.ask(ASK).text
    assert time.monotonic() - began < 2
    flooder.wait("2,720")
    server.wait_confirmed()
    flooder.ask("thanks", "welcome", timeout=15)
    assert len(flooder.messages()) <= 8
    assert server.violations == []


def test_questions_that_come_together_are_all_answered(server: Server, start: Start) -> None:
    start(limits=Limits())
    user = server.user()
    user.ask("hello")
    for text in (ASK, "When does the Academy start?", "Is there a certificate for the Academy?"):
        user.send(text)
    answer = user.wait("2,720")
    assert "30 June" in answer.text
    assert "ertificate" in answer.text


def test_a_long_answer_is_split_and_its_edit_fits_again(server: Server, start: Start) -> None:
    start()
    user = server.user()
    text = (
        "What is the Academy about, who may attend, what does it cost, when is it, is there a certificate,"
        " what is on the campus, how many hours a week, when do I pay, what about refunds and how do I apply?"
    )
    user.skip()
    asked = user.send(text)
    user.wait()
    server.user().ask("hello")
    assert all(len(message.text) <= 4096 for message in user.messages())
    user.edit(asked, ASK)
    server.wait_until(lambda: "2,720" in user.messages()[0].text and user.messages()[0].edit_count)
    assert len(user.messages()) == 1


def test_typing_is_shown_only_where_an_answer_takes_over_a_second(
    server: Server, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = start()
    user = server.user()
    real = bot.live.assistant.answer

    class Slow:
        knowledge = bot.live.assistant.knowledge

        def answer(self, *given: object) -> object:
            server.wait_call("sendChatAction", timeout=5)
            return real(*given)

    bot.live._assistant = Slow()
    user.send(ASK)
    assert "2,720" in user.wait("2,720").text
    assert user.actions() == ["typing"]


def test_a_message_that_cannot_be_handled_is_apologised_for_and_holds_up_nobody(server: Server, start: Start) -> None:
    bot = start()
    real = bot.live.assistant.answer

    class Failing:
        knowledge = bot.live.assistant.knowledge

        def answer(self, message: object, dialogue: object) -> object:
            if "boom" in message.text:  # type: ignore[attr-defined]
                raise ValueError("no text of anybody's message")
            return real(message, dialogue)

    bot.live._assistant = Failing()
    user = server.user()
    user.send("boom")
    assert "2,720" in server.user().ask(ASK).text
    assert "Something went wrong" in user.wait("went wrong").text
    assert "2,720" in user.ask(ASK).text
