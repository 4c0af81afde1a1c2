"""Every setting of the contract's table, from the environment and ``.env``, checked before the start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from bot.addresses import MailServer, host_and_port, is_loopback, mail_address, mail_server, web_address
from bot.facts.knowledge import SHIPPED

PREFIX = "ASSISTANT_"
TELEGRAM = "https://api.telegram.org"
TURIN = ZoneInfo("Europe/Rome")
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")

Clock = Callable[[], datetime]
"""Gives the present moment, aware; tests put their own in its place."""


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


class WrongSetting(Exception):
    """A value that cannot be right; its text is one line that names the variable and holds no value.

    Channels raise it too, for what only the server can tell (a token that Telegram refuses).

    Args:
        variable: the variable's name, ``ASSISTANT_…``.
        problem: what is wrong and what to write instead, without the value itself.
    """

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {' '.join(problem.split())}")
        self.variable = variable


def _in_turin(value: Any) -> Any:
    """A date means its first moment in Turin, a time without a zone is Turin's."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            message = "write a date or time like 2025-03-31 or 2025-03-31T08:00"
            raise PydanticCustomError("since", message) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value.replace(tzinfo=TURIN) if isinstance(value, datetime) and value.tzinfo is None else value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise PydanticCustomError("day", "write a date like 2025-03-31") from None
    return value


