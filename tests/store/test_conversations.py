from bot.messages import Dialogue
from bot.store import Tables
from bot.store.conversations import LAST

from .conftest import SetClock

DIALOGUE = Dialogue(
    language="fr",
    courses=("academy-2025",),
    topics=("fees#total",),
    choices=("Academy", "E-Academy"),
    pending=("dates",),
    day="2025-06-12",
    turns=3,
)


def test_an_unknown_conversation_is_empty(tables: Tables) -> None:
    conversation = tables.conversations.load("telegram", "1")
    assert (conversation.dialogue, conversation.language, conversation.said) == (Dialogue(), None, ())


def test_a_dialogue_comes_back_as_it_was(tables: Tables) -> None:
    tables.conversations.save("telegram", "1", Dialogue(turns=1), person="1")
    tables.conversations.save("telegram", "1", DIALOGUE)
    conversation = tables.conversations.load("telegram", "1")
    assert conversation.dialogue == DIALOGUE
    assert conversation.person == "1"
    assert tables.conversations.load("email", "1").dialogue == Dialogue()


def test_what_an_older_version_wrote_does_no_harm(tables: Tables) -> None:
    tables.conversations.save("telegram", "1", DIALOGUE)
    for stored in ('{"language": "fr", "unheard_of": 1}', '{"courses": 5}', "no json"):
        tables.conversations.execute("UPDATE conversations SET dialogue = ?", stored)
        assert isinstance(tables.conversations.load("telegram", "1").dialogue, Dialogue)


def test_the_last_things_said_are_kept_in_order(tables: Tables, clock: SetClock) -> None:
    for turn in range(LAST):
        clock.forward(minutes=1)
        tables.conversations.say(
            "telegram",
            "1",
            ("applicant", f"¿Cuánto cuesta? {turn}"),
            ("assistant", f"2 720 € {turn}"),
            person="1",
        )
    said = tables.conversations.load("telegram", "1").said
    assert len(said) == LAST
    assert [(item.who, item.text) for item in said[-2:]] == [
        ("applicant", f"¿Cuánto cuesta? {LAST - 1}"),
        ("assistant", f"2 720 € {LAST - 1}"),
    ]
    assert said[-1].at == clock()


def test_a_long_text_is_cut(tables: Tables) -> None:
    tables.conversations.say("telegram", "1", ("applicant", "x" * 1_000_000))
    assert len(tables.conversations.load("telegram", "1").said[0].text) < 5000


def test_a_chosen_language_stays_until_it_is_taken_back(tables: Tables) -> None:
    tables.conversations.choose_language("telegram", "1", "es", person="1")
    tables.conversations.save("telegram", "1", DIALOGUE)
    assert tables.conversations.load("telegram", "1").language == "es"
    tables.conversations.choose_language("telegram", "1", None)
    assert tables.conversations.load("telegram", "1").language is None
