"""A question that is not sure gets the two likeliest answers, and is told so."""

from datetime import date

import pytest

from bot.answering.respond import respond
from bot.answering.wording import Context
from bot.facts.knowledge import Knowledge
from bot.messages import Language, Reply
from bot.understanding.understanding import Request, Understanding

ACADEMY = ("academy-2025",)
FEES, DATES = Request("fees", ("total",), ACADEMY, 0.5), Request("dates", ("period",), ACADEMY, 0.4)
UNCLEAR = Request("unclear", (), ACADEMY, 0.4)


def reply_to(knowledge: Knowledge, understood: Understanding, language: Language = "en") -> Reply:
    return respond(Context(knowledge, language, date(2025, 5, 2)), understood)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_both_answers_are_given_after_a_word_of_doubt(knowledge: Knowledge, language: Language) -> None:
    reply = reply_to(knowledge, Understanding(language, (FEES,), ACADEMY, alternatives=(DATES,)), language)
    assert [part.topic for part in reply.parts] == ["unclear", "fees", "dates"]
    assert reply.outcome == "answered"
    assert "2025" in reply.text


def test_the_likeliest_answer_decides_how_it_ended(knowledge: Knowledge) -> None:
    unknown = Request("funding", ("scholarship",), ACADEMY, 0.4)
    reply = reply_to(knowledge, Understanding("en", (FEES,), ACADEMY, alternatives=(unknown,)))
    assert reply.outcome == "answered"


def test_where_nothing_was_understood_the_guesses_are_answered(knowledge: Knowledge) -> None:
    reply = reply_to(knowledge, Understanding("en", (UNCLEAR,), ACADEMY, alternatives=(FEES, DATES)))
    assert [part.topic for part in reply.parts] == ["unclear", "fees", "dates"]
    assert reply.confidence < 0.8


def test_without_a_guess_the_question_is_asked_back(knowledge: Knowledge) -> None:
    reply = reply_to(knowledge, Understanding("en", (UNCLEAR,), ACADEMY))
    assert reply.outcome == "clarify"
    assert reply.choices
