"""``kill -9`` of the real program at random moments: every mail has one outcome, and never two replies."""

from __future__ import annotations

import contextlib
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.store import Store
from handlers.mail.parcels import CHANNEL
from tests.mail.program import Program
from tests.mail.servers import Account, Sink, until
from tests.mail.stub import mail

QUESTION = "Will I get a letter for my visa?"


def question(number: int) -> bytes:
    return mail(QUESTION, From=f"p{number}@example.org", Message_ID=f"<k{number}@example.org>", Return_Path="", Date="")


WAITING = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"


def found(database: Path, query: str) -> int:
    """A number out of the database of the running program."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


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


def delivered_amid_kills(account: Account, database: Path, program: Program, chance: random.Random, kills: int) -> int:
    """Deliver bursts of mail and kill the program after each, at a random moment; how many mails in all."""
    program.start()
    until(lambda: found(database, "SELECT count(*) FROM state WHERE key LIKE 'mail:cursor%'"), 10)
    count = 0
    for _ in range(kills):
        burst = range(count, count + chance.randint(1, 12))
        count = burst.stop
        account.deliver(*(question(number) for number in burst))
        time.sleep(chance.uniform(0, 0.5))
        assert program.end(signal.SIGKILL) == -signal.SIGKILL
        program.start()
    return count


@pytest.mark.parametrize("kills", [6, pytest.param(50, marks=pytest.mark.slow)])
def test_every_mail_has_one_outcome_and_never_two_replies(
    account: Account, smtp: tuple[Sink, int], database: Path, program: Program, kills: int
) -> None:
    sink, _ = smtp
    count = delivered_amid_kills(account, database, program, random.Random(7), kills)

    def finished() -> bool:
        program.works()
        answered = {delivery.recipients[0] for delivery in sink.deliveries}
        return len(answered) + program.log.read_text().count("nobody knows") >= count

    until(finished, 60, "the last answer")
    until(lambda: not found(database, WAITING))
    assert program.end(signal.SIGTERM) == 0
    kept = left(database)
    assert [row["action"] for row in kept["inbox"]] == ["reply"] * count
    states = {row["person"]: row["state"] for row in kept["outbox"]}
    assert len(states) == count and set(states.values()) <= {"sent", "unsure"}
    replies = Counter(delivery.recipients[0] for delivery in sink.deliveries)
    assert set(replies.values()) == {1}
    for person, state in states.items():
        assert state == "unsure" or replies[person] == 1
        assert state == "sent" or person in kept["tickets"]
    unsure = sum(state == "unsure" for state in states.values())
    assert unsure <= kills
    print(f"{count} mails, {kills} kills, {len(sink.deliveries)} replies, {unsure} unsure")


def test_sigterm_ends_within_ten_seconds_and_nothing_is_lost(
    account: Account, smtp: tuple[Sink, int], database: Path, program: Program
) -> None:
    program.start()
    until(lambda: found(database, "SELECT count(*) FROM state WHERE key LIKE 'mail:cursor%'"), 10)
    account.deliver(*(question(number) for number in range(30)))
    until(lambda: smtp[0].deliveries, 20)
    began = time.monotonic()
    assert program.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    program.start()
    until(lambda: len(smtp[0].deliveries) >= 30, 30)
    until(lambda: not found(database, WAITING))
    assert program.end(signal.SIGTERM) == 0
    assert Counter(delivery.recipients[0] for delivery in smtp[0].deliveries) == {
        f"p{number}@example.org": 1 for number in range(30)
    }
    assert {row["state"] for row in left(database)["outbox"]} == {"sent"}


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_in_draft_mode_every_mail_has_exactly_one_draft(
    account: Account, smtp: tuple[Sink, int], database: Path, program: Program, kills: int
) -> None:
    """A draft can be looked for, so here nothing is ever unsure."""
    program.environment["ASSISTANT_MAIL_MODE"] = "draft"
    count = delivered_amid_kills(account, database, program, random.Random(11), kills)
    until(lambda: found(database, "SELECT count(*) FROM inbox WHERE state = 'done'") == count, 60)
    until(lambda: not found(database, WAITING))
    assert program.end(signal.SIGTERM) == 0
    drafts = Counter(str(draft["To"]) for draft in account.messages("Drafts"))
    assert len(drafts) == count and set(drafts.values()) == {1}
    assert smtp[0].deliveries == []
