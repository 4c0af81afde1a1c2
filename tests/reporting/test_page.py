"""The web page as text; ``test_browser.py`` looks at it with a browser."""

import re
from typing import Any

import lxml.html  # type: ignore[import-untyped]
import pytest

from bot.reporting.page import page

from .conftest import NAME, PERSON, Asked

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> </style></pre> & \u202egnp.exe \x00\x1b[2J \udcff'


@pytest.fixture
def busy(asked: Asked) -> Asked:
    """A database with something of everything."""
    asked.ask("Until when can I apply?", topic="deadline", course="rights-2026", times=3)
    asked.ask("May I bring my dog?", times=2)
    asked.ask("Quel prix ?", "answered", "fees", "academy-2025", language="fr", channel="email")
    asked.tables.questions.helpful(asked.ask("Is it online?", "answered", "format", "academy-2025"), False)
    asked.ticket(asked=asked.ask("I was charged twice", "handoff"))
    return asked


def tree(asked: Asked, since: str = "30d") -> Any:
    return lxml.html.document_fromstring(page(asked.report(since)))


def test_a_hostile_question_is_text_and_nothing_else(asked: Asked) -> None:
    asked.ask(HOSTILE.encode("utf-8", "replace").decode(), topic="campus", times=2)
    asked.ask(HOSTILE.encode("utf-8", "replace").decode() + " again, please", "handoff")
    whole = page(asked.report())
    found = lxml.html.document_fromstring(whole)
    assert found.xpath("//script | //img | //iframe | //*[starts-with(name(@*), 'on')]") == []
    assert "<script>alert(1)</script>" in found.xpath("string(//article/h3)")
    assert not re.search("[\x00\x1b\u202e\ud800-\udfff]", whole)


def test_nothing_is_fetched(busy: Asked) -> None:
    whole = page(busy.report())
    found = lxml.html.document_fromstring(whole)
    assert found.xpath("//script | //img | //iframe | //object | //link[@rel='stylesheet']") == []
    assert set(found.xpath("//@href | //@src")) == {"data:,"}
    assert "url(" not in whole
    assert "@import" not in whole


def test_no_name_and_no_address_of_an_applicant_stands_in_it(busy: Asked) -> None:
    whole = page(busy.report())
    assert PERSON not in whole
    assert NAME not in whole
    assert "where is my refund" not in whole


def test_the_biggest_gap_comes_first_with_its_yaml_and_the_commands_that_trace_it(busy: Asked) -> None:
    first, second = tree(busy).xpath("//article")
    assert first.xpath("string(h3)") == "1. Until when can I apply? · 3 times"
    assert "deadline:" in first.xpath("string(.//pre)")
    assert "courses/rights-2026.yaml:131" in first.text_content()
    assert "python -m bot ask --explain --question 3" in first.text_content()
    assert second.xpath("string(h3)") == "2. May I bring my dog? · 2 times"


def test_every_plot_says_in_words_what_it_shows_and_has_its_table(busy: Asked) -> None:
    found = tree(busy)
    labels = found.xpath("//*[name()='svg' and @role='img']/@aria-label")
    assert "How the questions ended: answered 2, unknown 5, handed over 1" in labels
    assert "Questions by day, at most 8, 8 in all" in labels
    assert "deadline: unknown 3" in labels
    assert len(found.xpath("//details//table")) == 5


def test_every_day_has_its_row(busy: Asked) -> None:
    rows = tree(busy, "12w").xpath("//table[thead//th[1] = 'day']/tbody/tr")
    assert len(rows) == 84
    assert [cell.text_content() for cell in rows[0]] == ["29 Oct 2025", "0", "0", "0", "0", "0", "0", "0"]
    assert [cell.text_content() for cell in rows[-1]][:2] == ["20 Jan 2026", "8"]


def test_figures_are_written_as_the_language_writes_them(asked: Asked) -> None:
    asked.ask("What does it cost?", "answered", "fees", times=1234)
    assert tree(asked).xpath("string(//ul[@class='key']/li[1]/strong)") == "1,234"


def test_a_page_without_questions_is_whole(asked: Asked) -> None:
    found = tree(asked)
    assert found.get("lang") == "en"
    assert "every question was answered" in found.text_content()
    assert "How the knowledge base stands" in found.text_content()
