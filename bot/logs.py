"""Logs that staff may show around: no secret in them, and at the default level no text of anybody's message.

The HTTP library under the Telegram client logs every address it calls, the token in it, at INFO
(https://github.com/encode/httpx/blob/master/docs/logging.md), and exceptions carry addresses too. So these
loggers are silenced and whatever still reaches the root handler is redacted there, its traceback included.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO
from urllib.parse import quote, quote_plus

HIDDEN = "[secret]"
_SILENCED = (
    "httpx",
    "httpcore",
    "hpack",
    "asyncio",
    "watchfiles",
    "imapclient",
    "aiosmtplib",
    "tornado",
    "apscheduler",
)
_PATTERNS = (
    # a bot token anywhere, in an address or bare (https://core.telegram.org/bots/api#authorizing-your-bot)
    (re.compile(r"(?<![\w-])(?:bot)?\d{5,}:[A-Za-z0-9_-]{20,}"), HIDDEN),
    (re.compile(r"(/(?:file/)?bot)[^/\s\"']+(?=/)"), r"\1" + HIDDEN),
    # user:password@ in an address
    (re.compile(r"(://)[^/\s@\"']{1,200}?:[^\s\"'<>]{0,300}@"), r"\1" + HIDDEN + "@"),
    # what a mail client says to log in (RFC 4616, XOAUTH2), and HTTP's way (RFC 6750)
    (re.compile(r"(?i)\b(auth(?:enticate)? (?:plain|login|xoauth2|oauthbearer) )\S+"), r"\1" + HIDDEN),
    (re.compile(r"(?i)\b(bearer )[A-Za-z0-9._~+/=-]{8,}"), r"\1" + HIDDEN),
)
# third parties that put what people wrote into their messages; the kind of trouble is enough
_TALKATIVE = ("telegram",)
_LONGEST_FOREIGN = 300


class Redactor(logging.Filter):
    """Takes secrets out of every record that passes a handler.

    Args:
        secrets: texts to hide, also percent-encoded and in base64 (as SASL sends them).
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._texts: set[str] = set()
        self._exact: re.Pattern[str] | None = None
        self._formatter = logging.Formatter()
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Hide more texts from now on (an access token that was just fetched)."""
        for secret in secrets:
            if secret:
                plain = secret.encode()
                encoded = (base64.b64encode(plain).decode(), base64.urlsafe_b64encode(plain).decode())
                self._texts |= {
                    secret,
                    quote(secret, safe=""),
                    quote(secret),
                    quote_plus(secret),
                    repr(secret)[1:-1],
                }
                self._texts |= {text.rstrip("=") for text in encoded}
        # the longest first, or a secret that begins with another would show its end
        forms = sorted(self._texts, key=len, reverse=True)
        bounded = (re.escape(text) if len(text) > 3 else rf"(?<!\w){re.escape(text)}(?!\w)" for text in forms)
        self._exact = re.compile("|".join(bounded)) if forms else None

    def redact(self, text: str) -> str:
        """The text without secrets."""
        if self._exact is not None:
            text = self._exact.sub(HIDDEN, text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record's message, traceback and stack; every record passes."""
        if record.name.partition(".")[0] in _TALKATIVE and record.args and record.levelno >= logging.WARNING:
            message = re.sub(r"%[a-z]", "…", str(record.msg))
        else:
            message = _message(record)
        if record.name.partition(".")[0] in _TALKATIVE:
            message = message[:_LONGEST_FOREIGN]
        record.msg, record.args = self.redact(message), None
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps(entry, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """``2025-03-31 12:00:00 WARNING bot.service: message``; a line break in a message starts no record."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The record's first line."""
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)


def set_up_logs(
    secrets: Iterable[str] = (),
    *,
    json_lines: bool = False,
    level: int | str = logging.INFO,
    stream: IO[str] | None = None,
) -> Redactor:
    """Send every log to one handler that redacts.

    Args:
        secrets: texts that never appear.
        json_lines: JSON instead of plain lines.
        level: from which on records are shown; below INFO texts of messages may be among them, secrets never.
        stream: where to; standard error by default.

    Returns:
        The redactor, to be told of secrets that come up later.
    """
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(stream)
    handler.addFilter(redactor)
    handler.setFormatter(JsonLines() if json_lines else PlainLines())
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _SILENCED:
        logging.getLogger(name).setLevel(logging.WARNING)
    # by default a record that cannot be formatted is printed with its arguments, past every filter
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    _catch_the_rest()
    return redactor


def _catch_the_rest() -> None:
    """Tracebacks that nobody caught go through the log too, and so through the redactor."""
    log = logging.getLogger("bot")

    def uncaught(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("the assistant failed", exc_info=error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            log.critical("a thread failed", exc_info=args.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = in_thread


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        return f"{record.msg} (its arguments do not fit)"
