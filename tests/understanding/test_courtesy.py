"""What of a message is courtesy: greetings, taking note of an answer, closings and signatures ask nothing."""

import pytest

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.understanding.clauses import Clause
from bot.understanding.courtesy import CourtesyReader
from tests.talking import talk


@pytest.fixture
def courtesy(knowledge: Knowledge) -> CourtesyReader:
    return CourtesyReader(knowledge.lexicon.values())


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hello, what is the fee?", "what is the fee?"),
        ("vale, y el precio?", "y el precio?"),
        ("ok and the fee?", "and the fee?"),
        ("D'accord – et la date limite ?", "et la date limite ?"),
        ("Bonjour, quelles dates ?", "quelles dates ?"),
        ("I see: how long is it?", "how long is it?"),
        ("what is the fee, please?", "what is the fee, please?"),
        ("good price?", "good price?"),
        ("vale", "vale"),
    ],
)
def test_what_opens_a_sentence_is_left_out(courtesy: CourtesyReader, text: str, rest: str) -> None:
    clause = courtesy.without_opening(Clause(text, 5, text.endswith("?")))
    assert clause.text == rest
    assert text[clause.start - 5 :] == rest


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("What is the fee?\n\nKind regards,\nFatou Ndiaye\nMinistry of Labour", "What is the fee?"),
        ("¿Cuánto cuesta?\n--\nJuan Pérez, consultor", "¿Cuánto cuesta?"),
        ("Combien coûte le cours ?\nMarie de la Tour\nChef du Bureau des Migrations", "Combien coûte le cours ?"),
        ("the fee?\nthe dates of the Academy in Turin", "the fee?\nthe dates of the Academy in Turin"),
    ],
)
def test_what_closes_a_message_is_cut_off(courtesy: CourtesyReader, text: str, body: str) -> None:
    assert courtesy.body(text).strip() == body


@pytest.mark.parametrize(
    ("texts", "topic"),
    [
        (("When is the Academy?", "ok, and the social protection one?"), "dates"),
        (("¿Se puede seguir la academia en español?", "qué pena. ¿y la de protección social?"), "language"),
        (("En quelle langue est l'académie ?", "d'accord merci, et celle sur la protection sociale ?"), "language"),
        (("¿Cuándo es la e-academia?", "Me basta. ¿Y las horas?"), "workload"),
    ],
)
def test_taking_note_of_an_answer_asks_nothing(assistant: Assistant, texts: tuple[str, str], topic: str) -> None:
    assert talk(assistant, "2025-05-02", *texts)[1].topics == (topic,)
