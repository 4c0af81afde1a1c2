"""The vocabulary, and a note's survey from its bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.facts.knowledge import Knowledge
from bot.importing.reading import read_note
from bot.importing.survey import Survey, survey
from bot.importing.vocabulary import Vocabulary, vocabulary

Read = Callable[[bytes | str], Survey]


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    found, problems = vocabulary()
    assert problems == []
    return found


@pytest.fixture
def read(tmp_path: Path, words: Vocabulary, knowledge: Knowledge) -> Read:
    """Survey a note; its file has a name that tells nothing of its format."""

    def reading(note: bytes | str) -> Survey:
        path = tmp_path / "note"
        path.write_bytes(note.encode() if isinstance(note, str) else note)
        return survey(read_note(path, words), words, knowledge)

    return reading
