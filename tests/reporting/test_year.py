"""A year of traffic; how long its report takes is measured by ``make bench``."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.facts.knowledge import Knowledge

from .traffic import fill

PROJECT = Path(__file__).resolve().parents[2]
QUESTIONS = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--html", "report.html")])
def test_a_year_of_a_hundred_thousand_questions_is_reported(
    tmp_path: Path, knowledge: Knowledge, words: tuple[str, ...]
) -> None:
    fill(tmp_path / "assistant.db", knowledge, QUESTIONS, date(2026, 1, 20), 365)
    command = [sys.executable, "-m", "bot", "report", "--since", "12m", "--today", "2026-01-20", *words]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, check=True
    )
    text = (tmp_path / "report.html").read_text(encoding="utf-8") if words else done.stdout.decode()
    assert "21 Jan 2025 to 20 Jan 2026, 365 days" in text
    counts = [int(found.replace(",", "")) for found in re.findall(r"\b\d{1,3}(?:,\d{3})+\b", text)]
    # a year of 365 days begins a little after the traffic does, and small talk is counted apart
    assert 0.9 * QUESTIONS < max(counts) < QUESTIONS
