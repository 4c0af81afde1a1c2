"""Connections that break, fall silent, are refused or are not there yet."""

from __future__ import annotations

import asyncio
import base64
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.addresses import mail_server
from bot.logs import Redactor
from bot.settings import WrongSetting
from bot.store import Tables
from handlers.mail.access import TokenError, access_token
from handlers.mail.line import Line
from tests.mail.running import QUICK, running, settings_for
from tests.mail.servers import Account, Process, Proxy, Sink, free_port, pymap
from tests.mail.test_loop import asking, started


@pytest.fixture
def wire(account: Account) -> Iterator[Proxy]:
    proxy = Proxy(account.port)
    yield proxy
    proxy.close()


def through(account: Account, wire: Proxy) -> Account:
    return replace(account, port=wire.port)


async def test_a_connection_that_is_cut_is_made_anew(
    account: Account, wire: Proxy, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(through(account, wire), database, smtp[1])) as run:
        await started(run)
        for number in range(4):
            wire.cut()
            account.deliver(asking(number, f"What is the fee of {number}?"))
            await run.until(lambda tables, number=number: len(smtp[0].deliveries) == number + 1)  # type: ignore[misc]
        await run.handled(4)
        assert wire.connections >= 4
    assert len(account.messages("Sent")) == 4


async def test_a_silent_connection_is_noticed(
    account: Account, wire: Proxy, smtp: tuple[Sink, int], database: Path
) -> None:
    pace = replace(QUICK, idle=0.5, timeout=0.5)
    async with running(settings_for(through(account, wire), database, smtp[1]), pace=pace) as run:
        await started(run)
        wire.silent.set()
        account.deliver(asking(1))
        before = wire.connections
        await run.until(lambda tables: wire.connections > before)
        wire.silent.clear()
        await run.handled(1)
    assert len(smtp[0].deliveries) == 1


def test_a_dead_connection_is_noticed_within_two_minutes() -> None:
    from handlers.mail.pace import Pace  # noqa: PLC0415

    assert Pace().idle + Pace().timeout <= 120


async def test_an_arrival_in_the_same_segment_as_the_go_ahead_of_idle_wakes_at_once(
    account: Account, wire: Proxy, smtp: tuple[Sink, int], database: Path
) -> None:
    pace = replace(QUICK, sent=60)  # nothing else wakes the connection meanwhile
    async with running(settings_for(through(account, wire), database, smtp[1]), pace=pace) as run:
        await run.until(lambda tables: wire.idles)
        wire.join_idle = True
        account.deliver(asking(1, Auto_Submitted="auto-replied"))
        await run.until(lambda tables: wire.held.is_set())
        account.deliver(asking(2))
        await run.until(lambda tables: not wire.join_idle)
        began = time.monotonic()
        await run.until(lambda tables: len(smtp[0].deliveries) == 1, 30)
        assert time.monotonic() - began < 5


async def test_a_server_that_restarts_is_waited_for(
    imap: tuple[Account, Process], smtp: tuple[Sink, int], database: Path
) -> None:
    account, server = imap
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        server.stop(kill=True)
        await asyncio.to_thread(server.start)  # in memory: an empty account with another UIDVALIDITY
        account.deliver(asking(1, Date=""))
        await run.handled(1)
    assert len(smtp[0].deliveries) == 1


async def test_servers_that_are_down_at_the_start_are_waited_for(database: Path) -> None:
    account, port = Account(free_port(), "demouser", "demopass"), free_port()
    async with running(settings_for(account, database, port)) as run:
        await asyncio.sleep(0.2)
        assert not run.task.done()
        with pymap(account.port):
            await started(run)


@pytest.mark.parametrize("wrong", ["demouser:nonsense@", "nobody:demopass@"])
async def test_a_wrong_password_ends_the_start_and_names_the_variable(
    account: Account, database: Path, wrong: str
) -> None:
    settings = settings_for(account, database, imap_url=account.url.replace("demouser:demopass@", wrong), mode="draft")
    async with running(settings) as run:
        with pytest.raises(WrongSetting, match="ASSISTANT_IMAP_URL") as caught:
            await asyncio.wait_for(asyncio.shield(run.task), 10)
    assert "nonsense" not in str(caught.value)


async def test_a_wrong_mailbox_ends_the_start(account: Account, database: Path) -> None:
    settings = settings_for(account, database, imap_url=account.url.replace("/INBOX", "/Nowhere"), mode="draft")
    async with running(settings) as run:
        with pytest.raises(WrongSetting, match="ASSISTANT_IMAP_URL"):
            await asyncio.wait_for(asyncio.shield(run.task), 10)


