"""What is masked in a question before it is written down, and what never is."""

from __future__ import annotations

import string
from datetime import date, time

import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.knowledge import Knowledge, load
from bot.masking import MAIL, NAME, NUMBER, PHONE, Masking
from tests.talking import within

LOCALES = ("en", "fr", "es", "en_KE", "fr_SN", "es_PE")


def _knowledge() -> Knowledge:
    found = load().knowledge
    assert found is not None
    return found


KNOWLEDGE = _knowledge()
MASKING = Masking.of(KNOWLEDGE, ["office@itcilo.org"])
CODES = sorted({v.value for course in KNOWLEDGE.courses.values() for v in course.code.versions})


def masked(text: str, *names: str) -> str:
    return MASKING.mask(text, names)


# -- what goes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to anna.rossi@example.org please", f"write to {MAIL} please"),
        ("<Anna.Rossi+course@mail.example.co.ke>", f"<{MAIL}>"),
        ("anna (at) example.org", MAIL),
        ("call +254 722 123 456 now", f"call {PHONE} now"),
        ("0039 011 693 6111", PHONE),
        ("(011) 693 6111", PHONE),
        ("06 12 34 56 78 ou 06.12.34.56.78", f"{PHONE} ou {PHONE}"),
        ("whatsapp 722123", f"whatsapp {PHONE}"),
        ("my phone number is 555-1234", f"my phone number is {PHONE}"),
        ("mi móvil: 612 345", f"mi móvil: {PHONE}"),
        ("passport no. 1234567", f"passport no. {NUMBER}"),
        ("passeport n° 12AB34567", f"passeport n° {NUMBER}"),
        ("mi DNI es 12345678Z", f"mi DNI es {NUMBER}"),
        ("AB 1234567", NUMBER),
        ("my ID card is A-12345", f"my ID card is {NUMBER}"),
        ("DE89 3704 0044 0532 0130 00", NUMBER),
        ("fr7630006000011234567890189", NUMBER),
        ("4111 1111 1111 1111", NUMBER),
        ("5500-0000-0000-0004", NUMBER),
        ("https://wa.me/393331234567", f"https://wa.me/{NUMBER}"),
    ],
)
def test_addresses_and_numbers_of_a_person_are_masked(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize(
    ("text", "names", "kept"),
    [
        ("Rosa here, is it open?", ("Rosa Turin",), f"{NAME} here, is it open?"),
        ("I am ROSA TURIN.", ("Rosa Turin",), f"I am {NAME}."),
        ("it is Bo, hello", ("Bo Li",), f"it is {NAME}, hello"),
        ("soy jose maria nunez", ("José María Núñez",), f"soy {NAME}"),
        ("Ndiaye, Fatou asks", ("Fatou Ndiaye",), f"{NAME} asks"),
        ("find me as @rosa_t or rosa_t", ("Rosa (@rosa_t)",), f"find me as {NAME} or {NAME}"),
        ("my name is anna rossi and i ask", (), f"my name is {NAME} and i ask"),
        ("My name is Grace and I ask", (), f"My name is {NAME} and I ask"),
        ("Je m'appelle Aminata Traoré, du Mali.", (), f"Je m'appelle {NAME}, du Mali."),
        ("me llamo María de la Cruz y pregunto", (), f"me llamo {NAME} y pregunto"),
        ("Je soussigné Kofi Mensah demande", (), f"Je soussigné {NAME} demande"),
        ("Is it open?\n\nBest regards,\nJohn Okello\nMinistry", (), f"Is it open?\n\nBest regards,\n{NAME}\nMinistry"),
        ("May I pay later?\nMay", ("May Li",), f"May I pay later?\n{NAME}"),
        ("It was Grant May who asked", ("Grant May",), f"It was {NAME} who asked"),
    ],
)
def test_the_senders_own_name_is_masked(text: str, names: tuple[str, ...], kept: str) -> None:
    assert masked(text, *names) == kept


# -- what stays -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Is it 2720, €1,055, 1 055 EUR, 2.720,00 euros or 15 000 000 FCFA?",
        "between 1 055-2 720 EUR",
        "what about A9718056 and a 9718056?",
        "12 days before 30/06/2025, 30.06.2025 - 01.08.2025, 2025-06-30 or 20250630",
        "30 06 2025 in the years 2024 2025 2026, 2025-2026",
        "50 % after 10-14 days, modules 1 2 3 4 5 6 7 8 9",
        "from 09.00-17.00 on 30June2025",
        "write to migration@itcilo.org, Office@itcilo.org",
        "https://oarf2.itcilo.org/STF/A9718056/en",
        "I am a user of the system, what is the course name?",
        "passport valid until 2027, 3 copies",
        "call me on 30 06 2025",
    ],
)
def test_what_a_question_is_about_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("text", ["Is the course in Turin?", "the Turin campus", "à Turin"])
def test_a_course_or_place_stays_though_a_person_is_called_so(text: str) -> None:
    assert masked(text, "Rosa Turin", "Academy Migration") == text


