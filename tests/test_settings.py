import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.facts.knowledge import SHIPPED
from bot.settings import TELEGRAM, TURIN, Settings, WrongSetting, load_settings

SECRET = "hunter2-s3cret"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("ASSISTANT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    return load_settings()


def test_with_nothing_set_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.telegram_token is None and settings.imap is None and settings.smtp is None
    assert settings.telegram_api_url == TELEGRAM
    assert settings.mail_address == "migration@itcilo.org"
    assert (settings.mail_mode, settings.database, settings.knowledge) == (
        "draft",
        Path("assistant.db"),
        SHIPPED,
    )
    assert settings.webhook_listen is None
    assert settings.secrets() == ()


def test_an_empty_value_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, TELEGRAM_TOKEN="", STAFF_CHAT_ID="", IMAP_URL="", TODAY="", MAIL_ALIASES="")
    assert settings == load_settings(env_file=None)


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "ASSISTANT_STAFF_CHAT_ID=-100\nASSISTANT_TODAY=2025-05-02\nSOMETHING_ELSE=1\nASSISTANT_UNKNOWN=x\n"
    )
    settings = read(monkeypatch, STAFF_CHAT_ID="-200")
    assert (settings.staff_chat_id, settings.today()) == (-200, date(2025, 5, 2))
    assert load_settings(today=date(2026, 1, 1)).today() == date(2026, 1, 1)
    assert load_settings(today="2026-01-01").today() == date(2026, 1, 1)
    assert load_settings(env_file=None, today=None).fixed_today is None


def test_mail_servers_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        IMAP_URL="imaps://migration%40itcilo.org:p%3A%2F%40%25%C3%A9@mail.example.org/Entr%C3%A9e",
        SMTP_URL="smtp://user:pw@mail.example.org",
    )
    imap, smtp = settings.imap, settings.smtp
    assert imap and smtp and imap.password
    assert (imap.host, imap.port, imap.security) == ("mail.example.org", 993, "tls")
    assert (imap.user, imap.mailbox) == ("migration@itcilo.org", "Entrée")
    assert imap.password.get_secret_value() == "p:/@%é"
    assert (smtp.port, smtp.security, smtp.user, smtp.loopback) == (587, "starttls", "user", False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://u:p@h.org", ("h.org", 993, "tls", "INBOX")),
        ("imaps://u:p@h.org:1993/inbox", ("h.org", 1993, "tls", "INBOX")),
        ("imap://u:p@127.0.0.1:1143/INBOX", ("127.0.0.1", 1143, "starttls", "INBOX")),
        ("imap://u:p@localhost/", ("localhost", 143, "starttls", "INBOX")),
        ("imap://u:p@[::1]:1143", ("::1", 1143, "starttls", "INBOX")),
        ("imaps://me@itcilo.org:p@h.org", ("h.org", 993, "tls", "INBOX")),
        ("IMAPS://u:100%@h.org", ("h.org", 993, "tls", "INBOX")),
    ],
)
def test_imap_addresses(monkeypatch: pytest.MonkeyPatch, url: str, expected: tuple[Any, ...]) -> None:
    imap = read(monkeypatch, IMAP_URL=url).imap
    assert imap and (imap.host, imap.port, imap.security, imap.mailbox) == expected


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtps://u:p@h.org", 465, "tls"),
        ("smtp://h.org", 25, "starttls"),
        ("smtp://h.org/", 25, "starttls"),
        ("smtp://127.0.0.1:2525", 2525, "starttls"),
    ],
)
def test_smtp_addresses(monkeypatch: pytest.MonkeyPatch, url: str, port: int, security: str) -> None:
    smtp = read(monkeypatch, SMTP_URL=url).smtp
    assert smtp and (smtp.port, smtp.security) == (port, security)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_TOKEN", f"123:{SECRET} with a blank"),
        ("TELEGRAM_TOKEN", f"123/{SECRET}"),
        ("TELEGRAM_API_URL", f"ftp://{SECRET}"),
        ("TELEGRAM_API_URL", f"https://api.example.org/bot123:{SECRET}"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_WEBHOOK_URL", f"http://{SECRET}.org/hook"),
        ("TELEGRAM_WEBHOOK_URL", f"https://h.org:99999/{SECRET}"),
        ("TELEGRAM_WEBHOOK_LISTEN", SECRET),
        ("TELEGRAM_WEBHOOK_LISTEN", f"{SECRET}:0"),
        ("TELEGRAM_WEBHOOK_LISTEN", "127.0.0.1:70000"),
        ("STAFF_CHAT_ID", f"123:{SECRET}"),
        ("STAFF_CHAT_ID", "1.5"),
        ("IMAP_URL", SECRET),
        ("IMAP_URL", f"imap://u:{SECRET}@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}@"),
        ("IMAP_URL", "imaps://u@mail.example.org"),
        ("IMAP_URL", f"imaps://:{SECRET}@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}/x@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}#x@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}?x@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}@mail.example.org:{SECRET}"),
        ("IMAP_URL", f"imaps://u:{SECRET}@mail.example.org:0"),
        ("IMAP_URL", f"imaps://u:{SECRET}@[mail"),
        ("IMAP_URL", f"imaps://u:{SECRET}%0D%0AA1%20DELETE@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}%ff@mail.example.org"),
        ("IMAP_URL", f"imaps://u:{SECRET}\n@mail.example.org"),
        ("IMAP_URL", f"https://u:{SECRET}@mail.example.org"),
        ("SMTP_URL", f"imaps://u:{SECRET}@mail.example.org"),
        ("SMTP_URL", "smtp://u@mail.example.org"),
        ("SMTP_URL", f"smtps://u:{SECRET}@mail.example.org/{SECRET}"),
        ("MAIL_ADDRESS", SECRET),
        ("MAIL_ADDRESS", "a@x.org, b@x.org"),
        ("MAIL_ALIASES", f"a@x.org,{SECRET}"),
        ("MAIL_AUTHSERV_ID", f"{SECRET} 1; x"),
        ("MAIL_SINCE", SECRET),
        ("MAIL_SINCE", "31/03/2025"),
        ("MAIL_MODE", SECRET),
        ("DATABASE", "/"),
        ("DATABASE", f"/{SECRET}/assistant.db"),
        ("KNOWLEDGE", f"/{SECRET}"),
        ("TODAY", SECRET),
        ("TODAY", "2025-02-30"),
        ("TODAY", "yesterday"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable_and_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    with pytest.raises(WrongSetting) as caught:
        read(monkeypatch, **{variable: value})
    line = str(caught.value)
    assert line.startswith(f"ASSISTANT_{variable}: ")
    assert len(line.splitlines()) == 1 and len(line) > len(variable) + 25
    assert SECRET not in line and value not in line
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_send_mode_needs_a_server_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongSetting, match=r"ASSISTANT_SMTP_URL: .*ASSISTANT_MAIL_MODE"):
        read(monkeypatch, IMAP_URL="imaps://u:p@h.org", MAIL_MODE="send")


def test_a_token_command_stands_for_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, IMAP_URL="imaps://u@h.org", SMTP_URL="smtp://u@h.org", MAIL_TOKEN_COMMAND="cat t")
    assert settings.imap and settings.imap.password is None


