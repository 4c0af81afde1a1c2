"""Tickets: what opens them, how staff see them, and what goes both ways."""

import pytest

from tests.botapi import Message, Server, User
from tests.telegram.conftest import Start, World


def opened(world: World, name: str, question: str = "I want to talk to a human") -> tuple[User, int, Message]:
    """An applicant with an open ticket, its topic and its announcement."""
    user = world.server.user(name)
    user.ask(question)
    thread = world.staff.wait_topic(str(user.id))
    return user, thread, world.staff.wait("Question #", thread=thread)


def test_a_handoff_opens_a_topic_that_tells_everything(world: World) -> None:
    user = world.server.user("Amina", username="amina_k", language="fr")
    user.ask("Combien coûte l'Académie ?")
    answer = user.ask("J'ai payé deux fois et personne ne répond, je veux parler à quelqu'un")
    assert "migration@itcilo.org" in answer.text
    assert "équipe" in answer.text
    thread = world.staff.wait_topic("Amina")
    shown = world.staff.wait("Question #", thread=thread).text
    for part in ("@amina_k", "J'ai payé deux fois", "French", "The assistant answered", "Combien coûte l'Académie"):
        assert part in shown


def test_an_unknown_answer_offers_the_team(world: World) -> None:
    user = world.server.user("Uma")
    answer = user.ask("What does the course on migrants' rights 2026 cost?")
    press = user.press("Ask the team", answer)
    press.wait_answer()
    assert "passed" in user.wait("team").text
    thread = world.staff.wait_topic(str(user.id))
    assert "rights 2026 cost" in world.staff.wait("Question #", thread=thread).text


def test_human_opens_a_ticket(world: World) -> None:
    user = world.server.user("Hugo")
    assert "passed your question" in user.ask("/human May I pay in two parts?").text
    thread = world.staff.wait_topic(str(user.id))
    assert "May I pay in two parts?" in world.staff.wait("Question #", thread=thread).text


def test_messages_of_any_kind_go_both_ways(world: World) -> None:
    user, thread, _ = opened(world, "Bea")
    user.skip()
    world.anna.send("Please send me the receipt", to=world.staff, topic=thread)
    assert user.wait().text == "Please send me the receipt"
    user.send_document("receipt.pdf")
    assert world.staff.wait(lambda m: m.kind == "document", thread=thread).file_name == "receipt.pdf"
    user.send_voice()
    assert world.staff.wait(lambda m: m.kind == "voice", thread=thread)
    user.send("and here is a text")
    assert world.staff.wait("and here is a text", thread=thread)
    world.anna.send_photo("thank you", to=world.staff, topic=thread)
    assert user.wait(lambda m: m.kind == "photo").text == "thank you"
    assert world.server.state()["downloads"] == []


def test_a_reply_reaches_the_applicant_and_is_acknowledged(world: World) -> None:
    user, thread, shown = opened(world, "Cleo")
    user.skip()
    sent = world.anna.send("We look at it", to=world.staff, topic=thread, reply_to=shown)
    assert user.wait().text == "We look at it"
    assert world.server.wait_until(lambda: sent.refresh().reaction, what="a receipt") == "👍"


def test_the_assistant_answers_until_staff_write_and_after_they_close(world: World) -> None:
    user, thread, _ = opened(world, "Dora")
    assert "2,720" in user.ask("How much does the Academy cost?").text
    user.skip()
    world.anna.send("I am looking at your case", to=world.staff, topic=thread)
    user.wait("your case")
    user.send("When does the Academy start?")
    assert world.staff.wait("When does the Academy start?", thread=thread)
    assert user.unread() == []
    world.anna.send("/close", to=world.staff, topic=thread)
    user.wait("closed your question")
    assert "30 June" in user.ask("When does the Academy start?").text


def test_nobody_waits_a_weekend(server: Server, start: Start) -> None:
    staff = server.group("Staff", forum=True, bot="administrator")
    running = start(staff_chat_id=staff.id)
    anna, user = staff.join(server.user("Anna")), server.user("Wim")
    user.ask("/human May I come on Monday?")
    thread = staff.wait_topic("Wim")
    anna.send("On Monday", to=staff, topic=thread)
    user.wait("On Monday")
    running.clock.forward(hours=23, minutes=59)
    user.send("When does the Academy start?")
    staff.wait("When does the Academy start?", thread=thread)
    assert user.unread() == []
    running.clock.forward(minutes=2)
    assert "30 June" in user.ask("When does the Academy start?", "30 June").text


