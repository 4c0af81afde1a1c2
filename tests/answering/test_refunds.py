"""Withdrawing, on every day from 60 before to 30 after the start (CONTRACT, rule 7)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date

from bot.assistant import Assistant
from bot.messages import LANGUAGES, Language, Reply
from bot.understanding.understanding import Request
from tests.talking import EMAIL, PERIODS, facts, spoken, talk, told

Ask = Callable[..., Reply]
ACADEMY = "academy-2025"
START = date(2025, 6, 30)
SPAN = range(-60, 31)
"""Days after the start."""

OTHERS = {
    "social-protection-2025": date(2025, 10, 20),
    "rights-2026": date(2026, 2, 16),
    "governance-2020": date(2020, 5, 18),
}
SUMS: dict[str, dict[Language, str]] = {
    "1360": {"en": "€1,360", "fr": "1\u202f360\u00a0€", "es": "1.360\u00a0€"},
    "2720": {"en": "€2,720", "fr": "2\u202f720\u00a0€", "es": "2.720\u00a0€"},
}
MONEY = re.compile(r"€|\bEUR\b|\beuros?\b", re.IGNORECASE)


def penalty(days_before: int) -> int:
    """The share that is kept, in per cent, as the Academy's note prints it."""
    return 0 if days_before >= 14 else 50 if days_before >= 8 else 100


def cancel(course: str, day: date | None = None, days_before: int | None = None, paid: str | None = None) -> Request:
    amount = Decimal(paid) if paid else None
    return Request("refunds", ("cancel",), (course,), 0.9, day=day, days_before=days_before, paid=amount)


def said(assistant: Assistant, language: Language, today: date, request: Request, number: int) -> Reply:
    """The reply; the guard looks at every sixth of many."""
    if number % 6:
        return spoken(assistant.knowledge, language, today, request)
    return told(assistant, language, today, request)


