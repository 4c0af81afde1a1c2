"""Courses side by side: which is shortest, which comes first, what they cost, what is the same for all."""

import pytest

from bot.assistant import Assistant
from tests.talking import talk


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("which course is the shortest?", "Academy 2025: 33 days"),
        ("quelle formation est la plus courte ?", "33 jours"),
        ("¿cuál es el curso más corto?", "33 días"),
        ("which course starts first?", "Academy 2025: 30 June"),
        ("¿cuál empieza primero?", "Academia 2025"),
    ],
)
def test_what_is_asked_is_told_first(assistant: Assistant, text: str, told: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert told in reply.text.split("\n")[0]


def test_the_first_to_start_has_not_started(assistant: Assistant) -> None:
    assert "Social Protection" in talk(assistant, "2025-07-05", "which course starts first?")[0].text.split("\n")[0]


@pytest.mark.parametrize(
    "text",
    [
        "which courses do you have and how much are they?",
        "quelles formations proposez-vous et à quel prix ?",
        "¿qué cursos ofrecen y cuánto cuestan?",
    ],
)
def test_a_list_with_prices_is_a_comparison(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert reply.outcome == "answered"
    assert {fact.course for fact in reply.facts if fact.field == "fee.total"} >= {"academy-2025"}


def test_a_list_of_open_courses_tells_their_deadlines(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "Which courses are still open, and until when?")[0]
    assert reply.outcome == "answered"
    assert "23 May 2025" in reply.text


@pytest.mark.parametrize("text", ["how long does it take?", "quelle est la durée ?", "¿cuánto dura?"])
def test_a_length_that_is_not_stated_is_counted_from_the_dates(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert "33" in reply.text
    assert any(fact.field == "workload.days" and fact.value == "33" for fact in reply.facts)


def test_cautions_beside_a_value_are_told_of_several_courses_too(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "what does the price include?")[0]
    assert any(fact.field == "fee.includes.remark" for fact in reply.facts)


def test_who_may_join_tells_first_what_holds_for_all(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "I am a student, can I join?")[0]
    assert reply.outcome == "clarify"
    assert any(fact.field == "requirements.selection" for fact in reply.facts)


@pytest.mark.parametrize(
    ("said", "courses"),
    [
        (("how much is the course?", "the online one"), {"social-protection-2025", "rights-2026"}),
        (("cuánto cuesta", "el presencial"), {"academy-2025"}),
        (("combien ça coûte ?", "celui en ligne"), {"social-protection-2025", "rights-2026"}),
        (("which courses do you have?", "number 2"), {"social-protection-2025"}),
    ],
)
def test_a_course_is_chosen_by_how_it_is_held(assistant: Assistant, said: tuple[str, str], courses: set[str]) -> None:
    assert set(talk(assistant, "2025-05-02", *said)[1].courses) == courses


@pytest.mark.parametrize(
    "text",
    [
        "price of the Academy and the one on rights",
        "les dates de l'académie et de celle sur les droits",
        "fechas de la academia y de la de derechos",
    ],
)
def test_beside_a_course_another_is_told_by_its_subject(assistant: Assistant, text: str) -> None:
    assert set(talk(assistant, "2025-05-02", text)[0].courses) == {"academy-2025", "rights-2026"}


@pytest.mark.parametrize(
    ("said", "course"),
    [
        (("which courses do you have?", "the first one interests me"), "academy-2025"),
        (("¿qué cursos hay?", "me interesa el segundo"), "social-protection-2025"),
        (("Quels sont les cours ouverts ?", "le premier m'intéresse"), "academy-2025"),
    ],
)
def test_a_listed_course_that_interests_is_told_of(assistant: Assistant, said: tuple[str, str], course: str) -> None:
    reply = talk(assistant, "2025-05-02", *said)[1]
    assert reply.courses == (course,)
    assert {fact.field for fact in reply.facts} >= {"dates", "fee.total"}


def test_an_ordinal_means_a_course_and_no_button(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "When is the Academy?", "and the second?")[1]
    assert reply.topics == ("dates",)
    assert len(reply.choices) > 1


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Besides the Academy, what courses do you have?", True),
        ("Aparte de la Academia, ¿qué cursos tienen?", True),
        ("Do you have a course on the rights of migrants?", False),
        ("je cherche une formation sur les droits des migrants", False),
    ],
)
def test_a_course_that_is_sought_is_told_of_and_others_are_listed(
    assistant: Assistant, text: str, listed: bool
) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert (len(reply.offered) > 1) is listed
