"""The text of a message's parts: transfer encodings, charsets, format=flowed, and how they go wrong."""

from __future__ import annotations

import base64
import binascii
import re
from email.message import Message

from handlers.mail.header_fields import decoded_bytes

TEXT_LIMIT = 1_000_000
"""Characters of one part's text that are looked at; a question is shorter, a bomb is not."""

_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")


def payload(part: Message) -> bytes:
    """The part's bytes with the transfer encoding undone; what is broken is undone as far as it goes."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, binascii.Error, UnicodeError, TypeError):
        data = None
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def part_text(part: Message) -> str:
    """A text part as text with ``\\n`` line ends, without characters nobody sees.

    Args:
        part: a leaf of the tree, of a text type.

    Returns:
        The text, at most :data:`TEXT_LIMIT` characters. Never raises.
    """
    data = payload(part)[: 4 * TEXT_LIMIT]
    charset = _charset(part)
    for mark, name in _BOMS:
        if data.startswith(mark):
            charset = name
    if charset is None and part.get_content_subtype() == "html":
        match = _META_CHARSET.search(data[:4096])
        charset = match.group(1).decode("ascii") if match else None
    if charset is not None and charset.lower().startswith("utf-7"):
        charset = "utf-7" if len(data) < 200_000 else None
    text = clean(decoded_bytes(data, charset))
    if part.get_content_subtype() == "plain" and _parameter(part, "format").lower() == "flowed":
        text = unflowed(text, delsp=_parameter(part, "delsp").lower() == "yes")
    return text


def clean(text: str) -> str:
    """Line ends made ``\\n``, non-breaking blanks made blanks, invisible characters dropped; capped."""
    text = text[:TEXT_LIMIT].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _INVISIBLE.sub("", text).replace("\xa0", " ").replace("\u202f", " ")


def unflowed(text: str, delsp: bool = False) -> str:
    """Lines that a client broke only to fit are joined again (RFC 3676 §4.1–4.6).

    Args:
        text: a part with ``format=flowed``.
        delsp: the part's ``DelSp=yes``: the blank before the break is not part of the text.

    Returns:
        The text with paragraphs on one line each; quote marks stay, the signature line is never joined.
    """
    result: list[str] = []
    pieces: list[str] = []
    depth = 0

    def flush() -> None:
        if pieces:
            mark = ">" * depth + " " if depth else ""
            result.append(mark + "".join(pieces))
            pieces.clear()

    for line in text.split("\n"):
        content = line.lstrip(">")
        level = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing, RFC 3676 §4.4
        if level != depth or content == "-- ":
            flush()
            depth = level
        flowed = content.endswith(" ") and content != "-- "
        pieces.append(content[:-1] if flowed and delsp else content)
        if not flowed:
            flush()
    flush()
    return "\n".join(result)


def uuencoded_cut(text: str) -> str:
    """The text before a uuencoded file that stands in it (``begin 644 name``)."""
    match = re.search(r"(?m)^begin [0-7]{3,4} \S", text)
    return text[: match.start()] if match else text


def looks_like_base64(text: str) -> bool:
    """Whether a text is an encoded blob whose header was lost: long lines of nothing but the alphabet."""
    lines = text.strip().split("\n")[:20]
    return len(lines) >= 3 and all(re.fullmatch(r"[A-Za-z0-9+/=]{40,100}", line.strip()) for line in lines[:-1])


def unwrapped_base64(text: str) -> str:
    """The text inside such a blob, or the blob itself where it holds none."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        return clean(data.decode("utf-8"))
    except (ValueError, UnicodeError):
        return text


def _charset(part: Message) -> str | None:
    name = _parameter(part, "charset").strip(" '\"").lower()
    return name if re.fullmatch(r"[a-z0-9_.:+-]{1,40}", name) else None


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError, UnicodeError, AttributeError):
        return ""
    if isinstance(value, tuple):  # RFC 2231
        value = value[2]
    return str(value or "")