def holds_for_the_academy(reply: Reply, days_before: int, language: Language) -> None:
    """What a reply about the Academy must state for a number of days before its start."""
    assert EMAIL in reply.text
    if days_before < 0:
        assert reply.outcome == "partial"
        assert facts(reply, "refunds.days_before") == []
        assert facts(reply, "refunds.penalty") == []
        return
    assert reply.outcome == "answered"
    assert {fact.value for fact in facts(reply, "refunds.days_before")} == {str(days_before)}
    assert all(fact.source.startswith("computed from") for fact in facts(reply, "refunds.days_before"))
    share = penalty(days_before)
    kept = {fact.value for fact in facts(reply, "refunds.penalty")}
    assert kept == {0: set(), 50: {"1360 EUR"}, 100: {"2720 EUR"}}[share]
    if share:
        assert SUMS[str(share * 2720 // 100)][language] in reply.text
    else:
        assert not MONEY.search(reply.text)


def holds_for_another(reply: Reply, days_before: int) -> None:
    """Percentages, no sums, and that the course's own note prints no rules."""
    assert not MONEY.search(reply.text)
    assert EMAIL in reply.text
    assert {fact.value for fact in facts(reply, "refunds.penalty_percent")} == {"0", "50", "100"} or days_before >= 0
    if days_before < 0:
        assert reply.outcome in ("partial", "answered")
        assert facts(reply, "refunds.days_before") == []
    else:
        assert {fact.value for fact in facts(reply, "refunds.days_before")} == {str(days_before)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_academy_on_a_given_day(assistant: Assistant, language: Language) -> None:
    for after in SPAN:
        request = cancel(ACADEMY, day=START + timedelta(days=after))
        holds_for_the_academy(said(assistant, language, date(2025, 4, 1), request, after), -after, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_academy_so_many_days_before(assistant: Assistant, language: Language) -> None:
    for before in range(61):
        reply = said(assistant, language, date(2025, 4, 1), cancel(ACADEMY, days_before=before), before)
        holds_for_the_academy(reply, before, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_academy_today_where_no_day_is_given(assistant: Assistant, language: Language) -> None:
    for after in SPAN:
        today = START + timedelta(days=after)
        holds_for_the_academy(said(assistant, language, today, cancel(ACADEMY), after), -after, language)


@pytest.mark.parametrize("course", OTHERS)
def test_other_courses_get_the_percentages_and_no_sums(assistant: Assistant, course: str) -> None:
    start = OTHERS[course]
    for after in SPAN:
        language = LANGUAGES[after % 3]
        given = said(
            assistant, language, start - timedelta(days=90), cancel(course, day=start + timedelta(days=after)), after
        )
        implied = said(assistant, language, start + timedelta(days=after), cancel(course), after)
        holds_for_another(given, -after)
        holds_for_another(implied, -after)


@pytest.mark.parametrize("course", [*OTHERS, "e-academy-2023"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "prints no refund rules"), ("fr", "ne contient pas de règles"), ("es", "no contiene reglas")],
)
def test_another_courses_note_is_said_to_print_no_rules(
    assistant: Assistant, course: str, language: Language, said: str
) -> None:
    start = min(first for first, _ in PERIODS[course])
    reply = told(assistant, language, start - timedelta(days=20), cancel(course))
    assert said in reply.text
    assert {fact.value for fact in facts(reply, "refunds.penalty_percent")} == {"0", "50", "100"}


def test_e_academy_is_answered_under_both_starts(assistant: Assistant) -> None:
    for today in (date(2022, 10, 10), date(2022, 12, 24), date(2023, 7, 5)):
        reply = told(assistant, "en", today, cancel("e-academy-2023"))
        assert "2022" in reply.text
        assert "2023" in reply.text
        assert not MONEY.search(reply.text)


def test_e_academy_refunds_tell_that_its_starts_disagree(assistant: Assistant) -> None:
    reply = told(assistant, "en", date(2022, 10, 1), cancel("e-academy-2023"))
    assert reply.contradiction
    assert EMAIL in reply.text


@pytest.mark.parametrize(
    ("language", "dates"),
    [
        ("en", ["16 June 2025", "17–22 June 2025", "23 June 2025"]),
        ("fr", ["16 juin 2025", "17–22 juin 2025", "23 juin 2025"]),
        ("es", ["16 de junio de 2025", "17–22 de junio de 2025", "23 de junio de 2025"]),
    ],
)
def test_the_academys_rules_carry_their_dates(assistant: Assistant, language: Language, dates: list[str]) -> None:
    reply = told(assistant, language, date(2025, 5, 2), cancel(ACADEMY))
    for text in dates:
        assert text in reply.text


@pytest.mark.parametrize(("days_before", "share"), [(14, 0), (13, 50), (8, 50), (7, 100), (1, 100), (0, 100)])
def test_the_edges_of_the_brackets(assistant: Assistant, days_before: int, share: int) -> None:
    reply = told(assistant, "en", date(2025, 5, 2), cancel(ACADEMY, days_before=days_before))
    first = reply.text.partition("\n- ")[0]
    assert ("no penalty" in first) is (share == 0)
    assert ("50%" in first) is (share == 50)
    assert ("100%" in first) is (share == 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_start_nothing_is_stated(assistant: Assistant, language: Language) -> None:
    reply = told(assistant, language, date(2025, 7, 3), cancel(ACADEMY))
    said = {"en": "do not state what holds after the start", "fr": "n'indiquent pas", "es": "no indican"}[language]
    assert said in reply.text
    assert not MONEY.search(reply.text)


@pytest.mark.parametrize("facet", ["substitute", "transfer"])
@pytest.mark.parametrize(("today", "open_still"), [("2025-06-15", True), ("2025-06-16", True), ("2025-06-17", False)])
def test_substitution_and_transfer_need_fourteen_days_notice(
    assistant: Assistant, facet: str, today: str, open_still: bool
) -> None:
    reply = told(assistant, "en", date.fromisoformat(today), Request("refunds", (facet,), (ACADEMY,), 0.9))
    assert "14 days" in reply.text
    assert "16 June 2025" in reply.text
    assert ("has passed" in reply.text) is not open_still


@pytest.mark.parametrize("course", ["social-protection-2025", "rights-2026"])
def test_the_notice_of_another_course_counts_to_its_own_start(assistant: Assistant, course: str) -> None:
    last = OTHERS[course] - timedelta(days=14)
    reply = told(assistant, "en", date(2025, 5, 2), Request("refunds", ("substitute",), (course,), 0.9))
    assert format_date(last, "long", locale="en_GB") in reply.text
    assert "prints no refund rules" in reply.text


@pytest.mark.parametrize(
    ("paid", "days_before", "back"),
    [("2720", 10, "1360 EUR"), ("2000", 10, "640 EUR"), ("1360", 10, None), ("500", 10, None), ("2720", 3, None)],
)
def test_what_was_paid_beyond_the_penalty_comes_back(
    assistant: Assistant, paid: str, days_before: int, back: str | None
) -> None:
    reply = told(
        assistant,
        "en",
        date(2025, 5, 2),
        cancel(ACADEMY, days_before=days_before, paid=paid),
        question=f"paid {paid} EUR",
    )
    values = {fact.value for fact in reply.facts if fact.field in ("refunds.residual", "refunds.back")}
    assert values == ({back} if back else set())


def test_paid_in_full_and_early_everything_comes_back(assistant: Assistant) -> None:
    reply = told(assistant, "en", date(2025, 5, 2), cancel(ACADEMY, days_before=20, paid="2720"), question="paid 2720")
    assert "refunded in full" in reply.text
    assert facts(reply, "refunds.penalty") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_bank_charges_are_told(assistant: Assistant, language: Language) -> None:
    reply = told(assistant, language, date(2025, 5, 2), cancel(ACADEMY))
    assert {"en": "bank charges", "fr": "frais bancaires", "es": "gastos bancarios"}[language] in reply.text


# -- from the question to the answer --------------------------------------------------------------------------------

ON_A_DAY: dict[Language, str] = {
    "en": "What happens if I cancel the Academy on {}?",
    "fr": "Que se passe-t-il si j'annule l'Académie le {} ?",
    "es": "¿Qué pasa si cancelo la Academia el {}?",
}
BEFORE: dict[Language, str] = {
    "en": "If I withdraw from the Academy {} days before the start, what do I lose?",
    "fr": "Si je me désiste de l'Académie {} jours avant le début, combien je perds ?",
    "es": "Si me retiro de la Academia {} días antes del inicio, ¿cuánto pierdo?",
}
TODAY: dict[Language, str] = {
    "en": "I have to withdraw from the Academy. What is the penalty?",
    "fr": "Je dois me désister de l'Académie. Quelle est la pénalité ?",
    "es": "Tengo que retirarme de la Academia. ¿Cuál es la penalización?",
}


def test_every_day_asked_by_its_date(ask: Ask) -> None:
    for after in SPAN:
        language = LANGUAGES[after % 3]
        day = START + timedelta(days=after)
        locale = {"en": "en_GB", "fr": "fr", "es": "es"}[language]
        reply = ask(ON_A_DAY[language].format(format_date(day, "long", locale=locale)), "2025-04-01")
        assert reply.topics[:1] == ("refunds",), day
        holds_for_the_academy(reply, -after, language)


def test_every_day_asked_by_days_before(ask: Ask) -> None:
    for before in range(61):
        language = LANGUAGES[before % 3]
        reply = ask(BEFORE[language].format(before), "2025-04-01")
        assert reply.topics[:1] == ("refunds",), before
        holds_for_the_academy(reply, before, language)


def test_every_day_asked_without_a_date(ask: Ask) -> None:
    for after in SPAN:
        language = LANGUAGES[after % 3]
        reply = ask(TODAY[language], str(START + timedelta(days=after)))
        assert reply.topics[:1] == ("refunds",), after
        holds_for_the_academy(reply, -after, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What are the cancellation rules for the Social Protection course?", "en"),
        ("Quelles sont les conditions d'annulation de la formation sur la protection sociale ?", "fr"),
        ("¿Cuáles son las reglas de cancelación del curso de protección social?", "es"),
    ],
)
def test_another_courses_rules_asked_in_words(ask: Ask, question: str, language: Language) -> None:
    reply = ask(question, "2025-09-01")
    assert (reply.outcome, reply.language, reply.courses) == ("answered", language, ("social-protection-2025",))
    holds_for_another(reply, 49)


def test_the_first_day_itself_counts_as_seven_or_fewer(ask: Ask) -> None:
    reply = ask("What if I cancel the Academy on 30 June 2025, the first day?", "2025-06-01")
    assert {fact.value for fact in facts(reply, "refunds.penalty")} == {"2720 EUR"}


@pytest.mark.parametrize(
    "question",
    [
        "I paid 2720 euros for the Academy, how much comes back if I cancel on 18 June?",
        "J'ai versé 2 720 € pour l'Académie, combien me rend-on si j'annule le 18 juin ?",
        "Pagué 2.720 € por la Academia, ¿cuánto me devuelven si cancelo el 18 de junio?",
    ],
)
def test_a_paid_amount_in_the_question_is_reckoned_with(ask: Ask, question: str) -> None:
    reply = ask(question, "2025-05-20")
    assert reply.outcome == "answered"
    assert {fact.value for fact in facts(reply, "refunds.penalty")} == {"1360 EUR"}


def test_a_follow_up_with_a_date_goes_on_about_the_refund(assistant: Assistant) -> None:
    first, second = talk(assistant, "2025-05-20", "What if I cancel the Academy on 1 June?", "and on 20 June?")
    assert facts(first, "refunds.penalty") == []
    assert {fact.value for fact in facts(second, "refunds.penalty")} == {"1360 EUR"}


def test_without_a_course_the_rules_as_such_are_told(ask: Ask) -> None:
    reply = ask("What are your cancellation and refund rules?", "2025-05-02")
    assert reply.outcome == "answered"
    assert {fact.value for fact in facts(reply, "refunds.penalty_percent")} == {"0", "50", "100"}
    assert not MONEY.search(reply.text)
