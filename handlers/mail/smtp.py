"""One connection to the SMTP server, and what became of each message, told apart by the phase it failed in.

Until the server has said 354 to DATA, and whenever it answers with a code, it is known what happened. Where the
connection breaks or falls silent after that, nobody can know (RFC 1047; RFC 5321 §4.5.3.2.6, §6.1).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import Any, Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.addresses import MailServer
from bot.logs import Redactor
from handlers.mail.access import TokenError, access_token, login_refused, tls_context

Fate = Literal["sent", "later", "refused", "unsure"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message.

    Attributes:
        fate: ``sent``; ``later`` where it surely did not go out and may be tried again; ``refused`` for good;
            ``unsure`` where nobody can know.
        detail: the server's code or the kind of error; never its text, which may quote the message.
    """

    fate: Fate
    detail: str


class Unreachable(Exception):
    """No connection, or no login, this time; nothing was sent."""


class Submission:
    """Sends messages over one connection after the other.

    Args:
        server: where to.
        token_command: prints an access token.
        redactor: told tokens.
        timeout: for each answer.
        dot_timeout: for the answer to the final dot.
    """

    def __init__(
        self,
        server: MailServer,
        token_command: str | None = None,
        redactor: Redactor | None = None,
        timeout: float = 60.0,
        dot_timeout: float = 600.0,
    ) -> None:
        self._server, self._token_command = server, token_command
        self._redactor = redactor or Redactor()
        self._timeout, self._dot_timeout = timeout, dot_timeout
        self._smtp: SMTP | None = None

    async def open(self) -> None:
        """Connect and log in, unless that is done.

        Raises:
            Refused: where the server refuses the login for good.
            Unreachable: where it did not work this time.
        """
        if self._smtp is not None and self._smtp.is_connected:
            return
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=_own_name(),
            timeout=self._timeout,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=tls_context(server),
        )
        try:
            await smtp.connect()
            await smtp.ehlo()
            if server.security == "starttls" and smtp.supports_extension("starttls"):
                await smtp.starttls()
                await smtp.ehlo()
            elif server.security == "starttls" and server.user and not server.loopback:
                raise Unreachable("the server offers no STARTTLS, and a password is not sent in the open")
            await self._log_in(smtp)
        except SMTPAuthenticationError as error:
            smtp.close()
            if error.code >= 500:
                raise login_refused(self._token_command, f" ({error.code})") from None
            raise Unreachable(f"login {error.code}") from None
        except (SMTPException, OSError, TokenError) as error:
            smtp.close()
            raise Unreachable(_kind(error)) from None
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp

    async def _log_in(self, smtp: SMTP) -> None:
        user = self._server.user
        if not user:
            return
        if self._token_command:
            token = await asyncio.to_thread(access_token, self._token_command, self._redactor)
            await smtp.auth_xoauth2(user, token)
        elif smtp.supports_extension("auth"):
            await smtp.login(user, self._server.password.get_secret_value() if self._server.password else "")

    async def send(self, sender: str, recipient: str, message: bytes) -> Sent:
        """Send one message to one recipient; a connection is made where there is none.

        Args:
            sender: the envelope's.
            recipient: the envelope's.
            message: RFC 5322 bytes.

        Raises:
            Refused, Unreachable: from :meth:`open`.
        """
        await self.open()
        smtp = self._smtp
        assert smtp is not None
        try:
            await smtp.mail(sender)
            await smtp.rcpt(recipient)
        except SMTPResponseException as error:
            await self._reset(smtp)
            return _answered(error)
        except (SMTPException, OSError) as error:
            self._drop()
            return Sent("later", _kind(error))
        return await self._data(smtp, message)

    async def _data(self, smtp: SMTP, message: bytes) -> Sent:
        watch = _Watch(smtp)
        try:
            response = await smtp.data(message, timeout=self._dot_timeout)
        except SMTPResponseException as error:
            if error.code == 421:
                self._drop()
            else:
                await self._reset(smtp)
            return _answered(error)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            self._drop()
            if watch.before_go_ahead:
                return Sent("later", _kind(error))
            return Sent("unsure", f"{_kind(error)} after DATA")
        finally:
            watch.end()
        return Sent("sent", str(response.code))

    async def _reset(self, smtp: SMTP) -> None:
        """Forget a message that was refused half-way; where even that fails, the connection is of no use."""
        try:
            await smtp.rset()
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    async def close(self) -> None:
        """Say goodbye and close."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(SMTPException, OSError):
                await smtp.quit(timeout=2)
            smtp.close()


class _Watch:
    """Sees whether the server gave the go-ahead (354) that comes before the message itself."""

    def __init__(self, smtp: SMTP) -> None:
        self._protocol: Any = smtp.protocol
        self._asked = self._answered = 0
        if self._protocol is not None:
            read = self._protocol.read_response

            async def watched(*args: Any, **kwargs: Any) -> Any:
                self._asked += 1
                response = await read(*args, **kwargs)
                self._answered += 1
                return response

            self._protocol.read_response = watched  # type: ignore[method-assign]

    @property
    def before_go_ahead(self) -> bool:
        """True only where it was seen that the first answer did not come."""
        return self._asked == 1 and self._answered == 0

    def end(self) -> None:
        """Watch no longer."""
        if self._protocol is not None:
            with contextlib.suppress(AttributeError):
                del self._protocol.read_response


def _answered(error: SMTPResponseException) -> Sent:
    return Sent("later" if error.code < 500 else "refused", str(error.code))


def _kind(error: BaseException) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{type(error).__name__} {error.code}"
    if isinstance(error, SMTPNotSupported):
        return "the server lacks what the settings ask for"
    return type(error).__name__


def _own_name() -> str:
    name = socket.gethostname()
    return name if name.isascii() and name.replace("-", "").replace(".", "").isalnum() else "localhost"
