"""Dates in messages: many forms in three languages, and no text at all that breaks the reader."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from babel.dates import format_date
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.understanding.dates import DateMention, DateReader
from tests.talking import days, within

TODAY = date(2025, 5, 2)
"""A Friday."""


@pytest.fixture(scope="module")
def dates(knowledge: Knowledge) -> DateReader:
    return DateReader(knowledge.lexicon)


def only(dates: DateReader, text: str, today: date = TODAY) -> DateMention:
    found = dates.find(text, today)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # English
        ("on 18 June", (18, 6, None)),
        ("on 18 June 2025", (18, 6, 2025)),
        ("18th of June", (18, 6, None)),
        ("the 18th of June, 2025", (18, 6, 2025)),
        ("June 18", (18, 6, None)),
        ("June 18th, 2025", (18, 6, 2025)),
        ("Jun 18", (18, 6, None)),
        ("18 jun", (18, 6, None)),
        ("18 JUNE", (18, 6, None)),
        ("1st July", (1, 7, None)),
        ("2nd of august", (2, 8, None)),
        ("3rd September", (3, 9, None)),
        ("Sept 3", (3, 9, None)),
        ("3 Sep. 2025", (3, 9, 2025)),
        ("31 December", (31, 12, None)),
        ("18/06/2025", (18, 6, 2025)),
        ("18.06.2025", (18, 6, 2025)),
        ("18-06-2025", (18, 6, 2025)),
        ("18/6", (18, 6, None)),
        ("18/06/25", (18, 6, 2025)),
        ("2025-06-18", (18, 6, 2025)),
        ("03/07/2025", (3, 7, 2025)),
        ("06/18/2025", (18, 6, 2025)),
        ("June the 18th", (18, 6, None)),
        ("4 May", (4, 5, None)),
        ("may 4", (4, 5, None)),
        ("march 1", (1, 3, None)),
        # French
        ("le 18 juin", (18, 6, None)),
        ("le 18 juin 2025", (18, 6, 2025)),
        ("le 1er juillet", (1, 7, None)),
        ("au 3 août", (3, 8, None)),
        ("au 3 aout", (3, 8, None)),
        ("le 14 févr. 2026", (14, 2, 2026)),
        ("le 14 fevrier", (14, 2, None)),
        ("le 25 décembre", (25, 12, None)),
        ("le 5 sept. 2025", (5, 9, 2025)),
        ("le 18/06", (18, 6, None)),
        ("2 mars", (2, 3, None)),
        ("18 JUIN", (18, 6, None)),
        ("le 18 juil.", (18, 7, None)),
        # Spanish
        ("el 18 de junio", (18, 6, None)),
        ("el 18 de junio de 2025", (18, 6, 2025)),
        ("18 junio", (18, 6, None)),
        ("el 18 de junio del 2025", (18, 6, 2025)),
        ("el 1 de julio", (1, 7, None)),
        ("el 1º de julio", (1, 7, None)),
        ("3 de agosto", (3, 8, None)),
        ("3 ago", (3, 8, None)),
        ("5 de setiembre", (5, 9, None)),
        ("5 de septiembre", (5, 9, None)),
        ("14 feb 2026", (14, 2, 2026)),
        ("el 25 de diciembre", (25, 12, None)),
        ("1 de enero", (1, 1, None)),
        ("2 mar", (2, 3, None)),
    ],
)
def test_a_calendar_day_is_found(dates: DateReader, text: str, expected: tuple[int, int, int | None]) -> None:
    for frame in ("{}", "If I cancel {}?", "({})", "x {}, y"):
        found = only(dates, frame.format(text))
        assert (found.kind, found.day, found.month, found.year) == ("day", *expected)
        assert not found.relative


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("today", 0),
        ("tomorrow", 1),
        ("the day after tomorrow", 2),
        ("yesterday", -1),
        ("in two weeks", 14),
        ("in 10 days", 10),
        ("in a week", 7),
        ("3 days ago", -3),
        ("next week", 7),
        ("on Monday", 3),
        ("on friday", 7),
        ("this Friday", 0),
        ("last Friday", -7),
        ("ce vendredi", 0),
        ("vendredi dernier", -7),
        ("este viernes", 0),
        ("el viernes pasado", -7),
        ("today Friday", 0),
        ("tmrw", 1),
        ("aujourd'hui", 0),
        ("demain", 1),
        ("après-demain", 2),
        ("hier", -1),
        ("dans deux semaines", 14),
        ("dans 10 jours", 10),
        ("il y a 3 jours", -3),
        ("lundi", 3),
        ("la semaine prochaine", 7),
        ("dans quinze jours", 15),
        ("hoy", 0),
        ("mañana", 1),
        ("manana", 1),
        ("pasado mañana", 2),
        ("ayer", -1),
        ("dentro de dos semanas", 14),
        ("en 10 días", 10),
        ("hace 3 días", -3),
        ("el lunes", 3),
        ("la próxima semana", 7),
        ("dentro de 15 dias", 15),
    ],
)
def test_a_day_told_from_today_is_found(dates: DateReader, text: str, ahead: int) -> None:
    found = only(dates, f"x {text}?")
    assert found.relative
    assert found.resolve(TODAY) == TODAY + timedelta(days=ahead)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("12 days before", 12),
        ("twelve days before the start", 12),
        ("two weeks before", 14),
        ("one week prior", 7),
        ("12 days prior to the course", 12),
        ("10 days in advance of the start", 10),
        ("a week before", 7),
        ("1 day before", 1),
        ("12 jours avant", 12),
        ("douze jours avant le début", 12),
        ("deux semaines avant", 14),
        ("une semaine avant", 7),
        ("la veille", 1),
        ("12 días antes", 12),
        ("12 dias antes", 12),
        ("doce días antes del inicio", 12),
        ("dos semanas antes", 14),
        ("una semana antes", 7),
        ("un día antes", 1),
    ],
)
def test_days_before_the_start_are_found(dates: DateReader, text: str, before: int) -> None:
    found = only(dates, f"x {text}")
    assert (found.kind, found.days) == ("before", before)


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("in June", 6, None),
        ("in February 2026", 2, 2026),
        ("en juin", 6, None),
        ("en février 2026", 2, 2026),
        ("en junio", 6, None),
        ("en febrero de 2026", 2, 2026),
        ("August", 8, None),
        ("en août", 8, None),
        ("in May", 5, None),
    ],
)
def test_a_month_is_found(dates: DateReader, text: str, month: int, year: int | None) -> None:
    found = only(dates, f"the course {text} please")
    assert (found.kind, found.month, found.year) == ("month", month, year)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20-25 July 2025", 20, 25),
        ("20 to 25 July", 20, 25),
        ("from 20 until 25 July", 20, 25),
        ("du 20 au 25 juillet", 20, 25),
        ("del 20 al 25 de julio", 20, 25),
        ("20 – 25 juillet", 20, 25),
    ],
)
def test_a_span_of_days_gives_both(dates: DateReader, text: str, first: int, last: int) -> None:
    found = dates.find(text, TODAY)
    assert [(mention.day, mention.month) for mention in found] == [(first, 7), (last, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "tell me more",
        "may I apply?",
        "can I come",
        "de la mañana",
        "2720 euros",
        "2.720 €",
        "1.055,00",
        "A9718056",
        "8 modules",
        "module 3 of 8",
        "24/7",
        "SDG 10.7",
        "call 011 693 6111",
        "15 electives",
        "the second course",
        "mar",
        "he ran 10 miles",
        "room 101",
        "32/13/2025",
        "0/0",
        "31.06.999",
    ],
)
def test_what_is_no_date_is_left_alone(dates: DateReader, text: str) -> None:
    assert [mention for mention in dates.find(text, TODAY) if mention.kind == "day"] == []


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("18 June", date(2025, 6, 30), date(2025, 6, 18)),
        ("18 June", date(2020, 6, 30), date(2020, 6, 18)),
        ("28 December", date(2026, 1, 10), date(2025, 12, 28)),
        ("3 January", date(2025, 12, 20), date(2026, 1, 3)),
        ("18 June 2024", date(2025, 6, 30), date(2024, 6, 18)),
        ("29 February", date(2025, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_missing_year_is_the_nearest(dates: DateReader, text: str, near: date, expected: date) -> None:
    assert only(dates, text).resolve(near) == expected


def test_a_day_that_does_not_exist_resolves_to_none(dates: DateReader) -> None:
    assert [mention.resolve(TODAY) for mention in dates.find("on 31 June 2025", TODAY)] in ([], [None])


def test_a_year_beside_a_day_that_lacks_it_is_not_lost(dates: DateReader) -> None:
    assert only(dates, "18 June, 2025").year == 2025


@pytest.mark.parametrize("style", ["long", "medium"])
@pytest.mark.parametrize("locale", ["en", "en_GB", "fr", "es"])
def test_every_day_of_a_year_as_cldr_writes_it_is_found(dates: DateReader, locale: str, style: str) -> None:
    for day in days(date(2024, 1, 1), date(2024, 12, 31)):
        text = format_date(day, style, locale=locale)
        found = [mention for mention in dates.find(f"on {text} or so", TODAY) if mention.kind == "day"]
        assert [(m.day, m.month) for m in found] == [(day.day, day.month)], text
        assert found[0].year == 2024


@pytest.mark.parametrize(
    "pattern", ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}", "{d:02}-{m:02}-{y}", "{y}-{m:02}-{d:02}", "{d}/{m}"]
)
def test_every_day_in_figures_is_read_day_first(dates: DateReader, pattern: str) -> None:
    for day in days(date(2024, 1, 1), date(2024, 12, 31)):
        text = pattern.format(d=day.day, m=day.month, y=day.year)
        if text == "24/7":
            continue  # round the clock
        found = only(dates, f"le {text} ?")
        assert (found.day, found.month) == (day.day, day.month), text


@given(st.text(max_size=200))
@example("12 days before 12 days before")
@example("\u0130\u0130\u0130 18 June")
@example("ﬁﬂ 18 June ﷺ 19 June")
@example("１８ June")
@example("²/² 3/4")
@example("99999999999 days before")
@example("in 999 months")
@example("999 months ago")
@example("20 99 2099")
@limits(max_examples=300)
def test_any_text_gives_mentions_inside_the_text(dates: DateReader, text: str) -> None:
    for mention in dates.find(text, TODAY):
        start, end = mention.span
        assert 0 <= start < end <= len(text)
        mention.resolve(TODAY)


PIECES = st.sampled_from(
    [
        "12",
        "1",
        "31",
        "30",
        "2025",
        "days",
        "weeks",
        "months",
        "before",
        "ago",
        "in",
        "hace",
        "il y a",
        "dans",
        "dentro de",
        "jours",
        "avant",
        "antes",
        "June",
        "juin",
        "junio",
        "mar",
        "may",
        "Monday",
        "lundi",
        "/",
        "-",
        ".",
        ",",
        "the",
        "le",
        "el",
        "de",
        "to",
        "al",
        "th",
        "er",
        "tomorrow",
        "mañana",
        "999",
        "a",
        "une",
        "0",
    ]
)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", " "]), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
@limits(max_examples=300)
def test_any_heap_of_date_words_gives_mentions_that_do_not_overlap(
    dates: DateReader, pieces: list[str], glue: str, today: date
) -> None:
    text = glue.join(pieces)
    spans = sorted({mention.span for mention in dates.find(text, today)})
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize("today", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("text", ["yesterday", "tomorrow", "in 3 months", "900 months ago", "on Monday", "the 31st"])
def test_the_edges_of_the_calendar_break_nothing(dates: DateReader, today: date, text: str) -> None:
    dates.find(text, today)


@pytest.mark.parametrize(
    "text", ["1 " * 10_000, "1/" * 10_000, "." * 20_000, "1" * 20_000, "the " * 5_000, "12 days " * 3_000]
)
def test_long_texts_are_read_in_time(dates: DateReader, text: str) -> None:
    with within(2):
        dates.find(text, TODAY)


def test_dates_of_the_assistant_are_the_same_reader(assistant: Assistant) -> None:
    assert assistant.readers.dates.find("18 June", TODAY)[0].day == 18


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("May his deputy take over the place?", None),
        ("Thank you. May my wife come too?", None),
        ("Is it in May?", 5),
        ("May 2025?", 5),
    ],
)
def test_may_at_the_beginning_of_a_question_asks_leave(dates: DateReader, text: str, month: int | None) -> None:
    found = [mention.month for mention in dates.find(text, TODAY)]
    assert found == ([month] if month else [])


def test_a_list_mark_after_a_month_is_no_day(dates: DateReader) -> None:
    assert only(dates, "1) last day for the course of October 2) who signs the letter").kind == "month"
