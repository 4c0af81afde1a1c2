"""Against Dovecot and Postfix, as staff run them; skipped with a notice where they are not installed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.running import QUICK, running, settings_for
from tests.mail.servers import Account, Delivery, Sink, smtp_sink, until
from tests.mail.system_servers import POSTFIX, Dovecot, Postfix, installed
from tests.mail.test_loop import VISA, asking, started
from tests.mail.test_mailbox_states import big

pytestmark = pytest.mark.slow
US, ANA = "migration@itcilo.org", "ana@example.org"


@pytest.fixture
def us(dovecot: Dovecot, tmp_path: Path) -> Account:
    return dovecot.account(f"us{tmp_path.name}".replace("_", ""))


@pytest.fixture
def post(tmp_path_factory: pytest.TempPathFactory, smtp: tuple[Sink, int]) -> Iterator[Postfix]:
    """Postfix that hands everything on to the sink."""
    if not installed(POSTFIX) or os.getuid() != 0:
        pytest.skip("postfix is not installed, or this is not root (Debian: postfix)")
    folder = tmp_path_factory.mktemp("postfix")
    for parent in folder.parents:
        if parent.name.startswith("pytest"):
            parent.chmod(parent.stat().st_mode | 0o011)
    server = Postfix(folder, smtp[1])
    yield server
    server.close()


def submit(port: int, sender: str, recipient: str, message: bytes) -> None:
    import smtplib  # noqa: PLC0415

    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail(sender, [recipient], message)


@pytest.mark.parametrize("mode", ["draft", "send"])
async def test_the_whole_loop_through_postfix_and_dovecot(
    us: Account, dovecot: Dovecot, post: Postfix, sink: Sink, database: Path, mode: str
) -> None:
    """An applicant submits by SMTP; Postfix delivers; IDLE wakes; the answer is in the applicant's mailbox."""
    ana = dovecot.account("ana" + us.user)
    boxes = {US: us, ANA: ana}

    def deliver(delivery: Delivery) -> None:
        for recipient in delivery.recipients:
            head = f"Return-Path: <{delivery.sender}>\r\nDelivered-To: {recipient}\r\n".encode()
            boxes[recipient].maildir_deliver(head + delivery.raw)

    sink.forward = deliver
    async with running(settings_for(us, database, post.port, mode)) as run:
        await started(run)
        await asyncio.to_thread(submit, post.port, ANA, US, asking(1, Return_Path=""))
        await run.handled(1)
        if mode == "send":
            await asyncio.to_thread(until, lambda: ana.messages("INBOX"))
    ((_, flags),) = us.flags().items()
    assert "\\Seen" not in flags
    if mode == "send":
        (answer,) = ana.messages("INBOX")
        assert answer["In-Reply-To"] == "<q1@example.org>" and answer["Auto-Submitted"] == "auto-replied"
        assert {"\\Answered", "$Assistant-Answered"} <= flags
        (copy,) = us.messages("Sent Items")
        assert copy["Message-ID"] == answer["Message-ID"]
    else:
        (draft,) = us.messages("Drafts")
        assert draft["In-Reply-To"] == "<q1@example.org>" and draft["Auto-Submitted"] is None
        assert "$Assistant-Draft" in flags and "\\Answered" not in flags
        assert us.messages("Sent Items") == [] and ana.messages("INBOX") == []


async def test_keywords_tell_the_story(us: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(us, database, smtp[1])) as run:
        await started(run)
        us.deliver(asking(1), asking(2, VISA, From="bob@example.org"), asking(3, Auto_Submitted="auto-replied"))
        us.deliver(big().replace(b"Ana <ana@", b"Eve <eve@"))
        await run.handled(4)
    # Maildir gives UIDs in no order that counts: the story is told by the sets
    stories = sorted(sorted(flag for flag in flags if flag.startswith("$")) for flags in us.flags().values())
    assert stories == [
        [],
        ["$Assistant-Answered"],
        ["$Assistant-Answered", "$Assistant-Staff"],
        ["$Assistant-Draft"],
    ]
    assert all("\\Seen" not in flags for flags in us.flags().values())


