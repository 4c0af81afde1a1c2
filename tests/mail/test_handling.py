"""From bytes to answer, and the command that shows it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.reply import run_reply
from bot.messages import Dialogue, Message, Reply
from bot.settings import load_settings
from handlers.mail.words import MailWordsError, load_words
from tests.mail.stub import WORDS, Stub, mail, treat


def test_a_question_in_the_subject_alone() -> None:
    for text in ("", "Hello,\nregards,\nAna", "Bonjour,\nMerci d'avance\nCordialement,\nAna"):
        handled = treat(mail(text, Subject="What is the fee?"))
        assert handled.decision.action == "reply", text


def test_a_question_in_subject_and_body() -> None:
    stub = Stub()
    treat(mail("And when is the deadline?", Subject="What is the fee?"), stub)
    assert "fee" in stub.asked[-1] and "deadline" in stub.asked[-1]


def test_the_subject_names_the_course_only() -> None:
    handled = treat(mail("What is the fee?", Subject="Re: Academy deadline"))
    assert handled.reply is not None
    assert handled.reply.topics == ("fee",) and handled.reply.courses == ("academy-2025",)


def test_a_body_that_leans_on_its_subject() -> None:
    handled = treat(mail("Could you kindly inform me about this matter before Friday?", Subject="Course fee"))
    assert handled.decision.action == "reply"


def test_the_conversation_goes_in_and_comes_out() -> None:
    handled = treat(mail("What is the fee of the academy?"))
    assert handled.dialogue.courses == ("academy-2025",)


class Broken:
    def answer(self, message: Message, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        raise RuntimeError("no")


def test_what_breaks_is_a_persons() -> None:
    decision = treat(mail(), Broken()).decision  # type: ignore[arg-type]
    assert (decision.action, decision.ticket) == ("escalate", True)
    assert "RuntimeError" in decision.reason


@given(st.binary(max_size=1500))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_decision(data: bytes) -> None:
    for raw in (data, b"From: a@example.org\r\nTo: migration@itcilo.org\r\n" + data):
        assert treat(raw).decision.action in ("reply", "acknowledge", "ignore", "escalate")


def run(files: list[str], json_output: bool, stdin: bytes = b"", **overrides: object) -> tuple[int, bytes, str]:
    out, errors = io.BytesIO(), io.StringIO()
    chosen = load_settings(None, today="2026-01-20", **overrides)
    status = run_reply(Stub(), files, json_output, chosen, stdin=io.BytesIO(stdin), stdout=out, stderr=errors)
    return status, out.getvalue(), errors.getvalue()


def test_plain_command_prints_the_message() -> None:
    status, out, errors = run([], False, mail())
    assert status == 0 and not errors
    assert out.startswith(b"From: ") and b"Auto-Submitted: auto-replied\r\n" in out


def test_plain_command_tells_why_nothing_comes() -> None:
    status, out, errors = run([], False, mail(Auto_Submitted="auto-replied"))
    assert (status, out) == (0, b"") and errors.startswith("ignore: automatic")


def test_json_command(tmp_path: Path) -> None:
    names = []
    for name, data in (
        ("a", mail()),
        ("b", b"\xff\x00"),
        ("c", mail("paid twice")),
        ("d", mail("No visa letter?")),
    ):
        (tmp_path / name).write_bytes(data)
        names.append(str(tmp_path / name))
    status, out, _ = run(names, True)
    lines = [json.loads(line) for line in out.decode().splitlines()]
    assert status == 0
    assert [line["action"] for line in lines] == ["reply", "ignore", "escalate", "acknowledge"]
    assert all(list(line) == ["file", "action", "reason", "headers", "text", "html"] for line in lines)
    assert lines[0]["headers"]["Subject"] == "Re: Question" and "fee" in lines[0]["text"]
    assert lines[0]["html"].startswith("<!DOCTYPE html>")
    assert [lines[2][key] for key in ("headers", "text", "html")] == [{}, "", None]


def test_the_settings_say_who_we_are() -> None:
    raw = mail(To="courses@example.org", Authentication_Results="mx.example.org; dmarc=fail")
    ours = {"mail_address": "courses@example.org"}
    assert json.loads(run([], True, raw)[1])["action"] == "escalate"
    found = json.loads(run([], True, raw, **ours)[1])
    assert found["action"] == "reply" and "courses@example.org" in found["headers"]["From"]
    assert found["headers"]["Date"] == "Tue, 20 Jan 2026 12:00:00 +0100"
    failed = json.loads(run([], True, raw, **ours, mail_authserv_id="mx.example.org")[1])
    assert failed["reason"].startswith("authentication failed")


def test_a_missing_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(mail())
    status, out, errors = run([str(tmp_path / "none"), str(tmp_path / "a"), str(tmp_path)], True)
    lines = [json.loads(line) for line in out.decode().splitlines()]
    assert status == 1 and "none" in errors
    assert "error" in lines[0] and lines[1]["action"] == "reply" and "error" in lines[2]


def test_a_folder_may_bring_its_own_words(tmp_path: Path) -> None:
    assert load_words(tmp_path).letters["fr"].greeting == "Bonjour,"
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "fr.yaml").write_text("quoting: {}\nnonsense: x\n", encoding="utf-8")
    with pytest.raises(MailWordsError, match=r"mail/fr\.yaml:\d+: "):
        load_words(tmp_path)
    status, out, errors = run([], True, mail(), knowledge=tmp_path)
    assert (status, out) == (1, b"") and "mail/fr.yaml:" in errors


def test_every_language_has_every_list() -> None:
    for language, file in WORDS.files.items():
        for room, lists in file:
            for name, values in lists:
                assert values, f"{language}.{room}.{name}"
