"""The nearest examples vote for what they ask."""

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.nearest import NearestExamples

EXAMPLES = {
    "fees": ["what does the course cost", "how much is the course", "the price of the course please"],
    "dates": ["when does the course start", "on which day does the course begin"],
}


@pytest.fixture(scope="module")
def nearest() -> NearestExamples:
    pairs = [(text.split(), label) for label, texts in EXAMPLES.items() for text in texts]
    return NearestExamples.of([text for text, _ in pairs], [label for _, label in pairs])


def vote(nearest: NearestExamples, text: str) -> dict[str, float]:
    return dict(zip(nearest.labels, map(float, nearest.votes(text.split())), strict=True))


def test_an_example_is_nearest_to_itself(nearest: NearestExamples) -> None:
    votes = vote(nearest, "when does the course start")
    assert votes["dates"] > votes["fees"]
    assert sum(votes.values()) == pytest.approx(1)


def test_a_rare_word_counts_more_than_common_ones(nearest: NearestExamples) -> None:
    assert vote(nearest, "the course and its price")["fees"] > 0.5


def test_a_text_without_a_known_word_gets_no_vote(nearest: NearestExamples) -> None:
    assert set(vote(nearest, "xylophone zebra").values()) == {0.0}


def test_what_was_saved_votes_alike(nearest: NearestExamples, tmp_path: Path) -> None:
    nearest.save(tmp_path)
    loaded = NearestExamples.load(tmp_path)
    asked = ["how", "much", "does", "the", "course", "cost"]
    assert np.array_equal(loaded.votes(asked), nearest.votes(asked))


def test_damaged_examples_are_refused(nearest: NearestExamples, tmp_path: Path) -> None:
    nearest.save(tmp_path)
    np.save(tmp_path / "holders.npy", nearest.holders[:-1])
    with pytest.raises(ValueError, match="another shape"):
        NearestExamples.load(tmp_path)
