"""Getting into the account: TLS as the address asks for it, password or access token."""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import ssl
import subprocess

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError  # type: ignore[import-untyped]

from bot.addresses import MailServer
from bot.logs import Redactor

log = logging.getLogger(__name__)
CONNECT_TIMEOUT, READ_TIMEOUT = 20.0, 20.0
TOKEN_TIMEOUT = 30.0
# response codes of RFC 5530 and words that say "later", not "never"
_LATER = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "TRY AGAIN", "TEMPORAR", "TOO MANY")


class Refused(Exception):
    """The server knows us not: a wrong user name, password, token or mailbox.

    Args:
        problem: what it refuses; nothing of the values.
        variable: the setting at fault, where it is not the server's address.
    """

    def __init__(self, problem: str, variable: str | None = None) -> None:
        super().__init__(problem)
        self.variable = variable


def login_refused(token_command: str | None, detail: str = "") -> Refused:
    """The error for a login that the server refuses for good."""
    if token_command:
        return Refused(f"the server refuses the token it prints{detail}", "ASSISTANT_MAIL_TOKEN_COMMAND")
    return Refused(f"the server refuses the user name or the password{detail}")


class TokenError(Exception):
    """The token command gave no token; its output is never repeated."""


def tls_context(server: MailServer) -> ssl.SSLContext:
    """Certificates are verified everywhere but on this very machine, whose servers sign their own."""
    context = ssl.create_default_context()
    if server.loopback:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def access_token(command: str, redactor: Redactor) -> str:
    """Run the token command.

    Args:
        command: a line for the shell.
        redactor: told the token, so that it never shows in a log.

    Returns:
        The first line of what it prints.

    Raises:
        TokenError: where it fails, takes too long or prints nothing.
    """
    try:
        done = subprocess.run(command, shell=True, capture_output=True, timeout=TOKEN_TIMEOUT, check=False, text=True)
    except (subprocess.TimeoutExpired, OSError, UnicodeDecodeError) as error:
        raise TokenError(f"the token command failed ({type(error).__name__})") from None
    token = next((line.strip() for line in done.stdout.splitlines() if line.strip()), "")
    if done.returncode or not token:
        raise TokenError(f"the token command ended with status {done.returncode} and no token")
    redactor.hide(token)
    return token


class WakeableClient(IMAPClient):  # type: ignore[misc]
    """An IMAP client whose IDLE can be interrupted, and which looks at what it has already read.

    The library polls the socket only; an EXISTS that arrived in the same segment as ``+ idling`` waits in its
    buffer unseen until IDLE ends. So the first look of each IDLE does not wait.

    Args:
        server: where to.
        waker: readable when somebody wants the connection.
        timeout: for connecting, and for each answer.
    """

    def __init__(self, server: MailServer, waker: socket.socket, timeout: float = READ_TIMEOUT) -> None:
        self._waker = waker
        super().__init__(
            server.host,
            server.port,
            ssl=server.security == "tls",
            ssl_context=tls_context(server) if server.security == "tls" else None,
            timeout=SocketTimeout(min(CONNECT_TIMEOUT, timeout), timeout),
        )

    def buffered(self) -> list[object]:
        """What the server has said in IDLE and is already here, without waiting."""
        self._look_only = True
        try:
            return list(self.idle_check(timeout=0))
        finally:
            self._look_only = False

    _look_only = False

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> list[object]:
        if self._look_only:
            return [True]
        pending = getattr(sock, "pending", None)  # bytes that TLS has taken off the socket already
        if pending is not None and pending():
            return [True]
        poller = select.poll()
        poller.register(sock.fileno(), select.POLLIN)
        poller.register(self._waker.fileno(), select.POLLIN)
        ready = poller.poll(None if timeout is None else timeout * 1000)
        return [event for event in ready if event[0] == sock.fileno()]


def connect(
    server: MailServer, token_command: str | None, redactor: Redactor, waker: socket.socket, timeout: float
) -> WakeableClient:
    """Connect and log in.

    Args:
        server: where to.
        token_command: prints an access token; None: the password.
        redactor: told the token.
        waker: see :class:`WakeableClient`.
        timeout: for each answer.

    Returns:
        A client that is logged in.

    Raises:
        Refused: where the server refuses the login for good.
        OSError: where the server cannot be reached.
        IMAPClientError: where it speaks otherwise than expected.
        TokenError: where there is no token.
    """
    client = WakeableClient(server, waker, timeout)
    try:
        _keep_alive(client.socket())
        if server.security == "starttls" and _wants_starttls(client, server):
            client.starttls(tls_context(server))
        _log_in(client, server, token_command, redactor)
    except BaseException:
        shut(client)
        raise
    return client


def shut(client: IMAPClient) -> None:
    """Close the connection without a word; wakes whoever waits on it."""
    with contextlib.suppress(OSError, AttributeError):
        client.socket().shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError, IMAPClientError, AttributeError):
        client.shutdown()


def _wants_starttls(client: IMAPClient, server: MailServer) -> bool:
    if not client.has_capability("STARTTLS"):
        return False
    return not server.loopback or bool(client.has_capability("LOGINDISABLED"))


def _log_in(client: IMAPClient, server: MailServer, token_command: str | None, redactor: Redactor) -> None:
    user = server.user or ""
    try:
        if token_command:
            client.oauth2_login(user, access_token(token_command, redactor))
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(user, server.password.get_secret_value() if server.password else "")
        else:
            client.login(user, server.password.get_secret_value() if server.password else "")
    except LoginError as error:
        # the library says LoginError for a connection that broke as well
        broken = isinstance(error.__context__, IMAPClientAbortError)
        if broken or any(word in str(error).upper() for word in _LATER):
            raise IMAPClientAbortError("the server did not let us in just now") from None
        raise login_refused(token_command) from None


def _keep_alive(sock: socket.socket) -> None:
    """Ask the system to probe a silent connection, and to send small commands at once."""
    options = ((socket.SOL_SOCKET, "SO_KEEPALIVE", 1), (socket.IPPROTO_TCP, "TCP_NODELAY", 1),
               (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 40), (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 15),
               (socket.IPPROTO_TCP, "TCP_KEEPCNT", 4))  # fmt: skip
    for level, name, value in options:
        if hasattr(socket, name):
            try:
                sock.setsockopt(level, getattr(socket, name), value)
            except OSError:
                return
