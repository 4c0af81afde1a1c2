"""“Two points: the fee, and by when to apply?”: what a message announces and then lists is asked, item by item."""

import pytest

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.understanding.clauses import ClauseReader
from bot.understanding.listed import ListReader
from tests.talking import talk


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("Three questions: the fee, the dates and the language.", ["the fee", "the dates", "the language."]),
        ("I have two questions:\n- the fee\n- the dates\n\nIt is urgent.", ["the fee", "the dates"]),
        ("Deux points : le prix ; la date limite.", ["le prix", "la date limite."]),
        ("My colleagues: Ana, Luis and Pedro.", []),
        ("One of my questions: how much is it?", []),
    ],
)
def test_items_of_an_announced_list_stand_alone(knowledge: Knowledge, body: str, items: list[str]) -> None:
    clauses = ClauseReader(knowledge.lexicon)
    found = ListReader(knowledge.lexicon.values(), clauses).taken_apart(clauses.sentences(body), body)
    assert [clause.text.strip() for clause in found if clause.listed] == items
    for clause in found:
        assert body[clause.start :].lstrip().startswith(clause.text.strip())


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "Good morning,\n\nthree things about the Academy on Labour Migration:\n1) the fee\n2) the day it begins\n"
            "3) may my union pay?",
            {"fees", "dates", "payment"},
        ),
        (
            "Bonjour,\n\nL'Académie m'intéresse. Trois points : le tarif, la date limite, et la langue.\n\nAwa",
            {"fees", "deadline", "language"},
        ),
        ("Buenos días. Sobre la Academia dos datos: el precio y hasta cuándo se postula.", {"fees", "deadline"}),
    ],
)
def test_each_is_answered(assistant: Assistant, text: str, topics: set[str]) -> None:
    assert set(talk(assistant, "2025-05-02", text)[0].topics) == topics
