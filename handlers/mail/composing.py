"""The finished message: headers that thread, mark and stop, and a body every client can show."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

from handlers.mail.header_fields import SUBJECT_LIMIT, bare_subject, decoded, tidy
from handlers.mail.incoming import Address, IncomingMail
from handlers.mail.letters import Rendered
from handlers.mail.ours import Ours
from handlers.mail.words import MailWords

REFERENCES = 20
"""Message ids a References header keeps: the first and the last ones. Machines grow threads without end."""


class MessageIds(UnstructuredHeader, BaseHeader):
    """A header of message ids, folded between them; the standard folding encodes an id longer than a line."""

    def fold(self, *, policy: Any) -> str:
        """One id a line (RFC 5322 §2.2.3)."""
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + str(policy.linesep)


def _policy() -> EmailPolicy[Any]:
    registry: Any = HeaderRegistry()
    for name in ("references", "in-reply-to", "message-id"):
        registry.map_to_type(name, MessageIds)
    return SMTP.clone(header_factory=registry)


POLICY = _policy()


def compose(
    mail: IncomingMail,
    letter: Rendered,
    *,
    ours: Ours,
    words: MailWords,
    to: Address,
    now: datetime,
    automatic: bool,
) -> EmailMessage:
    """Put the answer to a mail together.

    Args:
        mail: the question.
        letter: text and HTML of the answer.
        ours: whose answer it is.
        words: for the sender's name.
        to: the one recipient, from :func:`handlers.mail.trust.recipient`.
        now: for the Date header, aware.
        automatic: whether it goes out by itself; a draft carries none of the marks of automatic mail, for a
        person sends it.

    Returns:
        The message; ``as_bytes()`` gives RFC 5322 bytes with CRLF, 7 bit throughout. The same arguments
        give the same Message-ID, so that a copy can be found again.
    """
    message = EmailMessage(policy=POLICY)
    own = words.letters[letter.language]
    message["From"] = mailbox_header(own.sender_name, ours.address)
    message["To"] = mailbox_header(to.name, to.email)
    message["Subject"] = reply_subject(mail.subject, own.no_subject)
    message["Date"] = now
    message["Message-ID"] = ours.message_id(mail.dedupe_key, automatic)
    if mail.message_id:
        message["In-Reply-To"] = mail.message_id
        message["References"] = " ".join(references(mail))
    if automatic:
        # RFC 3834 §3.1.7; Exchange knows only the second (freescout issue 2488); the third stops our own
        # loops.
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Loop"] = ours.address
    topic = decoded(mail.first("thread-topic"))[:SUBJECT_LIMIT]
    if topic:
        message["Thread-Topic"] = topic
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for part in message.iter_parts():
        del part["MIME-Version"]  # belongs to the message alone (RFC 2045 §4)
    message["Content-Language"] = letter.language  # after set_content, which drops every Content header
    # A boundary out of the question's id: the same question gives the same bytes after a crash.
    message.set_boundary(f"=_{mail.dedupe_key[32:60]}")
    return message


def references(mail: IncomingMail) -> list[str]:
    """The ids of the thread and the question's own (RFC 5322 §3.6.4), at most :data:`REFERENCES`.

    Args:
        mail: the question, with a Message-ID.

    Returns:
        The first and the last ones where there are too many.
    """
    before = list(mail.references) or (list(mail.in_reply_to) if len(mail.in_reply_to) == 1 else [])
    ids = [identity for identity in before if identity != mail.message_id] + [mail.message_id]
    return ids if len(ids) <= REFERENCES else ids[:1] + ids[1 - REFERENCES :]


def reply_subject(subject: str, without: str) -> str:
    """One ``Re:`` and the subject, however many prefixes of whatever language it came with.

    Args:
        subject: the question's, decoded.
        without: what stands there where the question has none.

    Returns:
        One line of limited length, without control characters.
    """
    bare = bare_subject(subject) or without
    if len(bare) > SUBJECT_LIMIT:
        bare = bare[:SUBJECT_LIMIT].rstrip() + "…"
    return f"Re: {bare}"


def mailbox_header(name: str, email: str) -> HeaderAddress | str:
    """A mailbox for a header; the address alone where the name cannot be written.

    Args:
        name: a person's, of any text.
        email: the address.
    """
    shown = tidy(name).replace('"', "'")[:80].strip()
    local, _, domain = email.rpartition("@")
    if "@" in shown:  # a name that looks like another address is how forgers work
        shown = ""
    try:
        return HeaderAddress(shown, username=local, domain=domain)
    except (ValueError, IndexError, UnicodeError):
        return email
