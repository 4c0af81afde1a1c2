"""Staff at a terminal, beside a running ``python -m bot run`` and without one."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.botapi import Group, Server, User
from tests.telegram.harness import Process


@dataclass
class Office:
    """A running assistant with its staff group, and a terminal."""

    server: Server
    bot: Process
    staff: Group
    anna: User

    def run(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.bot.folder,
            env=self.bot.environment | {"COLUMNS": "200"},
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )

    def said(self, *words: str, given: str | None = None) -> str:
        done = self.run(*words, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ticket(self, name: str, question: str) -> tuple[User, int]:
        """Someone's question, shown to staff, with the topic it is in."""
        user = self.server.user(name)
        user.ask(f"/human {question}")
        thread = self.staff.wait_topic(name)
        self.staff.wait(question, thread=thread)
        return user, thread


def without_telegram(office: Office) -> None:
    """A shell in which nothing but the database is set."""
    for name in [name for name in office.bot.environment if name.startswith("ASSISTANT_")]:
        if name not in ("ASSISTANT_DATABASE", "ASSISTANT_KNOWLEDGE"):
            del office.bot.environment[name]


def on_a_terminal(office: Office, typed: str, *words: str) -> str:
    """What a command says on a terminal where somebody types."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb") as keys:
        keys.write(typed.encode())
        keys.flush()
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=office.bot.folder, env=office.bot.environment, stdin=theirs, capture_output=True, check=True,
            text=True, timeout=60,
        )  # fmt: skip
        os.close(theirs)
    return done.stdout


@pytest.fixture
def office(tmp_path: Path, small_knowledge: Path) -> Iterator[Office]:
    with Server() as server:
        staff = server.group("Staff", forum=True, bot="administrator")
        anna = staff.join(server.user("Anna"))
        with Process(server, tmp_path, small_knowledge, ASSISTANT_STAFF_CHAT_ID=str(staff.id)) as bot:
            yield Office(server, bot, staff, anna)


def test_a_question_is_listed_shown_answered_and_closed_beside_the_running_assistant(office: Office) -> None:
    user, thread = office.ticket("Bo", "Where is my invoice?")
    assert "Where is my invoice?" in office.said("tickets")
    shown = office.said("tickets", "show", "1")
    assert "Where is my invoice?" in shown and "/human" in shown and "Bo" in shown
    user.skip()
    done = office.said("tickets", "answer", "1", "It is <in> your account.", "--by", "M. A.")
    assert "within seconds" in done
    assert user.wait("in", timeout=10).text == "It is <in> your account."
    assert "M. A." in office.staff.wait("from the terminal", thread=thread).text
    shown = office.said("tickets", "show", "1")
    assert "Staff answered (M. A.)" in shown
    # the assistant is quiet now: what the applicant writes goes to staff alone
    user.send("Do you help with visas?")
    office.staff.wait("Do you help with visas?", thread=thread)
    office.said("tickets", "close", "1", "--by", "M. A.")
    user.wait("closed")
    office.staff.wait("closed #1", thread=thread)
    assert "There are no open questions." in office.said("tickets")
    assert "closed" in office.said("tickets", "--all")
    assert "visa" in user.ask("Do you help with visas?").text


def test_without_a_running_assistant_the_answer_goes_out_at_the_next_start(office: Office) -> None:
    user, _ = office.ticket("Bo", "Where is my invoice?")
    assert office.bot.terminate() == 0
    user.skip()
    assert "at the next start" in office.said("tickets", "answer", "1", given="On its way.\n")
    office.bot.start()
    assert user.wait("On its way").text == "On its way."


def test_an_answer_that_cannot_be_delivered_is_told_in_the_staff_chat(office: Office) -> None:
    user, thread = office.ticket("Bo", "Where is my invoice?")
    user.block()
    office.said("tickets", "answer", "1", "Here")
    office.staff.wait("Not delivered", thread=thread)
    assert "NOT delivered" in office.said("tickets", "show", "1")


def test_what_cannot_be_done_is_told_in_one_line(office: Office) -> None:
    office.ticket("Bo", "Where is my invoice?")
    for status, words in (
        (1, ("tickets", "show", "7")),
        (1, ("tickets", "answer", "1", "  ")),
        (1, ("tickets", "close", "7")),
        (2, ("tickets", "show", "seven")),
        (2, ("tickets", "nonsense")),
    ):
        done = office.run(*words)
        assert done.returncode == status, words
        assert done.stderr and "Traceback" not in done.stderr
    office.said("tickets", "close", "1")
    assert office.run("tickets", "answer", "1", "Too late").returncode == 1
    assert office.run("tickets", "close", "1").returncode == 1
    del office.bot.environment["ASSISTANT_TELEGRAM_TOKEN"]
    office.bot.environment["ASSISTANT_DATABASE"] = str(office.bot.folder / "other.db")
    done = office.run("tickets")
    assert done.returncode == 2 and done.stderr.startswith("ASSISTANT_DATABASE: ")


def test_export_gives_all_that_is_kept_in_readable_form(office: Office) -> None:
    user, _ = office.ticket("Bo", "Where is my invoice?")
    user.ask("Will I get a letter for my visa?")
    office.said("tickets", "answer", "1", "In your account.", "--by", "M. A.")
    user.wait("In your account")
    kept = json.loads(office.said("export", str(user.id)))
    assert (kept["person"], kept["channel"], kept["keeps_days"]["tickets"]) == (str(user.id), "telegram", 365)
    (ticket,) = kept["tickets"]
    assert (ticket["question"], ticket["staff_text"]) == ("Where is my invoice?", "In your account.")
    assert ticket["opened_at"].endswith("+00:00")
    assert "Will I get a letter for my visa?" in {row["text"] for row in kept["questions"]}
    (conversation,) = kept["conversations"]
    assert {"applicant", "assistant", "staff"} == {item["who"] for item in conversation["said"]}
    assert set(kept) >= {"inbox", "outbox", "ticket_links"}


def test_forget_erases_a_person_everywhere_beside_the_running_assistant(office: Office) -> None:
    user, thread = office.ticket("Bo", "Where is my Zanzibarinvoice?")
    other, _ = office.ticket("Cy", "And mine?")
    told = office.said("forget", str(user.id))
    assert "questions to the team" in told and "Counted again afterwards: 0 left." in told
    office.server.wait_until(
        lambda: next(t for t in office.staff.topics if t["id"] == thread)["deleted"], what="the end"
    )
    assert not any(
        b"Zanzibar" in path.read_bytes() for path in office.bot.folder.glob("assistant.db*") if path.is_file()
    )
    for command in ("forget", "export"):
        done = office.run(command, str(user.id))
        assert (done.returncode, done.stdout) == (1, "")
        assert f"Nothing is kept about {user.id}." in done.stderr
    assert json.loads(office.said("export", str(other.id)))["tickets"]
    assert "visa" in user.ask("Do you help with visas?").text


def test_forget_clears_the_staff_chat_from_a_shell_that_knows_the_database_alone(office: Office) -> None:
    user, thread = office.ticket("Bo", "Where is my invoice?")
    without_telegram(office)
    told = office.said("forget", str(user.id))
    assert "1 topic in the staff chat will be deleted." in told
    office.server.wait_until(
        lambda: next(t for t in office.staff.topics if t["id"] == thread)["deleted"], what="the end"
    )


def test_an_answer_is_queued_from_a_shell_that_knows_the_database_alone(office: Office) -> None:
    user, thread = office.ticket("Bo", "Where is my invoice?")
    without_telegram(office)
    user.skip()
    told = office.said("tickets", "answer", "1", "On its way.", "--by", "M. A.")
    assert "next runs with Telegram" in told
    assert user.wait("On its way", timeout=10).text == "On its way."
    assert "M. A." in office.staff.wait("from the terminal", thread=thread).text


def test_on_a_terminal_forget_asks_first_and_erases_nothing_without_a_yes(office: Office) -> None:
    user, _ = office.ticket("Bo", "Where is my invoice?")
    told = on_a_terminal(office, "n\n", "forget", str(user.id))
    assert f"About {user.id} is kept:" in told and "1 topic in the staff chat" in told and "Nothing is erased." in told
    assert json.loads(office.said("export", str(user.id)))["tickets"]
    assert "0 left" in on_a_terminal(office, "", "forget", "--yes", str(user.id))


@pytest.mark.parametrize("command", ["forget", "export"])
def test_what_is_neither_an_address_nor_a_number_is_refused(office: Office, command: str) -> None:
    done = office.run(command, "Bo")
    assert done.returncode == 2 and "neither a mail address nor" in done.stderr
    assert office.run(command, "-1001").returncode == 1


def test_the_last_answer_of_staff_becomes_a_proposed_entry(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(office.bot.environment["ASSISTANT_KNOWLEDGE"], folder)
    office.bot.environment["ASSISTANT_KNOWLEDGE"] = str(folder)
    user, _ = office.ticket("Bo", "May I bring my dog to the campus?")
    assert office.run("tickets", "propose", "1").returncode == 1
    office.said("tickets", "answer", "1", "Dear Bo, dogs cannot stay on the campus.", "--by", "M. A.")
    user.wait("dogs")
    told = office.said("tickets", "propose", "1", "--id", "dogs")
    path = folder / "faq" / "proposed" / "dogs.yaml"
    assert str(path) in told and "It is not live." in told
    assert "Dogs cannot stay on the campus." in path.read_text()
    assert office.run("tickets", "propose", "1", "--id", "dogs").returncode == 1
    assert office.run("check", str(folder)).returncode == 0
