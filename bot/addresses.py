"""The addresses among the settings: mail servers with their logins, ``host:port``, mail and web addresses.

Messages name what is wrong and never repeat what was typed: an address may hold a password, and a password
may have been typed into the wrong variable.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

Protocol = Literal["imap", "smtp"]
Security = Literal["tls", "starttls"]

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465}
_SUBMISSION, _RELAY = 587, 25
_MAILBOX = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCODE = "in user and password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25"


@dataclass(frozen=True, slots=True)
class MailServer:
    """An IMAP or SMTP server and how to log in to it.

    Attributes:
        host: name or address.
        port: the one given, else the scheme's own (993, 143, 465; ``smtp`` 587 with a user, 25 without).
        security: ``tls`` from the first byte, or ``starttls`` where the server offers it.
        user: percent-decoded; None where none is given.
        password: percent-decoded; None where none is given.
        mailbox: the mailbox of an IMAP address, ``INBOX`` where none is given.
        loopback: True on this very machine, the only place where a password may travel unencrypted.
    """

    host: str
    port: int
    security: Security
    user: str | None = None
    password: SecretStr | None = field(default=None, repr=False)
    mailbox: str = "INBOX"
    loopback: bool = False


def is_loopback(host: str) -> bool:
    """True for this machine's own names and addresses (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def mail_server(protocol: Protocol, text: str) -> MailServer:
    """Read an ``imap(s)`` or ``smtp(s)`` address.

    Args:
        protocol: which of the two is expected.
        text: ``imaps://user:password@host[:port]/INBOX``, ``smtp://[user:password@]host[:port]``.

    Returns:
        Its parts, user, password and mailbox percent-decoded (RFC 3986 §2.1, RFC 5092 §3).

    Raises:
        ValueError: in one plain line without any of the text.
    """
    shape = f"{protocol}s://user:password@host:port" + ("/INBOX" if protocol == "imap" else "")
    parts = _split(text, (protocol, f"{protocol}s"), shape)
    host, port = _host(parts, shape)
    user = _decoded(parts.username, "user name")
    password = _decoded(parts.password, "password")
    loopback = is_loopback(host)
    if parts.scheme == "imap" and not loopback:
        raise ValueError("a mailbox on another machine is read over TLS only: write imaps:// instead of imap://")
    if protocol == "imap" and not user:
        raise ValueError(f"the user name is missing: write {shape}")
    if password and not user:
        raise ValueError(f"there is a password without a user name: write {shape}")
    mailbox = _decoded(parts.path.strip("/"), "mailbox") or "INBOX"
    if protocol == "smtp" and parts.path.strip("/"):
        raise ValueError(f"nothing may follow the host and port: write {shape}, and {_ENCODE}")
    default = _PORTS.get(parts.scheme) or (_SUBMISSION if user else _RELAY)
    return MailServer(
        host=host,
        port=port or default,
        security="tls" if parts.scheme.endswith("s") else "starttls",
        user=user,
        password=SecretStr(password) if password else None,
        mailbox="INBOX" if mailbox.upper() == "INBOX" else mailbox,
        loopback=loopback,
    )


def web_address(text: str) -> str:
    """A web address without its last slash.

    Raises:
        ValueError: in one plain line without any of the text.
    """
    shape = "https://host[:port]/path"
    parts = _split(text, ("http", "https"), shape)
    _host(parts, shape)
    return text.strip().rstrip("/")


def host_and_port(text: str) -> tuple[str, int]:
    """Read ``host:port``, ``:port`` (every interface) or ``[::1]:port``.

    Raises:
        ValueError: in one plain line without any of the text.
    """
    host, colon, port = text.strip().rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 65536 or _CONTROL.search(host) or "/" in host:
        raise ValueError("write host:port, for example 127.0.0.1:8080")
    return host.strip("[]") or "0.0.0.0", int(port)


def mail_address(text: str) -> str:
    """A bare mail address (RFC 5321 §4.1.2, without quoted local parts).

    Raises:
        ValueError: in one plain line without any of the text.
    """
    address = text.strip()
    if not _MAILBOX.fullmatch(address) or _CONTROL.search(address):
        raise ValueError("write one mail address, for example applicants@example.org")
    return address


def _split(text: str, schemes: tuple[str, ...], shape: str) -> SplitResult:
    address = text.strip()
    # urlsplit drops tabs and newlines without a word, which would hide a broken paste
    if _CONTROL.search(address) or " " in address:
        raise ValueError(f"there is a blank or a line break inside: write {shape}, and {_ENCODE}")
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ValueError(f"this does not parse: write {shape}, and {_ENCODE}") from None
    if parts.scheme not in schemes:
        raise ValueError(f"this begins with neither {schemes[0]}:// nor {schemes[1]}://: write {shape}")
    if parts.query or parts.fragment:
        raise ValueError(f"there is a ? or # inside: write {shape}, and {_ENCODE}")
    return parts


def _host(parts: SplitResult, shape: str) -> tuple[str, int | None]:
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"the port is not a number from 1 to 65535: write {shape}, and {_ENCODE}") from None
    if port == 0:
        raise ValueError("the port is not a number from 1 to 65535")
    if not parts.hostname:
        raise ValueError(f"the host is missing: write {shape}")
    return parts.hostname, port


def _decoded(text: str | None, what: str) -> str | None:
    if not text:
        return None
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"the {what} is not percent-encoded UTF-8: {_ENCODE}") from None
    # a line break in a login would be a command of its own to the server
    if _CONTROL.search(decoded):
        raise ValueError(f"the {what} holds a control character")
    return decoded
