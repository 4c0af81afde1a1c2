"""How many mails a second, and how soon after its delivery a mail is answered; ``python -m tests.bench.mail``.

In one run, on the same servers (Dovecot where it is installed, else pymap; an aiosmtpd sink in its own process) and
with the same libraries: the raw limit (fetch the mails, send as many of the same size, set a flag; no database), the
same with three synchronous commits a mail, the channel with an assistant that thinks nothing, and the channel with the
real one.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import aiosmtplib

from bot.assistant import Assistant, default_cache
from bot.facts.knowledge import load
from bot.store import Store
from handlers.mail.handling import handle
from handlers.mail.pace import Pace
from tests.mail.running import running, settings_for
from tests.mail.servers import Account, answers, free_port, pymap, until
from tests.mail.stub import OURS, WORDS, Stub, mail
from tests.mail.system_servers import DOVECOT, Dovecot, installed

QUESTIONS = (
    "Dear team,\n\nwhat is the fee of the course on labour migration and social protection?\n\nKind regards\nAna",
    "Hello,\n\nuntil when can I apply for the course on the rights of migrant workers?\n\nBest\nBob",
    "Bonjour,\n\nen quelle langue se donne le cours sur les droits des travailleurs migrants ?\n\nCordialement\nEve",
    "Buenos días:\n\n¿cuánto cuesta el curso sobre los derechos de los trabajadores migrantes?\n\nUn saludo\nLuis",
)
TODAY = date(2026, 1, 20)


class SinkProcess:
    """The SMTP sink, and when it took what."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: dict[str, float] = {}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.mail_sink", str(self.port)], stdout=subprocess.PIPE, text=True
        )
        until(lambda: answers(self.port), 20, "the sink")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            at, *recipients = line.split()
            for recipient in recipients:
                self.taken[recipient] = float(at)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def question(number: int, run: str) -> bytes:
    return mail(
        QUESTIONS[number % len(QUESTIONS)],
        From=f"{run}{number}@example.org",
        Return_Path="",
        Message_ID=f"<{run}.{number}@example.org>",
        Subject="Question about a course",
        Date="",
    )


async def raw(account: Account, sink: SinkProcess, messages: list[bytes], reply: bytes, commits: Path | None) -> float:
    """Mails a second of the bare libraries."""
    account.deliver(*messages)
    database = sqlite3.connect(commits, isolation_level=None) if commits else None
    if database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, state TEXT, raw BLOB)")
    began = time.monotonic()
    with account.client() as client:
        uids = sorted(client.search("ALL"))[-len(messages) :]
        smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=sink.port, start_tls=False)
        await smtp.connect()
        for uid in uids:
            content = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
            if database:
                database.execute("INSERT INTO t VALUES (?, 'new', ?)", (uid, content))
                database.execute("UPDATE t SET state = 'sending' WHERE n = ?", (uid,))
            await smtp.sendmail("migration@itcilo.org", [f"raw{uid}@example.org"], reply)
            if database:
                database.execute("UPDATE t SET state = 'sent' WHERE n = ?", (uid,))
            client.add_flags([uid], ["\\Answered"], silent=True)
        await smtp.quit()
    return len(messages) / (time.monotonic() - began)


async def product(
    account: Account, sink: SinkProcess, messages: list[bytes], assistant: Any, database: Path, mode: str, run: str
) -> float:
    """Mails a second of the channel: from its start, with the mails waiting, to the last answer out."""
    settings = settings_for(account, database, sink.port, mode)
    async with running(settings, assistant, Pace()) as channel:
        await channel.until(lambda tables: tables.state.rows("SELECT 1 FROM state WHERE key LIKE 'mail:cursor%'"))
    account.deliver(*messages)
    people = {f"{run}{number}@example.org" for number in range(len(messages))}
    store: list[Store] = []
    began = time.monotonic()
    async with running(settings, assistant, Pace()) as channel:
        store.append(channel.store)
        if mode == "send":
            await asyncio.to_thread(until, lambda: people <= sink.taken.keys(), 300, "the last answer")
            return len(messages) / (max(sink.taken[person] for person in people) - began)
        await channel.handled(len(messages), 300)
        return len(messages) / (time.monotonic() - began)


