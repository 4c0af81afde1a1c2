"""The clock in replies: nothing closed is told as open, no link is offered once applications are closed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle

import pytest

from bot.assistant import Assistant
from bot.messages import LANGUAGES, Language, Reply
from bot.understanding.understanding import Request
from tests.talking import COURSES, DEADLINES, EMAIL, LINKS, days, facts, over, spoken, talk, told

Ask = Callable[..., Reply]
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
TOPICS = (("apply", "how"), ("deadline", "still_open"), ("dates", "period"), ("fees", "total"))
OPEN: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"applications (?:are|is) (?:still )?\*{0,2}open|can still (?:apply|register)|apply by"
        r"|register (?:online )?here",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"candidatures (?:sont )?(?:encore |toujours )?\*{0,2}ouvertes|peut encore|inscription en ligne\s?:"
        r"|inscrivez-vous|candidatez",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"postulaciones (?:están |siguen )?abiertas|todavía se puede|aún se puede|postule a más tardar|inscríbase",
        re.IGNORECASE,
    ),
}
CLOSED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bclosed\b|\bover\b|no longer|too late", re.IGNORECASE),
    "fr": re.compile(r"\bcloses?\b|clôtur|terminée?|n'est plus|ne sont plus|trop tard", re.IGNORECASE),
    "es": re.compile(r"cerrad|terminad|terminó|finaliz|ya no", re.IGNORECASE),
}


def closed(course: str, today: date) -> bool:
    return over(course, today) or (course in DEADLINES and today > DEADLINES[course])


def about(course: str, topic: str, facet: str) -> Request:
    return Request(topic, (facet,), (course,), 0.9)


def offers_link(reply: Reply) -> bool:
    return any(link.kind == "apply" for link in reply.links) or any(url in reply.text for url in LINKS.values())


def test_the_patterns_for_open_know_the_phrases(assistant: Assistant) -> None:
    for language in LANGUAGES:
        for topic, facet in TOPICS:
            reply = told(assistant, language, date(2025, 5, 2), about("academy-2025", topic, facet))
            assert OPEN[language].search(reply.text), reply.text
            reply = told(assistant, language, date(2025, 5, 24), about("academy-2025", "deadline", "until"))
            assert CLOSED[language].search(reply.text), reply.text


def test_no_link_and_no_open_where_closed_on_any_day(assistant: Assistant) -> None:
    turns = cycle([(language, *topic) for topic in TOPICS for language in LANGUAGES])
    for today in days(FIRST, LAST):
        language, topic, facet = next(turns)
        for course in COURSES:
            reply = spoken(assistant.knowledge, language, today, about(course, topic, facet))
            if closed(course, today):
                assert not offers_link(reply), (today, course, reply.text)
            if closed(course, today) or course not in DEADLINES:
                assert not OPEN[language].search(reply.text), (today, course, reply.text)


@pytest.mark.parametrize("course", LINKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_is_there_until_the_deadline_included_and_then_gone(
    assistant: Assistant, course: str, language: Language
) -> None:
    for n in range(-3, 4):
        today = DEADLINES[course] + timedelta(days=n)
        for topic, facet in (("apply", "how"), ("deadline", "until")):
            reply = told(assistant, language, today, about(course, topic, facet))
            assert (LINKS[course] in reply.text) is (n <= 0), (today, reply.text)
            assert bool(reply.links) is (n <= 0)


@pytest.mark.parametrize("course", DEADLINES)
def test_the_days_left_and_the_days_since_are_counted(assistant: Assistant, course: str) -> None:
    for n in range(-40, 8):
        today = DEADLINES[course] + timedelta(days=n)
        reply = told(assistant, LANGUAGES[n % 3], today, about(course, "deadline", "until"))
        left, ago = facts(reply, "deadline.days_left"), facts(reply, "deadline.days_ago")
        assert [fact.value for fact in left] == ([str(-n)] if n < -1 else [])
        assert [fact.value for fact in ago] == ([str(n)] if n > 1 else [])


@pytest.mark.parametrize(
    ("language", "today", "word"),
    [
        ("en", "2025-05-22", "tomorrow"),
        ("en", "2025-05-23", "today"),
        ("en", "2025-05-24", "yesterday"),
        ("fr", "2025-05-22", "demain"),
        ("fr", "2025-05-23", "aujourd'hui"),
        ("fr", "2025-05-24", "hier"),
        ("es", "2025-05-22", "mañana"),
        ("es", "2025-05-23", "hoy"),
        ("es", "2025-05-24", "ayer"),
    ],
)
def test_the_days_beside_the_deadline_have_names(
    assistant: Assistant, language: Language, today: str, word: str
) -> None:
    reply = told(assistant, language, date.fromisoformat(today), about("academy-2025", "deadline", "until"))
    assert word in reply.text.lower()


@pytest.mark.parametrize("course", ["rights-2026", "governance-2020"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_that_is_not_stated_is_said_to_be_so(assistant: Assistant, course: str, language: Language) -> None:
    reply = told(assistant, language, date(2020, 3, 1), about(course, "deadline", "until"))
    assert reply.outcome == "unknown"
    assert EMAIL in reply.text
    assert not offers_link(reply)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_course_that_is_over_is_told_as_over(assistant: Assistant, course: str, topic: tuple[str, str]) -> None:
    for language in LANGUAGES:
        reply = told(assistant, language, date(2026, 12, 1), about(course, *topic))
        assert CLOSED[language].search(reply.text), reply.text


@pytest.mark.parametrize("course", COURSES)
def test_where_one_can_apply_to_a_course_that_is_over(assistant: Assistant, course: str) -> None:
    for language in LANGUAGES:
        reply = told(assistant, language, date(2026, 12, 1), about(course, "deadline", "still_open"))
        assert reply.outcome == "answered"
        assert not offers_link(reply)


def test_a_day_after_the_deadline_is_too_late_before_it_too(ask: Ask) -> None:
    reply = ask("Can I still apply for the Academy on 1 June?", "2025-05-02")
    assert "23 May 2025" in reply.text
    assert CLOSED["en"].search(reply.text)


def test_a_day_before_the_deadline_is_open(ask: Ask) -> None:
    reply = ask("Can I still apply for the Academy on 20 May?", "2025-05-02")
    assert "23 May 2025" in reply.text
    assert not CLOSED["en"].search(reply.text)


# -- from the question to the answer --------------------------------------------------------------------------------

ASKED: dict[Language, tuple[str, ...]] = {
    "en": ("Can I still apply?", "How do I register?", "When does it start?", "How much does it cost?"),
    "fr": (
        "Peut-on encore candidater ?",
        "Comment s'inscrire ?",
        "Quand est-ce que ça commence ?",
        "Combien ça coûte ?",
    ),
    "es": ("¿Todavía puedo postular?", "¿Cómo me inscribo?", "¿Cuándo empieza?", "¿Cuánto cuesta?"),
}
NAMED: dict[Language, tuple[str, ...]] = {
    "en": (
        "How do I apply for the Academy?",
        "Can I still register for the social protection course?",
        "What is the deadline of the e-LMA?",
    ),
    "fr": (
        "Comment candidater à l'Académie ?",
        "Peut-on encore s'inscrire à la protection sociale ?",
        "date limite e-LMA ?",
    ),
    "es": (
        "¿Cómo postulo a la Academia?",
        "¿Aún puedo inscribirme en protección social?",
        "¿fecha límite de la e-LMA?",
    ),
}


def no_closed_link(reply: Reply, today: date) -> None:
    for course, url in LINKS.items():
        if closed(course, today):
            assert url not in reply.text, (today, reply.text)
            assert url not in [link.url for link in reply.links]
    if all(closed(course, today) or course not in DEADLINES for course in COURSES):
        assert not OPEN[reply.language].search(reply.text), (today, reply.text)  # type: ignore[index]


def test_questions_without_a_course_never_get_a_closed_link(ask: Ask) -> None:
    asked = cycle(
        [(language, text) for i in range(4) for language, texts in ASKED.items() for text in texts[i : i + 1]]
    )
    for today in days(FIRST, LAST, 13):
        language, text = next(asked)
        reply = ask(text, str(today))
        assert reply.language == language
        no_closed_link(reply, today)


def test_questions_about_a_course_never_get_a_closed_link(ask: Ask) -> None:
    asked = cycle(
        [(language, text) for i in range(3) for language, texts in NAMED.items() for text in texts[i : i + 1]]
    )
    for today in days(FIRST, LAST, 17):
        language, text = next(asked)
        reply = ask(text, str(today))
        assert reply.language == language
        no_closed_link(reply, today)


def test_which_are_open_lists_none_that_is_closed(ask: Ask) -> None:
    for today in days(FIRST, LAST, 61):
        no_closed_link(ask("Which courses are open for applications?", str(today)), today)


def test_a_link_of_an_earlier_day_is_not_repeated_after_the_deadline(assistant: Assistant) -> None:
    before, *_ = talk(assistant, "2025-05-23", "How do I apply for the Academy?")
    after, *_ = talk(assistant, "2025-05-24", "How do I apply for the Academy?")
    assert LINKS["academy-2025"] in before.text
    assert LINKS["academy-2025"] not in after.text
