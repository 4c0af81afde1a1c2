"""Dates and amounts, however they are written."""

from __future__ import annotations

import pytest

from bot.importing.amounts import AmountFinder
from bot.importing.dates import DateFinder, Day
from bot.importing.vocabulary import Vocabulary


def said(day: Day | None) -> str:
    return f"{day.year or '?'}-{day.month}-{day.day}" if day else ""


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 3 au 14 mars 2027", "2027-3-3", "2027-3-14"),
        ("du lundi 1er au vendredi 12 mars 2027", "2027-3-1", "2027-3-12"),
        ("del 3 al 14 de marzo de 2027", "2027-3-3", "2027-3-14"),
        ("March 3-14, 2027", "2027-3-3", "2027-3-14"),
        ("30 JUNE – 1 AUGUST 2025", "2025-6-30", "2025-8-1"),
        ("from 16 February to 27 March 2026", "2026-2-16", "2026-3-27"),
        ("14 December – 22 January 2027", "2026-12-14", "2027-1-22"),
        ("Sept 1 - Oct 2, 2027", "2027-9-1", "2027-10-2"),
        ("01.03.2027 – 14.03.2027", "2027-3-1", "2027-3-14"),
        ("03-14/03/2027", "2027-3-3", "2027-3-14"),
        ("2027-03-03 to 2027-03-14", "2027-3-3", "2027-3-14"),
        ("by March 3rd, 2027", "2027-3-3", ""),
        ("le 28 février", "?-2-28", ""),
        ("Module 2 – 3 March 2027", "2027-3-3", ""),
    ],
)
def test_a_date_is_read(words: Vocabulary, text: str, first: str, last: str) -> None:
    (mention,) = DateFinder(words).find(text)
    assert (said(mention.first), said(mention.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["you may 3 times", "24 sessions of 3 hours", "31 June 2027", "Via Roma 10, 10127 Turin"]
)
def test_what_is_no_day_is_none(words: Vocabulary, text: str) -> None:
    assert [mention for mention in DateFinder(words).find(text) if mention.kind in ("day", "period")] == []


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("€1,055", "1055 EUR"),
        ("€1.055,50", "1055.50 EUR"),
        ("EUR 1 200", "1200 EUR"),
        ("1 200 euros", "1200 EUR"),
        ("US$ 1,200.50", "1200.50 USD"),
        ("CHF 2'400.–", "2400 CHF"),
        ("£950", "950 GBP"),
        ("2.500 dólares", "2500 USD"),
    ],
)
def test_an_amount_is_read(words: Vocabulary, text: str, money: str) -> None:
    (mention,) = AmountFinder(words).find(f"It is {text}, all included.")
    assert mention.money == money


def test_millions_are_no_fee(words: Vocabulary) -> None:
    assert AmountFinder(words).find("a fund of $5 million and 281 million migrants") == []
