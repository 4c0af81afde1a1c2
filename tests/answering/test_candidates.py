"""No course named (CONTRACT, rule 5): one candidate, several, or none that is not over."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.assistant import Assistant
from bot.messages import LANGUAGES, Language, Message, Reply
from tests.bench.courses import with_courses
from tests.talking import COURSES, EMAIL

Ask = Callable[..., Reply]
FEES: dict[Language, str] = {"en": "How much does it cost?", "fr": "Combien ça coûte ?", "es": "¿Cuánto cuesta?"}
MODULES: dict[Language, str] = {
    "en": "Which modules does the course have?",
    "fr": "Quels sont les modules du cours ?",
    "es": "¿Qué módulos tiene el curso?",
}
NAMES: dict[str, dict[Language, str]] = {
    "academy-2025": {"en": "Academy", "fr": "Académie", "es": "Academia"},
    "social-protection-2025": {"en": "Social Protection", "fr": "protection sociale", "es": "protección social"},
    "rights-2026": {"en": "Rights", "fr": "droits", "es": "derechos"},
    "e-academy-2023": {"en": "E-Academy", "fr": "E-Académie", "es": "E-Academia"},
    "governance-2020": {"en": "Governance", "fr": "ouvernance", "es": "obernanza"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_one_candidate_the_reply_is_about_it_and_names_it(ask: Ask, language: Language) -> None:
    reply = ask(MODULES[language], "2026-01-10")
    assert reply.outcome == "answered"
    assert reply.courses == ("rights-2026",)
    assert NAMES["rights-2026"][language] in reply.text


def test_with_one_candidate_what_its_note_leaves_out_is_said(ask: Ask) -> None:
    reply = ask("How much does it cost?", "2026-01-10")
    assert reply.outcome == "unknown"
    assert reply.courses == ("rights-2026",)
    assert EMAIL in reply.text
    assert "€" not in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_several_the_reply_asks_and_names_the_choices(ask: Ask, language: Language) -> None:
    reply = ask(MODULES[language], "2025-05-02")
    assert reply.outcome == "clarify"
    for course in ("academy-2025", "social-protection-2025", "rights-2026"):
        assert NAMES[course][language] in reply.text
    assert len(reply.choices) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_of_one_line_is_given_for_each_candidate(ask: Ask, language: Language) -> None:
    reply = ask(FEES[language], "2025-05-02")
    assert reply.outcome == "clarify"
    amounts = {"en": ["2,720", "1,055"], "fr": ["2\u202f720", "1\u202f055"], "es": ["2.720", "1.055"]}[language]
    for amount in amounts:
        assert amount in reply.text
    assert "1,510" not in reply.text


def test_courses_that_are_over_are_no_candidates(ask: Ask) -> None:
    reply = ask("When does it start?", "2025-09-01")
    assert "20 October" in reply.text
    assert "16 February" in reply.text
    assert "30 June" not in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_are_over_all_are_candidates(ask: Ask, language: Language) -> None:
    reply = ask(FEES[language], "2026-05-02")
    assert reply.outcome == "clarify"
    for course in COURSES:
        assert NAMES[course][language] in reply.text
    assert len(reply.choices) == len(COURSES)


def test_on_the_last_day_of_a_course_it_still_is_one(ask: Ask) -> None:
    assert ask(MODULES["en"], "2025-11-28").outcome == "clarify"
    assert ask(MODULES["en"], "2025-11-29").courses == ("rights-2026",)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is your e-mail address?", "contact"),
        ("Quelle est votre adresse e-mail ?", "contact"),
        ("¿Cuál es su correo electrónico?", "contact"),
        ("Is there a gym on the campus?", "campus"),
        ("Y a-t-il une salle de sport sur le campus ?", "campus"),
        ("¿Hay gimnasio en el campus?", "campus"),
        ("Which courses do you offer?", "courses"),
        ("Quels cours proposez-vous ?", "courses"),
        ("¿Qué cursos ofrecen?", "courses"),
        ("Which diploma do your courses count for?", "certificate"),
    ],
)
def test_what_does_not_depend_on_the_course_is_simply_given(ask: Ask, question: str, topic: str) -> None:
    reply = ask(question, "2025-05-02")
    assert reply.outcome == "answered"
    assert topic in reply.topics


def test_several_candidates_without_a_stated_value_are_unknown_at_once(ask: Ask) -> None:
    reply = ask("Do you give scholarships?", "2025-05-02")
    assert reply.outcome == "unknown"
    assert EMAIL in reply.text


def test_by_mail_a_long_answer_is_given_for_each_candidate(ask: Ask) -> None:
    reply = ask("Which modules does the course have?", "2025-09-01", channel="email")
    assert reply.outcome == "clarify"
    for name in ("Extending Social Protection", "Protecting the Rights"):
        assert name in reply.text


def test_the_list_of_courses_holds_all_of_them(ask: Ask) -> None:
    reply = ask("Which courses are there?", "2025-05-02")
    for course in COURSES:
        assert NAMES[course]["en"] in reply.text


@pytest.mark.parametrize("question", ["how much does it cost?", "what is it about?", "which courses are there?"])
def test_of_very_many_courses_only_those_that_come_first_are_told(assistant: Assistant, question: str) -> None:
    many = Assistant(with_courses(assistant.knowledge, 60), assistant.readers)
    reply = many.answer(Message(question, date(2025, 5, 2)))[0]
    assert 0 < len([line for line in reply.text.splitlines() if line.startswith("- ")]) <= 12
    assert reply.choices
    assert "There are more courses" in reply.text
