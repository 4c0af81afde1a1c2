"""``report``: what was asked, how it went and what is missing, as tables or as one web page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.facts.knowledge import Knowledge
    from bot.reporting.answered_now import Answer
    from bot.reporting.period import Period
    from bot.reporting.report import Report
    from bot.settings import Settings

WRONG_USAGE = 2


def run_report(settings: Settings, since: str, html: Path | None) -> int:
    """Make the report, while the assistant runs or not.

    Args:
        settings: database, knowledge folder and date.
        since: how far back, as typed.
        html: the file for the web page; None prints tables.

    Returns:
        The exit status: 1 where the database or the knowledge cannot be used, 2 where ``since`` or the file cannot.
    """
    from bot.reporting.period import WrongPeriod, period  # noqa: PLC0415
    from bot.store import StoreError  # noqa: PLC0415

    try:
        days = period(since, settings.today())
    except WrongPeriod as error:
        print(f"--since: {error}", file=sys.stderr)
        return WRONG_USAGE
    try:
        report = _build(settings, days)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    if report is None:
        return 1
    return _print(report) if html is None else _write(report, html)


def _build(settings: Settings, days: Period) -> Report | None:
    from bot.facts.knowledge import load  # noqa: PLC0415
    from bot.reporting.report import build  # noqa: PLC0415
    from bot.store import reading  # noqa: PLC0415

    with reading(settings.database) as records:
        questions = records.questions.since(days.start)
        tickets, waiting = records.tickets.since(days.start), records.tickets.all_open()
    loaded = load(settings.knowledge)
    if loaded.knowledge is None:
        print("No report: the knowledge has errors. Correct them first:", file=sys.stderr)
        for problem in loaded.errors:
            print(problem, file=sys.stderr)
        return None
    now, answer = settings.turin_now(), _answer(loaded.knowledge)
    return build(questions, tickets, waiting, loaded, loaded.knowledge, settings.knowledge, days, now, answer)


def _answer(knowledge: Knowledge) -> Answer | None:
    """Asks the assistant; None where it has not learned this knowledge: a report does not wait for that."""
    from bot.assistant import Assistant, default_cache  # noqa: PLC0415
    from bot.understanding.training import is_trained  # noqa: PLC0415

    if not is_trained(knowledge, default_cache()):
        return None
    assistant = Assistant.build(knowledge, default_cache())
    return lambda message, before: assistant.answer(message, before)[0]


def _print(report: Report) -> int:
    from rich.console import Console  # noqa: PLC0415

    from bot.reporting.terminal import show  # noqa: PLC0415

    show(report, Console())
    return 0


def _write(report: Report, path: Path) -> int:
    from bot.reporting.page import page  # noqa: PLC0415

    try:
        path.write_text(page(report), encoding="utf-8")
    except OSError as error:
        print(f"--html: {path} cannot be written: {error.strerror}", file=sys.stderr)
        return WRONG_USAGE
    print(f"The report stands in {path}: open it in a browser.", file=sys.stderr)
    return 0
