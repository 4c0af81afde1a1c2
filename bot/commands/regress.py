"""``regress``: the examples that must stay right, asked; what broke in plain words."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from bot.checking.kept_right import broken, summary
from bot.commands.build import assistant_of
from bot.facts.expectations import load_expectations


def run_regress(folder: Path, today: date) -> int:
    """Print every example that is not right as ``file:line: message``, and how many are on standard error.

    Args:
        folder: the knowledge folder.
        today: the day for examples that name none.

    Returns:
        The exit status: 1 where an example is broken or cannot be read.

    Raises:
        SystemExit: 1 where the knowledge itself has errors.
    """
    assistant = assistant_of(folder)
    expectations, problems = load_expectations(folder)
    wrong = sorted([*problems, *broken(assistant, expectations, today)])
    for problem in wrong:
        print(problem)
    print(summary(expectations, wrong), file=sys.stderr)
    return 1 if any(not problem.warning for problem in wrong) else 0
