"""What is kept, what is told about it, and that it is gone when asked for."""

import sqlite3

import pytest

from bot.messages import LANGUAGES
from tests.botapi import Server
from tests.telegram.conftest import Start, World

SECRET = "Zanzibarquestion"


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_is_told_in_plain_words(world: World, language: str) -> None:
    text = world.server.user(language=language).ask("/privacy").text
    assert "30" in text
    assert "/forget" in text


def test_privacy_tells_the_periods_that_are_set(server: Server, start: Start) -> None:
    start(keep_conversations_days=14, keep_questions_days=21, keep_tickets_days=90)
    text = server.user(language="fr").ask("/privacy").text.replace("\u00a0", " ")
    assert all(period in text for period in ("14 jours", "21 jours", "90 jours"))


def test_forget_deletes_everything_and_proves_it(server: Server, start: Start) -> None:
    staff = server.group("Staff", forum=True, bot="administrator")
    bot = start(staff_chat_id=staff.id)
    user, other = server.user("Forgetme"), server.user("Keepme")
    other.ask("/human keep this")
    user.ask("Until when can I apply for the Academy?")
    user.press("🔔").wait_answer()
    user.ask(f"/human {SECRET}")
    thread = staff.wait_topic("Forgetme")
    staff.wait(SECRET, thread=thread)
    proof = user.ask("/forget", "deleted").text
    assert "0 entries left" in proof
    assert "1 reminder" in proof
    server.wait_until(lambda: next(t for t in staff.topics if t["id"] == thread)["deleted"], what="the topic's end")
    person = str(user.id)
    for table in ("inbox", "outbox", "conversations", "questions", "answers", "tickets", "subscriptions"):
        count = f"SELECT count(*) FROM {table} WHERE person = ?"
        assert bot.look(lambda tables, sql=count: tables.state.value(sql, person)) == 0, table
    assert bot.look(lambda tables: tables.tickets.open_for("telegram", str(other.id))) is not None
    bot.stop()
    for path in bot.folder.glob("assistant.db*"):
        assert SECRET.encode() not in path.read_bytes()
        assert b"Forgetme" not in path.read_bytes()


def test_forget_takes_the_messages_of_a_group_without_topics_back(server: Server, start: Start) -> None:
    staff = server.group("Staff", bot="administrator")
    start(staff_chat_id=staff.id)
    user = server.user("Forgetme")
    user.ask("/human please")
    shown = staff.wait("Forgetme")
    user.ask("/forget", "deleted")
    staff.wait_deleted(shown)


def test_a_question_is_recorded_without_name_and_numbers(server: Server, start: Start) -> None:
    bot = start()
    user = server.user("Oluwaseun")
    user.ask("Oluwaseun here, +234 803 123 4567: how much is the Academy A9718056?")
    (text,) = bot.look(lambda tables: [row["text"] for row in tables.questions.rows("SELECT text FROM questions")])
    assert text == "[name] here, [phone]: how much is the Academy A9718056?"


def test_someone_unknown_is_told_that_nothing_is_kept(world: World) -> None:
    assert "0 entries" in world.server.user().ask("/forget").text


def test_after_forget_a_new_conversation_begins(world: World) -> None:
    user = world.server.user()
    user.ask("How much does the Academy cost?")
    user.ask("/forget", "0 entries")
    assert "Social Protection" in user.ask("When is it?").text


def test_the_daily_purge_leaves_nothing_of_a_month_ago(server: Server, start: Start) -> None:
    bot = start()
    user = server.user()
    user.ask(SECRET)
    user.ask("/help")
    server.wait_until(lambda: bot.look(lambda tables: tables.outbox.counts("telegram")) == {"sent": 2})
    bot.clock.forward(days=31)
    bot.look(lambda tables: tables.retention.purge())
    bot.stop()
    with sqlite3.connect(bot.settings.database) as database:
        for table in ("conversations", "outbox"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert database.execute("SELECT person, payload FROM inbox").fetchall() == [(None, None)] * 2
