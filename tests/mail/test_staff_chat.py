"""The whole program with both channels: a mail's ticket in the Telegram staff chat, the answer there as mail."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.botapi import Server
from tests.mail.program import Program
from tests.mail.servers import Account, Sink, until
from tests.mail.stub import mail

QUESTION = "I would like to talk to a member of staff about my course application, can somebody call me?"


def asked(number: int, text: str, **headers: str) -> bytes:
    return mail(text, Message_ID=f"<t{number}@example.org>", Return_Path="", Date="", **headers)


def test_a_mail_is_answered_from_the_staff_chat(
    account: Account,
    smtp: tuple[Sink, int],
    program: Program,
    tmp_path: Path,
) -> None:
    sink, _ = smtp
    with Server() as server:
        staff = server.group("Staff", forum=True, bot="administrator")
        maria = staff.join(server.user("Maria"))
        program.environment |= {
            "ASSISTANT_TELEGRAM_TOKEN": server.token,
            "ASSISTANT_TELEGRAM_API_URL": server.url,
            "ASSISTANT_STAFF_CHAT_ID": str(staff.id),
        }
        program.start()
        until(lambda: "mail:" in program.log.read_text() and int(server.state()["polls"]) > 0, 30)
        account.deliver(asked(1, QUESTION))
        thread = staff.wait_topic("ana@example.org")
        shown = staff.wait("Question #", thread=thread)
        assert "talk to a member of staff" in shown.text and "by e-mail" in shown.text
        until(lambda: sink.deliveries, what="the acknowledgement")
        before = len(sink.deliveries)
        maria.send("Dear Ana, we call you on Monday. María", to=staff, topic=thread)
        staff.wait("goes out by e-mail", thread=thread)
        until(lambda: len(sink.deliveries) > before)
        message = sink.deliveries[-1].message
        assert message["To"] == "Ana Pérez <ana@example.org>" and message["In-Reply-To"] == "<t1@example.org>"
        assert "on Monday. María" in message.get_content() and message["Auto-Submitted"] is None
        account.deliver(asked(2, "Thank you, Monday it is! May I ask the fee too?", References="<t1@example.org>"))
        assert "Monday it is" in staff.wait("wrote again", thread=thread).text
        assert len(sink.deliveries) == before + 1
        assert program.end(signal.SIGTERM) == 0
