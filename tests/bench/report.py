"""How long ``python -m bot report`` takes for a year of questions: ``python -m tests.bench.report``.

The whole command is timed, from its start to its end, as tables and as a page; beside it the same for a month, and a
year in which hardly two questions are alike, which is the hardest to gather. It works in one thread, so that its time
of the processor is what one waits for where nothing else runs; the limit of five seconds a year is set on that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bot.facts.knowledge import load
from tests.reporting.traffic import fill

LAST = date(2026, 1, 20)
MOST_SECONDS = 5.0


def timed(folder: Path, *words: str) -> tuple[float, float]:
    """Seconds of one run of the command: waited for, and of the processor."""
    began, before = time.monotonic(), os.times()
    command = [sys.executable, "-m", "bot", "report", "--today", str(LAST), *words]
    path = {"PYTHONPATH": os.getcwd(), "ASSISTANT_DATABASE": str(folder / "assistant.db")}
    subprocess.run(command, cwd=folder, env={**os.environ, **path}, capture_output=True, check=True)
    waited, after = time.monotonic() - began, os.times()
    return waited, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> int:
    """Measure and print; the exit status is 1 where a year takes longer than it may."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    knowledge = load().knowledge
    assert knowledge is not None
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        for label, alone in (("as people ask", False), ("hardly two alike", True)):
            folder = Path(name) / label
            folder.mkdir()
            fill(folder / "assistant.db", knowledge, options.questions, LAST, 365, alone=alone)
            print(f"report of {options.questions} questions in a year, {label}, {os.cpu_count()} cores, "
                  f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
            for what, words in (
                ("the year, tables", ("--since", "12m")),
                ("the year, page", ("--since", "12m", "--html", "report.html")),
                ("the last 30 days, page", ("--html", "report.html")),
            ):
                found = [timed(folder, *words) for _ in range(options.rounds)]
                waited, worked = (statistics.median(column) for column in zip(*found, strict=True))
                slowest = max(slowest, worked)
                print(f"  {what:<28} waited {waited:5.2f} s, processor {worked:5.2f} s (medians)")
    reached = slowest < MOST_SECONDS
    print(f"  to reach ({MOST_SECONDS:g} s a year): {'reached' if reached else 'MISSED'}")
    return 0 if reached else 1


if __name__ == "__main__":
    raise SystemExit(main())
