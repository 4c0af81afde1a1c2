"""A mail's ticket answered from the terminal, beside the running program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.mail.program import Program
from tests.mail.servers import Account, Sink, until
from tests.mail.stub import mail

QUESTION = "I would like to talk to a member of staff about my course application, can somebody call me?"


def command(program: Program, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=program.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def test_an_answer_from_the_terminal_goes_out_as_mail_in_the_thread(
    account: Account, smtp: tuple[Sink, int], program: Program
) -> None:
    sink, _ = smtp
    program.start()
    account.deliver(mail(QUESTION, Message_ID="<t1@example.org>", Return_Path="", Date=""))
    until(lambda: sink.deliveries, what="the acknowledgement")
    assert "talk to a member of staff" in command(program, "tickets", "show", "1").stdout
    done = command(program, "tickets", "answer", "1", "Dear Ana, we call you on Monday.", "--by", "M. A.")
    assert done.returncode == 0 and "within seconds" in done.stdout
    until(lambda: len(sink.deliveries) > 1, 10, "the answer of staff")
    message = sink.deliveries[-1].message
    assert message["In-Reply-To"] == "<t1@example.org>" and message["Auto-Submitted"] is None
    assert "on Monday" in message.get_content()
    assert program.end(signal.SIGTERM) == 0


def test_a_mail_address_is_exported_and_forgotten_however_it_is_written(
    account: Account, smtp: tuple[Sink, int], program: Program, database: Path
) -> None:
    program.environment |= {"ASSISTANT_MAIL_MODE": "draft"}
    program.start()
    account.deliver(mail(f"{QUESTION} Zanzibar!", From="Ana <Ana+Course@Example.org>", Message_ID="<t1@example.org>"))
    until(lambda: account.messages("Drafts"), what="the draft")
    kept = json.loads(command(program, "export", "Ana <ANA+course@example.org>").stdout)
    assert (kept["person"], kept["channel"]) == ("ana+course@example.org", "mail")
    assert "Zanzibar" in kept["tickets"][0]["question"]
    assert command(program, "export", "ana@example.org").returncode == 1
    told = command(program, "forget", "ana+course@example.org")
    assert told.returncode == 0 and "0 left" in told.stdout and "the mailbox itself" in told.stdout
    assert program.end(signal.SIGTERM) == 0
    assert command(program, "forget", "ana+course@example.org").returncode == 1
    for trace in (b"zanzibar", b"ana+course"):
        assert not any(
            trace in path.read_bytes().lower() for path in database.parent.glob("assistant.db*") if path.is_file()
        )
