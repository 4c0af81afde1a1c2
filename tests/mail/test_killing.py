"""``kill -9`` of the real program at random moments: every mail has one outcome, and never two replies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store
from handlers.mail.parcels import CHANNEL
from tests.mail.servers import Account, Sink, until
from tests.mail.stub import mail

QUESTION = "Will I get a letter for my visa to attend the course?"
_FAQ = """
- id: visa-letter
  questions:
    en:
      - "Will I get a letter for my visa?"
      - "Do you help with visas for the course?"
      - "Does the course give an invitation letter for the visa?"
  answer:
    en: "An invitation letter for the visa comes with the admission to the course."
"""


@pytest.fixture
def faq_only(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "visa.yaml").write_text(_FAQ, "utf-8")
    return folder


class Program:
    """``python -m bot run`` with its log."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            log.write(b"--- start\n")
            log.flush()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=self.environment, stderr=log, stdout=log
            )
        until(self.works, 60, "the start")

    def works(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text()[-3000:]
        return "mail: replies are sent" in self.log.read_text().rpartition("--- start")[2]

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def program(
    account: Account, smtp: tuple[Sink, int], database: Path, faq_only: Path, cache_home: Path, tmp_path: Path
) -> Iterator[Program]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    program = Program(
        {
            **clean,
            "PYTHONPATH": os.getcwd(),
            "XDG_CACHE_HOME": str(cache_home),
            "ASSISTANT_KNOWLEDGE": str(faq_only),
            "ASSISTANT_DATABASE": str(database),
            "ASSISTANT_IMAP_URL": account.url,
            "ASSISTANT_SMTP_URL": f"smtp://127.0.0.1:{smtp[1]}",
            "ASSISTANT_MAIL_MODE": "send",
        },
        tmp_path / "log",
    )
    yield program
    if program.process is not None and program.process.poll() is None:
        program.process.kill()
        program.process.wait(20)


def question(number: int) -> bytes:
    return mail(QUESTION, From=f"p{number}@example.org", Message_ID=f"<k{number}@example.org>", Return_Path="", Date="")


def left(database: Path) -> dict[str, Any]:
    with_store = Store(database)
    try:
        return with_store.call(
            lambda tables: {
                "inbox": tables.inbox.rows("SELECT position, state, action, reason FROM inbox ORDER BY id"),
                "outbox": tables.outbox.rows("SELECT * FROM outbox WHERE channel = ? ORDER BY id", CHANNEL),
                "tickets": [ticket.person for ticket in tables.tickets.all_open()],
            }
        )
    finally:
        with_store.close()


@pytest.mark.parametrize("kills", [6, pytest.param(50, marks=pytest.mark.slow)])
def test_every_mail_has_one_outcome_and_never_two_replies(
    account: Account, smtp: tuple[Sink, int], database: Path, program: Program, kills: int
) -> None:
    sink, _ = smtp
    chance = random.Random(7)
    program.start()
    until(lambda: program.works(), 10)
    time.sleep(1)  # the first look at the mailbox, from which on mail counts
    count = 0
    for _ in range(kills):
        burst = range(count, count + chance.randint(1, 12))
        count = burst.stop
        account.deliver(*(question(number) for number in burst))
        time.sleep(chance.uniform(0, 0.5))
        assert program.end(signal.SIGKILL) == -signal.SIGKILL
        program.start()

    def finished() -> bool:
        program.works()
        answered = {delivery.recipients[0] for delivery in sink.deliveries}
        return len(answered) + program.log.read_text().count("nobody knows") >= count

    until(finished, 60, "the last answer")
    time.sleep(1.5)
    assert program.end(signal.SIGTERM) == 0
    found = left(database)
    assert [row["action"] for row in found["inbox"]] == ["reply"] * count
    states = {row["person"]: row["state"] for row in found["outbox"]}
    assert len(states) == count and set(states.values()) <= {"sent", "unsure"}
    replies = Counter(delivery.recipients[0] for delivery in sink.deliveries)
    assert set(replies.values()) == {1}
    for person, state in states.items():
        assert state == "unsure" or replies[person] == 1
        assert state == "sent" or person in found["tickets"]
    unsure = sum(state == "unsure" for state in states.values())
    assert unsure <= 4 * kills
    print(f"{count} mails, {kills} kills, {len(sink.deliveries)} replies, {unsure} unsure")


def test_sigterm_ends_within_ten_seconds_and_nothing_is_lost(
    account: Account, smtp: tuple[Sink, int], database: Path, program: Program
) -> None:
    program.start()
    time.sleep(1)
    account.deliver(*(question(number) for number in range(30)))
    until(lambda: smtp[0].deliveries, 20)
    began = time.monotonic()
    assert program.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    program.start()
    until(lambda: len(smtp[0].deliveries) >= 30, 30)
    time.sleep(0.5)
    assert program.end(signal.SIGTERM) == 0
    assert Counter(delivery.recipients[0] for delivery in smtp[0].deliveries) == {
        f"p{number}@example.org": 1 for number in range(30)
    }
    assert {row["state"] for row in left(database)["outbox"]} == {"sent"}