def test_edits_are_passed_on_both_ways(world: World) -> None:
    user, thread, _ = opened(world, "Edda")
    user.skip()
    sent = world.anna.send("Mnday", to=world.staff, topic=thread)
    got = user.wait("Mnday")
    world.anna.edit(sent, "Monday")
    assert user.wait_edit(got).text == "Monday"
    wrote = user.send("Tusday")
    copy = world.staff.wait("Tusday", thread=thread)
    user.edit(wrote, "Tuesday")
    assert world.staff.wait_edit(copy).text == "Tuesday"


def test_one_topic_for_a_person(world: World) -> None:
    user, thread, _ = opened(world, "Finn")
    world.anna.send("/close", to=world.staff, topic=thread)
    world.staff.wait("is closed", thread=thread)
    user.ask("I want to talk to a human again")
    assert world.staff.wait("Question #", thread=thread)
    assert len([t for t in world.staff.topics if str(user.id) in t["name"]]) == 1


def test_a_topic_deleted_by_hand_is_made_again(world: World) -> None:
    user, thread, _ = opened(world, "Gus")
    world.staff.topic(world.anna, "delete", thread)
    user.send("are you there?")
    new = world.server.wait_until(
        lambda: [t["id"] for t in world.staff.topics if str(user.id) in t["name"] and not t["deleted"]]
    )[0]
    assert new != thread
    assert world.staff.wait("are you there?", thread=new)


def test_service_messages_in_a_topic_are_not_relayed(world: World) -> None:
    user, thread, _ = opened(world, "Hal")
    user.skip()
    world.staff.topic(world.anna, "rename", thread, "Hal – receipt")
    world.anna.send("hello Hal", to=world.staff, topic=thread)
    assert user.wait().text == "hello Hal"


def test_a_failed_delivery_is_told_to_staff(world: World) -> None:
    user, thread, _ = opened(world, "Ida")
    user.block()
    world.anna.send("are you there?", to=world.staff, topic=thread)
    assert "blocked" in world.staff.wait("Not delivered", thread=thread).text


def test_a_reply_to_a_closed_ticket_goes_nowhere_and_says_so(world: World) -> None:
    user, thread, _ = opened(world, "Jan")
    world.anna.send("/close", to=world.staff, topic=thread)
    user.wait("closed your question")
    world.anna.send("one more thing", to=world.staff, topic=thread)
    assert "not sent" in world.staff.wait("not sent", thread=thread).text
    assert user.unread() == []


@pytest.mark.parametrize("forum", [False, True])
def test_without_topics_tickets_are_messages_and_replies_go_back(server: Server, start: Start, forum: bool) -> None:
    staff = server.group("Staff", forum=forum, bot="member", manage_topics=False)
    start(staff_chat_id=staff.id)
    anna, user, other = staff.join(server.user("Anna")), server.user("Kim"), server.user("Lou")
    user.ask("/human Where is my invoice?")
    first = staff.wait("Where is my invoice?")
    other.ask("/human Where is my visa letter?")
    second = staff.wait("Where is my visa letter?")
    user.skip()
    other.skip()
    anna.send("In the mail", to=staff, reply_to=second)
    assert other.wait().text == "In the mail"
    anna.send("In your account", to=staff, reply_to=first)
    assert user.wait().text == "In your account"
    user.send("thank you, found it")
    copy = staff.wait("found it")
    assert copy.reply_to == first.id
    anna.send("good", to=staff, reply_to=copy)
    assert user.wait().text == "good"
    anna.send("/close", to=staff, reply_to=first)
    assert "closed" in staff.wait("closed").text


def test_without_a_staff_chat_tickets_wait_and_nobody_is_promised(start: Start) -> None:
    bot = start()
    user = bot.server.user("Mo")
    answer = user.ask("/human Can I get an invoice?")
    assert "migration@itcilo.org" in answer.text
    assert "come here" not in answer.text
    staff = bot.server.group("Staff", forum=True, bot="administrator")
    bot.stop()
    start(staff_chat_id=staff.id)
    thread = staff.wait_topic("Mo")
    assert "Can I get an invoice?" in staff.wait("Question #", thread=thread).text


def test_a_photo_alone_can_become_a_ticket(world: World) -> None:
    user = world.server.user("Nia")
    user.skip()
    user.send_photo()
    press = user.press("Ask the team", user.wait())
    press.wait_answer()
    thread = world.staff.wait_topic(str(user.id))
    assert world.staff.wait(lambda m: m.kind == "photo", thread=thread)
