# ruff: noqa: B023 (work is done before its loop goes on)
import asyncio
import multiprocessing
import os
import signal
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.store import Store, StoreError, Tables


def count(tables: Tables) -> int:
    return int(tables.state.value("SELECT count(*) FROM state"))


async def test_work_is_a_transaction(store: Store) -> None:
    def half(tables: Tables) -> None:
        tables.state.set("a", 1)
        raise LookupError("halfway")

    with pytest.raises(LookupError, match="halfway"):
        await store.run(half)
    assert await store.run(count) == 0


async def test_one_that_fails_does_not_take_its_neighbours_along(store: Store) -> None:
    held = threading.Event()
    store.later(lambda tables: held.wait(5))

    def fail(tables: Tables) -> None:
        tables.state.set("bad", 1)
        raise LookupError

    waiting = [
        asyncio.create_task(store.run(lambda tables: tables.state.set("a", 1))),
        asyncio.create_task(store.run(fail)),
        asyncio.create_task(store.run(lambda tables: tables.state.set("b", 1))),
    ]
    await asyncio.sleep(0)
    held.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), LookupError, type(None)]
    assert await store.run(lambda tables: sorted(row["key"] for row in tables.state.rows("SELECT key FROM state"))) == [
        "a",
        "b",
    ]


async def test_what_waits_together_is_committed_together(store: Store) -> None:
    commits: list[str] = []
    store._database.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    held = threading.Event()
    store.later(lambda tables: held.wait(5))
    waiting = [
        asyncio.create_task(store.run(lambda tables, n=n: tables.state.set(str(n), n)))  # type: ignore[misc]
        for n in range(100)
    ]
    await asyncio.sleep(0)
    held.set()
    await asyncio.gather(*waiting)
    assert len(commits) <= 3
    assert await store.run(count) == 100


async def test_work_of_a_cancelled_task_is_done_all_the_same(store: Store) -> None:
    held = threading.Event()
    store.later(lambda tables: held.wait(5))
    task = asyncio.create_task(store.run(lambda tables: tables.state.set("a", 1)))
    await asyncio.sleep(0)
    task.cancel()
    held.set()
    assert await store.run(count) == 1


def test_threads_without_a_loop_call(store: Store) -> None:
    threads = [
        threading.Thread(target=store.call, args=(lambda tables, n=n: tables.state.set(str(n), n),)) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.call(count) == 20


def test_closing_finishes_what_waits_and_refuses_what_follows(path: Path) -> None:
    store = Store(path)
    futures = [store.later(lambda tables, n=n: tables.state.set(str(n), n)) for n in range(50)]  # type: ignore[misc]
    store.close()
    store.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreError, match="closed"):
        store.call(count)
    with Store(path)._database.conn as connection:
        assert connection.execute("SELECT count(*) FROM state").fetchone() == (50,)


def test_the_file_is_private_synced_and_in_wal_mode(store: Store, path: Path) -> None:
    store.call(lambda tables: tables.state.set("a", 1))
    for name in ("", "-wal", "-shm", "-lock"):
        assert stat.S_IMODE(os.stat(f"{path}{name}").st_mode) == 0o600
    pragma = {
        name: store.call(lambda tables, name=name: tables.state.value(f"PRAGMA {name}"))  # type: ignore[misc]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_second_process_is_refused_in_plain_words(store: Store, path: Path) -> None:
    with pytest.raises(StoreError, match=rf"is running with this database \(process {os.getpid()}\)"):
        Store(path)


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_bytes(b"Dear all, this is no database. " * 100)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"assistant\.db cannot be used: file is not a database"):
            Store(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "nowhere" / "assistant.db")


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('assistant', 'later', '')"
        )
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path)


# --- killed at every step: each question has one outcome, and never two answers

T = TypeVar("T")
QUESTIONS = 12
SEND, PROVE = "unsure where nobody knows", "asks the server"


class Mortal:
    """A channel in small: reads ``question n`` positions, answers into a file, and dies at a given step."""

    def __init__(self, folder: Path, manner: str, lifetime: int) -> None:
        self.outside, self.manner, self.left = folder / "outside", manner, lifetime
        self.store = Store(folder / "assistant.db")

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def do(self, work: Callable[[Tables], T]) -> T:
        self.step()
        result = self.store.call(work)
        self.step()
        return result

    def arrived(self) -> list[str]:
        return self.outside.read_text().splitlines() if self.outside.exists() else []

    def live(self) -> None:
        for row in self.do(lambda tables: tables.outbox.stranded("email")):
            proved = self.manner == PROVE and row.payload.decode() in self.arrived()
            if proved:
                self.do(lambda tables: tables.outbox.sent(row.id, "found"))
            elif self.manner == PROVE:
                self.do(lambda tables: tables.outbox.retry(row.id, "not found", 0))
            else:
                self.do(lambda tables: tables.outbox.unsure(row.id, "the process ended"))
        self.do(lambda tables: tables.inbox.give_up("email"))
        for number in range(QUESTIONS):
            self.do(lambda tables: tables.inbox.add("email", str(number), b"question"))
        while taken := self.do(lambda tables: tables.inbox.take("email", 4)):

            def answer(tables: Tables) -> None:
                for entry in taken:
                    tables.outbox.queue(
                        "email", entry.position, f"answer {entry.position}".encode(), key=entry.position
                    )
                    tables.inbox.done(entry.id)

            self.do(answer)
        while claimed := self.do(lambda tables: tables.outbox.claim("email", 4)):
            for row in claimed:
                with self.outside.open("a") as outside:
                    outside.write(row.payload.decode() + "\n")
                self.step()
                self.do(lambda tables: tables.outbox.sent(row.id, "250"))
        self.store.close()


def live(folder: Path, manner: str, lifetime: int) -> None:
    Mortal(folder, manner, lifetime).live()
    os._exit(0)


@pytest.mark.parametrize("manner", [SEND, PROVE])
def test_killed_at_any_step_no_question_is_lost_and_none_answered_twice(tmp_path: Path, manner: str) -> None:
    process = multiprocessing.get_context("fork")
    kills = 0
    for lifetime in range(1, 200):
        one = process.Process(target=live, args=(tmp_path, manner, lifetime))
        one.start()
        one.join(20)
        assert one.exitcode in (0, -signal.SIGKILL)
        if one.exitcode == 0:
            break
        kills += 1
    assert kills > 20
    store = Store(tmp_path / "assistant.db")
    counts = store.call(lambda tables: tables.outbox.counts("email"))
    aside = store.call(lambda tables: tables.inbox.value("SELECT count(*) FROM inbox WHERE state = 'set_aside'"))
    assert store.call(lambda tables: tables.inbox.waiting("email")) == 0
    store.close()
    arrived = (tmp_path / "outside").read_text().splitlines()
    assert len(arrived) == len(set(arrived))
    assert sum(counts.values()) + aside == QUESTIONS
    if manner == PROVE:
        assert len(arrived) == counts["sent"] == QUESTIONS - aside
    else:
        assert counts.get("sent", 0) <= len(arrived) <= counts.get("sent", 0) + counts.get("unsure", 0)