def _addresses(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(mail_address(part) for part in value.split(",") if part.strip())
    return value


def _days(least: int, most: int) -> Any:
    """A number of days within bounds, told in plain words where it is not."""

    def within(value: Any) -> Any:
        try:
            number = int(str(value).strip())
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            message = "write a whole number of days from {least} to {most}"
            raise PydanticCustomError("days", message, {"least": least, "most": most})
        return number

    return BeforeValidator(within)


class Settings(BaseSettings):
    """What the Environment table lists; a field's variable is ``ASSISTANT_`` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM
    telegram_webhook_url: str | None = None
    telegram_webhook_listen: Annotated[tuple[str, int] | None, NoDecode] = None
    staff_chat_id: int | None = None
    imap_url: SecretStr | None = None
    smtp_url: SecretStr | None = None
    mail_token_command: str | None = None
    mail_address: str = "migration@itcilo.org"
    mail_aliases: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_addresses)] = ()
    mail_authserv_id: str | None = None
    mail_since: Annotated[datetime | None, BeforeValidator(_in_turin)] = None
    mail_mode: Literal["draft", "send"] = "draft"
    database: Path = Path("assistant.db")
    knowledge: Path = SHIPPED
    # the caps against mail loops look back a week
    keep_conversations_days: Annotated[int, _days(7, 365)] = 30
    keep_questions_days: Annotated[int, _days(1, 365)] = 30
    keep_tickets_days: Annotated[int, _days(30, 3650)] = 365
    fixed_today: Annotated[date | None, BeforeValidator(_day)] = Field(None, validation_alias=f"{PREFIX}TODAY")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("this is no bot token: copy it from @BotFather, digits, a colon and letters")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api(cls, value: str) -> str:
        address = web_address(value)
        if re.search(r"/bot[^/]*$", urlsplit(address).path):
            raise ValueError("write the address without /bot and what follows it")
        return address

    @field_validator("telegram_webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        return value and web_address(value)

    @field_validator("telegram_webhook_listen", mode="before")
    @classmethod
    def _listen(cls, value: Any) -> Any:
        return host_and_port(value) if isinstance(value, str) else value

    @field_validator("imap_url", "smtp_url")
    @classmethod
    def _server(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        if value is not None:
            mail_server(info.field_name.removesuffix("_url"), value.get_secret_value())
        return value

    @field_validator("mail_address")
    @classmethod
    def _own(cls, value: str) -> str:
        return mail_address(value)

    @field_validator("mail_authserv_id")
    @classmethod
    def _authserv(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^\s;,]+", value.strip()):
            raise ValueError("write one name, as your server puts it into Authentication-Results")
        return value and value.strip()

    @field_validator("database")
    @classmethod
    def _file(cls, value: Path) -> Path:
        path = value.expanduser()
        if path.is_dir():
            raise ValueError("this is a folder: name a file in it")
        if not path.absolute().parent.is_dir():
            raise ValueError("the folder of this file does not exist")
        return path

    @field_validator("knowledge")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        path = value.expanduser()
        if not path.is_dir():
            raise ValueError("there is no such folder: name the folder that holds courses/ or faq/")
        return path

    @model_validator(mode="after")
    def _together(self) -> Settings:
        imap, smtp = self.imap, self.smtp
        if imap and imap.password is None and self.mail_token_command is None:
            raise _wrong("imap_url", "the password is missing (or set ASSISTANT_MAIL_TOKEN_COMMAND)")
        if smtp and smtp.user and smtp.password is None and self.mail_token_command is None:
            raise _wrong("smtp_url", "the password is missing (or set ASSISTANT_MAIL_TOKEN_COMMAND)")
        if imap and not smtp and self.mail_mode == "send":
            raise _wrong("smtp_url", "this is needed where ASSISTANT_MAIL_MODE is send")
        webhook = self.telegram_webhook_url
        if webhook and self.telegram_api_url == TELEGRAM and not webhook.startswith("https://"):
            raise _wrong("telegram_webhook_url", "Telegram calls https:// addresses only")
        return self

    @property
    def imap(self) -> MailServer | None:
        """The mailbox's server; None without e-mail."""
        return mail_server("imap", self.imap_url.get_secret_value()) if self.imap_url else None

    @property
    def smtp(self) -> MailServer | None:
        """The server that takes our mail."""
        return mail_server("smtp", self.smtp_url.get_secret_value()) if self.smtp_url else None

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """The mail addresses that are ours."""
        return (self.mail_address, *self.mail_aliases)

    @property
    def webhook_listen(self) -> tuple[str, int] | None:
        """Where to listen for webhooks; None where Telegram is polled."""
        if self.telegram_webhook_url is None:
            return None
        if self.telegram_webhook_listen is not None:
            return self.telegram_webhook_listen
        parts = urlsplit(self.telegram_webhook_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return ("127.0.0.1" if is_loopback(parts.hostname or "") else "0.0.0.0"), port

    def secrets(self) -> tuple[str, ...]:
        """Every secret text among the values, for the redaction of logs."""
        found = [secret.get_secret_value() for secret in (self.telegram_token, self.imap_url, self.smtp_url) if secret]
        for server in (self.imap, self.smtp):
            if server and server.password:
                found.append(server.password.get_secret_value())
        return tuple(found)

    def today(self, now: Clock = utc_now) -> date:
        """The date in Turin, or the one set for tests."""
        return self.turin_now(now).date()

    def turin_now(self, now: Clock = utc_now) -> datetime:
        """The present time in Turin; noon of the fixed date where one is set.

        What depends on the calendar (deadlines, reminders) goes by this; what depends on time that really
        passes (retries, silence after staff wrote, retention) goes by the clock itself.
        """
        if self.fixed_today is not None:
            return datetime.combine(self.fixed_today, time(12), tzinfo=TURIN)
        return now().astimezone(TURIN)


def load_settings(env_file: Path | None = Path(".env"), **overrides: Any) -> Settings:
    """Read the settings.

    Args:
        env_file: read beside the environment, which wins; None for no file.
        overrides: fields that win over both where they are not None, by field name; ``today`` for the fixed
            date.

    Returns:
        The settings, valid.

    Raises:
        WrongSetting: for the first value that is wrong, in one line.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    if "today" in given:
        given[f"{PREFIX}TODAY"] = given.pop("today")
    try:
        return Settings(_env_file=env_file, **given)
    except ValidationError as error:
        raise _explain(error.errors(include_input=False, include_url=False)[0]) from None
    except (UnicodeDecodeError, OSError):
        raise WrongSetting(str(env_file), "this file cannot be read: save it as UTF-8 text") from None
    except SettingsError as error:
        # raised by the sources; its text names the field, its cause may hold the value
        name = re.search(r'field "(\w+)"', str(error))
        raise WrongSetting(PREFIX + (name[1].upper() if name else "…"), "this value cannot be read") from None


def _wrong(field: str, problem: str) -> PydanticCustomError:
    return PydanticCustomError("together", "{problem}", {"field": field, "problem": problem})


_PLAIN = {
    "int_parsing": "write a whole number, for example -1001234567890",
    "int_type": "write a whole number, for example -1001234567890",
    "literal_error": "write one of {expected}",
    "datetime_type": "write a date or time like 2025-03-31 or 2025-03-31T08:00",
    "date_type": "write a date like 2025-03-31",
}


def _explain(error: Mapping[str, Any]) -> WrongSetting:
    context = error.get("ctx") or {}
    name = str(context.get("field") or (error["loc"][0] if error["loc"] else "…")).upper()
    variable = name if name.startswith(PREFIX) else PREFIX + name
    plain = _PLAIN.get(error["type"])
    problem = plain.format(**context) if plain else error["msg"].removeprefix("Value error, ")
    return WrongSetting(variable, problem)
