"""A command at work on the database, beside the assistant and without it."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.store import Store, StoreError, Tables, Visit
from bot.store.migrations import migrations

from .conftest import SetClock

QUEUE = """
import sys
from pathlib import Path
from bot.store import Visit
with Visit(Path(sys.argv[1])) as visit:
    assert visit.running
    visit.call(lambda tables: tables.outbox.queue("telegram", "7", b"from elsewhere"))
"""


def elsewhere(path: Path, program: str = QUEUE) -> None:
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=30)


async def test_what_another_process_queues_is_noticed(store: Store, path: Path) -> None:
    bell = store.bell("telegram")
    assert not await bell.wait(0)
    await asyncio.to_thread(elsewhere, path)
    assert await bell.wait(10)
    assert await store.run(lambda tables: tables.outbox.counts("telegram")) == {"queued": 1}


async def test_the_assistants_own_writing_rings_nobody(store: Store) -> None:
    bell = store.bell("telegram")
    await store.run(lambda tables: tables.state.set("a", 1))
    store._notice()
    assert not await bell.wait(0.05)


def test_both_write_at_once_and_nothing_fails(store: Store, path: Path) -> None:
    """Reading before writing is what a plain BEGIN would fail at."""

    def add(tables: Tables) -> None:
        state = tables.state
        state.set("count", state.get("count", 0) + 1)

    with Visit(path) as visit:
        writing = threading.Thread(target=lambda: [store.call(add) for _ in range(100)])
        writing.start()
        guest = Visit(path)
        for _ in range(100):
            guest.call(add)
        guest.close()
        writing.join(30)
        assert visit.call(lambda tables: tables.state.get("count")) == 200


def test_what_fails_is_taken_back(store: Store, path: Path) -> None:
    def half(tables: Tables) -> None:
        tables.state.set("a", 1)
        raise LookupError

    with Visit(path) as visit, pytest.raises(LookupError):
        visit.call(half)
    assert store.call(lambda tables: tables.state.get("a")) is None


def test_without_a_running_assistant_the_tables_are_brought_up_to_date(path: Path) -> None:
    sqlite3.connect(path).close()
    with Visit(path) as visit:
        assert not visit.running
        assert visit.call(lambda tables: tables.tickets.all_open()) == []
        Store(path).close()


def test_an_older_assistant_that_runs_is_not_pulled_from_under(store: Store, path: Path) -> None:
    store.call(lambda tables: tables.state.execute("DELETE FROM _sqlite_migrations WHERE name = 'staff_answers'"))
    with pytest.raises(StoreError, match="older version"):
        Visit(path)
    assert "staff_answers" not in {step.name for step in migrations.applied(store._database)}


def test_where_the_assistant_never_ran_nothing_is_made(path: Path) -> None:
    with pytest.raises(StoreError, match="has not run with this database yet"):
        Visit(path)
    assert not path.exists()


def test_a_visit_takes_nothing_from_what_is_being_handled(store: Store, path: Path, clock: SetClock) -> None:
    store.call(lambda tables: tables.inbox.add("telegram", "1", b"x", taken=True))
    with Visit(path, clock) as visit:
        visit.call(lambda tables: tables.state.set("a", 1))
    assert store.call(lambda tables: tables.inbox.take("telegram")) == []


def test_a_person_forgotten_by_a_command_is_in_no_file(store: Store, path: Path) -> None:
    store.call(lambda tables: tables.questions.record("mail", "a@x.org", "en", "unknown", text="Zanzibarquestion"))
    with Visit(path) as visit:
        forgotten = visit.forget("mail", "a@x.org")
        assert (forgotten.deleted, forgotten.left) == ({"questions": 1}, 0)
    assert not any(b"Zanzibarquestion" in file.read_bytes() for file in path.parent.iterdir())
