"""A second edition of a series, and what staff add themselves, in a copy of the shipped folder."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.facts.knowledge import SHIPPED, load
from bot.messages import Message, Reply
from tests.talking import facts, talk, with_knowledge

STAFF = "staff: M. A., 2026-01-12"
GAP = "  scholarship: not stated\n"
FILLED = f"""  scholarship:
    value:
      en: "two fellowships a year, given on the merits of the application"
      fr: "deux bourses par an, accordées selon la qualité de la candidature"
      es: "dos becas al año, concedidas según los méritos de la solicitud"
    source: "{STAFF}"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge with an Academy of 2027 and a fellowship that staff know of."""
    copy = tmp_path_factory.mktemp("editions") / "knowledge"
    shutil.copytree(SHIPPED, copy)
    first = copy / "courses" / "academy-2025.yaml"
    text = first.read_text(encoding="utf-8")
    assert text.count(GAP) == 1
    (copy / "courses" / "academy-2027.yaml").write_text(text.replace("2025", "2027"), encoding="utf-8")
    first.write_text(text.replace(GAP, FILLED), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def two_editions(assistant: Assistant, folder: Path) -> Assistant:
    loaded = load(folder)
    assert loaded.knowledge is not None, loaded.errors
    return with_knowledge(assistant, loaded.knowledge)


def asked(assistant: Assistant, text: str, today: str) -> Reply:
    return assistant.answer(Message(text, date.fromisoformat(today)))[0]


@pytest.mark.parametrize(
    ("today", "course"),
    [
        ("2025-01-01", "academy-2025"),
        ("2025-07-30", "academy-2025"),
        ("2025-08-01", "academy-2025"),
        ("2025-08-02", "academy-2027"),
        ("2027-01-01", "academy-2027"),
        ("2027-08-01", "academy-2027"),
        ("2028-05-01", "academy-2027"),
    ],
)
@pytest.mark.parametrize(
    "text", ["How much is the Academy?", "Combien coûte l'Académie ?", "¿Cuánto cuesta la Academia?", "LMA price?"]
)
def test_the_academy_is_the_edition_not_over_or_the_latest(
    two_editions: Assistant, text: str, today: str, course: str
) -> None:
    assert asked(two_editions, text, today).courses == (course,)


@pytest.mark.parametrize(
    ("text", "today", "course"),
    [
        ("How much was the Academy 2025?", "2026-05-01", "academy-2025"),
        ("When is the Academy 2027?", "2025-05-02", "academy-2027"),
        ("When was the 2025 edition of the Academy?", "2026-05-01", "academy-2025"),
        ("¿Cuánto costó la Academia 2025?", "2026-05-01", "academy-2025"),
        ("Quand a lieu l'Académie 2027 ?", "2025-05-02", "academy-2027"),
    ],
)
def test_a_year_names_its_edition(two_editions: Assistant, text: str, today: str, course: str) -> None:
    assert asked(two_editions, text, today).courses == (course,)


def test_the_refund_is_counted_to_the_start_of_the_edition(two_editions: Assistant) -> None:
    reply = asked(two_editions, "What do I lose if I cancel the Academy 12 days before the start?", "2027-05-01")
    assert reply.courses == ("academy-2027",)
    assert facts(reply, "refunds.day")[0].value == "2027-06-18"


def test_the_deadline_is_that_of_the_edition(two_editions: Assistant) -> None:
    assert "23 May 2027" in asked(two_editions, "Can I still apply for the Academy?", "2026-01-01").text
    assert "23 May 2025" in asked(two_editions, "Can I still apply for the Academy?", "2025-01-01").text


def test_both_editions_are_listed(two_editions: Assistant) -> None:
    text = asked(two_editions, "Which courses are there?", "2025-05-02").text
    assert "2025" in text
    assert "30 June – 1 August 2027" in text


def test_when_the_next_one_is_has_an_answer_where_there_is_one(two_editions: Assistant) -> None:
    assert "2027" in asked(two_editions, "When is the next Academy?", "2025-09-01").text


def test_a_gap_that_staff_filled_is_answered_with_their_name(two_editions: Assistant) -> None:
    for text, said in (
        ("Is there a scholarship for the Academy?", "fellowships"),
        ("Y a-t-il une bourse pour l'Académie ?", "bourses"),
        ("¿Hay becas para la Academia?", "becas"),
    ):
        reply = asked(two_editions, text, "2025-05-02")
        assert reply.outcome == "answered"
        assert said in reply.text
        assert [fact.source for fact in facts(reply, "funding.scholarship")] == [STAFF]


def test_a_gap_that_nobody_filled_stays_one(two_editions: Assistant) -> None:
    assert asked(two_editions, "Is there a scholarship for the Academy?", "2026-05-02").outcome == "unknown"


@pytest.mark.parametrize(
    "text",
    ["how much is the Academy in 2028?", "fechas de la academia 2028", "quel est le prix de l'académie 2028 ?"],
)
def test_of_a_year_without_an_edition_that_is_told_first(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, "2025-05-02", text)[0]
    assert reply.outcome == "partial"
    assert "2028" in reply.text.split("\n")[0]
    assert reply.courses == ("academy-2025",)


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 I worked in Ghana. How much is the Academy?",
        "I finished a master in 2024 and want to join the Academy. What does it cost?",
    ],
)
def test_a_year_that_is_elsewhere_in_the_message_asks_no_edition(assistant: Assistant, text: str) -> None:
    assert talk(assistant, "2025-05-02", text)[0].outcome == "answered"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("When is the Academy this year?", "2026"),
        ("Quelles sont les dates de l'Académie cette année ?", "2026"),
        ("¿Cuánto cuesta la academia este año?", "2026"),
        ("Will the Academy take place next year?", "2027"),
    ],
)
def test_this_year_and_the_next_are_years_too(assistant: Assistant, text: str, year: str) -> None:
    reply = talk(assistant, "2026-05-18", text)[0]
    assert year in reply.text.split("\n")[0]
    assert reply.outcome in ("partial", "unknown")


def test_the_year_that_has_an_edition_is_answered(assistant: Assistant) -> None:
    assert talk(assistant, "2025-05-02", "When is the Academy this year?")[0].outcome == "answered"
    assert talk(assistant, "2026-05-01", "Is anything open this year?")[0].courses == ()
