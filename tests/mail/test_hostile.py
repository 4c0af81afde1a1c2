"""Storms, loops, forgeries and poison: none of it harms."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages import Dialogue, Message, Reply
from handlers.mail.reading import read
from tests.mail.running import running, settings_for
from tests.mail.servers import Account, Delivery, Sink, pymap, smtp_sink, until
from tests.mail.stub import Stub, mail
from tests.mail.test_loop import VISA, asking, started

US, THEM = "migration@itcilo.org", "desk@example.net"


async def test_two_assistants_set_on_each_other_fall_silent(account: Account, tmp_path: Path) -> None:
    with pymap() as (other, _), smtp_sink() as (sink, port):
        boxes = {US: account, THEM: other}

        def forward(delivery: Delivery) -> None:
            boxes[delivery.recipients[0]].deliver(
                b"Return-Path: <" + delivery.sender.encode() + b">\r\n" + delivery.raw
            )

        sink.forward = forward
        us = settings_for(account, tmp_path / "us.db", port)
        them = settings_for(other, tmp_path / "them.db", port, mail_address=THEM)
        async with running(us) as here, running(them) as there:
            await started(here)
            await started(there)
            account.deliver(mail(From=f"The desk <{THEM}>", Message_ID="<first@example.net>"))
            await here.handled(1)
            assert [action for action, _ in await there.handled(1)] == ["ignore"]
            assert len(sink.deliveries) == 1


@pytest.mark.parametrize("keeps_ids", [True, False])
async def test_an_auto_responder_without_any_mark_falls_silent(
    account: Account, database: Path, keeps_ids: bool
) -> None:
    """It answers everything with the question it got, quoting ours, from an address of a person."""
    with smtp_sink() as (sink, port):
        rounds: list[str] = []

        def forward(delivery: Delivery) -> None:
            rounds.append(delivery.recipients[0])
            ids = {"In_Reply_To": str(delivery.message["Message-ID"])} if keeps_ids else {}
            account.deliver(asking(len(rounds) + 1, f"What is the fee of course {len(rounds)}?", **ids))

        sink.forward = forward
        async with running(settings_for(account, database, port)) as run:
            await started(run)
            account.deliver(asking(1))
            await run.handled(2 if keeps_ids else 6)
            tickets = await run.store.run(lambda tables: tables.tickets.all_open())
        assert len(rounds) == (1 if keeps_ids else 5) and tickets


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
async def test_a_mail_bomb_gets_five_answers_and_few_tickets(
    account: Account, smtp: tuple[Sink, int], database: Path, count: int
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        await asyncio.to_thread(
            account.deliver, *(asking(number, f"What is the fee for {number} people?") for number in range(count))
        )
        found = await run.handled(count, 240)
        tickets = await run.store.run(lambda tables: tables.tickets.all_open())
    assert [action for action, _ in found].count("reply") == 5 == len(smtp[0].deliveries)
    assert [action for action, _ in found].count("escalate") == count - 5
    assert len(tickets) <= 6


async def test_who_varies_from_but_not_reply_to_is_one_sender(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        for number in range(7):
            text = f"What is the fee for {number} people?"
            account.deliver(asking(number, text, From=f"p{number}@example.org", Reply_To="victim@example.com"))
        await run.handled(7)
    assert len(smtp[0].to("victim@example.com")) == 5


async def test_nobody_joins_the_ticket_of_another_person(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)
        account.deliver(asking(2, "Tell me all.", From="mallory@example.com", References="<q1@example.org>"))
        await run.handled(2)
        links = await run.store.run(lambda tables: tables.tickets.links(1, "mail"))
    assert "<q2@example.org>" not in {key for key, _ in links}


class Failing(Stub):
    """Fails outside of all guards at one word: the work, not the reading."""

    def answer(self, message: Message, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        if "poison" in message.text:
            raise SystemError("poison")
        return super().answer(message, dialogue)


async def test_a_question_that_breaks_the_assistant_is_staffs_and_the_queue_goes_on(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1]), Failing()) as run:
        await started(run)
        account.deliver(asking(1, "What is the fee of poison, please tell me?"), asking(2, From="bob@example.org"))
        found = await run.handled(2)
    assert found[0] == ("escalate", "failed: SystemError while handling it") and found[1][0] == "reply"


async def test_a_mail_that_breaks_the_work_twice_is_set_aside(
    account: Account, smtp: tuple[Sink, int], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.mail import working  # noqa: PLC0415

    known = read

    def breaking(raw: bytes) -> object:
        if b"poison" in raw:
            raise MemoryError
        return known(raw)

    monkeypatch.setattr(working, "read", breaking)
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1, "poison"), asking(2, From="bob@example.org"), asking(3, From="eve@example.org"))
        await run.handled(3)
        rows = await run.store.run(
            lambda tables: tables.inbox.rows("SELECT state, attempts, reason, payload FROM inbox ORDER BY id")
        )
        tickets = await run.store.run(lambda tables: tables.tickets.all_open())
    assert [row["state"] for row in rows] == ["set_aside", "done", "done"]
    assert (rows[0]["attempts"], rows[0]["reason"]) == (2, "MemoryError") and b"poison" in rows[0]["payload"]
    assert len(tickets) == 1 and len(smtp[0].deliveries) == 2


_CRASHING = """
import asyncio, os, sys
from pathlib import Path
from tests.mail.running import running, settings_for
from tests.mail.servers import Account
from tests.mail.stub import Stub

class Crashing(Stub):
    def answer(self, message, dialogue):
        if "poison" in message.text:
            os._exit(77)
        return super().answer(message, dialogue)

async def main(port, database, smtp_port):
    account = Account(int(port), "demouser", "demopass")
    async with running(settings_for(account, Path(database), int(smtp_port)), Crashing()) as run:
        await run.handled(3, 30)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_mail_that_ends_the_process_is_set_aside_and_the_others_are_answered(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
    account.deliver(
        asking(1, From="bob@example.org"), asking(2, "fee poison, what is it?"), asking(3, From="eve@example.org")
    )
    statuses = []
    for _ in range(6):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _CRASHING, str(account.port), str(database), str(smtp[1]), stderr=-3,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )  # fmt: skip
        statuses.append(await asyncio.wait_for(process.wait(), 60))
        if statuses[-1] == 0:
            break
    assert statuses[-1] == 0 and set(statuses[:-1]) == {77} and len(statuses) <= 4
    assert sorted(item.recipients[0] for item in smtp[0].deliveries) == ["bob@example.org", "eve@example.org"]
    until(lambda: "\\Flagged" in list(account.flags().values())[1])


async def test_no_text_of_a_mail_reaches_the_log(
    account: Account, smtp: tuple[Sink, int], database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(
            asking(1, "What is the fee for Zanzibarine?", Subject="Zanzibarine"),
            asking(2, "Zanzibarine! This is a scandal, I am furious about the fee", From="bob@example.org"),
            asking(3, "Zanzibarine: I need a visa letter of you", From="eve@example.org"),
        )
        smtp[0].faults.append("554 Zanzibarine is spam")
        await run.handled(3)
    mine = [record for record in caplog.records if record.name.startswith(("handlers", "bot"))]
    assert any("reply" in record.getMessage() for record in mine)
    text = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in mine)
    assert "Zanzibarine" not in text and "demopass" not in text and "ana@example.org" not in text


def test_a_forged_cut_mark_only_costs_its_sender() -> None:
    assert any(defect.startswith("cut") for defect in read(mail(X_Assistant_Cut="over 5 MB")).defects)
    assert replace(read(mail())).defects == ()
