"""Harder conversations: those that were looked at, and those set aside. What they reach is held with a margin."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from tests.questions.scoring import FURTHER, SETS, UNSEEN, conversations, judge
from tests.questions.test_questions import report, share

LEAST = {FURTHER: 0.84, UNSEEN: 0.78}
LANGUAGES = ("en", "fr", "es")


@pytest.mark.parametrize("folder", LEAST, ids=lambda folder: folder.name)
def test_harder_questions_are_mostly_answered_right(assistant: Assistant, folder: Path) -> None:
    turns = [turn for path in folder.glob("*.jsonl") for item in conversations(path) for turn in judge(assistant, item)]
    print(next(report(turns)))
    assert share(turns) >= LEAST[folder]


@pytest.mark.parametrize("folder", LEAST, ids=lambda folder: folder.name)
def test_what_is_told_as_sure_is_right(assistant: Assistant, folder: Path) -> None:
    turns = [turn for path in folder.glob("*.jsonl") for item in conversations(path) for turn in judge(assistant, item)]
    sure = [turn for turn in turns if turn.reply.confidence >= 0.8]
    print(len(sure), next(report(sure)))
    assert len(sure) > 100
    assert share(sure) >= 0.92


def test_there_are_nine_hundred_turns_three_hundred_a_language_a_third_set_aside() -> None:
    count = {
        folder: {
            name: sum(len(item["turns"]) for item in conversations(folder / f"{name}.jsonl")) for name in LANGUAGES
        }
        for folder in SETS
    }
    assert sum(map(sum, (by.values() for by in count.values()))) >= 900
    assert all(sum(by[name] for by in count.values()) >= 300 for name in LANGUAGES)
    assert sum(count[UNSEEN].values()) * 3.2 >= sum(map(sum, (by.values() for by in count.values())))