async def latency(account: Account, sink: SinkProcess, assistant: Any, database: Path, count: int) -> list[float]:
    """Seconds from a mail's delivery to its answer at the sink, one mail at a time."""
    found = []
    async with running(settings_for(account, database, sink.port, "send"), assistant, Pace()) as channel:
        await channel.until(lambda tables: tables.state.rows("SELECT 1 FROM state WHERE key LIKE 'mail:cursor%'"))
        for number in range(count):
            person = f"late{number}@example.org"
            message = question(number, "late")
            await asyncio.sleep(0.3)
            began = time.monotonic()
            account.deliver(message)
            await asyncio.to_thread(until, partial(sink.taken.__contains__, person), 30, "the answer")
            found.append(sink.taken[person] - began)
    return found


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[tuple[str, Callable[[str], Account]]]:
    if installed(DOVECOT):
        (folder / "dovecot").mkdir()
        dovecot = Dovecot(folder / "dovecot")
        try:
            yield "Dovecot", dovecot.account
        finally:
            dovecot.close()
        return
    with contextlib.ExitStack() as stack:
        yield "pymap", lambda name: stack.enter_context(pymap())[0]


async def measure(count: int, rounds: int, folder: Path) -> bool:
    """Run everything and print the table; whether the goals are reached."""
    loaded = load()
    assert loaded.knowledge is not None
    assistant = Assistant.build(loaded.knowledge, default_cache())
    shown = handle(question(0, "x"), assistant, ours=OURS, words=WORDS, today=TODAY, now=datetime.now(UTC))
    assert shown.message is not None
    reply = shown.message.as_bytes()
    rows: list[tuple[str, float, str]] = []
    with servers(folder) as (name, account), contextlib.closing(SinkProcess()) as sink:
        numbers: dict[str, list[float]] = {}

        async def add(what: str, work: Any) -> None:
            numbers.setdefault(what, []).append(await work)

        for turn in range(rounds):

            def fresh(kind: str, turn: int = turn) -> tuple[Account, list[bytes], str]:
                run = f"{kind}{turn}x"
                return account(run), [question(number, run) for number in range(count)], run

            box, messages, _ = fresh("raw")
            await add("raw", raw(box, sink, messages, reply, None))
            box, messages, _ = fresh("commits")
            await add("commits", raw(box, sink, messages, reply, folder / f"raw{turn}.db"))
            box, messages, run = fresh("empty")
            await add("empty", product(box, sink, messages, Stub(_fixed()), folder / f"{run}.db", "send", run))
            box, messages, run = fresh("real")
            await add("real", product(box, sink, messages, assistant, folder / f"{run}.db", "send", run))
            box, messages, run = fresh("draft")
            await add("draft", product(box, sink, messages, assistant, folder / f"{run}.db", "draft", run))
        median = {what: statistics.median(found) for what, found in numbers.items()}
        times = await latency(account("late"), sink, assistant, folder / "late.db", 20)
    base = median["commits"]
    rows = [
        ("raw: fetch, send, flag; no database", median["raw"], ""),
        ("raw with three synchronous commits a mail", base, "1.00"),
        ("channel, assistant that thinks nothing, send", median["empty"], f"{median['empty'] / base:.2f}"),
        ("channel, real assistant, send", median["real"], f"{median['real'] / base:.2f}"),
        ("channel, real assistant, draft", median["draft"], f"{median['draft'] / base:.2f}"),
    ]
    p95 = sorted(times)[int(len(times) * 0.95) - 1]
    print(f"mail on {name}, {count} mails, median of {rounds}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for label, value, ratio in rows:
        print(f"  {label:<48} {value:8.1f} /s  {ratio and ratio + ' of raw with commits'}")
    print(f"  delivery to reply: median {statistics.median(times) * 1000:.0f} ms, 95 % {p95 * 1000:.0f} ms, "
          f"longest {max(times) * 1000:.0f} ms")  # fmt: skip
    reached = median["real"] >= 10 and max(times) <= 2
    print(f"  to reach (10 mails/s, a reply within 2 s): {'reached' if reached else 'MISSED'}")
    aimed = median["real"] > base and statistics.median(times) <= 1
    print(f"  aim (more than raw with commits, within 1 s): {'reached' if aimed else 'missed'}")
    return reached


def _fixed() -> Any:
    from bot.messages import Reply  # noqa: PLC0415
    from tests.mail.stub import part  # noqa: PLC0415

    text = "The information note states a fee of 1.000 euros for the whole course, platform and tutoring included. " * 6
    return Reply("answered", "en", (part("fees", text),), ("fees",), ("rights-2026",), confidence=0.95)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        return 0 if asyncio.run(measure(options.mails, options.rounds, Path(folder))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
