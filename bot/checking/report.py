"""Everything that staff are told about a knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.assistant import Assistant
from bot.checking.calendar import passed
from bot.checking.channels import telegram_phrases
from bot.checking.collisions import collisions
from bot.checking.consistency import inconsistent
from bot.checking.files import unread
from bot.checking.kept_right import broken
from bot.checking.note_words import note_words
from bot.checking.proposed import proposed_entries
from bot.checking.sources import unclear_sources
from bot.checking.subject import Subject, told
from bot.checking.translations import missing_texts, phrases
from bot.checking.understood import misunderstood
from bot.checking.unresolved import unresolved
from bot.facts.document import Problem
from bot.facts.expectations import load_expectations
from bot.facts.knowledge import Knowledge, load


@dataclass(frozen=True, slots=True)
class Report:
    """The knowledge where it is valid, and every error and warning, sorted by file and line."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many problems make the folder invalid."""
        return sum(not problem.warning for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems leave it valid."""
        return len(self.problems) - self.errors


def check(
    folder: Path,
    today: date,
    cache: Path | None = None,
    also: Iterable[Problem] = (),
    tell: Callable[[str], None] = lambda _: None,
    asking: bool = True,
) -> Report:
    """Look at a knowledge folder from all sides.

    An example of the staff that is not answered as it must be is an error here, for it says that something told is
    wrong; a running assistant asks no examples and takes over all that can be read.

    Args:
        folder: the folder; it need not be there.
        today: the day for what the calendar has overtaken.
        cache: where trained weights are kept; None trains each time.
        also: what others found in the folder.
        tell: hears that something takes a while.
        asking: whether the example questions are asked, which may take a minute.
    """
    loaded = load(folder)
    warnings = list(unread(folder)) if folder.is_dir() else []
    problems, more = telegram_phrases(folder) if folder.is_dir() else ([], [])
    expectations, unreadable = load_expectations(folder)
    problems += [*loaded.problems, *note_words(folder), *unreadable, *also]
    warnings += more
    if loaded.knowledge is None or any(not problem.warning for problem in problems):
        return Report(None, tuple(sorted([*problems, *told(warnings)])))
    own = {shown: tree for shown, tree in loaded.trees.items() if (folder / shown).exists()}
    subject = Subject(loaded.knowledge, own, today, folder)
    for aspect in (passed, missing_texts, phrases, unclear_sources, collisions, inconsistent, unresolved):
        warnings += aspect(subject)
    if asking:
        warnings += misunderstood(subject, cache, tell)
    if asking and expectations:
        problems += broken(Assistant.build(loaded.knowledge, cache), expectations, today)
    problems += [replace(problem, warning=True) for problem in proposed_entries(loaded.knowledge)]
    return Report(loaded.knowledge, tuple(sorted([*problems, *told(warnings)])))
