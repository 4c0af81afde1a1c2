"""The chat in the terminal answers from what was edited meanwhile, and tells what is wrong with an edit."""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.facts.knowledge import SHIPPED, load
from handlers.terminal import Terminal

QUESTION = "How much does the Academy cost?"


def test_edits_are_followed_and_broken_ones_are_told(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    knowledge = load(folder).knowledge
    assert knowledge is not None
    course = folder / "courses" / "academy-2025.yaml"
    written = course.read_text(encoding="utf-8")
    terminal = Terminal(Assistant.build(knowledge, cache), lambda: date(2025, 5, 2))
    said = io.StringIO()
    terminal.console = Console(file=said, width=200)
    heard: list[str] = []

    def lines() -> Iterator[str]:
        for text in (written, written.replace("2720 EUR", "2750 EUR"), written.replace("2720 EUR", "2.750 EUR")):
            course.write_text(text, encoding="utf-8")
            said.truncate(0)
            said.seek(0)
            yield QUESTION
            heard.append(said.getvalue())

    typed = lines()
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed, "/quit"))
    assert terminal.run() == 0
    first, edited, broken = heard
    assert "€2,720" in first and "edited" not in first
    assert "€2,750" in edited and "has been edited" in edited
    assert "courses/academy-2025.yaml:" in broken and "2750 EUR" in broken
    assert "€2,750" in broken and "former one" in broken
