"""Reminders and next editions, by a clock that the test sets."""

import re
import shutil
from datetime import date, datetime
from pathlib import Path

from icalendar import Calendar

from bot.assistant import Assistant
from bot.facts.knowledge import SHIPPED, load
from bot.settings import TURIN
from tests.botapi import Server, User
from tests.telegram.conftest import Start
from tests.telegram.harness import MovedClock, Running

BEFORE = datetime(2025, 5, 20, 8, 59, 58, tzinfo=TURIN)


def subscribed(bot: Running, language: str = "en") -> User:
    """Someone who asked to be reminded of the Academy's deadline."""
    user = bot.server.user("Rita", language=language)
    question = {"en": "Until when can I apply for the Academy?", "fr": "Date limite de l'Académie ?"}[language]
    answer = user.ask(question)
    assert "20 ma" in user.press("🔔", answer).wait_answer()["text"].lower()
    user.wait_edit(answer)
    return user


def test_a_reminder_comes_three_days_before_at_nine_in_turin_once(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot, "fr")
    user.skip()
    bot.clock.set(datetime(2025, 5, 20, 8, 58, tzinfo=TURIN))
    user.ask("merci")
    bot.clock.set(BEFORE)
    told = user.wait("Rappel")
    assert bot.clock() >= datetime(2025, 5, 20, 9, tzinfo=TURIN)
    assert "23 mai 2025" in told.text
    assert "3 jours" in told.text
    assert [button.url for button in told.buttons] == ["https://oarf2.itcilo.org/STF/A9718056/en"]
    bot.restart()
    bot.clock.forward(days=1)
    user.ask("merci")
    assert len([text for text in user.texts if "Rappel" in text]) == 1


def test_a_reminder_missed_while_down_is_sent_late(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    bot.stop()
    bot.clock.set(datetime(2025, 5, 22, 18, tzinfo=TURIN))
    bot.start()
    assert "tomorrow" in user.wait("Reminder").text


def test_a_reminder_is_not_sent_after_the_deadline(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    bot.stop()
    bot.clock.set(datetime(2025, 5, 24, 0, 1, tzinfo=TURIN))
    bot.start()
    user.ask("hello")
    assert not [text for text in user.texts if "Reminder:" in text]
    assert "no reminders" in user.ask("/reminders").text


def test_reminders_are_listed_and_cancelled(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    bot.restart()
    listed = user.ask("/reminders")
    assert "Academy 2025" in listed.text
    user.press("Cancel", listed).wait_answer()
    assert "no reminders" in user.wait_edit(listed).text
    bot.clock.set(datetime(2025, 5, 20, 9, 1, tzinfo=TURIN))
    user.ask("hello")
    assert not [text for text in user.texts if "Reminder:" in text]


def test_the_button_can_take_its_wish_back(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    message, _ = user.find_button("🔕")
    user.press("🔕", message).wait_answer()
    assert user.wait_edit(message).button("🔔")
    assert "no reminders" in user.ask("/reminders").text


def test_someone_who_blocked_the_bot_is_reminded_of_nothing(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    user.block()
    bot.server.wait_confirmed()
    bot.server.user().ask("hello")
    assert bot.look(lambda tables: tables.subscriptions.of("telegram", str(user.id))) == []


def test_a_block_that_only_shows_when_sending_ends_the_subscription(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = subscribed(bot)
    bot.server.fault("status", method="sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    user.send("hello")
    bot.server.wait_until(
        lambda: not bot.look(lambda tables: tables.subscriptions.of("telegram", str(user.id))), what="the end"
    )


def test_word_of_a_next_edition_comes_once(server: Server, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    bot = start(clock=MovedClock(datetime(2025, 9, 1, 12, tzinfo=TURIN)), knowledge=folder)
    user = server.user("Vera", language="es")
    user.ask("¿Cuándo es la Academia?")
    assert user.press("🔔").wait_answer()["text"]
    assert "próxima edición" in user.ask("/reminders").text
    _add_edition(folder)
    bot.reload()
    told = user.wait("nueva edición")
    assert "2026" in told.text
    bot.restart()
    user.ask("gracias")
    assert len([text for text in user.texts if "nueva edición" in text]) == 1


def test_an_edition_added_while_down_is_told_at_the_start(server: Server, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    bot = start(clock=MovedClock(datetime(2025, 9, 1, 12, tzinfo=TURIN)), knowledge=folder)
    user = server.user("Vera")
    user.ask("When is the Academy?")
    user.press("🔔").wait_answer()
    bot.stop()
    _add_edition(folder)
    knowledge = load(folder).knowledge
    assert knowledge is not None
    bot.assistant = Assistant(knowledge, bot.assistant.readers)
    bot.start()
    assert "2026" in user.wait("new edition").text


def _add_edition(folder: Path) -> None:
    course = (folder / "courses" / "academy-2025.yaml").read_text()
    for year in ("2026", "2025"):
        following = str(int(year) + 1)
        course = re.sub(rf"\b{year}(-\d\d-\d\d)", rf"{following}\1", course)
        course = course.replace(f"LMA) {year}", f"LMA) {following}").replace(f"academy-{year}", f"academy-{following}")
    course = course.replace("Academy 2025", "Academy 2026").replace("Académie 2025", "Académie 2026")
    course = course.replace("Academia 2025", "Academia 2026").replace("A9718056", "A9999999")
    (folder / "courses" / "academy-2026.yaml").write_text(course)


def test_the_calendar_has_the_phases_and_the_deadline(start: Start) -> None:
    bot = start(clock=MovedClock())
    user = bot.server.user()
    user.ask("When is the Academy?")
    press = user.press("calendar")
    press.wait_answer()
    document = user.wait(lambda message: message.kind == "document")
    assert document.file_name == "academy-2025.ics"
    events = Calendar.from_ical(document.content()).walk("VEVENT")
    starts = sorted(event.decoded("dtstart") for event in events)
    assert starts == [date(2025, 5, 23), date(2025, 6, 30), date(2025, 7, 21), date(2025, 7, 26)]
    assert len({str(event["uid"]) for event in events}) == 4


def test_a_deadline_less_than_three_days_away_is_not_reminded_of(start: Start) -> None:
    bot = start(clock=MovedClock(datetime(2025, 5, 22, 12, tzinfo=TURIN)))
    user = bot.server.user()
    assert not user.ask("Until when can I apply for the Academy?").button("🔔")
