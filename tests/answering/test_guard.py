"""The guard: nothing invented leaves, and what stands in facts, question or calendar passes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.answering.guard import violations
from bot.answering.plans import PLANS
from bot.answering.wording import Context, Wording
from bot.assistant import Assistant
from bot.facts.values import Money
from bot.facts.words import PhraseBook
from bot.messages import LANGUAGES, Language, Message, Reply, UsedFact
from bot.understanding.understanding import Request
from tests.talking import COURSES, EMAIL, days, told, with_knowledge

TODAY = date(2025, 5, 2)
FACTS = (
    UsedFact("academy-2025", "fee.total", "2720 EUR", "academy-2025.txt, Costs and payment"),
    UsedFact("academy-2025", "dates", "2025-06-30/2025-08-01", "academy-2025.txt, Title page"),
    UsedFact("academy-2025", "language.languages", "en, fr", "academy-2025.txt, Language requirements"),
    UsedFact(
        "academy-2025", "apply.link", "https://oarf2.itcilo.org/STF/A9718056/en", "academy-2025.txt, How to apply?"
    ),
    UsedFact(None, "contact.email", EMAIL, "academy-2025.txt, Info"),
    UsedFact(None, "contact.address", "Viale Maestri del Lavoro 10, 10127 Turin, Italy", "academy-2025.txt, Info"),
    UsedFact(None, "refunds.penalty_percent", "50", "academy-2025.txt, Withdrawal"),
)
QUESTIONS: dict[Language, str] = {
    "en": "How much is the Academy?",
    "fr": "Combien coûte l'Académie ?",
    "es": "¿Cuánto cuesta la Academia?",
}


def found(assistant: Assistant, text: str, language: Language = "en", question: str = "") -> list[str]:
    return violations(text, FACTS, question, TODAY, language, assistant.readers.dates)


def mutated(assistant: Assistant, key: str, addition: str) -> Assistant:
    """An assistant one of whose phrases says more than the facts do."""
    books = {}
    for language, book in assistant.knowledge.phrases.items():
        phrase = book[key]
        said = f"{phrase} {addition}" if isinstance(phrase, str) else {k: f"{v} {addition}" for k, v in phrase.items()}
        books[language] = PhraseBook({**book.phrases, key: said}, book.places)
    return with_knowledge(assistant, replace(assistant.knowledge, phrases=books))


def answered(assistant: Assistant, language: Language) -> Reply:
    return assistant.answer(Message(QUESTIONS[language], TODAY))[0]


# -- the whole way: a phrase that invents ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invented_amount_in_a_phrase_is_stopped(assistant: Assistant, language: Language) -> None:
    reply = answered(mutated(assistant, "field.fee.total", "€999"), language)
    assert reply.outcome == "unknown"
    assert "999" not in reply.text
    assert EMAIL in reply.text
    assert reply.links == ()
    assert reply.language == language


def test_the_explanation_names_what_was_stopped(assistant: Assistant) -> None:
    broken = mutated(assistant, "field.fee.total", "€999")
    assert "999" in broken.explain(Message(QUESTIONS["en"], TODAY)).stopped


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "addition",
    [
        "1,234 EUR",
        "1 234 €",
        "1.234 €",
        "75 %",
        "75%",
        "3 September 2025",
        "3 septembre 2025",
        "3 de septiembre de 2025",
        "03/09/2025",
        "2025-09-03",
        "https://example.org/apply",
        "www.example.org",
        "info@itcilo.org",
        "10128 Turin",
        "+39 011 693 6111",
    ],
)
def test_invented_figures_dates_links_and_addresses_are_stopped(
    assistant: Assistant, language: Language, addition: str
) -> None:
    reply = answered(mutated(assistant, "field.fee.total", addition), language)
    assert reply.outcome == "unknown"
    assert addition not in reply.text


@pytest.mark.parametrize(
    ("language", "addition"),
    [
        ("en", "It is given in Portuguese."),
        ("en", "It is given in Spanish."),
        ("en", "Interpretation into Arabic."),
        ("fr", "Le cours est donné en portugais."),
        ("fr", "Interprétation en espagnol."),
        ("fr", "Aussi en chinois."),
        ("es", "El curso se imparte en portugués."),
        ("es", "También en ruso."),
        ("es", "Hay interpretación al árabe."),
        ("en", "It is given in Korean."),
        ("fr", "Le cours est donné en coréen."),
        ("es", "Se imparte en coreano."),
    ],
)
def test_an_invented_course_language_is_stopped(assistant: Assistant, language: Language, addition: str) -> None:
    reply = answered(mutated(assistant, "field.fee.total", addition), language)
    assert reply.outcome == "unknown"


def test_an_unchanged_phrase_book_stops_nothing(assistant: Assistant) -> None:
    for language in LANGUAGES:
        explained = assistant.explain(Message(QUESTIONS[language], TODAY))
        assert explained.stopped == ()
        assert explained.reply.outcome == "answered"


# -- what the guard itself sees -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It costs €2,720 and starts on 30 June 2025."),
        ("en", "From 30 June to 1 August 2025, in English and French."),
        ("en", f"Write to {EMAIL}, 10127 Turin."),
        ("en", "Apply: https://oarf2.itcilo.org/STF/A9718056/en."),
        ("fr", "Il coûte 2\u202f720\u00a0€ et commence le 30 juin 2025."),
        ("fr", "Jusqu'au 1er août 2025, en français."),
        ("fr", "La pénalité est de 50\u00a0%."),
        ("es", "Cuesta 2.720 € y empieza el 30 de junio de 2025."),
        ("es", "Del 30 de junio al 1 de agosto, en inglés y francés."),
        ("es", "La penalización es del 50\u00a0%."),
    ],
)
def test_figures_of_facts_pass(assistant: Assistant, language: Language, text: str) -> None:
    assert found(assistant, text, language) == []


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "I paid 1,500 euros", "Of the €1,500 paid, nothing comes back."),
        ("en", "What about 12 September?", "On 12 September it would be too late."),
        ("en", "Is it in Portuguese?", "Portuguese is not among its languages."),
        ("fr", "Est-ce en portugais ?", "Le portugais n'en fait pas partie."),
        ("es", "¿Puedo escribir a otro@correo.org?", "No conozco otro@correo.org."),
        ("fr", "Et le 12/09/2025 ?", "Le 12 septembre 2025, ce sera trop tard."),
    ],
)
def test_what_stands_in_the_question_may_be_repeated(
    assistant: Assistant, language: Language, question: str, text: str
) -> None:
    assert found(assistant, text, language, question) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Today is 2 May 2025."), ("fr", "Aujourd'hui, 2 mai 2025."), ("es", "Hoy es 2 de mayo de 2025.")],
)
def test_today_may_be_named(assistant: Assistant, language: Language, text: str) -> None:
    assert found(assistant, text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It starts on 29 June."),
        ("en", "It starts on 30 July."),
        ("en", "It starts in September."),
        ("fr", "Il commence le 29 juin."),
        ("fr", "Il commence en septembre."),
        ("es", "Empieza el 29 de junio."),
        ("es", "Empieza en septiembre."),
        ("en", "It starts on 29/06/2025."),
        ("en", "It starts on 2026-06-30."),
        ("en", "The sum is €27,20."),
        ("en", "The sum is €272."),
        ("en", "The sum is €12,720."),
        ("en", "It takes 11 weeks."),
        ("en", "Write to migration@itcilo.com."),
        ("en", "Apply: https://oarf2.itcilo.org/STF/A9718057/en."),
        ("en", "Viale Maestri del Lavoro 12."),
    ],
)
def test_what_differs_from_the_facts_is_found(assistant: Assistant, language: Language, text: str) -> None:
    assert found(assistant, text, language)


@pytest.mark.parametrize("text", ["It costs €30.", "The penalty is 30 %.", "It costs 2025 EUR."])
def test_a_day_or_year_of_the_facts_is_no_amount_and_no_percentage(assistant: Assistant, text: str) -> None:
    assert found(assistant, text)


def test_another_currency_is_no_fact(assistant: Assistant) -> None:
    assert found(assistant, "It costs $2,720.") or found(assistant, "It costs 2,720 USD.")


KNOWN = {"2720", "2025", "6", "30", "8", "1", "10", "10127", "50", "2", "5", "9718056"}


@given(st.integers(min_value=0, max_value=10**9))
@example(999)
@example(27)
@example(272)
def test_any_number_that_is_in_no_fact_is_found(assistant: Assistant, number: int) -> None:
    if str(number) not in KNOWN:
        assert found(assistant, f"That makes {number} in all.")


@given(number=st.integers(min_value=1000, max_value=10**7), language=st.sampled_from(LANGUAGES))
@limits(max_examples=60)
def test_any_formatted_number_that_is_in_no_fact_is_found(
    assistant: Assistant, number: int, language: Language
) -> None:
    words = Wording(Context(assistant.knowledge, language, TODAY))
    if str(number) not in KNOWN:
        assert found(assistant, f"= {words.money(Money(amount=Decimal(number), currency='EUR'))}", language)


@given(cents=st.integers(min_value=1, max_value=10**8), language=st.sampled_from(LANGUAGES))
@limits(max_examples=60)
def test_any_formatted_amount_of_a_fact_passes(assistant: Assistant, cents: int, language: Language) -> None:
    amount = Decimal(cents // 100) if cents % 100 == 0 else (Decimal(cents) / 100).quantize(Decimal("0.01"))
    money = Money(amount=amount, currency="EUR")
    text = Wording(Context(assistant.knowledge, language, TODAY)).money(money)
    fact = UsedFact(None, "fee.total", f"{money.amount} EUR", "a note")
    assert violations(f"= {text} =", [fact], "", TODAY, language, assistant.readers.dates) == []


@given(day=st.dates(date(2020, 1, 1), date(2029, 12, 31)), language=st.sampled_from(LANGUAGES))
@limits(max_examples=60)
def test_any_formatted_date_of_a_fact_passes(assistant: Assistant, day: date, language: Language) -> None:
    text = Wording(Context(assistant.knowledge, language, TODAY)).day(day)
    fact = UsedFact(None, "deadline", str(day), "a note")
    assert violations(f"({text})", [fact], "", TODAY, language, assistant.readers.dates) == []


@given(
    day=st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    other=st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    language=st.sampled_from(LANGUAGES),
)
@limits(max_examples=60)
def test_any_other_date_than_that_of_the_fact_is_found(
    assistant: Assistant, day: date, other: date, language: Language
) -> None:
    text = Wording(Context(assistant.knowledge, language, day)).day(other)
    fact = UsedFact(None, "deadline", str(day), "a note")
    if other != day:
        assert violations(f"({text})", [fact], "", day, language, assistant.readers.dates)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("course", COURSES)
def test_no_answer_about_a_course_is_stopped(assistant: Assistant, language: Language, course: str) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = [
        (topic, (facet,)) for topic, facets in PLANS.items() for facet in facets
    ]
    asked += [
        ("deadline", ("until",)),
        ("apply", ("how",)),
        ("refunds", ("cancel",)),
        ("refunds", ("substitute", "transfer")),
    ]
    every = [date(2020, 1, 10), date(2022, 12, 24), date(2025, 5, 2), date(2025, 10, 15), date(2026, 6, 1)]
    for number, (topic, facets) in enumerate(asked):
        for today in every if topic in ("deadline", "apply", "refunds") else [every[number % 5]]:
            told(assistant, language, today, Request(topic, facets, (course,), 0.9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_about_all_courses_is_stopped(assistant: Assistant, language: Language) -> None:
    for today in days(date(2020, 1, 1), date(2026, 12, 31), 365):
        for topic in ("dates", "deadline", "apply", "fees", "refunds", "courses", "contact", "campus", "certificate"):
            told(assistant, language, today, Request(topic, (), (), 0.9))
        for wanted in (
            ("fee",),
            ("weeks",),
            ("language:fr",),
            ("language:es",),
            ("online",),
            ("in_person",),
            ("next",),
        ):
            request = Request("courses", ("compare",), (), 0.9, wanted=wanted)
            told(assistant, language, today, request, question="french, spanish")


def test_no_entry_of_the_faq_is_stopped(assistant: Assistant) -> None:
    for language in LANGUAGES:
        for name in assistant.knowledge.faq:
            told(assistant, language, TODAY, Request(f"faq:{name}", (), (), 0.9))
