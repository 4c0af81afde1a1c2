"""“The one in Turin”: a course told by what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.facts.knowledge import Knowledge
from bot.understanding.courses import CourseFinder
from bot.understanding.dates import DateReader

TODAY = date(2025, 5, 2)


def told(knowledge: Knowledge, text: str) -> list[str]:
    """Ids of the courses a message tells, in its order, each once."""
    dates = DateReader(knowledge.lexicon).find(text, TODAY)
    mentions = CourseFinder(knowledge).find(text, TODAY, dates)
    return list(dict.fromkeys(course for mention in mentions for course in mention.courses))


@pytest.mark.parametrize(
    ("text", "courses"),
    [
        ("And the one where we travel to Italy?", ["academy-2025"]),
        ("celui où l'on va en Italie", ["academy-2025"]),
        ("la que tiene una semana en Italia", ["academy-2025"]),
        ("the course that speaks of refugees", ["social-protection-2025"]),
        ("¿y el precio del que trata de refugiados?", ["social-protection-2025"]),
        ("the October one or the February one?", ["social-protection-2025", "rights-2026"]),
        ("celui d'octobre ou celui de février ?", ["social-protection-2025", "rights-2026"]),
        ("Hay uno en octubre y otro en febrero.", ["social-protection-2025", "rights-2026"]),
        ("the Academy or the one in February", ["academy-2025", "rights-2026"]),
    ],
)
def test_a_course_is_told_by_its_place_its_subject_or_its_month(
    knowledge: Knowledge, text: str, courses: list[str]
) -> None:
    assert told(knowledge, text) == courses


@pytest.mark.parametrize(
    "text",
    [
        "I am the one who deals with rights here.",
        "Soy el que coordina los derechos en la oficina.",
        "La de recursos humanos en Turín me escribió.",
        "El curso que no es en Italia",
        "I know one that travelled to Italy.",
    ],
)
def test_people_and_what_is_denied_are_no_course(knowledge: Knowledge, text: str) -> None:
    assert told(knowledge, text) == []
