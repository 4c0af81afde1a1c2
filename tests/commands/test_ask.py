"""``ask``: plain, ``--json``, ``--jsonl``, ``--explain``, the date, and exit statuses."""

from __future__ import annotations

import io
import json
import os
import re
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import bot.commands.ask
from bot.assistant import Assistant
from bot.commands.ask import ask_lines
from bot.settings import load_settings

PROJECT = Path(__file__).resolve().parents[2]
Command = Callable[..., "subprocess.CompletedProcess[str]"]
KEYS = {"id", "text", "lang", "outcome", "topics", "courses", "confidence", "facts", "links", "choices"}


def surroundings(cache_home: Path, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of ours but what a test sets."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("ASSISTANT_")}
    return {**own, "XDG_CACHE_HOME": str(cache_home), "PYTHONPATH": str(PROJECT), "COLUMNS": "200", **more}


@pytest.fixture
def command(cache_home: Path, tmp_path: Path, assistant: Assistant) -> Command:
    """Run ``python -m bot …`` in an empty folder, with warm weights."""

    def run(*words: str, given: str | bytes = "", **more: str) -> subprocess.CompletedProcess[str]:
        data = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=data,
            capture_output=True,
            timeout=60,
            cwd=tmp_path,
            env=surroundings(cache_home, **more),
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def lines(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Answer JSON lines in this process."""
    monkeypatch.setattr(bot.commands.ask, "assistant_for", lambda settings: assistant)

    def answered(items: Iterable[object], today: str = "2025-05-02") -> list[dict[str, Any]]:
        raw = [item if isinstance(item, bytes) else json.dumps(item).encode() for item in items]
        out = io.StringIO()
        settings = load_settings(env_file=None, today=today, database=tmp_path / "assistant.db")
        assert ask_lines(settings, io.BytesIO(b"\n".join(raw) + b"\n"), out) == 0
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return answered


# -- the command ----------------------------------------------------------------------------------------------------


def test_a_question_is_answered_in_plain_text(command: Command) -> None:
    done = command("ask", "How much is the Academy?", "--today", "2025-05-02")
    assert done.returncode == 0
    assert "€2,720" in done.stdout
    assert "https://oarf2.itcilo.org/STF/A9718056/en" in done.stdout
    assert "**" not in done.stdout
    assert done.stderr == ""


def test_json_gives_one_line_with_the_contracts_fields(command: Command) -> None:
    done = command("ask", "--json", "Combien coûte l'Académie ?", ASSISTANT_TODAY="2025-05-02")
    assert done.stdout.count("\n") == 1
    reply = json.loads(done.stdout)
    assert set(reply) == KEYS
    assert (reply["lang"], reply["outcome"], reply["topics"]) == ("fr", "answered", ["fees"])
    assert "2\u202f720" in reply["text"]
    assert {"course": "academy-2025", "field": "fee.total", "value": "2720 EUR"}.items() <= reply["facts"][1].items()
    assert all(set(fact) == {"course", "field", "value", "source"} for fact in reply["facts"])


def test_the_option_wins_over_the_variable(command: Command) -> None:
    done = command("ask", "Can I still apply for the Academy?", "--today", "2025-05-24", ASSISTANT_TODAY="2025-05-02")
    assert "closed" in done.stdout


@pytest.mark.parametrize("value", ["2025-13-01", "tomorrow", "02/05/2025", "2025-02-30"])
def test_a_wrong_date_is_wrong_usage_and_names_the_option(command: Command, value: str) -> None:
    done = command("ask", "hello", "--today", value)
    assert done.returncode == 2
    assert "--today" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_wrong_date_in_the_environment_names_the_variable(command: Command) -> None:
    done = command("ask", "hello", ASSISTANT_TODAY="soon")
    assert done.returncode == 2
    assert "ASSISTANT_TODAY" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [("ask",), ("ask", "hello", "--jsonl"), ("ask", "--channel", "fax", "hello"), ("sing",), ("ask", "--loud", "x")],
)
def test_wrong_usage_ends_with_two(command: Command, words: tuple[str, ...]) -> None:
    done = command(*words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_knowledge_folder_with_faults_ends_with_one_and_all_of_them(command: Command, tmp_path: Path) -> None:
    (tmp_path / "broken" / "faq").mkdir(parents=True)
    (tmp_path / "broken" / "faq" / "a.yaml").write_text("- id: Not An Id\n  answer: 3\n", encoding="utf-8")
    done = command("ask", "hello", ASSISTANT_KNOWLEDGE=str(tmp_path / "broken"))
    assert done.returncode == 1
    assert re.search(r"faq/a\.yaml:\d+: ", done.stderr)
    assert "Traceback" not in done.stderr


def test_explain_tells_how_the_reply_came_about(command: Command) -> None:
    done = command(
        "ask", "--explain", "How much is the Academy and can I cancel 12 days before?", "--today", "2025-05-02"
    )
    assert done.returncode == 0
    for piece in (
        "€2,720",
        "fees",
        "refunds",
        "12 days before",
        "academy-2025",
        "fee.total",
        "courses/academy-2025.yaml:",
        "language",
    ):
        assert piece in done.stdout, piece


def test_explain_names_the_entry_with_file_and_line(command: Command) -> None:
    done = command("ask", "--explain", "Do you give a letter for the visa?", "--today", "2025-05-02")
    assert re.search(r"faq:[\w-]+ \(faq/[\w-]+\.yaml:\d+\)", done.stdout), done.stdout


def test_a_very_strange_question_is_answered(command: Command) -> None:
    assert (
        command("ask", "²½ \u202e 😀 \udcff".encode("utf-8", "surrogateescape").decode("utf-8", "replace")).returncode
        == 0
    )


def test_lines_are_answered_one_by_one_before_the_input_ends(
    cache_home: Path, tmp_path: Path, assistant: Assistant
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "--today", "2025-05-02"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env=surroundings(cache_home),
    )
    assert process.stdin
    assert process.stdout
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            for name in ("q1", "q2", "q3"):
                process.stdin.write(json.dumps({"id": name, "text": "How much is the Academy?"}).encode() + b"\n")
                process.stdin.flush()
                assert selector.select(timeout=30), "nothing came back while the input is open"
                assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_reader_that_goes_away_is_no_error(cache_home: Path, tmp_path: Path, assistant: Assistant) -> None:
    items = json.dumps({"text": "How much is the Academy?"}) + "\n"
    (tmp_path / "in.jsonl").write_text(items * 200, encoding="utf-8")
    with (tmp_path / "in.jsonl").open("rb") as given:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=surroundings(cache_home),
        )
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode()
        assert process.wait(60) == 0
        process.stderr.close()
    assert "Traceback" not in errors


# -- JSON lines -----------------------------------------------------------------------------------------------------


def test_lines_are_answered_in_order_with_their_ids(lines: Callable[..., list[dict[str, Any]]]) -> None:
    found = lines({"id": f"q{number}", "text": "How much is the Academy?"} for number in range(10))
    assert [item["id"] for item in found] == [f"q{number}" for number in range(10)]
    assert all(set(item) == KEYS for item in found)


def test_only_the_text_is_required(lines: Callable[..., list[dict[str, Any]]]) -> None:
    [found] = lines([{"text": "How much is the Academy?"}])
    assert found["id"] is None
    assert found["outcome"] == "answered"


def test_ids_of_any_kind_come_back(lines: Callable[..., list[dict[str, Any]]]) -> None:
    ids: list[object] = [1, "x", None, 1.5, [1], {"a": 1}, True]
    assert [item["id"] for item in lines({"id": name, "text": "hello"} for name in ids)] == ids


def test_unknown_fields_are_ignored(lines: Callable[..., list[dict[str, Any]]]) -> None:
    [found] = lines([{"text": "How much is the Academy?", "mood": "good", "lang": "de", "user": {"a": [1]}}])
    assert found["outcome"] == "answered"


@pytest.mark.parametrize(
    "bad",
    [
        b"no json",
        b"[1, 2]",
        b'"text"',
        b"12",
        b"null",
        b"{",
        b'{"id": "x"}',
        b'{"id": "x", "text": 3}',
        b'{"id": "x", "text": null}',
        b'{"id": "x", "text": "hi", "today": "2025-02-30"}',
        b'{"id": "x", "text": "hi", "today": 3}',
        b'{"id": "x", "text": "hi", "channel": "fax"}',
        b'{"id": "x", "text": "hi", "conversation": {}}',
        b"\xff\xfe\x00",
        b'{"text": "\xff"}',
        b"[" * 100_000,
        b'{"id": "x", "text": "hi", "today": "tomorrow"}',
        b'{"id": "x", "text": "yesterday", "today": "0001-01-01"}',
        b'{"id": "x", "text": "tomorrow", "today": "9999-12-31"}',
    ],
)
def test_a_bad_line_gets_an_error_and_the_rest_go_on(lines: Callable[..., list[dict[str, Any]]], bad: bytes) -> None:
    found = lines([{"id": "before", "text": "hello"}, bad, {"id": "after", "text": "How much is the Academy?"}])
    assert [item["id"] for item in found if item["id"] in ("before", "after")] == ["before", "after"]
    assert len(found) == 3
    assert "error" in found[1] or b"-01-01" in bad or b"-12-31" in bad
    assert found[2]["outcome"] == "answered"
    if b'"id": "x"' in bad:
        assert found[1]["id"] == "x"


def test_an_error_is_one_plain_sentence(lines: Callable[..., list[dict[str, Any]]]) -> None:
    for bad in (b"no json", b'{"id": 1}', b'{"id": 1, "text": "x", "today": "y"}'):
        [found] = lines([bad])
        assert set(found) == {"id", "error"}
        assert "Traceback" not in found["error"]
        assert 5 < len(found["error"]) < 120


def test_empty_lines_are_passed_over(lines: Callable[..., list[dict[str, Any]]]) -> None:
    assert len(lines([b"", b"   ", {"text": "hello"}, b""])) == 1


def test_lines_of_a_conversation_share_what_was_said(lines: Callable[..., list[dict[str, Any]]]) -> None:
    found = lines(
        [
            {"id": 1, "text": "How much is the Academy?", "conversation": "a"},
            {"id": 2, "text": "How much is the social protection course?", "conversation": "b"},
            {"id": 3, "text": "and when does it start?", "conversation": "a"},
            {"id": 4, "text": "and when does it start?", "conversation": "b"},
            {"id": 5, "text": "and when does it start?"},
        ]
    )
    assert [item["courses"] for item in found[2:4]] == [["academy-2025"], ["social-protection-2025"]]
    assert found[4]["outcome"] == "clarify"


def test_an_error_in_a_conversation_forgets_nothing(lines: Callable[..., list[dict[str, Any]]]) -> None:
    found = lines(
        [
            {"text": "How much is the Academy?", "conversation": "a"},
            {"text": 3, "conversation": "a"},
            {"text": "and when does it start?", "conversation": "a"},
        ]
    )
    assert found[2]["courses"] == ["academy-2025"]


def test_each_line_has_its_own_today(lines: Callable[..., list[dict[str, Any]]]) -> None:
    question = {"text": "Can I still apply for the Academy?"}
    found = lines(
        [{**question, "today": "2025-05-23"}, {**question, "today": "2025-05-24"}, question], today="2025-05-02"
    )
    assert [bool(item["links"]) for item in found] == [True, False, True]


def test_choices_sent_back_choose(lines: Callable[..., list[dict[str, Any]]]) -> None:
    [first] = lines([{"text": "How much does it cost?", "conversation": "a"}])
    for choice, course in zip(first["choices"], ("academy-2025", "social-protection-2025", "rights-2026"), strict=True):
        found = lines([{"text": "How much does it cost?", "conversation": "a"}, {"text": choice, "conversation": "a"}])
        assert found[1]["courses"] == [course]


def test_mail_is_another_channel(lines: Callable[..., list[dict[str, Any]]]) -> None:
    found = lines(
        [{"text": "Which modules does the course have?", "channel": channel} for channel in ("telegram", "email")]
    )
    assert len(found[1]["text"]) > len(found[0]["text"])


def test_computed_values_say_so(lines: Callable[..., list[dict[str, Any]]]) -> None:
    [found] = lines([{"text": "What if I cancel the Academy 12 days before?"}])
    computed = {fact["field"]: fact["source"] for fact in found["facts"] if fact["source"].startswith("computed from")}
    assert {"refunds.day", "refunds.days_before", "refunds.penalty"} <= set(computed)


def test_a_reply_is_whole_json_whatever_the_text(lines: Callable[..., list[dict[str, Any]]]) -> None:
    found = lines(
        [{"id": "x", "text": text} for text in ('"\\\n\u2028', "\ud83d\ude00", "\ud800", "\0", "{{ }}", "</script>")]
    )
    assert len(found) == 6
    assert all("text" in item for item in found)
