"""Where a note contradicts itself: both values, that they disagree, and whom to ask."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.assistant import Assistant
from bot.messages import LANGUAGES, Language, Reply
from bot.understanding.understanding import Request
from tests.talking import EMAIL, days, told

Ask = Callable[..., Reply]
DISAGREE: dict[Language, str] = {"en": "contradicts itself", "fr": "se contredit", "es": "se contradice"}
BOTH: dict[tuple[str, str, str], dict[Language, list[str]]] = {
    ("e-academy-2023", "dates", "period"): {
        "en": ["10–21 July 2023", "17 October – 2 December 2022"],
        "fr": ["10–21 juillet 2023", "17 octobre – 2 décembre 2022"],
        "es": ["10–21 de julio de 2023", "17 de octubre – 2 de diciembre de 2022"],
    },
    ("e-academy-2023", "language", "languages"): {
        "en": ["English and French", "English and Spanish"],
        "fr": ["anglais et français", "anglais et espagnol"],
        "es": ["inglés y francés", "inglés y español"],
    },
    ("e-academy-2023", "workload", "weeks"): {
        "en": ["6 weeks", "7 weeks"],
        "fr": ["6 semaines", "7 semaines"],
        "es": ["6 semanas", "7 semanas"],
    },
    ("e-academy-2023", "certificate", "award"): {
        "en": ["Certificate of Achievement", "learning path"],
        "fr": ["certificat de réussite", "parcours"],
        "es": ["certificado de aprovechamiento", "itinerario"],
    },
    ("governance-2020", "dates", "period"): {
        "en": ["26 June 2020", "21 June 2020"],
        "fr": ["26 juin 2020", "21 juin 2020"],
        "es": ["26 de junio de 2020", "21 de junio de 2020"],
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cell", BOTH, ids="-".join)
@pytest.mark.parametrize("today", ["2019-05-01", "2020-06-23", "2023-01-10", "2026-06-01"])
def test_both_versions_and_the_contact_are_told(
    assistant: Assistant, cell: tuple[str, str, str], language: Language, today: str
) -> None:
    course, topic, facet = cell
    reply = told(assistant, language, date.fromisoformat(today), Request(topic, (facet,), (course,), 0.9))
    assert reply.outcome == "answered"
    assert reply.contradiction
    assert DISAGREE[language] in reply.text
    assert EMAIL in reply.text
    for value in BOTH[cell][language]:
        assert value in reply.text


@pytest.mark.parametrize("cell", BOTH, ids="-".join)
def test_the_contradicting_facts_have_different_sources(assistant: Assistant, cell: tuple[str, str, str]) -> None:
    course, topic, facet = cell
    path = {"dates": "dates", "language": "language.languages", "workload": "workload.weeks"}.get(
        topic, "certificate.award"
    )
    reply = told(assistant, "en", date(2023, 1, 10), Request(topic, (facet,), (course,), 0.9))
    found = {(fact.value, fact.source) for fact in reply.facts if fact.field == path}
    assert len({value for value, _ in found}) == len({source for _, source in found}) == 2


@pytest.mark.parametrize(
    ("language", "running", "finished"),
    [("en", "running now", ": over"), ("fr", "en cours", ": terminé"), ("es", "en curso", "terminó")],
)
def test_governance_between_its_ends_is_running_under_one_and_over_under_the_other(
    assistant: Assistant, language: Language, running: str, finished: str
) -> None:
    for today in days(date(2020, 6, 22), date(2020, 6, 26)):
        for topic, facet in (("dates", "period"), ("deadline", "still_open")):
            reply = told(assistant, language, today, Request(topic, (facet,), ("governance-2020",), 0.9))
            text = reply.text.replace("\u00a0", " ").replace(" :", ":").lower()
            assert running in text, (today, reply.text)
            assert finished in text, (today, reply.text)
            assert EMAIL in reply.text


def test_governance_is_running_under_both_until_the_earlier_end(assistant: Assistant) -> None:
    for today in (date(2020, 5, 18), date(2020, 6, 21)):
        reply = told(assistant, "en", today, Request("dates", ("period",), ("governance-2020",), 0.9))
        assert reply.text.count("running now") == 2


@pytest.mark.parametrize("course", ["e-academy-2023", "governance-2020"])
def test_a_contradicted_course_is_over_once_both_ends_have_passed(assistant: Assistant, course: str) -> None:
    reply = told(assistant, "en", date(2023, 7, 22), Request("dates", ("period",), (course,), 0.9))
    assert reply.text.count(": over") == 2
    assert "both have passed" in reply.text


def test_e_academy_between_its_versions_is_over_under_one_and_not_begun_under_the_other(ask: Ask) -> None:
    reply = ask("Has the e-Academy started already?", "2023-01-10")
    assert "not begun yet" in reply.text
    assert ": over" in reply.text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When is the e-Academy?", "en"),
        ("Quand a lieu l'e-Académie ?", "fr"),
        ("¿Cuándo es la e-Academia?", "es"),
        ("In which languages is the e-LMA given?", "en"),
        ("L'e-LMA dure combien de semaines ?", "fr"),
        ("¿Qué certificado da la e-Academia?", "es"),
        ("When does the governance course end?", "en"),
        ("Quand finit le cours sur la gouvernance ?", "fr"),
        ("¿Cuándo termina el curso de gobernanza?", "es"),
    ],
)
def test_asked_in_words_the_contradiction_is_told(ask: Ask, question: str, language: Language) -> None:
    reply = ask(question, "2019-06-01")
    assert (reply.language, reply.outcome, reply.contradiction) == (language, "answered", True)
    assert DISAGREE[language] in reply.text
    assert EMAIL in reply.text


def test_a_reply_without_a_contradiction_says_so(ask: Ask) -> None:
    assert not ask("When does the Academy start?").contradiction


def test_comparing_marks_the_contradicted_cells(assistant: Assistant) -> None:
    reply = told(assistant, "en", date(2019, 1, 1), Request("courses", ("compare",), (), 0.9, wanted=("fee",)))
    assert reply.contradiction
    assert "17 October – 2 December 2022" in reply.text
    assert "10–21 July 2023" in reply.text
    assert EMAIL in reply.text


@pytest.mark.parametrize("label", ["certificate.award", "deadline", "dates", "workload.weeks", "language.languages"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_note_contradicts_itself_on_reads_well(assistant: Assistant, language: Language, label: str) -> None:
    book = assistant.knowledge.phrases[language]
    key = f"subject.{label}" if f"subject.{label}" in book else f"label.{label}"
    sentence = book.text("common.contradiction").replace("{{ what }}", book.text(key))
    for word in ("on any ", "on a ", "sur aucun", "sobre ningún", "sur un ", "sobre un "):
        assert word not in sentence
