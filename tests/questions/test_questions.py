"""The conversations we promise to get right: at least 95 of 100 turns as a whole, 90 in each language."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from tests.questions.scoring import HERE, Turn, conversations, judge

LEAST = 0.95
LEAST_OF_A_FILE = 0.90
FILES = sorted(HERE.glob("*.jsonl"))


@pytest.fixture(scope="module")
def turns(assistant: Assistant) -> dict[str, list[Turn]]:
    return {path.name: [turn for item in conversations(path) for turn in judge(assistant, item)] for path in FILES}


def report(turns: list[Turn]) -> Iterator[str]:
    """The turns that are wrong, with what came and what should have come."""
    right = sum(not turn.faults for turn in turns)
    yield f"{right} of {len(turns)} right"
    for turn in turns:
        if turn.faults:
            yield f"{turn.id}/{turn.number} {turn.today} {turn.user[:200]!r}"
            yield f"    {turn.reply.outcome} {turn.reply.topics} {turn.reply.courses}: {'; '.join(turn.faults)}"


def share(turns: list[Turn]) -> float:
    return sum(not turn.faults for turn in turns) / len(turns)


def test_there_are_hundreds_of_turns_in_each_language(turns: dict[str, list[Turn]]) -> None:
    for name in ("en.jsonl", "fr.jsonl", "es.jsonl"):
        assert len(turns[name]) >= 100
    assert sum(map(len, turns.values())) >= 300


def test_ids_are_unique() -> None:
    ids = [item["id"] for path in FILES for item in conversations(path)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_questions_of_a_file_are_answered_right(turns: dict[str, list[Turn]], path: Path) -> None:
    found = turns[path.name]
    print("\n".join(report(found)))
    assert share(found) >= LEAST_OF_A_FILE


def test_all_questions_together_are_answered_right(turns: dict[str, list[Turn]]) -> None:
    every = [turn for found in turns.values() for turn in found]
    print("\n".join(report(every)))
    assert share(every) >= LEAST


def test_no_reply_to_them_is_stopped_by_the_guard(turns: dict[str, list[Turn]], assistant: Assistant) -> None:
    said = {assistant.knowledge.phrases[language].text("guard.stopped") for language in ("en", "fr", "es")}
    stopped = [turn.id for found in turns.values() for turn in found if any(text in turn.reply.text for text in said)]
    assert stopped == []
