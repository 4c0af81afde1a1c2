"""``python -m bot reply``: what the e-mail channel would do with a message; nothing is sent or kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, TextIO

from bot.settings import Settings
from handlers.mail.handling import Answerer, Handled, handle
from handlers.mail.ours import Ours
from handlers.mail.words import MailWordsError, load_words

READ_LIMIT = 60_000_000
STANDARD_INPUT = "-"


def run_reply(
    assistant: Answerer,
    files: Sequence[str],
    json_output: bool,
    settings: Settings,
    *,
    stdin: BinaryIO | None = None,
    stdout: BinaryIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Show what would be done with each message, in ``send`` mode.

    Args:
        assistant: what answers.
        files: paths of messages; none, or ``-``, for standard input.
        json_output: one JSON object a line instead of the message itself.
        settings: our addresses, whose authentication results are trusted, the knowledge folder and the date.
        stdin: where a message is read from if no file is named; the process's own by default.
        stdout: where answers go, in bytes.
        stderr: where reasons and unreadable files are told.

    Returns:
        0, or 1 where a file could not be read (the others are still handled), or where the channel's words
        in the knowledge folder are wrong.
    """
    source, out, errors = stdin or sys.stdin.buffer, stdout or sys.stdout.buffer, stderr or sys.stderr
    ours = Ours(settings.mail_address, settings.mail_aliases, settings.mail_authserv_id)
    now = settings.turin_now()
    try:
        words = load_words(settings.knowledge)
    except MailWordsError as error:
        print(error, file=errors)
        return 1
    status = 0
    for name in files or [STANDARD_INPUT]:
        try:
            raw = source.read(READ_LIMIT) if name == STANDARD_INPUT else _content(name)
        except OSError as error:
            status = 1
            problem = error.strerror or type(error).__name__
            if json_output:
                _write(out, json.dumps({"file": name, "error": problem}, ensure_ascii=False) + "\n")
            print(f"{name}: {problem}", file=errors)
            continue
        handled = handle(raw, assistant, ours=ours, words=words, today=now.date(), now=now)
        if json_output:
            _write(out, json.dumps(described(name, handled), ensure_ascii=False) + "\n")
        elif answers(handled) and handled.message is not None:
            _write(out, handled.message.as_bytes())
        else:
            where = "" if name == STANDARD_INPUT else f"{name}: "
            print(f"{where}{handled.decision.action}: {handled.decision.reason}", file=errors)
    return status


def answers(handled: Handled) -> bool:
    """Whether the applicant would get a message, by itself or from a draft."""
    return handled.decision.action in ("reply", "acknowledge") and handled.message is not None


def described(name: str, handled: Handled) -> dict[str, Any]:
    """The contract's line for one message.

    Args:
        name: the file's name as given.
        handled: what became of the message.

    Returns:
        ``file``, ``action``, ``reason``, ``headers``, ``text`` and ``html``; ``escalate`` and ``ignore``
        carry none.
    """
    line: dict[str, Any] = {
        "file": name,
        "action": handled.decision.action,
        "reason": handled.decision.reason,
        "headers": {},
        "text": "",
        "html": None,
    }
    message = handled.message
    if not answers(handled) or message is None:
        return line
    line["headers"] = {key: str(value) for key, value in message.items()}
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    line["text"] = _content_of(plain) if plain is not None else ""
    line["html"] = _content_of(rich) if rich is not None else None
    return line


def _content_of(part: Any) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def _content(name: str) -> bytes:
    with open(name, "rb") as file:
        return file.read(READ_LIMIT)


def _write(out: BinaryIO, data: str | bytes) -> None:
    # A file name may hold bytes that are no text; they go out as they came in.
    out.write(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    out.flush()
