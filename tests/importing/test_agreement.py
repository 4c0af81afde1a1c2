"""The drafts of the five real notes beside the course files that people made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts.knowledge import Knowledge
from bot.importing.reading import read_note
from bot.importing.survey import TYPED, survey
from bot.importing.vocabulary import Vocabulary
from tests.importing.comparing import drafted, hand_made

PROJECT = Path(__file__).resolve().parents[2]
NOTES = PROJECT.parent / "shared" / "notes"
LEAST = 0.95


@pytest.mark.skipif(not NOTES.is_dir(), reason="the information notes are not beside the project (../shared/notes)")
def test_drafts_agree_with_the_hand_made_files(
    knowledge: Knowledge, words: Vocabulary, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed, differing = 0, []
    for course in knowledge.courses.values():
        found = survey(read_note(NOTES / f"{course.id}.txt", words), words, knowledge).found
        for path, field in course.fields():
            if path not in TYPED:
                continue
            wanted = sorted((hand_made(version.value) for version in field.versions), key=str)
            got = drafted(path, found[path])
            if got == wanted:
                agreed += 1
            else:
                differing.append(f"{course.id} {path}: hand-made {wanted}, draft {got}")
    share = agreed / (agreed + len(differing))
    with capsys.disabled():
        print(f"\n{agreed} typed fields agree ({share:.1%})", *differing, sep="\n  ")
    assert share >= LEAST
