"""What becomes of an answer in each phase of its sending, against a server that fails on demand."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import AuthResult, LoginPassword

from bot.addresses import mail_server
from bot.settings import WrongSetting
from bot.store import Tables
from handlers.mail.access import Refused
from handlers.mail.parcels import CHANNEL
from handlers.mail.smtp import Submission
from tests.mail.running import QUICK, Running, running, settings_for
from tests.mail.servers import Account, Sink, free_port, smtp_sink
from tests.mail.test_loop import asking, started


def outbox(tables: Tables) -> list[tuple[str, int, str]]:
    rows = tables.outbox.rows("SELECT state, attempt, error FROM outbox WHERE channel = ? ORDER BY id", CHANNEL)
    return [(row["state"], row["attempt"], row["error"]) for row in rows]


async def settled(run: Running, account: Account) -> list[tuple[str, int, str]]:
    await started(run)
    account.deliver(asking(1))
    await run.handled(1)
    return await run.store.run(outbox)


@pytest.mark.parametrize("fault", ["451 later", "rcpt 450 greylisted", "close", "drop-data", "421 closing"])
async def test_before_the_final_dot_it_is_tried_again(
    account: Account, smtp: tuple[Sink, int], database: Path, fault: str
) -> None:
    sink, port = smtp
    sink.faults += [fault, fault]
    async with running(settings_for(account, database, port)) as run:
        ((state, attempt, _),) = await settled(run, account)
    assert (state, attempt) == ("sent", 3) and len(sink.deliveries) == 1


@pytest.mark.parametrize("fault", ["554 no", "rcpt 550 unknown"])
async def test_a_refusal_for_good_goes_to_staff(
    account: Account, smtp: tuple[Sink, int], database: Path, fault: str
) -> None:
    sink, port = smtp
    sink.faults.append(fault)
    async with running(settings_for(account, database, port)) as run:
        ((state, attempt, error),) = await settled(run, account)
        (ticket,) = await run.store.run(lambda tables: tables.tickets.all_open())
    assert (state, attempt) == ("failed", 1) and error[:2] == "55" and not sink.deliveries
    assert "could not be delivered" in ticket.question
    (flags,) = account.flags().values()
    assert "\\Flagged" in flags and "\\Answered" not in flags


async def test_after_the_final_dot_nothing_is_sent_again_and_staff_are_told(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    sink, port = smtp
    sink.faults.append("drop")
    async with running(settings_for(account, database, port)) as run:
        ((state, _, _),) = await settled(run, account)
        (ticket,) = await run.store.run(lambda tables: tables.tickets.all_open())
        account.deliver(asking(2, From="bob@example.org"))
        await run.handled(2)
    assert state == "unsure" and "may not have been delivered" in ticket.question
    assert len(sink.to("ana@example.org")) == 1 and len(sink.to("bob@example.org")) == 1


async def test_a_copy_in_sent_proves_what_a_dead_process_was_sending(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    settings = settings_for(account, database, smtp[1])
    async with running(settings) as run:
        await started(run)
        account.deliver(asking(1), asking(2, From="bob@example.org"))
        await run.handled(2)
        # as if the process had died before it could note either, and one copy had not been filed
        await run.store.run(
            lambda tables: tables.outbox.execute("UPDATE outbox SET state = 'sending' WHERE channel = ?", CHANNEL)
        )
        payloads = [delivery.raw.decode() for delivery in smtp[0].deliveries]
        from handlers.mail.parcels import Parcel  # noqa: PLC0415

        for number, text in enumerate(payloads, 1):
            dump = Parcel("send", text, f"x{number}@example.org").dump()
            await run.store.run(
                lambda tables, dump=dump, number=number: tables.outbox.execute(  # type: ignore[misc]
                    "UPDATE outbox SET payload = ? WHERE channel = ? AND id IN (SELECT id FROM outbox"
                    " WHERE channel = ? ORDER BY id LIMIT 1 OFFSET ?)",
                    dump,
                    CHANNEL,
                    CHANNEL,
                    number - 1,
                )
            )
        with account.client("Sent") as client:
            client.add_flags(client.search(["HEADER", "To", "bob@example.org"]), ["\\Deleted"])
            client.expunge()
    async with running(settings) as run:
        await run.until(lambda tables: not tables.outbox.stranded(CHANNEL))
        states = [state for state, _, _ in await run.store.run(outbox)]
    assert sorted(states) == ["sent", "unsure"] and len(smtp[0].deliveries) == 2


async def test_a_batch_goes_over_one_connection(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(*(asking(number, From=f"p{number}@example.org") for number in range(20)))
        await run.handled(20)
    assert len(smtp[0].deliveries) == 20 and len({item.session for item in smtp[0].deliveries}) <= 2


async def test_a_server_that_is_down_is_waited_for(account: Account, database: Path) -> None:
    port = free_port()
    async with running(settings_for(account, database, port)) as run:
        await started(run)
        account.deliver(asking(1))
        await run.until(lambda tables: (rows := outbox(tables)) and rows[0][1] >= 2)
        with smtp_sink(port) as (sink, _):
            await run.handled(1)
            assert len(sink.deliveries) == 1


class _Guard:
    """Asks for a login and knows one."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def __call__(self, server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        self.seen.append(data)
        good = isinstance(data, LoginPassword) and data.password == b"pass word"
        return AuthResult(success=good, handled=good)


