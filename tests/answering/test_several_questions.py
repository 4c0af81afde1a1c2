"""Several questions in one message: each answered once, and what was not understood is told."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.answering.respond import respond
from bot.answering.wording import Context
from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Language, Message, Reply
from bot.understanding.understanding import Request, Understanding
from tests.talking import EMAIL

Ask = Callable[..., Reply]
LINK = "https://oarf2.itcilo.org/STF/A9718056/en"
OPEN = "2025-04-02"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_is_not_understood_is_repeated_beside_the_answer(
    knowledge: Knowledge, language: Language
) -> None:
    asked = "Is there a **zumba** {{ x }} class?"
    understood = Understanding(
        language,
        (Request("fees", ("total",), ("academy-2025",), 0.9),),
        clauses=("What does the Academy cost?", asked),
        unanswered=(asked,),
    )
    reply = respond(Context(knowledge, language, date.fromisoformat(OPEN), "telegram"), understood)
    assert reply.outcome == "partial"
    assert "720" in reply.text
    last = reply.text.splitlines()[-1]
    assert "Is there a zumba {{ x }} class?" in last
    assert EMAIL in last
    assert reply.confidence < 0.8
    assert reply.choices


def test_a_long_one_is_shortened(knowledge: Knowledge) -> None:
    asked = "word " * 300
    understood = Understanding("en", (Request("contact"),), clauses=("a", "b"), unanswered=(asked,))
    reply = respond(Context(knowledge, "en", date.fromisoformat(OPEN), "telegram"), understood)
    assert 0 < reply.text.count("word ") < 40


def test_so_it_is_in_a_real_message(ask: Ask) -> None:
    reply = ask("Combien coûte l'Académie ? Xylo glorb fnord zim ?", OPEN)
    assert reply.outcome == "partial"
    assert "« Xylo glorb fnord zim ? »" in reply.text


def test_what_only_tells_the_situation_is_not_repeated(ask: Ask) -> None:
    reply = ask("I work for a trade union in Accra. My director approved it. What does the Academy cost?", OPEN)
    assert reply.outcome == "answered"
    assert "Accra" not in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "What does the Academy cost and until when can I apply?",
        "Combien coûte l'Académie et comment postuler ?",
        "¿Cuánto cuesta la Academia y en qué idioma es?",
    ],
)
def test_the_application_link_is_given_once(ask: Ask, question: str) -> None:
    reply = ask(question, OPEN)
    assert len(reply.parts) == 2
    assert reply.text.count(LINK) == 1
    assert any(fact.value == LINK for fact in reply.facts)


def test_a_free_answer_stands_under_the_heading_of_its_topic(assistant: Assistant) -> None:
    text = "When is the academy, and what is the price in dollars? Is there a scholarship?"
    reply, _ = assistant.answer(Message(text, date(2025, 5, 2), "email"))
    assert "faq:other-currency" in reply.topics
    assert [part.heading for part in reply.parts] == ["Dates", "Fee", "Funding"]


def test_a_course_is_named_beside_its_price_where_a_free_answer_stands_before(ask: Ask) -> None:
    reply = ask("Do I need a degree? And what does the social protection course cost?", "2025-09-08")
    assert "Extending Social Protection" in reply.text
