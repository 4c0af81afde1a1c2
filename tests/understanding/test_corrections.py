"""What people take back, rule out, leave to one word of a name, or ask beyond what a note lists."""

import pytest

from bot.assistant import Assistant
from tests.talking import talk

TODAY = "2025-05-02"


@pytest.mark.parametrize(
    ("texts", "topic", "course"),
    [
        (("How much is the Academy?", "Sorry, wrong code, it is A9718068"), "fees", "social-protection-2025"),
        (("What language is the Academy in?", "Sorry, I meant the one on rights"), "language", "rights-2026"),
        (("Quand commence l'Académie ?", "ah non je me trompe, celui sur les droits"), "dates", "rights-2026"),
        (("¿Cuánto cuesta la Academia?", "perdón, el de derechos"), "fees", "rights-2026"),
    ],
)  # fmt: skip
def test_a_correction_asks_the_same_of_another_course(
    assistant: Assistant, texts: tuple[str, str], topic: str, course: str
) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert (reply.topics, reply.courses) == ((topic,), (course,))


@pytest.mark.parametrize(
    "text",
    [
        "I don't want the Academy, only the social protection course. How much is it?",
        "Je ne demande pas le prix de l'Académie mais celui du cours protection sociale",
        "La Academia no, la formación de protección social: ¿cuánto cuesta?",
    ],
)
def test_a_course_that_is_ruled_out_is_not_answered(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.courses == ("social-protection-2025",)
    assert "720" not in reply.text


def test_what_somebody_says_not_to_ask_is_not_answered(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "Not asking what it costs!! Only in which language is the rights course?")[0]
    assert reply.topics == ("language",)


def test_the_days_in_turin_are_those_of_the_one_course_that_meets_there(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-06-02", "what days exactly do we sit in turin")[0]
    assert reply.courses == ("academy-2025",)
    assert "21" in reply.text


def test_another_course_is_asked_for_beside_the_one_spoken_of(assistant: Assistant) -> None:
    replies = talk(
        assistant, "2025-12-08", "¿sigue abierto el curso de protección social?", "¿Habrá alguna otra capacitación?"
    )
    assert "rights-2026" in replies[1].courses


def test_what_no_list_of_the_price_has_is_told_as_a_gap(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "does the Academy's price cover my flight?")[0]
    assert "fees" in reply.topics
    assert reply.outcome == "partial"
    assert "migration@itcilo.org" in reply.text


def test_what_the_price_covers_is_no_gap(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "does the Academy's price include the tuition?")[0]
    assert (reply.topics, reply.outcome) == (("fees",), "answered")
