import base64
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.logs import Redactor, set_up_logs

TOKEN = "7212345678:AAH-ab_cdefghijklmnopqrstuvwxyz01234"
PASSWORD = 'p:/@é%"s3cret'


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook, logging.raiseExceptions)
    yield io.StringIO()
    root.handlers[:], level, sys.excepthook, threading.excepthook, logging.raiseExceptions = before
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.mark.parametrize("json_lines", [False, True])
def test_no_form_of_a_secret_gets_through(out: io.StringIO, json_lines: bool) -> None:
    set_up_logs([TOKEN, PASSWORD], json_lines=json_lines, stream=out)
    log = logging.getLogger("bot.test")
    log.warning("calling https://api.telegram.org/bot%s/getMe", TOKEN)
    log.warning({"password": PASSWORD})
    log.warning("imaps://u:p%%3A%%2F%%40%%C3%%A9%%25%%22s3cret@h.org")
    log.warning("alone %s", base64.b64encode(PASSWORD.encode()).decode())
    try:
        try:
            raise ConnectionError(f"no answer from /bot{TOKEN}/getUpdates")
        except ConnectionError as error:
            raise RuntimeError(PASSWORD) from error
    except RuntimeError:
        log.exception("failed", stack_info=True)
    text = out.getvalue()
    assert text.count("[secret]") >= 5
    assert "RuntimeError" in text and "Traceback" in text
    for form in (TOKEN, TOKEN.split(":")[1], PASSWORD, "p%3A%2F%40", "s3cret"):
        assert form not in text


@pytest.mark.parametrize(
    "text",
    [
        f"GET https://api.telegram.org/bot{TOKEN}/getMe",
        f"token={TOKEN}",
        "POST /bot123:short/sendMessage HTTP/1.1",
        "file http://127.0.0.1:8081/file/bot123:short/photo.jpg",
        "smtp://someone:123:short@mail.example.org",
        "Authorization: Bearer short.abcdefgh",
        "C: AUTHENTICATE PLAIN shortAHVzZXIAc2VjcmV0",
        "AUTH XOAUTH2 short",
    ],
)
def test_secrets_nobody_told_of_are_known_by_their_look(text: str) -> None:
    redacted = Redactor().redact(text)
    assert "[secret]" in redacted
    assert "short" not in redacted and "AAH" not in redacted


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "2025-03-31 12:00:05 see https://www.itcilo.org/courses/x?a=1 or migration@itcilo.org, 12:30, 9:5"
    assert Redactor(["", "ab"]).redact(line) == line


def test_a_short_secret_hides_itself_only() -> None:
    assert Redactor(["abc"]).redact("abc abcde a-abc.") == "[secret] abcde a-[secret]."


def test_secrets_that_come_up_later(out: io.StringIO) -> None:
    redactor = set_up_logs(stream=out)
    redactor.hide("ya29.fresh-access-token")
    logging.getLogger("bot").info("got ya29.fresh-access-token")
    assert "got [secret]" in out.getvalue()


def test_libraries_that_log_addresses_are_silent(out: io.StringIO) -> None:
    set_up_logs(stream=out)
    logging.getLogger("httpx").info("HTTP Request: POST …")
    logging.getLogger("httpcore.connection").info("connect")
    logging.getLogger("bot").debug("text of a message")
    assert out.getvalue() == ""
    logging.getLogger("bot").info("seen")
    assert "INFO bot: seen" in out.getvalue()


def test_what_people_wrote_does_not_come_through_the_telegram_library(out: io.StringIO) -> None:
    set_up_logs(stream=out)
    logging.getLogger("telegram.ext.Updater").critical("Received data was: %r", [{"text": "my passport"}])
    assert "Received data was" in out.getvalue() and "passport" not in out.getvalue()


def test_json_lines_parse(out: io.StringIO) -> None:
    set_up_logs(json_lines=True, stream=out)
    logging.getLogger("bot.x").warning("a \n b é %s", 1)
    try:
        raise KeyError("k")
    except KeyError:
        logging.getLogger("bot.x").exception("broken")
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("warning", "bot.x", "a \n b é 1")
    assert "KeyError" in second["traceback"]


def test_a_line_break_starts_no_record_of_its_own(out: io.StringIO) -> None:
    set_up_logs(stream=out)
    logging.getLogger("bot").info("subject: %s", "x\n2025-01-01 00:00:00 INFO bot: forged")
    assert len(out.getvalue().splitlines()) == 1


def test_arguments_that_do_not_fit_are_not_printed(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs([PASSWORD], stream=out)
    logging.getLogger("bot").warning("%d %d", PASSWORD)  # noqa: PLE1206
    assert PASSWORD not in out.getvalue() + "".join(capsys.readouterr())


def test_what_nobody_caught_is_logged_too(out: io.StringIO) -> None:
    set_up_logs([PASSWORD], stream=out)
    try:
        raise ValueError(PASSWORD)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)

    def fail() -> None:
        raise ValueError(PASSWORD)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert out.getvalue().count("ValueError: [secret]") == 2
