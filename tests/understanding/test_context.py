"""One sentence of a message tells what another is about."""

import pytest

from bot.assistant import Assistant
from tests.talking import talk


@pytest.mark.parametrize(
    "text",
    [
        "I have to withdraw from the Academy. What will you return?",
        "Je dois me désister de l'Académie. Que nous rendrez-vous ?",
        "Tengo que retirarme de la Academia. ¿Qué nos devuelven?",
    ],
)
def test_after_a_word_of_withdrawing_money_is_about_the_refund(assistant: Assistant, text: str) -> None:
    assert talk(assistant, "2025-05-02", text)[0].topics == ("refunds",)


@pytest.mark.parametrize(
    "text",
    [
        "I aim at the diploma for labour migration experts. How many courses would I need, and within what time?",
        "Je vise le diplôme d'expert. Combien de formations faut-il, et sur quelle durée ?",
        "Mi meta es el diploma de experto. ¿Cuántos cursos me exigen y en qué plazo?",
    ],
)
def test_after_a_word_of_the_diploma_courses_and_time_are_its_own(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert reply.topics == ("certificate",)
    assert "capstone" in reply.text
    assert "3" in reply.text
    assert "5" in reply.text


def test_what_a_course_awards_is_no_diploma(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "My chief wants a diploma. Does the Academy give a certificate?")[0]
    assert any(fact.field == "certificate.award" for fact in reply.facts)


@pytest.mark.parametrize(
    "text",
    [
        "I speak only Spanish. Can I join?",
        "Je ne parle que français. Est-ce que je peux participer ?",
        "Solo hablo español. ¿Puedo participar?",
    ],
)
def test_who_says_what_they_speak_asks_whether_it_is_enough(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert any(fact.field == "requirements.language_level" for fact in reply.facts)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I am a journalist. Can I apply for the Academy?", "requirements"),
        ("Je suis journaliste. Puis-je m'inscrire à l'Académie ?", "requirements"),
        ("Soy periodista. ¿Puedo postular a la academia?", "requirements"),
        ("I work for an NGO in Kenya. How can I apply for the Academy?", "apply"),
        ("Je travaille dans une ONG. Comment puis-je m'inscrire à l'Académie ?", "apply"),
        ("Soy de un sindicato. ¿Todavía puedo postular a la academia?", "deadline"),
        ("I am from a ministry in Ghana. Can I still apply for the Academy?", "deadline"),
    ],
)
def test_who_says_what_they_are_asks_whether_it_is_for_them(assistant: Assistant, text: str, topic: str) -> None:
    assert talk(assistant, "2025-05-02", text)[0].topics == (topic,)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I got a diploma of the ILO in 2019. How long is the Academy?", "workload"),
        ("I have a university diploma. What is the deadline for the Academy?", "deadline"),
        ("I can't come to Turin in July. When is the rights course?", "dates"),
        ("Hablo español. ¿Quién puede participar en la academia?", "requirements"),
    ],
)
def test_a_question_that_says_what_it_is_about_keeps_to_it(assistant: Assistant, text: str, topic: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert reply.topics == (topic,)
    assert not any(fact.field == "requirements.language_level" for fact in reply.facts)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("I have no work experience so far, only studies. Would that be an obstacle?", "requirements.experience"),
        ("Je ne parle pas du tout anglais. Est-ce un frein ?", "requirements.language_level"),
        ("Nunca he trabajado en una oficina. ¿Eso me deja fuera?", "requirements.experience"),
    ],
)
def test_whether_something_hinders_is_asked_of_what_was_told(assistant: Assistant, text: str, field: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert any(fact.field == field for fact in reply.facts)


def test_whether_it_hinders_without_a_word_of_what_is_about_the_selection(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "My cousin paints houses. Would that be an obstacle for the Academy?")[0]
    assert "requirements" in reply.topics
    assert reply.outcome == "handoff"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("I am vegetarian. Would that be a problem on campus?", "special-diet"),
        ("J'ai 63 ans. Est-ce un obstacle ?", "age-limit"),
    ],
)
def test_what_hinders_may_be_a_free_question(assistant: Assistant, text: str, entry: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert any(fact.field == f"faq:{entry}" for fact in reply.facts)
