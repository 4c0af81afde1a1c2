"""Two questions in one sentence: the one that is put less plainly is answered too."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant import Assistant
from bot.messages import Message
from tests.talking import talk

_DAY = date(2025, 4, 1)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("quisiera saber el costo de la Academia y si es posible hacerla en francés", {"fees", "language"}),
        (
            "Combien devrions-nous verser pour l'Académie et jusqu'à quel jour prenez-vous des noms ?",
            {"fees", "deadline"},
        ),
        ("dígame cuánto vale el curso de protección social y el calendario", {"fees", "dates"}),
    ],
)
def test_every_question_of_a_sentence_is_answered(assistant: Assistant, text: str, topics: set[str]) -> None:
    reply, _ = assistant.answer(Message(text, _DAY, "telegram"))
    assert set(reply.topics) == topics


def test_a_course_named_first_only_says_what_the_rest_is_about(assistant: Assistant) -> None:
    reply, _ = assistant.answer(Message("soc protection. dates, price, language", _DAY, "telegram"))
    assert set(reply.topics) == {"dates", "fees", "language"}
    assert reply.courses == ("social-protection-2025",)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Could you please tell me, as I must book a flight, when the week in Turin begins?", {"dates"}),
        ("Puesto que trabajo de noche y vivo lejos, quisiera saber cuánto cuesta la Academia", {"fees"}),
        ("Comme je parle anglais, dites-moi combien coûte l'Académie", {"fees"}),
    ],
)
def test_what_only_leads_to_a_question_is_not_taken_for_one(assistant: Assistant, text: str, topics: set[str]) -> None:
    reply, _ = assistant.answer(Message(text, _DAY, "telegram"))
    assert set(reply.topics) == topics


def test_when_it_is_asks_and_does_not_suppose(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-05-02", "I heard of the Academy. When is it and in which language?")[0]
    assert set(reply.topics) == {"dates", "language"}


def test_a_condition_and_what_follows_are_one_question(assistant: Assistant) -> None:
    text = "I paid for the Academy. If I leave 12 days before the start, what comes back to me?"
    assert talk(assistant, "2025-05-02", text)[0].topics == ("refunds",)


@pytest.mark.parametrize(
    ("text", "courses"),
    [
        ("What is the deadline of the October one? And of the July one?", {"social-protection-2025", "academy-2025"}),
        ("Quel est le prix de l'Académie ? Et celui du cours d'octobre ?", {"academy-2025", "social-protection-2025"}),
        (
            "¿Cuándo es la Academia? ¿Y el de protección social? ¿Y el de derechos?",
            {"academy-2025", "social-protection-2025", "rights-2026"},
        ),
    ],
)
def test_the_same_is_asked_of_each_course_named(assistant: Assistant, text: str, courses: set[str]) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert set(reply.courses) == courses
    assert len(reply.topics) == 1
