"""How a message is taken apart: sentences, lines and numbered points are pieces of their own."""

import pytest

from bot.facts.knowledge import Knowledge
from bot.understanding.clauses import ClauseReader


@pytest.fixture
def clauses(knowledge: Knowledge) -> ClauseReader:
    return ClauseReader(knowledge.lexicon)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("1) total hours 2) price 3) still time?", ["total hours", "price", "still time?"]),
        ("I need: (a) the fee (b) the dates", ["I need:", "the fee", "the dates"]),
        ("(1) le prix\n(2) les dates", ["le prix", "les dates"]),
        ("1. el precio\n2. las fechas", ["el precio", "las fechas"]),
    ],
)
def test_numbered_points_are_pieces_wherever_they_stand(clauses: ClauseReader, text: str, pieces: list[str]) -> None:
    assert [clause.text.strip() for clause in clauses.sentences(text)] == pieces


@pytest.mark.parametrize("text", ["the week (2) of the course", "module 3) or so", "we are 2 persons"])
def test_a_single_number_is_no_list(clauses: ClauseReader, text: str) -> None:
    assert len(clauses.sentences(text)) == 1


def test_each_piece_knows_where_it_stands(clauses: ClauseReader) -> None:
    text = "Hello. 1) the fee 2) the dates\n3) the hours"
    for clause in clauses.sentences(text):
        assert text[clause.start :].startswith(clause.text)


def test_a_sentence_may_end_in_a_year(clauses: ClauseReader) -> None:
    assert [clause.text.strip() for clause in clauses.sentences("I saw the Academy 2025. How long is it?")] == [
        "I saw the Academy 2025.",
        "How long is it?",
    ]


@pytest.mark.parametrize(
    "text", ["Is it 2.720 euros?", "Commence-t-elle le 3. juin ?", "Ask Ms B. Smith?", "1.055 or 2.000?"]
)
def test_a_full_stop_within_a_figure_or_a_name_ends_nothing(clauses: ClauseReader, text: str) -> None:
    assert len(clauses.sentences(text)) == 1