def test_webhooks_listen_on_their_own_port_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, TELEGRAM_WEBHOOK_URL="https://bot.example.org:8443/hook")
    assert settings.webhook_listen == ("0.0.0.0", 8443)
    assert read(monkeypatch, TELEGRAM_WEBHOOK_LISTEN="[::1]:8080").webhook_listen == ("::1", 8080)
    assert read(monkeypatch, TELEGRAM_WEBHOOK_LISTEN=":8080").webhook_listen == ("0.0.0.0", 8080)
    local = read(
        monkeypatch,
        TELEGRAM_API_URL="http://127.0.0.1:8081/",
        TELEGRAM_WEBHOOK_URL="http://127.0.0.1:5005",
        TELEGRAM_WEBHOOK_LISTEN="",
    )
    assert (local.telegram_api_url, local.webhook_listen) == ("http://127.0.0.1:8081", ("127.0.0.1", 5005))


def test_addresses_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, MAIL_ADDRESS="Migration@ITCILO.org", MAIL_ALIASES=" a@x.org , A@x.org,, b@x.org ")
    assert settings.mail_aliases == ("a@x.org", "A@x.org", "b@x.org")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-07-01", datetime(2025, 6, 30, 22, tzinfo=UTC)),
        ("2025-01-01T08:00", datetime(2025, 1, 1, 7, tzinfo=UTC)),
        ("2025-01-01T08:00:00Z", datetime(2025, 1, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_date_or_time_since_when_is_turins(monkeypatch: pytest.MonkeyPatch, value: str, expected: datetime) -> None:
    assert read(monkeypatch, MAIL_SINCE=value).mail_since == expected


def test_today_is_turins_date() -> None:
    settings = load_settings()
    assert settings.today(lambda: datetime(2025, 6, 30, 22, 30, tzinfo=UTC)) == date(2025, 7, 1)
    assert settings.today(lambda: datetime(2025, 12, 31, 22, 30, tzinfo=UTC)) == date(2025, 12, 31)
    assert abs(settings.turin_now() - datetime.now(TURIN)) < timedelta(minutes=1)


def test_a_fixed_date_is_noon_of_that_day() -> None:
    assert load_settings(today=date(2025, 5, 2)).turin_now() == datetime(2025, 5, 2, 12, tzinfo=TURIN)


def test_secrets_are_listed_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        TELEGRAM_TOKEN=f"1:{SECRET}",
        IMAP_URL=f"imaps://u:{SECRET}%40@h.org",
        SMTP_URL=f"smtp://u:{SECRET}@h.org",
    )
    assert {f"1:{SECRET}", f"{SECRET}@", SECRET} <= set(settings.secrets())
    assert SECRET not in repr(settings) + str(settings) + repr(settings.imap) + settings.model_dump_json()


def test_an_env_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"ASSISTANT_TODAY=\xff\xfe")
    with pytest.raises(WrongSetting, match=r"\.env: "):
        load_settings()


def test_the_periods_of_keeping_have_defaults_and_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load_settings()
    assert (kept.keep_conversations_days, kept.keep_questions_days, kept.keep_tickets_days) == (30, 30, 365)
    assert read(monkeypatch, KEEP_QUESTIONS_DAYS="90").keep_questions_days == 90


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("KEEP_CONVERSATIONS_DAYS", "6", "7 to 365"),
        ("KEEP_QUESTIONS_DAYS", "0", "1 to 365"),
        ("KEEP_TICKETS_DAYS", "3651", "30 to 3650"),
        ("KEEP_TICKETS_DAYS", "one year", "30 to 3650"),
    ],
)
def test_a_period_out_of_bounds_is_told_with_the_bounds(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, bounds: str
) -> None:
    with pytest.raises(WrongSetting) as told:
        read(monkeypatch, **{name: value})
    assert str(told.value) == f"ASSISTANT_{name}: write a whole number of days from {bounds}"
