"""The staff chat's commands, which work there alone, and the groups around it."""

import logging
import shutil
from pathlib import Path

import pytest

from bot.facts.knowledge import SHIPPED
from tests.botapi import Server
from tests.telegram.conftest import Start, World

COMMANDS = ("tickets", "stats", "reload", "pause", "resume", "close", "draft", "why")


def test_tickets_are_listed_with_their_age(server: Server, start: Start) -> None:
    staff = server.group("Staff")
    bot = start(staff_chat_id=staff.id)
    anna = staff.join(server.user("Anna"))
    server.user("Bo").ask("/human Where is my invoice?")
    staff.wait("Where is my invoice?")
    bot.clock.forward(hours=3)
    anna.send("/tickets", to=staff)
    listed = staff.wait("open question").text
    assert "3 hours" in listed
    assert "Where is my invoice?" in listed


def test_why_shows_what_the_answer_to_a_question_rests_on(world: World) -> None:
    user = world.server.user("Ada")
    user.ask("How much is the Academy, and can I speak to a person?")
    thread = world.staff.wait_topic("Ada")
    world.staff.wait("Question #", thread=thread)
    world.anna.send("/why", to=world.staff, topic=thread)
    told = world.staff.wait("asked again", thread=thread).text
    for piece in ("Outcome then: handoff; now: handoff", "2,720", "academy-2025 fee.total: 2720 EUR", ".yaml:"):
        assert piece in told, piece
    world.anna.send("/why 99", to=world.staff)
    assert "Which one?" in world.staff.wait("Which one?").text


def test_stats_tell_the_week_in_one_message(world: World) -> None:
    user = world.server.user()
    user.ask("How much does the Academy cost?")
    user.ask("What does the course on migrants' rights 2026 cost?")
    world.anna.send("/stats", to=world.staff)
    told = world.staff.wait("seven days").text
    assert "Fee" in told
    assert "migrants' rights 2026 cost" in told
    assert "%" in told


def test_pause_turns_questions_into_tickets_until_resume(world: World) -> None:
    world.anna.send("/pause", to=world.staff)
    world.staff.wait("paused")
    user = world.server.user("Pia")
    assert "paused" in user.ask("How much does the Academy cost?").text
    thread = world.staff.wait_topic("Pia")
    assert "How much does the Academy cost?" in world.staff.wait("Question #", thread=thread).text
    world.anna.send("/resume", to=world.staff)
    world.staff.wait("go on")
    assert "2,720" in world.server.user().ask("How much does the Academy cost?").text


@pytest.mark.parametrize("name", COMMANDS)
def test_nobody_else_can_learn_of_a_staff_command(world: World, name: str) -> None:
    user = world.server.user()
    assert user.ask(f"/{name}").text == user.ask("/nonsense").text
    other = world.server.group("Elsewhere", bot="administrator")
    bot = next(c["result"]["username"] for c in world.server.calls("getMe"))
    user.send(f"/{name}@{bot}", to=other)
    first = other.wait().text
    user.send(f"/nonsense@{bot}", to=other)
    assert other.wait().text == first
    assert not world.bot.look(lambda tables: tables.state.paused)


