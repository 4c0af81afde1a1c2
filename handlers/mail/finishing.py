"""What follows from one mail that was decided about: its answer queued, a ticket, what is remembered, its marks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.masking import Masking
from bot.messages import Reply, plain_text
from bot.store import Incoming, Tables, Ticket
from handlers.mail.answers import PLACE, Heading
from handlers.mail.handling import Handled
from handlers.mail.incoming import Address, IncomingMail
from handlers.mail.notices import Notices
from handlers.mail.parcels import CHANNEL, MAILBOX, STAFF, Parcel, Place
from handlers.mail.planning import Known, Plan, content, crowd, plan

log = logging.getLogger(__name__)
_QUESTION, _NAME = 4000, 200


@dataclass(frozen=True, slots=True)
class Job:
    """One row of the inbox with its mail, read."""

    entry: Incoming
    mail: IncomingMail
    to: Address | None

    @property
    def person(self) -> str:
        """Who is answered and counted: the address an answer goes to, for From is easily varied."""
        if self.to is not None:
            return self.to.key
        return self.mail.from_[0].key if self.mail.from_ else ""

    @property
    def names(self) -> list[str]:
        """What the person is called: the names that stand beside the addresses."""
        known = (*self.mail.from_, *self.mail.reply_to, *((self.to,) if self.to else ()))
        return list(dict.fromkeys(address.name for address in known if address.name))


class Finisher:
    """Finishes mails, each in one transaction.

    Args:
        notices: tells staff.
        sending: True in ``send`` mode.
        today: the date in Turin.
        masking: gives what takes personal data out of recorded questions.
    """

    def __init__(
        self, notices: Notices, sending: bool, today: Callable[[], date], masking: Callable[[], Masking]
    ) -> None:
        self._notices, self._sending, self._today, self._masking = notices, sending, today, masking

    def finish(self, tables: Tables, job: Job, known: Known, handled: Handled) -> None:
        """Write down everything that follows from one mail.

        Args:
            tables: inside one transaction.
            job: the mail.
            known: what was remembered.
            handled: what the pure half made of it.
        """
        position = job.entry.position
        entry = tables.inbox.get(job.entry.id)
        if entry is None or entry.state != "new":
            log.info("mail %s: left alone (its sender was forgotten meanwhile)", position)
            return
        if not tables.inbox.recognise(job.entry.id, job.mail.dedupe_key):
            log.info("mail %s: ignore (the same message was handled already)", position)
            return
        decided = plan(handled, known, sending=self._sending)
        tables.inbox.identify(job.entry.id, job.person, known.conversation)
        place = Place.parse(position)
        said = self._said(handled) if decided.delivery != "none" else ""
        asked = None
        if decided.action != "ignore":
            asked = self._remember(tables, job, known, handled, decided, said)
        if decided.ticket:
            self._ticket(tables, job, known, handled, decided, said, asked)
        if decided.delivery != "none" and handled.message is not None:
            self._queue(tables, job, known, handled, decided, place)
        mark(tables, place, decided.flags, job.person, known.conversation)
        tables.inbox.done(job.entry.id, decided.action, decided.reason)
        shown = f" [{decided.delivery}]" if decided.delivery != "none" else ""
        log.info("mail %s: %s%s (%s)", position, decided.action, shown, decided.reason)

    @staticmethod
    def _said(handled: Handled) -> str:
        return plain_text(handled.reply) if handled.reply else ""

    def _remember(
        self, tables: Tables, job: Job, known: Known, handled: Handled, decided: Plan, said: str
    ) -> int | None:
        """What was said, and the question with its reply; returns the number of its record."""
        person, conversation = job.person, known.conversation
        reply = handled.reply
        if decided.delivery != "none":
            tables.answers.record(CHANNEL, person, decided.action, thread=conversation, content=content(job.mail))
            tables.conversations.save(CHANNEL, conversation, handled.dialogue, person=person)
        words = [("applicant", handled.new.text or job.mail.subject)]
        if said:
            words.append(("assistant", said))
        tables.conversations.say(CHANNEL, conversation, *words, person=person)  # type: ignore[arg-type]
        if reply is None:
            return None
        return tables.questions.record(
            CHANNEL,
            person,
            reply.language,
            reply.outcome,
            text=handled.new.text or job.mail.subject,
            reply=reply,
            before=known.dialogue,
            today=self._today(),
            names=job.names,
            masking=self._masking(),
        )

    def _ticket(
        self,
        tables: Tables,
        job: Job,
        known: Known,
        handled: Handled,
        decided: Plan,
        said: str,
        asked: int | None,
    ) -> None:
        reply: Reply | None = handled.reply
        mail = job.mail
        question = handled.new.text.strip()[:_QUESTION] or mail.subject
        name = f"{job.to.name} <{job.to.email}>" if job.to and job.to.name else job.person
        conversation = known.conversation
        if known.ticket is None and known.crowded:
            conversation = crowd(job.person)
        ticket = tables.tickets.open(
            CHANNEL,
            conversation,
            job.person or "unknown",
            (name or "unknown")[:_NAME],
            f"{mail.subject}\n\n{question}".strip() if mail.subject not in question else question,
            language=reply.language if reply else None,
            course=reply.courses[0] if reply and reply.courses else None,
            answer=said or None,
            reason=decided.reason,
            context=known.said[-6:],
            asked=asked,
        )
        if not ticket.joined:
            tables.answers.record(CHANNEL, job.person, "ticket", thread=conversation)
            self._notices.announce(tables, ticket)
        elif not known.crowded:
            self._joins(tables, job, ticket, question)
        self._link(tables, job, handled, ticket)

    def _joins(self, tables: Tables, job: Job, ticket: Ticket, question: str) -> None:
        text = f"Ticket {ticket.id}: {ticket.name} wrote again:\n\n{question}"
        self._notices.tell(tables, text, key=f"mail:joined:{job.entry.id}", ticket=ticket)

    def _link(self, tables: Tables, job: Job, handled: Handled, ticket: Ticket) -> None:
        """A reply in the thread, to the question or to our answer, finds the ticket."""
        if job.to is not None:
            head = Heading.of(job.mail, job.to, tables.tickets.now())
            key = job.mail.message_id or f"<{job.mail.dedupe_key}>"
            tables.tickets.link(ticket.id, PLACE, key, head.dump())
        if handled.message is not None:
            tables.tickets.link(ticket.id, PLACE, str(handled.message["Message-ID"]))

    def _queue(
        self, tables: Tables, job: Job, known: Known, handled: Handled, decided: Plan, place: Place | None
    ) -> None:
        assert handled.message is not None
        sends = decided.delivery == "send"
        own_id = str(handled.message["Message-ID"])
        parcel = Parcel(
            "send" if sends else "draft",
            handled.message.as_bytes().decode("ascii", "replace"),
            job.to.email if job.to else "",
            place,
            decided.later,
        )
        tables.outbox.queue(
            CHANNEL if sends else MAILBOX,
            own_id,
            parcel.dump(),
            key=f"answer:{job.mail.dedupe_key}",
            person=job.person,
            conversation=known.conversation,
            own_id=own_id,
        )


def mark(
    tables: Tables,
    place: Place | None,
    flags: tuple[str, ...],
    person: str | None = None,
    conversation: str | None = None,
) -> None:
    """Queue the marking of a message in the mailbox."""
    if place is None or not flags:
        return
    tables.outbox.queue(
        MAILBOX,
        f"mark {place.position}",
        Parcel("mark", place=place, flags=flags).dump(),
        key=f"mark:{place.position}:{' '.join(flags)}",
        person=person,
        conversation=conversation,
    )


def leave_to_staff(tables: Tables, notices: Notices, position: str, reason: str) -> None:
    """A message that was set aside, because nothing can be done with it here: a ticket and a flag.

    Args:
        tables: inside one transaction.
        notices: tells staff.
        position: where the message lies.
        reason: why; no text of it.
    """
    log.error("mail %s: set aside (%s)", position, reason)
    ticket = tables.tickets.open(
        CHANNEL,
        f"aside {position}",
        position,
        "E-mail",
        f"A message in the mailbox cannot be handled by the assistant: {position}. It is flagged there.",
        reason=f"set aside: {reason}",
    )
    notices.announce(tables, ticket)
    mark(tables, Place.parse(position), ("\\Flagged", STAFF))
