"""``python -m bot check``: the knowledge base looked at from all sides, for people who do not program."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.facts.document import Problem


def run_check(folder: Path, today: date, matrix: bool) -> int:
    """Print every problem as ``file:line: message`` and a summary on standard error.

    Args:
        folder: the knowledge folder; one that is not there is a problem like others.
        today: the day for deadlines.
        matrix: also print what each course states, topic by topic.

    Returns:
        The exit status: 1 where there are errors.
    """
    from bot.assistant import default_cache  # noqa: PLC0415
    from bot.checking.matrix import matrix as table  # noqa: PLC0415
    from bot.checking.matrix import summary  # noqa: PLC0415
    from bot.checking.report import check  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    report = check(folder, today, default_cache(), mail_problems(folder), lambda text: print(text, file=sys.stderr))
    for problem in report.problems:
        print(problem)
    if report.knowledge is not None:
        if matrix:
            print(table(report.knowledge))
        print(summary(report.knowledge), file=sys.stderr)
    print(f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')}", file=sys.stderr)
    return 1 if report.errors else 0


def mail_problems(folder: Path) -> list[Problem]:
    """What is wrong with the folder's own words for the e-mail channel."""
    from handlers.mail.words import MailWordsError, load_words  # noqa: PLC0415

    if not (folder / "mail").is_dir():
        return []
    try:
        load_words(folder)
    except MailWordsError as error:
        return error.problems
    return []


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
