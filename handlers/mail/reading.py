"""Bytes to :class:`IncomingMail`. Whatever the bytes are, there is a result.

``imap_tools.MailMessage`` does most of it right; around it stand the guards for what it, or the standard
library
below it, was seen to fail on: endless nesting, endless headers, unknown charsets, malformed address groups.
"""

from __future__ import annotations

import email
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from typing import TypeVar

from imap_tools import MailMessage

from handlers.mail.bodies import (
    TEXT_LIMIT,
    clean,
    looks_like_base64,
    part_text,
    payload,
    unwrapped_base64,
    uuencoded_cut,
)
from handlers.mail.header_fields import (
    CappedPolicy,
    addresses,
    decoded,
    message_ids,
    raw_text,
    return_path,
    split_headers,
    tidy,
)
from handlers.mail.incoming import Attachment, IncomingMail
from handlers.mail.invitations import calendar_method
from handlers.mail.markup import html_to_text
from handlers.mail.winmail import open_winmail

SIZE_LIMIT = 25_000_000
LINE_LIMIT = 600_000
PART_LIMIT = 300
_POLICY = CappedPolicy()
_ENCRYPTED = {"multipart/encrypted", "application/pgp-encrypted"}
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
               "application/pgp-keys", "text/x-vcard", "text/vcard", "text/directory"}  # fmt: skip
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}

T = TypeVar("T")


def read(raw: bytes) -> IncomingMail:
    """Read a message.

    Args:
        raw: RFC 5322 bytes, or anything else.

    Returns:
        What could be read; ``defects`` tells what could not. Never raises, and takes time in proportion to
        the size.
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        return _read(raw, digest)
    except (Exception, RecursionError) as error:  # a message must not stop the queue behind it
        nothing: tuple[tuple[str, str], ...] = ()
        headers = _safely(lambda: _headers(raw), nothing)
        return _with_headers(headers, digest, (f"unreadable: {type(error).__name__}",))


def _read(raw: bytes, digest: str) -> IncomingMail:
    defects: list[str] = []
    if raw[:5] == b"From " or raw[:6] == b">From ":  # an mbox line before the first header
        raw = raw.partition(b"\n")[2]
    raw = raw.lstrip(b"\r\n")
    if len(raw) > SIZE_LIMIT:
        raw = raw[:SIZE_LIMIT]
        defects.append("cut: over 25 MB")
    if raw.count(b"\n") > LINE_LIMIT:
        raw = _first_lines(raw)
        defects.append("cut: too many lines")
    head, body = split_headers(raw)
    mail = MailMessage.from_bytes(b"")
    mail.obj = email.message_from_bytes(head + b"\r\n\r\n" + body, policy=_POLICY)
    leaves = _leaves(mail.obj, defects)
    content = _Content()
    for part in leaves:
        content.add(part)
    if mail.obj.get("X-Assistant-Cut"):  # set by handlers.mail.large; whoever forges it gets a draft
        defects.append("cut: too large to be fetched whole")
    result = _with_headers(_headers(head + b"\r\n\r\n"), digest, tuple(defects))
    plain, html = content.plain.strip(), content.html
    text = plain
    if html.strip():
        rendered = _safely(lambda: html_to_text(html), "")
        if len(plain) * 4 < len(rendered) or not plain:
            text = rendered
    types = tuple(part.get_content_type() for part in _walk(mail.obj))
    return _replaced(result, text[:TEXT_LIMIT], html[:TEXT_LIMIT], content, types)


def _replaced(mail: IncomingMail, text: str, html: str, content: _Content, types: tuple[str, ...]) -> IncomingMail:
    values = {name: getattr(mail, name) for name in mail.__dataclass_fields__}
    values |= {
        "text": text,
        "html": html,
        "attachments": tuple(content.attachments),
        "part_types": types,
        "calendar_methods": tuple(content.methods),
        "encrypted": content.encrypted or bool(_ENCRYPTED & set(types)),
    }
    return IncomingMail(**values)


class _Content:
    """Gathers what the leaves of a message hold."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.htmls: list[str] = []
        self.attachments: list[Attachment] = []
        self.methods: list[str] = []
        self.encrypted = False
        self.room = 4 * TEXT_LIMIT

    @property
    def plain(self) -> str:
        return "\n".join(self.texts)

    @property
    def html(self) -> str:
        return "\n".join(self.htmls)

    def add(self, part: Message) -> None:
        """Take one leaf in; a leaf that cannot be read counts as an attachment."""
        kind = part.get_content_type()
        name = _safely(lambda: decoded(raw_text(part.get_filename() or "")), "")[:200]
        disposition = _safely(lambda: str(part.get_content_disposition() or ""), "")
        attached = disposition == "attachment" or (bool(name) and disposition != "inline")
        if kind in _SMIME:
            self.encrypted = True
        elif kind == "text/calendar":
            parameter = _safely(lambda: str(part.get_param("method") or ""), "")
            self.methods.append(calendar_method(parameter, part_text(part)))
        elif kind in _TNEF or name.lower() == "winmail.dat":
            self.winmail(part)
        elif kind in ("text/plain", "text/html") and not attached and self.room > 0:
            text = part_text(part)
            self.room -= len(text)
            if kind == "text/html":
                self.htmls.append(text)
            else:
                text = uuencoded_cut(text)
                self.texts.append(unwrapped_base64(text) if looks_like_base64(text) else text)
        elif kind not in _SIGNATURES:
            size = len(payload(part)) if not part.is_multipart() else 0
            inline = kind.startswith("image/") and (disposition == "inline" or part.get("Content-ID") is not None)
            self.attachments.append(Attachment(name, kind, size, inline))

    def winmail(self, part: Message) -> None:
        found = open_winmail(payload(part))
        if found.text and not any(text.strip() for text in self.texts):
            self.texts.append(clean(found.text))
        if found.html and not self.htmls:
            self.htmls.append(clean(found.html))
        self.attachments += [Attachment(name, "application/octet-stream", 0) for name in found.files]
        if not (found.text or found.html or found.files):
            self.attachments.append(Attachment("winmail.dat", "application/ms-tnef", len(payload(part))))


