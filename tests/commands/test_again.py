"""``ask --question`` and ``--ticket``: a recorded question, asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.messages import Dialogue
from bot.store import Store, Tables
from tests.commands.test_ask import Command, command

__all__ = ["command"]

BEFORE = Dialogue(language="en", courses=("academy-2025",), topics=("dates#period",), turns=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The database of an assistant that is running meanwhile."""
    opened = Store(tmp_path / "assistant.db")
    yield opened
    opened.close()


def record(tables: Tables, text: str | None = "and how much is it?") -> int:
    return tables.questions.record("telegram", "7", "en", "unknown", text=text, before=BEFORE, today=date(2025, 5, 2))


def test_a_recorded_question_is_asked_again_with_its_day_and_what_was_said_before(
    command: Command, store: Store
) -> None:
    number = store.call(record)
    done = command("ask", "--explain", "--question", str(number))
    assert done.returncode == 0, done.stderr
    for piece in (
        f"Question {number}",
        "The outcome then: unknown",
        "Said before: dates#period, about academy-2025",
        "“and how much is it?”",
        "Asked again as on 2025-05-02, with the knowledge as it is now",
        "€2,720",
        "Apply by 23 May 2025",
        "fee.total",
        "courses/academy-2025.yaml:",
    ):
        assert piece in done.stdout, piece


def test_a_ticket_leads_to_the_question_it_came_of(command: Command, store: Store) -> None:
    def work(tables: Tables) -> int:
        return tables.tickets.open(
            "telegram", "c", "7", "Ada", "and how much is it?", asked=record(tables), reason="handoff", answer="I see."
        ).id

    number = store.call(work)
    done = command("ask", "--explain", "--ticket", str(number))
    assert done.returncode == 0, done.stderr
    for piece in (
        f"Ticket {number}, open",
        "because: handoff",
        "The assistant said then: I see.",
        "Question ",
        "€2,720",
    ):
        assert piece in done.stdout, piece
    assert "Ada" not in done.stdout


def test_a_ticket_without_a_recorded_question_is_asked_in_its_own_words(command: Command, store: Store) -> None:
    number = store.call(lambda tables: tables.tickets.open("email", "c", "7", "Ada", "How much is the Academy?").id)
    done = command("ask", "--ticket", str(number))
    assert done.returncode == 0, done.stderr
    assert "was not recorded by itself" in done.stdout
    assert "2,720" in done.stdout


def test_a_question_whose_text_is_gone_cannot_be_asked(command: Command, store: Store) -> None:
    number = store.call(lambda tables: record(tables, None))
    done = command("ask", "--explain", "--question", str(number))
    assert done.returncode == 1
    assert "texts are deleted after a month" in done.stderr


@pytest.mark.parametrize("words", [("--question", "99"), ("--ticket", "99")])
def test_a_number_that_is_not_there_ends_with_one(command: Command, store: Store, words: tuple[str, str]) -> None:
    done = command("ask", "--explain", *words)
    assert done.returncode == 1
    assert f"there is no {words[0].strip('-')} 99" in done.stderr
    assert done.stdout == ""


def test_without_a_database_nothing_was_recorded(command: Command) -> None:
    done = command("ask", "--explain", "--question", "1")
    assert done.returncode == 1
    assert "there is no database assistant.db" in done.stderr


def test_a_file_that_is_no_database_is_said_to_be_none(command: Command, tmp_path: Path) -> None:
    (tmp_path / "assistant.db").write_text("hello " * 1000)
    done = command("ask", "--explain", "--question", "1")
    assert done.returncode == 1
    assert "assistant.db cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("--question", "1", "hello"), ("--question", "1", "--ticket", "1"), ("--question", "x"),
              ("--question", "1", "--today", "2025-05-02"), ("--ticket", "1", "--json"),
              ("--question", "9" * 30)]
)  # fmt: skip
def test_wrong_usage_ends_with_two(command: Command, words: tuple[str, ...]) -> None:
    assert command("ask", *words).returncode == 2
