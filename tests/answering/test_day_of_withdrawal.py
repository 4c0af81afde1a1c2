"""The day of a withdrawal is today unless another is said; the day a course begins on only says which course."""

from datetime import date

import pytest

from bot.assistant import Assistant
from bot.messages import Message
from tests.talking import talk


@pytest.mark.parametrize(
    "text",
    [
        "I am enrolled in the Academy of 30 June and must cancel. What is the penalty?",
        "Inscrit à l'Académie qui débute le 30 juin, je dois annuler ma participation. Quelles sont les pénalités ?",
        "Je devais suivre l'Académie débutant le 30 juin 2025 et je me désiste. Quelle pénalité ?",
        "Estoy inscrita en la Academia del 30 de junio y tengo que cancelar. ¿Cuál es la penalización?",
    ],
)
def test_the_first_day_of_a_course_only_names_it(assistant: Assistant, text: str) -> None:
    reply, _ = assistant.answer(Message(text, date(2025, 6, 18), "email"))
    assert reply.topics == ("refunds",)
    assert "1" in reply.text and "360" in reply.text
    assert "100" not in reply.text.partition("\n- ")[0]


@pytest.mark.parametrize(
    "text",
    [
        "what do I get back if I withdraw from the Academy on 30 June?",
        "si j'annule l'académie le 30 juin ?",
        "academia: si cancelo el 30 de junio, ¿qué me devuelven?",
    ],
)
def test_withdrawing_on_the_first_day_is_reckoned_for_that_day(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-06-01", text)[0]
    assert "100" in reply.text.partition("\n- ")[0]
