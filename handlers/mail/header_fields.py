"""Headers as they really come: folded, encoded wrongly, endless, with traps; made into safe values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.policy import Compat32
from typing import Any

from imap_tools.utils import parse_email_addresses

from handlers.mail.incoming import Address

FIELD_LIMIT = 16_000
"""Characters of one header that are kept; parameters and address lists take worse than linear time."""
HEADERS_LIMIT = 64_000
"""Bytes of the header block that are read."""
ADDRESS_LIMIT = 200
REFERENCES_LIMIT = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}"
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM}){{0,20}}@{_LABEL}(?:\.{_LABEL}){{1,10}}")
_PREFIXES = re.compile(
    r"^(?:\s*(?:re|aw|sv|vs|antw|tr|rv|fw|fwd|wg|i|r|réf?|rép|res|enc)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：])+\s*",
    re.IGNORECASE,
)
SUBJECT_LIMIT = 200


class CappedPolicy(Compat32):
    """The lenient parser's policy, with every header of every part cut at :data:`FIELD_LIMIT`."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """As in the parent, for at most so many characters; never raises for a line without a colon."""
        name, _, value = sourcelines[0].partition(":")
        value = value.lstrip(" \t") + "".join(sourcelines[1:])
        return name[:200], value[:FIELD_LIMIT].rstrip("\r\n")


def tidy(text: str) -> str:
    """One line without control characters, direction marks or lone surrogates: safe to put into a header."""
    return " ".join(_CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text)).split())


def decoded_bytes(raw: bytes, charset: str | None) -> str:
    """Bytes as text: the charset that is named where it fits, else UTF-8, else Windows-1252.

    Mail without a charset, or with a wrong one, is as good as always one of the last two.
    """
    for name in (charset, "utf-8"):
        if not name or name.lower() in {"unknown-8bit", "us-ascii", "ascii"}:
            continue
        try:
            return raw.decode(name)
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    if charset and charset.lower().replace("_", "-") not in {
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "unknown-8bit",
    }:
        try:
            return raw.decode(charset, "replace")
        except (LookupError, UnicodeError, ValueError, TypeError):
            pass
    return raw.decode("cp1252", "replace")


def raw_text(value: Any) -> str:
    """A header value as text: what the parser kept as surrogates or as a ``Header`` is decoded."""
    if isinstance(value, Header):
        value = "".join(
            chunk if isinstance(chunk, str) else decoded_bytes(chunk, None) for chunk, _ in decode_header(value)
        )
    text = str(value)
    if _SURROGATE.search(text):
        return decoded_bytes(text.encode("utf-8", "surrogateescape"), None)
    return text


def decoded(value: str) -> str:
    """A header's encoded words decoded (RFC 2047), tidied; what cannot be decoded stays as it is."""
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError, LookupError, UnicodeError):
        return tidy(value)
    text = "".join(chunk if isinstance(chunk, str) else decoded_bytes(chunk, charset) for chunk, charset in chunks)
    return tidy(text)


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """The mailboxes of address headers, at most :data:`ADDRESS_LIMIT`; what is no address is left out."""
    found: list[Address] = []
    for value in values:
        try:
            parsed = [(entry.name, entry.email) for entry in parse_email_addresses(tidy(value[:FIELD_LIMIT]))]
        except Exception:  # the standard library raises a dozen kinds for malformed groups and encoded words
            parsed = [("", match.group()) for match in _MAILBOX.finditer(value[:FIELD_LIMIT])]
        for name, written in parsed:
            email = tidy(written).strip("<>;, ")
            if "@" in email and len(email) <= 320:
                local, _, domain = email.rpartition("@")
                found.append(Address(decoded(name)[:200], f"{local}@{domain.lower()}"))
            if len(found) >= ADDRESS_LIMIT:
                return tuple(found)
    return tuple(found)


def usable(address: Address) -> bool:
    """Whether mail can be sent to it without extensions: ASCII, dot-atom, domain name (RFC 5321 §4.1.2)."""
    if "=?" in address.local:  # an encoded word, which is not allowed there (RFC 2047 §5)
        return False
    return len(address.email) <= 254 and len(address.local) <= 64 and bool(_MAILBOX.fullmatch(address.email))


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """The message ids in the values, in order, each once; never anything that could break a header."""
    found: dict[str, None] = {}
    for value in values:
        for match in _MESSAGE_ID.finditer(value[: 4 * FIELD_LIMIT]):
            found[match.group()] = None
    ids = list(found)
    return tuple(ids if len(ids) <= REFERENCES_LIMIT else ids[:1] + ids[1 - REFERENCES_LIMIT :])


def return_path(values: Iterable[str]) -> str | None:
    """The envelope sender: empty for the null address, however it is written; None where no header tells."""
    result: str | None = None
    for value in values:
        inner = tidy(value).strip("<> \t")
        if not inner:
            return ""
        result = result or inner.lower()
    return result


def bare_subject(subject: str) -> str:
    """The subject without any run of ``Re:``, ``TR:``, ``RV:``, ``Fwd[2]:`` … at its head."""
    return _PREFIXES.sub("", tidy(subject)).strip()


def is_answer(subject: str) -> bool:
    """Whether the subject begins with a prefix of answers or forwards."""
    return bare_subject(subject) != tidy(subject)


def split_headers(raw: bytes) -> tuple[bytes, bytes]:
    """The header block, at most :data:`HEADERS_LIMIT` bytes in whole lines, and what follows the blank line.

    Args:
        raw: the message.

    Returns:
        Header block and body; where the block is too long its end is dropped, never the body.
    """
    match = re.search(rb"\r?\n[ \t]*\r?\n|\r\r", raw[:4_000_000])
    if not match:
        return raw[:HEADERS_LIMIT], b""
    head, body = raw[: match.start()], raw[match.end() :]
    if len(head) > HEADERS_LIMIT:
        head = _shortened(head)
    return head, body


_DISPENSABLE = (
    b"received",
    b"x-",
    b"arc-",
    b"dkim-",
    b"references",
    b"thread-",
    b"authentication-results",
    b"comments",
)


def _shortened(head: bytes) -> bytes:
    """The fields that fit: those that say who, what and how first, the transport's own notes last."""
    fields = [field[:FIELD_LIMIT] for field in re.split(rb"\r?\n(?![ \t])", head)]
    ranked = sorted(range(len(fields)), key=lambda i: (fields[i].lower().startswith(_DISPENSABLE), len(fields[i]), i))
    kept, total = [], 0
    for index in ranked:
        total += len(fields[index]) + 2
        if total > HEADERS_LIMIT:
            break
        kept.append(index)
    return b"\r\n".join(fields[index] for index in sorted(kept))
