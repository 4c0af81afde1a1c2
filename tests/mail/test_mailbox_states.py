"""Where the assistant stands in a mailbox: first starts, restarts, recounts, other clients, messages too large."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from handlers.mail.arrivals import _older
from handlers.mail.large import _Part, assembled
from handlers.mail.reading import read
from tests.mail.running import running, settings_for
from tests.mail.servers import Account, Sink
from tests.mail.stub import mail
from tests.mail.test_loop import asking, started


async def test_a_full_mailbox_is_left_alone_at_the_first_start(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    with account.client("") as client:
        for number in range(3):
            client.append("INBOX", asking(number), msg_time=datetime.now(UTC) - timedelta(days=number + 1))
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(9))
        assert await run.handled(1) == [("reply", "answered: fee")]
    assert len(smtp[0].deliveries) == 1


async def test_mail_since_a_date_is_handled_if_staff_ask_for_it(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    now = datetime.now(UTC)
    with account.client("") as client:
        for number, days in enumerate((9, 2, 1)):
            client.append("INBOX", asking(number, From=f"p{number}@example.org"), msg_time=now - timedelta(days=days))
    settings = settings_for(account, database, smtp[1], mail_since=(now - timedelta(days=3)).isoformat())
    async with running(settings) as run:
        assert len(await run.handled(2)) == 2
    assert [delivery.recipients for delivery in smtp[0].deliveries] == [["p1@example.org"], ["p2@example.org"]]


async def test_what_arrives_while_it_is_down_is_handled_at_the_next_start_and_nothing_twice(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    settings = settings_for(account, database, smtp[1])
    async with running(settings) as run:
        await started(run)
        account.deliver(asking(1))
        await run.handled(1)
    account.deliver(asking(2, From="bob@example.org"))
    async with running(settings) as run:
        await run.handled(2)
    assert [delivery.recipients[0] for delivery in smtp[0].deliveries] == ["ana@example.org", "bob@example.org"]


async def test_a_mailbox_counted_anew_is_recognised_by_its_content(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    """A server restored from elsewhere gives other UIDs; the test makes a new folder of the same name."""
    with account.client("") as client:
        client.create_folder("Work")
    settings = settings_for(account, database, smtp[1], imap_url=account.url.replace("INBOX", "Work"))
    before = mail("What is the fee?", Message_ID="<old@example.org>", Date="Mon, 19 Jan 2015 10:15:00 +0100")
    async with running(settings) as run:
        await started(run)
        with account.client("") as client:
            client.append("Work", asking(1, Date=""))
        await run.handled(1)
        with account.client("") as client:
            client.rename_folder("Work", "Old")
            client.create_folder("Work")
            client.append("Work", before)
            client.append("Work", asking(1, Date=""))
            client.append("Work", asking(2, From="bob@example.org", Date=""))
    async with running(settings) as run:
        found = await run.handled(3)
    assert sorted(found) == [("ignore", "duplicate"), ("reply", "answered: fee"), ("reply", "answered: fee")]
    assert [delivery.recipients[0] for delivery in smtp[0].deliveries] == ["ana@example.org", "bob@example.org"]


def test_a_restored_message_tells_its_age_by_its_date() -> None:
    floor = datetime(2026, 1, 15, tzinfo=UTC)
    assert _older(mail(Date="Mon, 5 Jan 2026 10:15:00 +0100"), floor)
    assert not _older(mail(Date="Mon, 19 Jan 2026 10:15:00 +0100"), floor)
    assert not _older(mail(Date=""), floor)


async def test_what_another_client_expunges_is_skipped(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1))
        await run.handled(1)
        with account.client() as client:
            client.add_flags(client.search("ALL"), ["\\Deleted"])
            client.expunge()
        account.deliver(asking(2, From="bob@example.org"))
        with account.client() as client:
            client.add_flags(client.search("ALL"), ["\\Deleted"])
            client.expunge()
        account.deliver(asking(3, From="eve@example.org"))
        await run.until(lambda tables: len(smtp[0].to("eve@example.org")) == 1)
    assert len(smtp[0].to("ana@example.org")) == 1


def big(attachment: bytes = b"x" * 6_000_000) -> bytes:
    message = EmailMessage()
    for name, value in (("From", "Ana <ana@example.org>"), ("To", "migration@itcilo.org"),
                        ("Subject", "Question"), ("Message-ID", "<big@example.org>")):  # fmt: skip
        message[name] = value
    message.set_content("What is the fee? Merci à vous.", charset="iso-8859-1", cte="quoted-printable")
    message.add_attachment(attachment, maintype="application", subtype="pdf", filename="programme.pdf")
    return message.as_bytes()


async def test_of_a_large_message_only_the_text_is_fetched(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(big())
        ((action, reason),) = await run.handled(1)
        sizes = await run.store.run(lambda tables: tables.inbox.rows("SELECT payload FROM inbox"))
    assert action == "reply" and "draft:" in reason
    assert sizes == [{"payload": None}]
    (draft,) = account.messages("Drafts")
    assert "à vous" in draft.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_cut_message_reads_like_the_whole_one() -> None:
    header = b"From: a@example.org\r\nContent-Type: multipart/mixed;\r\n boundary=x\r\nSubject: S\r\n\r\n"
    parts = [
        (_Part("1", "text/plain", b"iso-8859-1", b"quoted-printable", b"", False), b"=E0 bient=F4t"),
        (_Part("2", "application/pdf", b"", b"base64", b"cv.pdf", True), b""),
    ]
    found = read(assembled(header, parts))
    assert found.text == "à bientôt" and found.subject == "S"
    assert [attachment.name for attachment in found.attachments] == ["cv.pdf"]
    assert "cut: too large to be fetched whole" in found.defects
