"""What is known of a message once it has been read: plain values, nothing of the MIME tree."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as it stands in a header: the decoded name and the address, lower case in its domain."""

    name: str
    email: str

    @property
    def key(self) -> str:
        """The form in which addresses are compared (RFC 5321 §2.4 allows case to matter; it never does)."""
        return self.email.lower()

    @property
    def local(self) -> str:
        """What stands before the at sign, lower case."""
        return self.key.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands behind the at sign, lower case."""
        return self.key.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's text; ``inline`` for pictures that belong to the layout."""

    name: str
    content_type: str
    size: int
    inline: bool = False


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A message, read.

    Attributes:
        headers: every header of the message itself, name in lower case, value unfolded, not decoded, in
        order.
        from_: addresses of From; several where someone wrote for several.
        sender: addresses of Sender.
        reply_to: addresses of Reply-To.
        to: addresses of To.
        cc: addresses of Cc.
        resent: addresses of Resent-To and Resent-Cc (RFC 5322 §3.6.6).
        return_path: None where the header is missing, empty for the null address ``<>``.
        subject: decoded, one line, no control characters.
        date: the Date header, or None where it is missing or unreadable.
        message_id: with its angle brackets; empty where it is missing or not usable.
        in_reply_to: message ids of In-Reply-To.
        references: message ids of References, in order.
        text: the whole plain text: the text/plain parts, or what the HTML says where there is none worth
        having.
        html: the HTML parts as they came, cut at a safe length.
        attachments: what else there is.
        part_types: the content type of every part, lower case, in the order of the tree.
        calendar_methods: METHOD of each calendar part, upper case; ``PUBLISH`` where none is given (RFC 5546
        §1.4).
        encrypted: the text cannot be read (S/MIME or OpenPGP).
        defects: what was wrong with the message, in short words; never its content.
        digest: SHA-256 of the raw bytes.
    """

    headers: tuple[tuple[str, str], ...] = ()
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    resent: tuple[Address, ...] = ()
    return_path: str | None = None
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    part_types: tuple[str, ...] = ()
    calendar_methods: tuple[str, ...] = ()
    encrypted: bool = False
    defects: tuple[str, ...] = field(default=())
    digest: str = ""

    def values(self, name: str) -> list[str]:
        """Every value of a header, in order, as it stands in the message."""
        wanted = name.lower()
        return [value for key, value in self.headers if key == wanted]

    def first(self, name: str) -> str:
        """The first (top-most) value of a header, or an empty text."""
        return next(iter(self.values(name)), "")

    @property
    def dedupe_key(self) -> str:
        """The same for the same mail delivered twice, another for other content.

        A Message-ID alone does not do: broken senders use one for many mails, so the text's hash is part of
        it. Where there is none, sender, date and subject stand in for it.
        """
        identity = self.message_id or "\n".join(
            [*(address.key for address in self.from_), self.first("date"), self.subject]
        )
        content = self.text or self.html or (self.digest if not self.message_id else "")
        body = hashlib.sha256(" ".join(content.split()).encode("utf-8", "replace")).hexdigest()
        return hashlib.sha256(f"{identity}\n{body}".encode("utf-8", "replace")).hexdigest()
