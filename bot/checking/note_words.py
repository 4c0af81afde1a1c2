"""The words by which information notes are read, which nobody but the import reads."""

from __future__ import annotations

from pathlib import Path

from bot.facts.document import Problem, read
from bot.facts.note_words import ROOM, NoteWords
from bot.facts.validate import validate
from bot.messages import LANGUAGES


def note_words(folder: Path) -> list[Problem]:
    """What is wrong with a folder's own words for notes."""
    problems: list[Problem] = []
    for language in LANGUAGES:
        shown = f"{ROOM}/{language}.yaml"
        if (folder / shown).exists():
            tree, found = read(folder / shown, shown)
            problems += found
            if tree is not None:
                problems += validate(NoteWords, tree, shown)[1]
    return problems