async def test_where_there_is_no_idle_the_mailbox_is_polled(
    account: Account, smtp: tuple[Sink, int], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.mail.access import WakeableClient  # noqa: PLC0415

    known = WakeableClient.has_capability
    monkeypatch.setattr(WakeableClient, "has_capability", lambda self, name: name != "IDLE" and known(self, name))
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1))
        await run.handled(1)
    assert len(smtp[0].deliveries) == 1


async def test_whoever_asks_does_not_wait_for_idle_to_end(account: Account) -> None:
    line = Line(mail_server("imap", account.url), timeout=5)
    await line.open()
    try:
        for _ in range(20):
            idling = asyncio.create_task(line.wait(30, 10_000))
            await asyncio.sleep(0)
            async with asyncio.timeout(3):
                assert await line.do(lambda box: box.after(10_000)) == []
                await idling
    finally:
        await line.close()


async def test_the_end_does_not_wait_for_a_silent_server(
    account: Account, wire: Proxy, smtp: tuple[Sink, int], database: Path
) -> None:
    pace = replace(QUICK, timeout=60, idle=60)
    async with running(settings_for(through(account, wire), database, smtp[1]), pace=pace) as run:
        await started(run)
        wire.silent.set()
        began = time.monotonic()
        run.stop.set()
        await asyncio.wait({run.task}, timeout=9)
        assert run.task.done() and time.monotonic() - began < 8


async def test_staff_are_told_once_that_the_mailbox_is_out_of_reach_and_when_it_is_back(
    imap: tuple[Account, Process], smtp: tuple[Sink, int], database: Path
) -> None:
    account, server = imap
    pace = replace(QUICK, unreadable=QUICK.unreadable / 900, look=0.05)  # a second for a quarter of an hour
    more: dict[str, Any] = {"telegram_token": "123456:abcdefghijklmnopqrstuvwxyz", "staff_chat_id": -100123}

    def told(tables: Tables) -> list[str]:
        rows = tables.outbox.rows("SELECT payload FROM outbox WHERE channel = 'telegram' ORDER BY id")
        return [row["payload"].decode() for row in rows]

    async with running(settings_for(account, database, smtp[1], **more), pace=pace) as run:
        await started(run)
        server.stop(kill=True)
        await run.until(told)
        await asyncio.sleep(0.3)
        server.start()
        await run.until(lambda tables: len(told(tables)) > 1)
        texts = await run.store.run(told)
    assert len(texts) == 2
    assert "could not be read for" in texts[0] and "can be read again" in texts[1]


def test_a_token_command_gives_its_first_line_and_hides_it(tmp_path: Path) -> None:
    redactor = Redactor()
    assert access_token("echo s3cr3t-t0ken; echo more", redactor) == "s3cr3t-t0ken"
    assert "s3cr3t" not in redactor.redact("the token is s3cr3t-t0ken")
    for wrong in ("exit 3", "true", "echo x; exit 1"):
        with pytest.raises(TokenError):
            access_token(wrong, redactor)


async def test_a_quiet_mailbox_is_left_quiet(
    account: Account, wire: Proxy, smtp: tuple[Sink, int], database: Path
) -> None:
    pace = replace(QUICK, sent=60)
    async with running(settings_for(through(account, wire), database, smtp[1]), pace=pace) as run:
        await started(run)
        account.deliver(asking(1))
        await run.handled(1)
        await asyncio.sleep(0.3)
        before = wire.idles
        await asyncio.sleep(1)
        assert wire.idles <= before + 1


async def test_a_token_is_given_as_xoauth2_and_its_refusal_names_the_command(
    account: Account, wire: Proxy, database: Path
) -> None:
    settings = settings_for(
        through(account, wire), database, mode="draft", mail_token_command="printf 't0ken-of-the-day\\n'"
    )
    async with running(settings) as run:
        with pytest.raises(WrongSetting, match="ASSISTANT_MAIL_TOKEN_COMMAND") as caught:
            await asyncio.wait_for(asyncio.shield(run.task), 10)
    assert "t0ken" not in str(caught.value)
    said = base64.b64encode(b"user=demouser\1auth=Bearer t0ken-of-the-day\1\1")
    assert b"AUTHENTICATE XOAUTH2" in wire.said or said in wire.said


async def test_the_end_does_not_wait_for_a_server_that_never_greets(database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        account = Account(mute.getsockname()[1], "demouser", "demopass")
        async with running(settings_for(account, database, mode="draft")) as run:
            await asyncio.sleep(0.2)
            began = time.monotonic()
            run.stop.set()
            await asyncio.wait({run.task}, timeout=9)
            assert run.task.done() and time.monotonic() - began < 4