@pytest.mark.parametrize("text", ["Will I get a visa letter?", "may i apply in may", "is there a grant"])
def test_everyday_words_stay_though_a_person_is_called_so(text: str) -> None:
    assert masked(text, "Will Grant", "May Li") == text


@pytest.mark.parametrize("course", sorted(KNOWLEDGE.courses))
def test_names_of_courses_stay_whoever_asks(course: str) -> None:
    found = KNOWLEDGE.courses[course]
    for name in (found.name, found.short):
        for text in (name.en, name.fr, name.es):
            if text:
                assert masked(f"{text}?", *str(text).split()) == f"{text}?"


def test_the_example_questions_stay_but_for_names_and_numbers_in_them() -> None:
    texts = [text for languages in KNOWLEDGE.examples.values() for some in languages.values() for text in some]
    changed = [text for text in texts if masked(text) != text]
    assert len(changed) < len(texts) / 500


def test_without_any_knowledge_shapes_are_masked() -> None:
    assert Masking().mask("anna@example.org, 0722 123 456, 2720 EUR", ["Anna"]) == f"{MAIL}, {PHONE}, 2720 EUR"


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "1 " * 10_000, "+1" * 10_000, "a@" * 10_000, "a.@b." * 4_000, "a" * 20_000 + "@", "A1" * 10_000,
     "thanks\n" * 2_800, "my name is " * 1_800, "passport no " * 1_700, "2 720-1 055 EUR " * 1_200],
    ids=lambda text: text[:12].strip(),
)  # fmt: skip
def test_an_endless_message_does_not_hold_up_the_others(text: str) -> None:
    with within(5):
        assert masked(f"{text}\nanna@example.org", "Anna Rossi").endswith(MAIL)


# -- generated --------------------------------------------------------------------------------------------------------

