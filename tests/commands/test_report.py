"""``report``: tables, the page, how far back, and databases that cannot be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.invocation import command
from bot.store import Store, Tables

PROJECT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """The database, in use by an assistant that runs."""
    opened = Store(database, lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def report(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        own = {key: value for key, value in os.environ.items() if not key.startswith("ASSISTANT_")}
        return subprocess.run(
            [sys.executable, "-m", "bot", "report", "--today", "2026-01-20", *words],
            capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
            env={**own, "PYTHONPATH": str(PROJECT), "COLUMNS": "200", **more},
        )  # fmt: skip

    return report


def ask(store: Store, text: str = "Is there a laundry?") -> int:
    return store.call(lambda tables: tables.questions.record("telegram", "amina", "en", "unknown", text=text))


def test_tables_are_printed_while_the_assistant_runs(store: Store, run: Run) -> None:
    number = ask(store, "Is there a swimming pool?")
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    for piece in (
        "22 Dec 2025 to 20 Jan 2026",
        "Is there a swimming pool?",
        "- id: swimming-pool",
        "How the knowledge base stands",
    ):
        assert piece in done.stdout, piece
    assert f"python -m bot ask --explain --question {number}" in done.stdout
    assert "amina" not in done.stdout
    ask(store)


def test_the_report_changes_nothing(store: Store, database: Path, run: Run) -> None:
    ask(store)
    store.close()
    before = database.read_bytes()
    assert run().returncode == 0
    assert database.read_bytes() == before


def test_the_page_is_written_into_the_file(store: Store, run: Run, tmp_path: Path) -> None:
    ask(store, "Is it <b>free</b>?")
    done = run("--html", "report.html", "--since", "2026-01-01")
    assert (done.returncode, done.stdout) == (0, "")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Is it &lt;b&gt;free&lt;/b&gt;?" in text


def test_a_question_with_marks_of_the_terminal_is_shown_as_it_is(store: Store, run: Run) -> None:
    ask(store, "[red]urgent[/red] :smile: [/x]")
    assert "[red]urgent[/red]" in run().stdout


@pytest.mark.parametrize("since", ["soon", "0d", "2027-01-01", ""])
def test_a_wrong_span_is_wrong_usage(store: Store, run: Run, since: str) -> None:
    done = run("--since", since)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("--since: ")
    assert done.stderr.count("\n") == 1


def test_a_page_that_cannot_be_written_is_wrong_usage(store: Store, run: Run) -> None:
    done = run("--html", "nowhere/report.html")
    assert done.returncode == 2
    assert "nowhere/report.html cannot be written" in done.stderr


def test_a_database_that_is_not_there_is_told_and_not_made(run: Run, database: Path) -> None:
    done = run()
    assert done.returncode == 1
    assert done.stderr == "there is no database assistant.db: it is made when the assistant runs for the first time\n"
    assert not database.exists()


def test_a_file_that_is_no_database_is_told(run: Run, database: Path) -> None:
    database.write_bytes(b"Dear all, this is no database. " * 100)
    done = run()
    assert (done.returncode, done.stderr) == (1, "assistant.db cannot be read: file is not a database\n")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "DELETE FROM _sqlite_migrations WHERE name = 'traces'",
            "older version of the assistant: start the assistant once",
        ),
        ("DROP TABLE _sqlite_migrations", "older version"),
        (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('assistant', 'x', '')",
            "newer version",
        ),
    ],
)
def test_a_database_of_another_version_is_told(store: Store, run: Run, database: Path, change: str, told: str) -> None:
    store.close()
    with sqlite3.connect(database) as connection:
        connection.execute(change)
    connection.close()
    done = run()
    assert done.returncode == 1
    assert told in done.stderr


def test_a_knowledge_folder_with_faults_ends_with_one_and_all_of_them(store: Store, run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken" / "faq").mkdir(parents=True)
    (tmp_path / "broken" / "faq" / "a.yaml").write_text("- id: Not An Id\n", encoding="utf-8")
    done = run(ASSISTANT_KNOWLEDGE=str(tmp_path / "broken"))
    assert done.returncode == 1
    assert done.stderr.startswith("No report: the knowledge has errors.")
    assert "faq/a.yaml:1: " in done.stderr


def test_lists_that_are_cut_say_how_much_more_there_is(store: Store, run: Run) -> None:
    texts = (
        "Who wins the league?", "Best pizza recipe", "Sell me a bicycle", "Tomorrow's weather forecast",
        "Translate this poem", "Cheap flights to Lima", "Solve my equation",
    )  # fmt: skip

    def asked(tables: Tables) -> None:
        for text in texts:
            tables.questions.record("telegram", "amina", "en", "out_of_scope", text=text)

    store.call(asked)
    told = run(COLUMNS="80").stdout
    assert "… and 2 more; --html FILE shows them." in told
    assert told.index("Out of scope") < told.index("By day")


def test_a_commands_python_is_the_one_that_works_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    assert command("check") == f"{Path('.venv/bin/python')} -m bot check"
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    assert command("check") == "python -m bot check"


def test_a_folder_with_free_questions_alone_has_a_report_too(store: Store, run: Run, tmp_path: Path) -> None:
    (tmp_path / "own" / "faq").mkdir(parents=True)
    entry = '- id: dogs\n  questions:\n    en: ["may I bring my dog"]\n  answer:\n    en: "No."\n'
    (tmp_path / "own" / "faq" / "a.yaml").write_text(entry, encoding="utf-8")
    ask(store)
    done = run(ASSISTANT_KNOWLEDGE=str(tmp_path / "own"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "- id: laundry" in done.stdout
