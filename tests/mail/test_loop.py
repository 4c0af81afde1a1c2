"""The whole loop against real servers: a mail in the mailbox, a reply or a draft, and what staff see of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.messages import Reply
from bot.store import Tables
from handlers.mail.answers import staff_answer
from handlers.mail.parcels import CHANNEL
from tests.mail.running import Running, running, settings_for
from tests.mail.servers import Account, Sink, until
from tests.mail.stub import Stub, mail, part

VISA = "Dear team, I need a letter for my visa, will I get one?"


def asking(number: int, text: str = "What is the fee?", **headers: str) -> bytes:
    return mail(text, Message_ID=f"<q{number}@example.org>", **headers)


async def started(run: Running) -> None:
    await run.until(lambda tables: tables.state.rows("SELECT 1 FROM state WHERE key LIKE 'mail:cursor%'"))


async def test_send_mode_replies_in_the_thread_and_files_a_copy(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    sink, port = smtp
    async with running(settings_for(account, database, port)) as run:
        await started(run)
        account.deliver(asking(1))
        assert await run.handled(1) == [("reply", "answered: fee")]
    (delivery,) = sink.deliveries
    assert (delivery.sender, delivery.recipients) == ("migration@itcilo.org", ["ana@example.org"])
    message = delivery.message
    assert message["In-Reply-To"] == "<q1@example.org>" and message["Auto-Submitted"] == "auto-replied"
    (copy,) = account.messages("Sent")
    assert copy["Message-ID"] == message["Message-ID"]
    (flags,) = account.flags().values()
    assert "\\Answered" in flags and "\\Seen" not in flags


async def test_draft_mode_drafts_and_sends_nothing(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    sink, port = smtp
    async with running(settings_for(account, database, port, "draft")) as run:
        await started(run)
        account.deliver(asking(1), asking(2, VISA, From="bob@example.org"))
        assert [action for action, _ in await run.handled(2)] == ["reply", "acknowledge"]
    assert sink.deliveries == []
    drafts = account.messages("Drafts")
    assert [draft["To"] for draft in drafts] == ["Ana Pérez <ana@example.org>", "bob@example.org"]
    for draft in drafts:
        assert draft["Auto-Submitted"] is None and draft["X-Loop"] is None
        assert draft["X-Draft-Info"].startswith("type=reply; uid=")
    assert all({"\\Draft", "\\Seen"} <= flags for flags in account.flags("Drafts").values())
    assert all(not {"\\Seen", "\\Answered"} & flags for flags in account.flags().values())


async def test_draft_mode_needs_no_smtp_server(account: Account, database: Path) -> None:
    async with running(settings_for(account, database, None, "draft")) as run:
        await started(run)
        account.deliver(asking(1))
        await run.handled(1)
    assert len(account.messages("Drafts")) == 1


@pytest.mark.parametrize("doubt", [{"confidence": 0.5}, {"confidence": 0.95, "contradiction": True}])
async def test_doubtful_replies_become_drafts_in_send_mode(
    account: Account, smtp: tuple[Sink, int], database: Path, doubt: dict[str, float]
) -> None:
    reply = Reply("answered", "en", (part("fee", "It is 1."),), ("fees",), ("rights-2026",), **doubt)  # type: ignore[arg-type]
    async with running(settings_for(account, database, smtp[1]), Stub(reply)) as run:
        await started(run)
        account.deliver(asking(1))
        ((action, reason),) = await run.handled(1)
    assert action == "reply" and "draft:" in reason
    assert smtp[0].deliveries == [] and len(account.messages("Drafts")) == 1


async def test_an_unknown_question_is_acknowledged_once_in_a_week(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    sink, port = smtp
    async with running(settings_for(account, database, port)) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)
        account.deliver(asking(2, "And who pays for the visa of the course then, my employer?"))
        found = await run.handled(2)
        tickets = await run.store.run(lambda tables: tables.tickets.all_open())
    assert [action for action, _ in found] == ["acknowledge", "escalate"]
    assert "7 days" in found[1][1]
    assert len(sink.deliveries) == 1 and len(tickets) == 2
    assert all("\\Flagged" in flags for flags in account.flags().values())


async def test_automatic_mail_gets_nothing(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(
            asking(1, Auto_Submitted="auto-replied"),
            asking(2, List_Id="<x.example.org>"),
            asking(3, Return_Path="<>"),
        )
        assert {action for action, _ in await run.handled(3)} == {"ignore"}
        assert await run.store.run(lambda tables: tables.outbox.counts(CHANNEL)) == {}
    assert smtp[0].deliveries == [] and set(map(frozenset, account.flags().values())) == {frozenset()}


async def test_the_sixth_answer_of_a_day_is_staffs(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(*(asking(number, f"What is the fee for {number} people?") for number in range(8)))
        found = await run.handled(8)
    assert [action for action, _ in found] == ["reply"] * 5 + ["escalate"] * 3
    assert found[-1][1].startswith("cap: 5") and len(smtp[0].deliveries) == 5


async def test_the_same_message_again_is_answered_once(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1), asking(2))
        found = await run.handled(2)
    assert found[1] == ("escalate", "cap: the same message was answered in the last 7 days")
    assert len(smtp[0].deliveries) == 1


async def test_one_mail_at_two_places_is_one_mail_and_one_id_with_two_texts_is_two(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1), asking(1), asking(1, "What is the deadline?"))
        found = await run.handled(3)
    assert found == [("reply", "answered: fee"), ("ignore", "duplicate"), ("reply", "answered: deadline")]
    assert len(smtp[0].deliveries) == 2


async def test_a_pause_makes_tickets_of_questions(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        await run.store.run(lambda tables: tables.state.pause(True))
        account.deliver(asking(1), asking(2, "Thank you!"))
        found = await run.handled(2)
        tickets = await run.store.run(lambda tables: tables.tickets.all_open())
        assert found[0] == ("escalate", "paused: staff have stopped automatic answers") and found[1][0] == "ignore"
        assert len(tickets) == 1 and smtp[0].deliveries == []
        await run.store.run(lambda tables: tables.state.pause(False))
        account.deliver(asking(3, "What is the deadline?"))
        assert (await run.handled(3))[2][0] == "reply"


async def test_a_reply_to_an_acknowledgement_joins_its_ticket_and_gets_no_automatic_answer(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    sink, port = smtp
    async with running(settings_for(account, database, port)) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)
        ours = str(sink.deliveries[0].message["Message-ID"])
        account.deliver(asking(2, "Thanks. And what is the fee?", In_Reply_To=ours))
        found = await run.handled(2)
        tickets = await run.store.run(lambda tables: tables.tickets.all_open())
        links = await run.store.run(lambda tables: tables.tickets.links(tickets[0].id, "mail"))
    assert found[1][0] == "escalate" and "answer to an automatic message" in found[1][1]
    assert len(tickets) == 1 and len(sink.deliveries) == 1
    assert {"<q1@example.org>", "<q2@example.org>", ours} <= {key for key, _ in links}
    (draft,) = account.messages("Drafts")
    assert draft["In-Reply-To"] == "<q2@example.org>" and draft["Auto-Submitted"] is None


async def test_a_staff_answer_goes_out_as_mail_in_the_thread_and_the_assistant_keeps_quiet(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    sink, port = smtp
    async with running(settings_for(account, database, port)) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)

        def answer(tables: Tables) -> None:
            (ticket,) = tables.tickets.all_open()
            for _ in range(2):  # taken twice after a crash, sent once
                staff_answer(tables, ticket, "Yes, we send one.\nMaría", by="María", key="staff:-1:7")

        await run.store.run(answer)
        await run.until(lambda tables: len(sink.deliveries) == 2)
        await run.handled(1)
        message = sink.deliveries[1].message
        account.deliver(asking(2, "What is the fee then?", References="<q1@example.org>"))
        found = await run.handled(2)
    assert sink.deliveries[1].recipients == ["ana@example.org"]
    assert message["Subject"] == "Re: Question" and message["In-Reply-To"] == "<q1@example.org>"
    assert message["Auto-Submitted"] is None and "María" in message.get_content()
    assert found[1] == ("escalate", "staff are writing in this conversation")
    assert len(sink.deliveries) == 2 and len(account.messages("Sent")) == 2


async def test_a_staff_answer_without_smtp_becomes_a_draft(account: Account, database: Path) -> None:
    async with running(settings_for(account, database, None, "draft")) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)
        await run.store.run(lambda tables: staff_answer(tables, tables.tickets.all_open()[0], "Yes."))
        await run.until(lambda tables: len(account.messages("Drafts")) == 2)
    assert account.messages("Drafts")[1].get_content().strip() == "Yes."


async def test_an_answer_from_the_mail_client_closes_the_ticket(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.handled(1)
        # the assistant's own copy in Sent closes nothing
        await run.until(
            lambda tables: tables.state.rows(
                "SELECT 1 FROM state WHERE key LIKE 'mail:sent%' AND json_extract(value, '$.uid') > 100"
            )
        )
        assert await run.store.run(lambda tables: len(tables.tickets.all_open())) == 1
        own = mail("Yes.", From="migration@itcilo.org", To="ana@example.org", Message_ID="<s1@itcilo.org>",
                   In_Reply_To="<q1@example.org>")  # fmt: skip
        with account.client("") as client:
            client.append("Sent", own)
        await run.until(lambda tables: not tables.tickets.all_open())
        ticket = await run.store.run(lambda tables: tables.tickets.get(1))
    assert ticket is not None and ticket.closed_by == "an answer from the mail client"


async def test_tickets_and_what_joins_them_are_shown_in_the_staff_chat(
    account: Account, smtp: tuple[Sink, int], database: Path
) -> None:
    more: dict[str, Any] = {"telegram_token": "123456:abcdefghijklmnopqrstuvwxyz", "staff_chat_id": -100123}
    async with running(settings_for(account, database, smtp[1], **more)) as run:
        await started(run)
        account.deliver(asking(1, VISA))
        await run.until(lambda tables: tables.inbox.at(CHANNEL, "") is None and tables.tickets.all_open())
        account.deliver(asking(2, "It is urgent, my visa.", References="<q1@example.org>"))

        def shown(tables: Tables) -> list[dict[str, Any]] | None:
            rows = tables.outbox.rows("SELECT payload FROM outbox WHERE channel = 'telegram' ORDER BY id")
            return rows if len(rows) == 2 else None

        rows = await run.until(shown)
    assert rows is not None
    payloads = [row["payload"].decode() for row in rows]
    assert '"announce"' in payloads[0] and "wrote again" in payloads[1]


async def test_seen_stays_with_people(account: Account, smtp: tuple[Sink, int], database: Path) -> None:
    async with running(settings_for(account, database, smtp[1])) as run:
        await started(run)
        account.deliver(asking(1), asking(2, VISA, From="eve@example.org"), asking(3, "Thanks"))
        await run.handled(3)
    until(lambda: len(account.messages("INBOX")) == 3)
    assert all("\\Seen" not in flags and "\\Deleted" not in flags for flags in account.flags().values())


async def test_a_question_is_recorded_without_the_name_of_its_sender(account: Account, database: Path) -> None:
    async with running(settings_for(account, database, mode="draft")) as run:
        await started(run)
        account.deliver(asking(1, "What is the fee, for a Perez with passport AB1234567? It was 2720 EUR."))
        await run.handled(1)
        (row,) = await run.store.run(lambda tables: tables.questions.rows("SELECT text FROM questions"))
    assert row["text"] == "What is the fee, for a [name] with passport [number]? It was 2720 EUR."