def _with_headers(headers: tuple[tuple[str, str], ...], digest: str, defects: tuple[str, ...]) -> IncomingMail:
    def values(name: str) -> list[str]:
        return [value for key, value in headers if key == name]

    def first(name: str) -> str:
        return next(iter(values(name)), "")

    ids = message_ids(values("message-id")[:1])
    return IncomingMail(
        headers=headers,
        from_=addresses(values("from")),
        sender=addresses(values("sender")),
        reply_to=addresses(values("reply-to")),
        to=addresses(values("to")),
        cc=addresses(values("cc")),
        resent=addresses([*values("resent-to"), *values("resent-cc")]),
        return_path=return_path(values("return-path")),
        subject=decoded(first("subject"))[:1000],
        date=_date(first("date")),
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(values("in-reply-to")),
        references=message_ids(values("references")),
        defects=defects,
        digest=digest,
    )


def _headers(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Name and value of each header of the message itself, values unfolded and otherwise as they stand."""
    head, _ = split_headers(raw.lstrip(b"\r\n"))
    parsed = email.message_from_bytes(head + b"\r\n\r\n", policy=_POLICY)
    return tuple((name.lower(), tidy(raw_text(value))) for name, value in parsed.items())


def _date(value: str) -> datetime | None:
    mail = MailMessage.from_bytes(b"")
    mail.obj["Date"] = value[:200]
    date: datetime | None = _safely(lambda: mail.date, None)
    if date is None or date.year < 1970:
        return None
    return _safely(lambda: date if date.tzinfo else date.replace(tzinfo=UTC), None)


def _walk(root: Message) -> list[Message]:
    """The tree's parts in order, without recursion, so that nesting cannot exhaust the stack."""
    found: list[Message] = []
    waiting = [root]
    while waiting and len(found) < PART_LIMIT:
        part = waiting.pop()
        found.append(part)
        children = part.get_payload()
        if isinstance(children, list):
            waiting.extend(child for child in reversed(children) if isinstance(child, Message))
    return found


def _leaves(root: Message, defects: list[str]) -> list[Message]:
    """The parts that are this message's own: a forwarded message/rfc822 is an attachment, not text."""
    leaves: list[Message] = []
    waiting, seen = [root], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > PART_LIMIT:
            defects.append("cut: too many parts")
            break
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting.extend(child for child in reversed(children) if isinstance(child, Message))
        else:
            leaves.append(part)
    return leaves


def _first_lines(raw: bytes) -> bytes:
    """The message cut behind its first :data:`LINE_LIMIT` lines."""
    position = 0
    for line in raw.splitlines(keepends=True)[:LINE_LIMIT]:
        position += len(line)
    return raw[:position]


def _safely(action: Callable[[], T], otherwise: T) -> T:
    """The action's result, or the other value where a library gives up on hostile input."""
    try:
        return action()
    except (Exception, RecursionError):
        return otherwise
