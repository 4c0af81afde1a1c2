"""Questions about anything, as free questions: what the assistant makes of them, beside a support vector machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from bot.text import phrase
from tests.bench import foreign
from tests.bench.engines import NearestQuestion, Product, auroc

_SEED = 7


@pytest.fixture(scope="module")
def english() -> tuple[Product, foreign.Pairs]:
    learnt, asked = foreign.split(foreign.english(), 12, _SEED)
    return Product(learnt), asked


def test_the_sets_are_varied_and_small() -> None:
    data = {**foreign.english(), **foreign.chat()}
    assert len(foreign.english()) >= 60
    assert min(map(len, data.values())) >= 12
    assert len({phrase(text) for texts in data.values() for text in texts}) > 0.98 * sum(map(len, data.values()))
    assert sum(path.stat().st_size for path in foreign.HERE.glob("*.txt")) < 400_000


def test_half_the_questions_are_found_and_far_more_than_by_the_nearest_example(
    english: tuple[Product, foreign.Pairs],
) -> None:
    product, asked = english
    nearest = NearestQuestion(foreign.split(foreign.english(), 12, _SEED)[0])
    right = mean(product.ask(text)[0] == name for text, name in asked)
    assert right >= 0.49
    assert right >= mean(nearest.ask(text)[0] == name for text, name in asked) + 0.1


def test_the_best_guess_is_told_whatever_comes_of_a_message(english: tuple[Product, foreign.Pairs]) -> None:
    product, asked = english
    assert all(product.ask(text)[0] for text, _ in asked)


def test_questions_of_no_entry_are_less_sure(english: tuple[Product, foreign.Pairs]) -> None:
    product, asked = english
    inside = [product.ask(text)[1] for text, _ in asked]
    outside = [product.ask(text)[1] for text in foreign.strangers()]
    assert auroc(inside, outside) >= 79
    assert mean(confidence >= 0.8 for confidence in outside) <= 0.03


def test_what_is_sure_is_right(english: tuple[Product, foreign.Pairs]) -> None:
    product, asked = english
    sure = [found == name for (found, confidence), name in ((product.ask(text), name) for text, name in asked)
            if confidence >= 0.8]  # fmt: skip
    assert len(sure) >= 10
    assert mean(sure) >= 0.9


def test_small_talk_of_a_folder_goes_before_the_shipped_one() -> None:
    learnt, asked = foreign.split(foreign.chat(), 8, _SEED)
    product = Product(learnt)
    for language, least in (("en", 0.22), ("fr", 0.35), ("es", 0.35)):
        own = [pair for pair in asked if pair[1].startswith(language)]
        assert mean(product.ask(text)[0] == name for text, name in own) >= least, language


def test_an_entry_asked_word_for_word_is_found_and_sure() -> None:
    learnt, _ = foreign.split(foreign.classes("english-a"), 10, _SEED)
    product = Product(learnt)
    for text, name in learnt[::7]:
        assert product.ask(text)[0] == name
        assert product.ask(text)[1] > 0.8


@pytest.mark.slow
def test_fifteen_thousand_questions_are_learnt_and_asked_within_the_limits(tmp_path: Path) -> None:
    folder = foreign.folder(tmp_path / "knowledge", foreign.many(150, 100))

    def measured(count: int) -> dict[str, float]:
        command = [sys.executable, "-m", "tests.bench.cost", str(folder), str(tmp_path / "cache"), str(count)]
        one_core = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=one_core)
        figures: dict[str, float] = json.loads(done.stdout)
        return figures

    first, later = measured(0), measured(200)
    assert first["load"] < 30
    assert first["memory"] < 220
    assert later["load"] < 3
    assert later["p50"] < 5
    assert later["memory"] < 200