async def test_idle_answers_within_two_seconds(us: Account, smtp: tuple[Sink, int], database: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    async with running(settings_for(us, database, smtp[1]), pace=replace(QUICK, sent=60, idle=60)) as run:
        await started(run)
        for number in range(5):
            await asyncio.sleep(0.2)
            began = time.monotonic()
            us.maildir_deliver(asking(number, From=f"p{number}@example.org"))
            await run.until(lambda tables, number=number: len(smtp[0].deliveries) == number + 1)  # type: ignore[misc]
            assert time.monotonic() - began < 2


async def test_dovecot_restarts(us: Account, dovecot: Dovecot, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(us, database, smtp[1])) as run:
        await started(run)
        for number in range(3):
            await asyncio.to_thread(dovecot.restart)
            us.maildir_deliver(asking(number, From=f"p{number}@example.org"))
            await run.until(lambda tables, number=number: len(smtp[0].deliveries) == number + 1)  # type: ignore[misc]
        await run.handled(3)
    assert len(us.messages("Sent Items")) == 3


async def test_another_uidvalidity_answers_nothing_twice(us: Account, smtp: tuple[Sink, int], database: Path) -> None:
    assert us.maildir is not None
    async with running(settings_for(us, database, smtp[1])) as run:
        await started(run)
        us.deliver(*(asking(number, From=f"p{number}@example.org", Date="") for number in range(5)))
        await run.handled(5)
    # UIDVALIDITY is a second's number here: the next one must be another
    await asyncio.sleep(1.1)
    for name in ("dovecot-uidlist", "dovecot-uidvalidity", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
        for path in us.maildir.glob(f"{name}*"):
            path.unlink()
    us.maildir_deliver(asking(9, From="new@example.org", Date=""))
    async with running(settings_for(us, database, smtp[1])) as run:
        found = await run.handled(11)
    assert [action for action, _ in found[5:]].count("ignore") == 5
    assert sorted(item.recipients[0] for item in smtp[0].deliveries) == [
        "new@example.org", *(f"p{number}@example.org" for number in range(5))
    ]  # fmt: skip


async def test_a_refusing_relay_is_staffs_and_a_deferring_one_is_waited_for(
    us: Account, database: Path, tmp_path: Path
) -> None:
    with smtp_sink() as (sink, port):
        sink.faults += ["451 later", "554 never"]
        async with running(settings_for(us, database, port)) as run:
            await started(run)
            us.deliver(asking(1))
            await run.handled(1)
            tickets = await run.store.run(lambda tables: tables.tickets.all_open())
    assert len(tickets) == 1 and sink.deliveries == []
    ((_, flags),) = us.flags().items()
    assert "$Assistant-Staff" in flags and "$Assistant-Answered" not in flags


async def test_tls_on_loopback(
    us: Account, dovecot: Dovecot, smtp: tuple[Sink, int], database: Path, tmp_path: Path
) -> None:
    """``imaps://`` and STARTTLS with a certificate the server signed itself, as a Debian server has on loopback."""
    made = await asyncio.to_thread(
        subprocess.run,
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not there")
    import ssl  # noqa: PLC0415

    from aiosmtpd.controller import Controller  # noqa: PLC0415

    from tests.mail.servers import free_port  # noqa: PLC0415

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    async def wrap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", us.port)

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
            target.close()

        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer), return_exceptions=True)

    wrapper = await asyncio.start_server(wrap, "127.0.0.1", 0, ssl=context)
    tls_port = wrapper.sockets[0].getsockname()[1]
    sink, port = Sink(), free_port()
    control = Controller(sink, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    control.start()
    try:
        url = us.url.replace("imap://", "imaps://").replace(str(us.port), str(tls_port))
        async with running(settings_for(us, database, port, imap_url=url)) as run:
            await started(run)
            us.deliver(asking(1))
            await run.handled(1)
            us.deliver(asking(2, From="bob@example.org"))
            await run.handled(2)
    finally:
        control.stop()
        wrapper.close()
    assert len(sink.deliveries) == 2 and len(us.messages("Sent Items")) == 2