LETTERS = st.text(string.ascii_lowercase, min_size=2, max_size=10)
AROUND = st.sampled_from(
    ["{}", "Hello {} please", "pay {}.", "(see {})", "c'est {}, merci", "¿{}?", "that is: {}\nthanks", "A: {}; B"]
)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=least, max_size=most)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    local = draw(st.from_regex(r"[a-z0-9][a-z0-9._%+-]{0,15}[a-z0-9]", fullmatch=True))
    domain = ".".join(draw(st.lists(LETTERS, min_size=1, max_size=3)))
    return f"{local}@{domain}.{draw(st.sampled_from(['org', 'com', 'co.ke', 'gouv.sn', 'museum']))}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    """International with + or 00, or national with a leading zero, grouped as people do (E.164: 15 digits at most)."""
    first = draw(st.sampled_from(["+", "00", "0"]))
    groups = draw(st.lists(digits(2, 4), min_size=3, max_size=4).filter(lambda found: 8 <= sum(map(len, found)) <= 12))
    between = draw(st.sampled_from(["", " ", "-", ".", "\u00a0"]))
    country = draw(st.sampled_from(["39", "254", "1", "221"])) if first != "0" else ""
    start = f"{first}{country}{between if country else ''}"
    return start + between.join(groups)


@st.composite
def cards(draw: st.DrawFn) -> str:
    bare = draw(st.sampled_from(["4", "51", "37", "6011"])) + draw(digits(13, 13))
    bare = bare[:15]
    doubled = [int(d) * 2 if position % 2 == 0 else int(d) for position, d in enumerate(bare)]
    check = -sum(d - 9 if d > 9 else d for d in doubled) % 10
    number = f"{bare}{check}"
    between = draw(st.sampled_from(["", " ", "-"]))
    return between.join(number[at : at + 4] for at in range(0, 16, 4))


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(["DE", "FR", "IT", "ES", "SN", "GB"]))
    rest = draw(st.from_regex(r"[0-9]{12,22}", fullmatch=True))
    number = int("".join(str(int(character, 36)) for character in rest + country) + "00")
    bare = f"{country}{98 - number % 97:02d}{rest}"
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4)) if draw(st.booleans()) else bare


@given(AROUND, addresses())
def test_no_address_survives(around: str, address: str) -> None:
    found = masked(around.format(address))
    assert address not in found
    assert found == around.format(MAIL)


@given(AROUND, phones())
def test_no_phone_number_survives(around: str, phone: str) -> None:
    assert masked(around.format(phone)) in (around.format(PHONE), around.format(NUMBER))


@given(AROUND, st.one_of(cards(), ibans()))
def test_no_card_and_no_account_survives(around: str, number: str) -> None:
    assert masked(around.format(number)) == around.format(NUMBER)


@given(AROUND, st.from_regex(r"[A-Z]{1,2}[0-9]{6,9}|[0-9]{2}[A-Z]{2}[0-9]{5}|[0-9]{8}[A-Z]", fullmatch=True))
def test_no_number_of_a_document_survives(around: str, number: str) -> None:
    if number not in CODES:
        assert masked(around.format(number)) == around.format(NUMBER)


@given(
    AROUND,
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.sampled_from(["short", "medium", "long", "full", "iso", "slash", "dot", "dash", "blank", "compact"]),
    st.sampled_from(LOCALES),
)
def test_no_date_is_touched(around: str, day: date, form: str, locale: str) -> None:
    own = {
        "iso": day.isoformat(),
        "slash": f"{day:%d/%m/%Y}",
        "dot": f"{day.day}.{day.month}.{day.year}",
        "dash": f"{day:%d-%m-%Y}",
        "blank": f"{day:%d %m %Y}",
        "compact": f"{day:%Y%m%d}",
    }
    text = around.format(own.get(form) or format_date(day, form, locale=locale))
    assert masked(text) == text


@given(
    AROUND,
    st.decimals(0, 99_999_999, places=2),
    st.sampled_from(["EUR", "USD", "XOF", "KES", "GBP"]),
    st.sampled_from(LOCALES),
    st.sampled_from(["symbol", "code", "plain", "digits"]),
)
def test_no_amount_is_touched(around: str, amount: object, currency: str, locale: str, form: str) -> None:
    value = float(str(amount))
    said = {
        "symbol": format_currency(value, currency, locale=locale),
        "code": format_currency(value, currency, "#,##0 ¤¤", locale=locale),
        "plain": f"{int(value) % 10_000_000}",
        "digits": f"{int(value)} {currency}",
    }[form]
    text = around.format(said)
    assert masked(text) == text


@given(AROUND, st.sampled_from(CODES), st.sampled_from([str, str.lower]))
def test_no_code_is_touched(around: str, code: str, written: type) -> None:
    text = around.format(written(code))
    assert masked(text) == text


@given(AROUND, st.times(), st.times(), st.integers(1990, 2060), st.integers(0, 100))
def test_no_hour_year_or_percentage_is_touched(around: str, start: time, end: time, year: int, share: int) -> None:
    for piece in (f"{start:%H:%M}-{end:%H:%M}", f"{year}", f"{year}-{year + 1}", f"{share} %", f"{share} days"):
        text = around.format(piece)
        assert masked(text) == text


@given(st.text(max_size=300), st.lists(st.text(max_size=30), max_size=2))
def test_whatever_is_written_what_stands_around_it_is_masked_all_the_same(text: str, names: list[str]) -> None:
    found = masked(f"anna@example.org\n{text}\n+39 011 693 6111", *names)
    assert found.startswith(MAIL) and found.endswith(PHONE)
