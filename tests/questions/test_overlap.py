"""No question of the evaluation stands among the examples that the assistant learns from, nor nearly."""

from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from bot.facts.knowledge import Knowledge
from bot.text import phrase
from bot.understanding.training import labelled
from tests.questions.scoring import SETS, conversations

NEARLY = 90
"""Likeness in per cent (rapidfuzz `ratio` of folded words) from which a question of some length is nearly the same."""

LONG = 12
"""Characters from which likeness says something; shorter ones must differ."""


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_no_question_is_an_example_nor_nearly(knowledge: Knowledge, folder: Path) -> None:
    examples = sorted({said for _, text, _ in labelled(knowledge) if (said := phrase(text))})
    asked = {
        (item["id"], number): phrase(turn["user"])
        for path in sorted(folder.glob("*.jsonl"))
        for item in conversations(path)
        for number, turn in enumerate(item["turns"])
    }
    asked = {place: said for place, said in asked.items() if said}
    places, texts = list(asked), list(asked.values())
    found = []
    for start in range(0, len(texts), 100):
        likeness = process.cdist(
            texts[start : start + 100], examples, scorer=fuzz.ratio, score_cutoff=NEARLY, dtype=np.uint8
        )
        for row, best in enumerate(likeness.argmax(axis=1)):
            near, text = int(likeness[row, best]), texts[start + row]
            if near == 100 or (near >= NEARLY and len(text) >= LONG):
                found.append(f"{places[start + row]} {text!r} ~ {examples[best]!r} ({near})")
    assert not found, "\n" + "\n".join(found)
