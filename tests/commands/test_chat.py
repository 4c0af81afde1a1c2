"""``run`` without a channel: the chat, through a pseudo-terminal and through a pipe."""

from __future__ import annotations

import os
import pty
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from tests.commands.test_ask import surroundings

ENDED = b"\x04"
UP = "\x1b[A"


class Chat:
    """``python -m bot run`` on a pseudo-terminal."""

    def __init__(self, cache_home: Path, folder: Path) -> None:
        self.master, slave = pty.openpty()
        environment = surroundings(cache_home, ASSISTANT_TODAY="2025-05-02", TERM="xterm", COLUMNS="160", LINES="50")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=environment,
            start_new_session=True,
            # a shell that runs the tests in the background has SIGINT ignored, and its children inherit that
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        os.close(slave)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.master, selectors.EVENT_READ)
        self.welcome = self.until_prompt()

    def _read(self, seconds: float) -> str | None:
        if not self.selector.select(seconds):
            return ""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return None
        return data.decode("utf-8", "replace") or None

    def until_prompt(self, seconds: float = 40) -> str:
        """What comes until the prompt stands at the beginning of the last line."""
        seen = ""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            piece = self._read(1)
            if piece is None:
                return plain(seen)
            seen += piece
            if piece == "" and re.search(r"(?:^|\n)> ?$", plain(seen)):
                return plain(seen)
            if re.search(r"\n> ?$", plain(seen)) and not self.selector.select(0.15):
                return plain(seen)
        raise AssertionError(f"no prompt came: {seen!r}")

    def say(self, text: str) -> str:
        os.write(self.master, text.encode() + b"\r")
        return self.until_prompt()

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def ended(self, seconds: float = 20) -> int:
        until = time.monotonic() + seconds
        while self._read(0.2) is not None and time.monotonic() < until and self.process.poll() is None:
            pass
        return self.process.wait(seconds)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.selector.close()
        os.close(self.master)


def plain(text: str) -> str:
    """Without the colours and cursor movements of the terminal."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", text).replace("\r", "")


@pytest.fixture
def chat(cache_home: Path, tmp_path: Path, assistant: Assistant) -> Iterator[Chat]:
    opened = Chat(cache_home, tmp_path)
    yield opened
    opened.close()


def test_a_conversation_in_the_terminal(chat: Chat) -> None:
    assert "/help" in chat.welcome
    assert "There is no answer yet" in chat.say("/why")
    asked = chat.say("How much does it cost?")
    assert "€2,720" in asked
    assert re.search(r"1 Academy 2025", asked)
    chosen = chat.say("2")
    assert "€1,055" in chosen
    assert "Extending Social Protection" in chosen
    assert "October 2025" in chat.say("and when does it start?")
    why = chat.say("/why")
    assert "dates" in why
    assert "courses/social-protection-2025.yaml:" in why
    assert "/quit" in chat.say("/help")
    assert "no such command" in chat.say("/dance")
    assert "2\u202f720" in chat.say("Combien coûte l'Académie ?")
    assert "2\u202f720" in chat.say(UP), "the arrow brings the last line back"
    chat.send(b"/quit\r")
    assert chat.ended() == 0


def test_ctrl_d_ends_the_chat(chat: Chat) -> None:
    chat.send(ENDED)
    assert chat.ended() == 0


def test_ctrl_c_ends_the_chat_without_a_traceback(chat: Chat) -> None:
    os.killpg(chat.process.pid, signal.SIGINT)
    assert chat.ended() == 0


def test_piped_input_is_answered_and_ends(cache_home: Path, tmp_path: Path, assistant: Assistant) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--today", "2025-05-02"],
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
        input="How much is the Academy?\n\n¿y cuándo empieza?\n/nothing\n".encode()
        + b"\xff\xfe\n"
        + b"Who can attend?\n",
        env=surroundings(cache_home),
        check=False,
    )
    out = done.stdout.decode()
    assert done.returncode == 0
    assert "€2,720" in out
    assert "30 de junio" in out
    assert "journalists" in out
    assert done.stderr.decode() == ""


def test_an_empty_pipe_ends_at_once(cache_home: Path, tmp_path: Path, assistant: Assistant) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
        env=surroundings(cache_home),
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_wrong_date_ends_with_two(cache_home: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--today", "soon"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
        env=surroundings(cache_home),
        check=False,
    )
    assert done.returncode == 2
    assert b"--today" in done.stderr
