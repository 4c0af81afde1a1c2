"""Learning from a few examples: the same model each time, and examples that are told apart."""

import numpy as np

from bot.understanding.classifier import Grams
from bot.understanding.learning import Lesson

TEXTS = ["what does it cost", "how much is it", "the price please", "when does it start", "on which day", "the dates"]
LABELS = ["fees", "fees", "fees", "dates", "dates", "dates"]
GRAMS = Grams(bits=12)


def words(texts: list[str]) -> list[list[str]]:
    return [text.split() for text in texts]


def test_examples_are_told_apart() -> None:
    model = Lesson(words(TEXTS), LABELS, GRAMS).learned()
    for text, label in zip(words(TEXTS), LABELS, strict=True):
        assert model.labels[int(np.argmax(model.scores(text)))] == label


def test_the_order_of_the_examples_does_not_matter() -> None:
    first = Lesson(words(TEXTS), LABELS, GRAMS).learned()
    second = Lesson(words(TEXTS[::-1]), LABELS[::-1], GRAMS).learned()
    assert np.array_equal(first.weights, second.weights)


def test_many_classes_are_learned_in_several_runs() -> None:
    texts = [[f"word{i}", "please"] for i in range(100)]
    model = Lesson(texts, [f"class{i:03}" for i in range(100)], GRAMS).learned()
    right = sum(model.labels[int(np.argmax(model.scores(text)))] == f"class{i:03}" for i, text in enumerate(texts))
    assert right >= 95


def test_an_example_without_words_is_left_out() -> None:
    assert len(Lesson([*words(TEXTS), []], [*LABELS, "empty"], GRAMS)) == len(TEXTS)
