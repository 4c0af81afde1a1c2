"""From the decision about a mail to what is done: caps, pauses and modes, which need a memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from bot.messages import Dialogue
from bot.store import Said, Tables, Ticket
from handlers.mail.deciding import Action
from handlers.mail.handling import Handled
from handlers.mail.incoming import Address, IncomingMail
from handlers.mail.parcels import ANSWERED, CHANNEL, DRAFT, STAFF
from handlers.mail.words import folded

REPLIES_A_DAY = 5
"""Automatic texts, sent or drafted, that one address gets in a day; then a person decides."""
TICKETS_A_DAY = 5
"""Tickets one address opens in a day; what more it writes joins one of them."""
SAME_IN_A_WEEK = 1
"""So often is the same mail of one address answered within a week."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)

Delivery = Literal["send", "draft", "none"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered when a mail is handled.

    Attributes:
        conversation: the thread it belongs to, or the ticket's.
        dialogue: what was said there.
        said: the last few words said there.
        ticket: the open ticket the mail joins.
        withheld: why no automatic text may be prepared; None where it may.
        acknowledged: whether the person got an acknowledgement in the last 7 days.
        crowded: whether the person has opened many tickets today.
        duplicate: whether the same mail was handled already.
    """

    conversation: str
    dialogue: Dialogue = field(default_factory=Dialogue)
    said: tuple[Said, ...] = ()
    ticket: Ticket | None = None
    withheld: str | None = None
    acknowledged: bool = False
    crowded: bool = False
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done about a mail.

    Attributes:
        action: the contract's.
        reason: why; holds no text of the mail.
        delivery: whether the composed message is sent, drafted or dropped.
        ticket: whether a person has to do something.
        flags: what the question is marked with at once.
        later: what it is marked with when the message is out.
    """

    action: Action
    reason: str
    delivery: Delivery = "none"
    ticket: bool = False
    flags: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


def plan(handled: Handled, known: Known, *, sending: bool) -> Plan:
    """Decide what is done.

    Args:
        handled: what the pure half made of the mail.
        known: what is remembered.
        sending: True in ``send`` mode.

    Returns:
        The plan. A ``reply`` is only sent where nothing speaks against it; else it becomes a draft.
    """
    decision = handled.decision
    if decision.action == "ignore":
        return Plan("ignore", decision.reason)
    if decision.action == "acknowledge" and known.acknowledged:
        decision = replace(
            decision, action="escalate", reason=f"{decision.reason}; acknowledged in the last 7 days already"
        )
        handled = replace(handled, message=None)
    delivery: Delivery = "none"
    if handled.message is not None:
        automatic = sending and not decision.draft_only and decision.action in ("reply", "acknowledge")
        delivery = "send" if automatic else "draft"
    later = {"send": ("\\Answered", ANSWERED), "draft": (DRAFT,), "none": ()}[delivery]
    flags = ("\\Flagged", STAFF) if decision.ticket else ()
    return Plan(decision.action, decision.reason, delivery, decision.ticket, flags, later)


def look_up(tables: Tables, mail: IncomingMail, person: Address | None) -> Known:
    """Gather what is remembered, before a mail is handled.

    Args:
        tables: the store's.
        mail: the message, read.
        person: whom an answer would go to; None where nobody can be answered.

    Returns:
        What is known.
    """
    address = person.key if person else (mail.from_[0].key if mail.from_ else "")
    ticket = _joined(tables, mail, address)
    conversation = ticket.conversation if ticket else thread(mail, address)
    remembered = tables.conversations.load(CHANNEL, conversation)
    if ticket is None:
        ticket = tables.tickets.open_for(CHANNEL, conversation)
    withheld = _withheld(tables, conversation, address, mail)
    answers = tables.answers
    return Known(
        conversation=conversation,
        dialogue=remembered.dialogue,
        said=remembered.said,
        ticket=ticket if ticket is not None and ticket.state == "open" else None,
        withheld=withheld,
        acknowledged=bool(address and answers.count(CHANNEL, WEEK, person=address, kind="acknowledge")),
        crowded=answers.count(CHANNEL, DAY, person=address, kind="ticket") >= TICKETS_A_DAY,
    )


def content(mail: IncomingMail) -> str:
    """What makes two mails of one sender the same to a reader."""
    return " ".join(folded(f"{mail.subject} {mail.text}").split())


def thread(mail: IncomingMail, address: str) -> str:
    """The conversation a mail belongs to: one person's part in one thread (RFC 5322 §3.6.4)."""
    root = next(iter((*mail.references, *mail.in_reply_to)), "") or mail.message_id or mail.dedupe_key
    return f"{address} {root[:200]}"


def crowd(address: str) -> str:
    """The conversation that gathers what one sender writes over the caps: one ticket, not a thousand."""
    return f"{address} (many)"


def _joined(tables: Tables, mail: IncomingMail, address: str) -> Ticket | None:
    """The ticket that a mail of the thread belongs to; only the person it was opened for can join it."""
    found: Ticket | None = None
    for identity in (*mail.in_reply_to, *reversed(mail.references)):
        linked = tables.tickets.linked(CHANNEL, identity)
        if linked and linked.ticket.person == address:
            if linked.ticket.state == "open":
                return linked.ticket
            found = found or linked.ticket
    return found


def _withheld(tables: Tables, conversation: str, address: str, mail: IncomingMail) -> str | None:
    if tables.state.paused:
        return "paused: staff have stopped automatic answers"
    if tables.tickets.quiet(CHANNEL, conversation):
        return "staff are writing in this conversation"
    given = tables.answers.count(CHANNEL, DAY, person=address, kind="reply")
    given += tables.answers.count(CHANNEL, DAY, person=address, kind="acknowledge")
    if given >= REPLIES_A_DAY:
        return f"cap: {REPLIES_A_DAY} answers to this sender in a day"
    if tables.answers.count(CHANNEL, WEEK, person=address, content=content(mail)) >= SAME_IN_A_WEEK:
        return "cap: the same message was answered in the last 7 days"
    return None
