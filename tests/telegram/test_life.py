"""The life of the process: crash and restart, an orderly end, a wrong token, secrets, webhooks."""

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from handlers.telegram.webhook import secret_of
from tests.botapi import Server, User
from tests.telegram.conftest import Start
from tests.telegram.harness import Process

ASK = "Will I get a letter for my visa?"
SAYS = "after admission"
FEE = "How much does the Academy cost?"


@pytest.fixture
def user(server: Server) -> User:
    return server.user()


def answers(user: User) -> int:
    """How many answers arrived."""
    return len([text for text in user.texts if SAYS in text])


def test_kill_before_the_answer_is_sent(server: Server, user: User, tmp_path: Path, small_knowledge: Path) -> None:
    """Journalled and confirmed, not answered: exactly one answer after the restart."""
    with Process(server, tmp_path, small_knowledge) as bot:
        server.fault("hang", method="sendMessage", times=1)
        user.send(ASK)
        server.wait_confirmed()
        server.wait_until(lambda: not server.state()["faults"], what="the request")
        bot.kill()
        server.clear_faults()
        assert answers(user) == 0
        bot.start()
        assert SAYS in user.wait(SAYS).text
        server.wait_idle()
        assert answers(user) == 1


def test_kill_before_the_updates_are_confirmed(
    server: Server, user: User, tmp_path: Path, small_knowledge: Path
) -> None:
    """Journalled, perhaps answered, not confirmed: Telegram sends it again, and it is recognised."""
    with Process(server, tmp_path, small_knowledge) as bot:
        user.ask(ASK)
        # order is kept, so with the second answer the first is settled
        user.ask("/help")
        bot.kill()
        server.again(2)
        bot.start()
        server.wait_confirmed()
        server.wait_idle()
        assert answers(user) == 1


def test_kill_while_updates_wait(server: Server, tmp_path: Path, small_knowledge: Path) -> None:
    """Many people at once, killed at a moment of its own choosing, twice: one answer each."""
    users = [server.user(f"User {number}") for number in range(12)]
    with Process(server, tmp_path, small_knowledge) as bot:
        server.fault("hang", method="sendMessage", times=0, skip=4)
        for user in users:
            user.send(ASK)
        server.wait_confirmed()
        server.wait_until(lambda: sum(map(answers, users)) >= 4, what="four answers")
        bot.kill()
        server.clear_faults()
        bot.start()
        for user in users:
            user.wait(SAYS, timeout=20)
        server.wait_idle()
        # what was under way in the moment of the kill may come a second time, identical: four at most
        counts = [answers(user) for user in users]
        assert min(counts) == 1
        assert sum(counts) <= len(users) + 4


def test_a_down_time_loses_nothing(server: Server, user: User, tmp_path: Path, small_knowledge: Path) -> None:
    with Process(server, tmp_path, small_knowledge) as bot:
        assert bot.terminate() == 0
        user.send(ASK)
        bot.start()
        assert SAYS in user.wait(SAYS).text


def test_sigterm_finishes_what_is_under_way(server: Server, user: User, tmp_path: Path, small_knowledge: Path) -> None:
    with Process(server, tmp_path, small_knowledge) as bot:
        server.fault("slow", method="sendMessage", seconds=1.0)
        user.send(ASK)
        server.wait_confirmed()
        assert bot.terminate() == 0
        assert answers(user) == 1
        bot.start()
        server.wait_idle()
        assert answers(user) == 1


def test_sigterm_while_telegram_is_gone(server: Server, user: User, tmp_path: Path, small_knowledge: Path) -> None:
    with Process(server, tmp_path, small_knowledge) as bot:
        server.fault("hang", method="sendMessage", times=0)
        user.send(ASK)
        server.wait_confirmed()
        assert bot.terminate() == 0
        server.clear_faults()
        bot.start()
        assert SAYS in user.wait(SAYS).text


def test_a_wrong_token_ends_the_start(server: Server, tmp_path: Path, small_knowledge: Path) -> None:
    wrong = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    bot = Process(server, tmp_path, small_knowledge, ASSISTANT_TELEGRAM_TOKEN=wrong)
    bot.start(wait=False)
    assert bot.process.wait(60) == 2
    (line,) = [line for line in bot.log.read_text().splitlines() if line.startswith("ASSISTANT_")]
    assert line.startswith("ASSISTANT_TELEGRAM_TOKEN:")
    assert wrong not in bot.log.read_text()


def test_the_token_stands_in_no_log(server: Server, user: User, tmp_path: Path, small_knowledge: Path) -> None:
    with Process(server, tmp_path, small_knowledge) as bot:
        server.fault("reset", method="sendMessage", times=2)
        server.fault("status", method="getUpdates", status=500)
        server.fault("garbage", method="getUpdates")
        user.ask(ASK, timeout=20)
        server.down()
        server.up()
        user.ask(ASK, timeout=40)
        bot.terminate()
        log = bot.log.read_text()
        assert log
        assert server.token not in log
        assert server.token.partition(":")[2] not in log
        assert "visa" not in log


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_webhook(server: Server, start: Start) -> None:
    port = free_port()
    bot = start(telegram_webhook_url=f"http://127.0.0.1:{port}/telegram")
    user = server.user()
    assert "2,720" in user.ask(FEE).text
    server.broken("poll")
    user.skip()
    server.again(1)
    assert "30 June" in user.ask("When does the Academy start?").text
    assert all(attempt["status"] == 200 for attempt in server.webhook_attempts)
    assert len([text for text in user.texts if "2,720" in text]) == 1
    assert bot.waiting() == 0


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_webhook_without_the_secret_is_refused(server: Server, start: Start, secret: str) -> None:
    port = free_port()
    bot = start(telegram_webhook_url=f"http://127.0.0.1:{port}/telegram")
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    body = json.dumps({"update_id": 1, "message": {}}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/telegram", body, headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code == 403
    assert bot.waiting() == 0
    assert secret_of(server.token) != secret_of(server.token + "x")


def test_a_webhook_answers_only_what_is_on_the_disk(server: Server, start: Start) -> None:
    port = free_port()
    bot = start(telegram_webhook_url=f"http://127.0.0.1:{port}/telegram")
    user = server.user()
    user.ask(FEE)
    with sqlite3.connect(bot.settings.database) as database:
        (count,) = database.execute("SELECT count(*) FROM inbox").fetchone()
    assert count == 1


def test_a_repeated_update_is_answered_once(server: Server, start: Start) -> None:
    bot = start()
    user = server.user()
    user.ask(FEE)
    server.again(1)
    server.wait_confirmed()
    bot.restart()
    server.again(1)
    user.ask("thanks")
    assert len([text for text in user.texts if "2,720" in text]) == 1
