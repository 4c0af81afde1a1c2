"""``preview``: which replies an edit changes, old and new side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assistant import Assistant
from bot.checking.channels import telegram_phrases
from bot.checking.differences import Question, changed_questions, changed_topics, of_example
from bot.checking.kept_right import broken
from bot.commands.build import trained
from bot.commands.check import mail_problems
from bot.commands.former import former_version
from bot.commands.side_by_side import Group, show
from bot.facts.expectations import load_expectations
from bot.facts.knowledge import Knowledge, load
from bot.settings import utc_now
from bot.store import StoreError
from bot.store.reading import reading

if TYPE_CHECKING:
    from bot.settings import Settings

_RECORDED = timedelta(days=31)
_MOST_RECORDED = 3_000


def run_preview(settings: Settings, folder: Path | None, against: Path | None, everything: bool) -> int:
    """Show which replies an edit changes.

    Args:
        settings: the knowledge folder, the database and the day.
        folder: the edited folder; the configured one by default.
        against: the folder to compare with; by default what was answered from before the edit.
        everything: show every change, not only the first of each kind.

    Returns:
        The exit status: 1 where a folder has errors, 2 where there is nothing to compare with.
    """
    new = _loaded(folder or settings.knowledge)
    if new is None:
        return 1
    with former_version(settings, new, folder, against) as former:
        if former is None:
            print(
                "There is nothing to compare with yet: no assistant has run with this database, and the folder is in"
                " no git repository. Name the folder as it was: --against FOLDER",
                file=sys.stderr,
            )
            return 2
        old = _loaded(former.folder)
        if old is None:
            print(f"These are errors of the version to compare with: {former.what}.", file=sys.stderr)
            return 1
        today = settings.today()
        assistants = (trained(old), trained(new))
        groups = list(_groups(*assistants, settings, today))
        examples, _ = load_expectations(new.folder)
        wrong = broken(assistants[1], examples, today)
        show(groups, former.what, everything)
    for problem in wrong:
        print(f"\nan example that must stay right is broken:\n{problem}")
    return 0


def _loaded(folder: Path) -> Knowledge | None:
    """The knowledge of a folder; None, and its problems as ``check`` prints them, where it has errors."""
    loaded = load(folder)
    problems = loaded.errors
    if folder.is_dir():
        words = [*telegram_phrases(folder)[0], *mail_problems(folder)]
        problems = sorted([*problems, *(problem for problem in words if not problem.warning)])
    for problem in problems:
        print(problem)
    return None if problems else loaded.knowledge


def _groups(old: Assistant, new: Assistant, settings: Settings, today: date) -> Iterator[Group]:
    examples = [of_example(example, today) for example in load_expectations(new.knowledge.folder)[0]]
    yield Group("Your examples", changed_questions(old, new, examples), len(examples))
    recorded = _recorded(settings)
    yield Group("Questions people asked", changed_questions(old, new, recorded), len(recorded))
    changes, asked = changed_topics(old, new, today)
    yield Group("Every topic of every course, and the free questions", changes, asked)


def _recorded(settings: Settings) -> list[Question]:
    """What people asked in the last month, the latest first, each once."""
    try:
        with reading(settings.database) as record:
            rows = record.questions.since(utc_now() - _RECORDED)
    except StoreError:
        # without a database nobody asked anything yet
        return []
    found = {
        (row.text, row.today, row.dialogue, row.channel): Question(
            row.text, row.today, "email" if row.channel == "email" else "telegram", dialogue=row.dialogue,
            name=f"question {row.id}",
        )
        for row in reversed(rows)
        if row.text and row.today
    }  # fmt: skip
    return list(found.values())[:_MOST_RECORDED]