async def test_logins_are_told_apart() -> None:
    port = free_port()
    control = Controller(Sink(), hostname="127.0.0.1", port=port, authenticator=_Guard(), auth_required=True,
                         auth_require_tls=False)  # fmt: skip
    control.start()
    try:
        good = Submission(mail_server("smtp", f"smtp://me:pass%20word@127.0.0.1:{port}"), timeout=5)
        sent = await good.send("a@example.org", "b@example.org", asking(1))
        await good.close()
        assert sent.fate == "sent"
        with pytest.raises(Refused):
            await Submission(mail_server("smtp", f"smtp://me:wrong@127.0.0.1:{port}"), timeout=5).open()
    finally:
        control.stop()


async def test_a_wrong_smtp_password_ends_the_start(account: Account, database: Path) -> None:
    port = free_port()
    control = Controller(Sink(), hostname="127.0.0.1", port=port, authenticator=_Guard(), auth_required=True,
                         auth_require_tls=False)  # fmt: skip
    control.start()
    try:
        settings = settings_for(account, database, smtp_url=f"smtp://me:wrong@127.0.0.1:{port}")
        async with running(settings) as run:
            with pytest.raises(WrongSetting, match="ASSISTANT_SMTP_URL"):
                await asyncio.wait_for(asyncio.shield(run.task), 10)
    finally:
        control.stop()


def test_patience_is_the_rfcs() -> None:
    from handlers.mail.pace import Pace  # noqa: PLC0415

    assert Pace().dot_timeout >= 600 and QUICK.dot_timeout < 10


class _Tokens(Sink):
    """Knows one access token, by XOAUTH2."""

    async def auth_XOAUTH2(self, server: SmtpServer, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1])
        return AuthResult(success=said == b"user=me\1auth=Bearer t0ken\1\1", handled=False)


async def test_a_token_logs_in_by_xoauth2() -> None:
    port = free_port()
    control = Controller(_Tokens(), hostname="127.0.0.1", port=port, auth_required=True, auth_require_tls=False,
                         authenticator=_Guard())  # fmt: skip
    control.start()
    try:
        server = mail_server("smtp", f"smtp://me@127.0.0.1:{port}")
        good = Submission(server, "echo t0ken", timeout=5)
        assert (await good.send("a@example.org", "b@example.org", asking(1))).fate == "sent"
        await good.close()
        with pytest.raises(Refused) as caught:
            await Submission(server, "echo other", timeout=5).open()
        assert caught.value.variable == "ASSISTANT_MAIL_TOKEN_COMMAND"
    finally:
        control.stop()
