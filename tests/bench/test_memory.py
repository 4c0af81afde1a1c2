"""How much memory the assistant takes while it learns the shipped examples, and afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.facts.knowledge import SHIPPED

_LEARNING, _LEARNED = 215, 140
"""MB at the most; the benchmark tells what it is."""


def peak(cache: Path) -> float:
    command = [sys.executable, "-m", "tests.bench.cost", str(SHIPPED), str(cache), "50"]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return figures["memory"]


@pytest.mark.slow
def test_learning_stays_within_its_memory_and_later_starts_take_less(tmp_path: Path) -> None:
    learning, learned = peak(tmp_path), peak(tmp_path)
    print(learning, learned)
    assert learning <= _LEARNING
    assert learned <= _LEARNED