def test_reload_tells_what_is_wrong_and_what_is_live(server: Server, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    # an administrator, or privacy mode would hide bare commands
    staff = server.group("Staff", bot="administrator")
    start(staff_chat_id=staff.id, knowledge=folder)
    anna = staff.join(server.user("Anna"))
    anna.send("/reload", to=staff)
    staff.wait("checked", timeout=30)
    course = folder / "courses" / "academy-2025.yaml"
    course.write_text(course.read_text().replace("value: 2720 EUR", "value: 2.720 EUR", 1))
    anna.send("/reload", to=staff)
    told = staff.wait("courses/academy-2025.yaml:", timeout=30).text
    assert "error" in told
    course.write_text(course.read_text().replace("value: 2.720 EUR", "value: 2990 EUR", 1))
    anna.send("/reload", to=staff)
    staff.wait("is live", timeout=30)
    assert "2,990" in server.user().ask("How much does the Academy cost?", timeout=30).text


def test_a_group_it_is_added_to_is_logged_while_there_is_no_staff_chat(
    server: Server, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    start()
    caplog.set_level(logging.INFO)
    anna = server.user("Anna")
    group = server.group("New staff", bot="left")
    group.set_bot(anna, "member")
    server.wait_confirmed()
    server.user().ask("hello")
    assert str(group.id) in caplog.text


def test_a_staff_group_that_becomes_a_supergroup_is_followed(server: Server, start: Start) -> None:
    staff = server.group("Staff", supergroup=False)
    bot = start(staff_chat_id=staff.id)
    anna = staff.join(server.user("Anna"))
    new = staff.migrate(anna)
    user = server.user("Quin")
    user.ask("/human Where is my invoice?")
    shown = new.wait("Where is my invoice?")
    bot.restart()
    user.skip()
    anna.send("In your account", to=new, reply_to=shown)
    assert user.wait().text == "In your account"


def test_a_move_that_telegram_only_tells_by_refusing_is_followed(server: Server, start: Start) -> None:
    staff = server.group("Staff", supergroup=False, bot="left")
    anna = staff.join(server.user("Anna"))
    new = staff.migrate(anna)
    server.call("bot_status", chat_id=new.id, user_id=anna.id, status="member")
    start(staff_chat_id=staff.id)
    server.user("Rosa").ask("/human Where is my invoice?")
    assert new.wait("Where is my invoice?")


def test_staffs_talk_among_themselves_is_left_alone(world: World) -> None:
    before = len(world.staff.messages())
    world.anna.send("shall we have lunch?", to=world.staff)
    world.anna.send("/tickets@some_other_bot", to=world.staff)
    world.server.wait_confirmed()
    world.server.user().ask("hello")
    assert len(world.staff.messages()) == before


def test_help_in_the_staff_chat_is_for_staff(world: World) -> None:
    world.anna.send("/help", to=world.staff)
    assert "/tickets" in world.staff.wait("For staff").text
    assert "/tickets" not in world.server.user().ask("/help").text


def test_buttons_wait_for_resume_too(world: World) -> None:
    user = world.server.user("Zoe")
    asked = user.ask("When is it?")
    world.anna.send("/pause", to=world.staff)
    world.staff.wait("paused")
    user.press("Academy 2025", asked).wait_answer()
    assert "paused" in user.wait("paused").text
    world.anna.send("/resume", to=world.staff)
    world.staff.wait("go on")


def test_draft_proposes_an_answer_for_the_faq(server: Server, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    staff = server.group("Staff", forum=True, bot="administrator")
    start(staff_chat_id=staff.id, knowledge=folder)
    anna = staff.join(server.user("Anna"))
    campus = folder / "campus.yaml"
    campus.write_text(campus.read_text() + "# read again\n")
    anna.send("/reload", to=staff)
    staff.wait("is live", timeout=30)
    user = server.user("Bo")
    user.ask("/human May I bring my dog to the campus?")
    thread = staff.wait_topic("Bo")
    anna.send("/draft", to=staff)
    staff.wait("Which one?")
    anna.send("/draft", to=staff, topic=thread)
    staff.wait("No answer of the team", thread=thread)
    answer = anna.send("Dogs cannot stay on the campus, Bo.", to=staff, topic=thread)
    user.wait("Dogs")
    anna.send("thank you for writing", to=staff, topic=thread)
    user.wait("thank you")
    anna.send("/draft dogs", to=staff, topic=thread, reply_to=answer)
    told = staff.wait("Proposed as", thread=thread).text
    assert "faq/proposed/dogs.yaml" in told
    text = (folder / "faq" / "proposed" / "dogs.yaml").read_text()
    assert "Dogs cannot stay on the campus" in text and "staff: Anna," in text and "Bo" not in text
    anna.send("/draft dogs", to=staff, topic=thread)
    staff.wait("is there already", thread=thread)
