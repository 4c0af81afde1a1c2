from datetime import date, timedelta

from bot.messages import Dialogue, Outcome, Part, Reply
from bot.store import Tables

from .conftest import START, SetClock


def said(outcome: Outcome = "answered", *topics: str, courses: tuple[str, ...] = ()) -> Reply:
    parts = tuple(Part(topic, courses, outcome, "", ()) for topic in topics)
    return Reply(outcome, "en", parts, topics, courses, confidence=0.9)


def test_the_numbers_of_a_week(tables: Tables, clock: SetClock) -> None:
    record = tables.questions.record
    record("telegram", "1", "en", "answered", reply=said("answered", "fees"), text="old")
    clock.forward(days=10)
    since = clock()
    liked = record(
        "telegram", "1", "en", "answered", reply=said("answered", "fees", "dates"), text="What does it cost?"
    )
    disliked = record("email", "2", "fr", "answered", reply=said("answered", "fees"))
    record("telegram", "1", "en", "unknown", reply=said("unknown", "campus"), text="Is there a pool?")
    record("telegram", "3", "en", "unknown", text="is there  a POOL")
    record("telegram", "1", "en", "smalltalk")
    assert tables.questions.helpful(liked, False)
    assert tables.questions.helpful(liked, True)
    assert tables.questions.helpful(disliked, False)
    assert not tables.questions.helpful(999, True)
    week = tables.questions.summary(since)
    assert (week.questions, week.answered, week.share) == (4, 2, 0.5)
    assert week.topics[0] == ("fees", 2)
    assert week.unanswered == (("Is there a pool?", 2),)
    assert week.channels == {"telegram": 3, "email": 1}
    assert week.languages == {"en": 3, "fr": 1}
    assert (week.helpful, week.unhelpful) == (1, 1)


def test_nothing_asked(tables: Tables) -> None:
    assert tables.questions.summary(START).share == 0


def test_a_question_is_kept_with_what_it_takes_to_ask_it_again(tables: Tables) -> None:
    before = Dialogue(language="fr", courses=("academy-2025",), day="2025-06-12")
    reply = said("unknown", "funding", courses=("academy-2025",))
    id = tables.questions.record(
        "email", "a@x.org", "fr", "unknown", text="y" * 9999, reply=reply, before=before, today=date(2025, 5, 2)
    )
    ticket = tables.tickets.open("email", "c", "a@x.org", "A", "y", asked=id)
    kept = tables.questions.get(id)
    assert kept is not None and kept.text == "y" * 1000
    assert (kept.dialogue, kept.today, kept.confidence) == (before, date(2025, 5, 2), 0.9)
    assert (kept.gaps, kept.ticket) == ((("funding", "academy-2025"),), ticket.id)
    assert tables.questions.since(START) == [kept]
    assert tables.questions.get(id + 1) is None


def test_answers_are_counted_by_what_is_asked_for(tables: Tables, clock: SetClock) -> None:
    answers = tables.answers
    answers.record("email", "a@x.org", "reply", thread="t1", content="the fee?")
    clock.forward(days=2)
    answers.record("email", "a@x.org", "acknowledge", thread="t2")
    answers.record("email", "b@x.org", "reply")
    day, week = timedelta(days=1), timedelta(days=7)
    assert answers.count("email", week) == 3
    assert answers.count("email", week, person="a@x.org") == 2
    assert answers.count("email", day, person="a@x.org") == 1
    assert answers.count("email", week, person="a@x.org", kind="acknowledge") == 1
    assert answers.count("email", week, thread="t1") == 1
    assert answers.count("email", week, content="the fee?") == 1
    assert answers.count("telegram", week) == 0


def test_single_values_outlive_nothing_and_everything(tables: Tables) -> None:
    state = tables.state
    assert not state.paused
    state.pause(True)
    assert state.paused
    state.set("mail:cursor", {"uidvalidity": 5, "uid": 77})
    assert state.get("mail:cursor") == {"uidvalidity": 5, "uid": 77}
    state.delete("mail:cursor")
    assert state.get("mail:cursor", "none") == "none"


def test_a_staff_group_is_followed_to_its_new_id(tables: Tables) -> None:
    assert tables.state.staff_chat(None) is None
    assert tables.state.staff_chat(-5) == -5
    tables.state.move_staff_chat(-5, -1005)
    tables.state.move_staff_chat(-1005, -10055)
    assert tables.state.staff_chat(-5) == -10055
    tables.state.move_staff_chat(-10055, -5)
    assert tables.state.staff_chat(-5) in (-5, -1005, -10055)


def test_what_belongs_to_the_person_is_masked_before_it_is_written(tables: Tables) -> None:
    text = "Rosa Turin, rosa@example.org, +39 011 693 6111: is it 2720 EUR on 30/06/2025?"
    number = tables.questions.record("telegram", "7", "en", "answered", text=text, names=["Rosa Turin (@rosa_t)"])
    recorded = tables.questions.get(number)
    assert recorded is not None
    assert recorded.text == "[name], [e-mail], [phone]: is it 2720 EUR on 30/06/2025?"


def test_a_number_at_the_end_of_a_long_question_is_masked_whole(tables: Tables) -> None:
    number = tables.questions.record("telegram", "7", "en", "answered", text="x" * 995 + " +39 011 693 6111")
    recorded = tables.questions.get(number)
    assert recorded is not None and recorded.text is not None and "3" not in recorded.text
