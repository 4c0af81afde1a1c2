"""A staff answer to a mail ticket, given in the Telegram staff chat, goes out as mail in the applicant's thread.

Whoever takes the answer calls :func:`staff_answer` inside the transaction that finishes the staff's message::

    await store.run(lambda tables: staff_answer(tables, ticket, text, by="Maria", key=f"staff:{chat}:{message}"))

It queues one row for the outbox channel ``mail`` (see :mod:`handlers.mail.parcels`) whose payload is the JSON object
``{"kind": "staff", "ticket": <id>, "text": "…", "by": "…"}``, and notes that staff wrote. The mail channel composes
the message when it sends it: to whoever wrote last in that ticket, with the thread's ids and subject. It carries no
mark of automatic mail, for a person wrote it. Where only drafts are possible (no SMTP address) it becomes a draft.
What cannot be delivered is told in the ticket's thread of the staff chat.

A ticket's mails are its links of the place ``mail``: the key is the Message-ID, ``other`` a :class:`Heading` as JSON
for the applicant's mails and empty for ours.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage

from bot.messages import LANGUAGES, Language
from bot.store import Outgoing, Tables, Ticket
from handlers.mail.composing import POLICY, mailbox_header, references, reply_subject
from handlers.mail.incoming import Address, IncomingMail
from handlers.mail.ours import Ours
from handlers.mail.parcels import CHANNEL, Parcel
from handlers.mail.words import MailWords

PLACE = "mail"


@dataclass(frozen=True, slots=True)
class Heading:
    """What an answer needs of a mail: whom to write to and where the thread stands.

    Attributes:
        email: the address.
        name: the person's name.
        subject: the mail's.
        message_id: the mail's; empty where it had none.
        references: the ids of the thread, the mail's own last.
        at: when it was handled, to know the latest.
    """

    email: str
    name: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    at: float

    @classmethod
    def of(cls, mail: IncomingMail, to: Address, at: float) -> Heading:
        """The heading of a mail."""
        known = tuple(references(mail)) if mail.message_id else ()
        return cls(to.email, to.name[:100], mail.subject[:200], mail.message_id, known, at)

    def dump(self) -> str:
        """As a link holds it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def heading(tables: Tables, ticket: Ticket) -> Heading | None:
    """The latest mail of a ticket; None where nothing is known of it any more."""
    found = []
    for _, other in tables.tickets.links(ticket.id, PLACE):
        if other:
            values = json.loads(other)
            found.append(Heading(**{**values, "references": tuple(values["references"])}))
    return max(found, key=lambda item: item.at, default=None)


def staff_answer(tables: Tables, ticket: Ticket, text: str, *, by: str = "", key: str | None = None) -> Outgoing:
    """Queue a staff answer as mail.

    Args:
        tables: inside the transaction that finishes the staff's message.
        ticket: of the channel ``mail``.
        text: what staff wrote.
        by: who wrote it.
        key: what makes it the same answer, so that it goes out once.

    Returns:
        The outbox row.
    """
    tables.tickets.staff_wrote(ticket.id, text, by)
    tables.conversations.say(CHANNEL, ticket.conversation, ("staff", text), person=ticket.person)
    name = key or f"staff:{ticket.id}:{hashlib.sha256(text.encode()).hexdigest()[:16]}:{tables.tickets.now():.3f}"
    return tables.outbox.queue(
        CHANNEL,
        ticket.person,
        Parcel("staff", ticket=ticket.id, text=text, by=by).dump(),
        key=name,
        person=ticket.person,
        conversation=ticket.conversation,
    )


def compose_staff_answer(
    ticket: Ticket, head: Heading | None, text: str, key: str, *, ours: Ours, words: MailWords, now: datetime
) -> EmailMessage:
    """The message of a staff answer.

    Args:
        ticket: what it answers.
        head: the latest mail of the ticket.
        text: what staff wrote.
        key: the outbox row's key, out of which the Message-ID is made.
        ours: whose answer it is.
        words: the sender's name in the applicant's language.
        now: for the Date header.

    Returns:
        The message.
    """
    language: Language = next((item for item in LANGUAGES if item == ticket.language), "en")
    own = words.letters[language]
    to = Address(head.name, head.email) if head else Address("", ticket.person)
    message = EmailMessage(policy=POLICY)
    message["From"] = mailbox_header(own.sender_name, ours.address)
    message["To"] = mailbox_header(to.name, to.email)
    message["Subject"] = reply_subject(head.subject if head else "", own.no_subject)
    message["Date"] = now
    message["Message-ID"] = ours.staff_id(key)
    if head and head.message_id:
        message["In-Reply-To"] = head.message_id
        message["References"] = " ".join(head.references)
    message.set_content(text.replace("\r\n", "\n").strip() + "\n", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = language
    return message
