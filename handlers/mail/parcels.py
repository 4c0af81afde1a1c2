"""What the mail channel puts into the outbox, and how it is written there.

Two outbox channels: ``mail`` is sent by SMTP, ``mailbox`` is done in the IMAP account (drafts, copies into Sent,
flags), so that a server that is down holds up its own work only. A row's payload is one JSON object.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

CHANNEL = "mail"
"""The store's name for this channel, and for what goes out by SMTP."""
MAILBOX = "mailbox"
"""The store's name for what is done in the IMAP account."""

ANSWERED, DRAFT, STAFF = "$Assistant-Answered", "$Assistant-Draft", "$Assistant-Staff"
"""Keywords (RFC 3501 §2.3.2) that tell the mailbox's story at a glance."""

Kind = Literal["send", "staff", "draft", "copy", "mark"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies: mailbox, UIDVALIDITY and UID (RFC 3501 §2.3.1.1)."""

    mailbox: str
    validity: int
    uid: int

    @property
    def position(self) -> str:
        """The inbox's position."""
        return f"{self.mailbox}/{self.validity}/{self.uid}"

    @classmethod
    def parse(cls, position: str) -> Place | None:
        """The place of a position; None where it is none."""
        mailbox, _, rest = position.rpartition("/")
        mailbox, _, validity = mailbox.rpartition("/")
        if not (mailbox and validity.isdigit() and rest.isdigit()):
            return None
        return cls(mailbox, int(validity), int(rest))


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to do outside.

    Attributes:
        kind: ``send`` a finished answer, send a ``staff`` answer (composed when it goes out), put a ``draft`` or a
            ``copy`` of what was sent into the account, ``mark`` the question.
        message: RFC 5322 text, 7 bit.
        to: the envelope's one recipient.
        place: where the question lies, to be marked; None where nobody knows.
        flags: what to mark it with.
        ticket: the ticket a staff answer belongs to.
        text: what staff wrote.
        by: who of the staff wrote it.
    """

    kind: Kind
    message: str = ""
    to: str = ""
    place: Place | None = None
    flags: tuple[str, ...] = ()
    ticket: int | None = None
    text: str = ""
    by: str = ""

    def dump(self) -> bytes:
        """The payload of an outbox row."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def load(cls, payload: bytes) -> Parcel:
        """Read a payload.

        Raises:
            ValueError: where it is none of ours.
        """
        try:
            values: dict[str, Any] = json.loads(payload)
            place = values.pop("place", None)
            flags = tuple(values.pop("flags", ()))
            return cls(**values, place=Place(**place) if place else None, flags=flags)
        except (TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"no parcel: {type(error).__name__}") from None

    def marking(self) -> Parcel:
        """The same without its message: what is left to do in the mailbox."""
        return replace(self, kind="mark", message="", text="")
