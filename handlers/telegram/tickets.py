"""Tickets on the applicant's side: opened, joined, and what the applicant writes next."""

from __future__ import annotations

from bot.messages import Language
from bot.store import Tables, Ticket
from handlers.telegram.posts import CHANNEL, Post, chat_place
from handlers.telegram.turns import Turn

_CONTEXT = 6


def staff_chat(turn: Turn) -> int | None:
    """The staff chat's present id; None where none is set."""
    return turn.shared.staff_chat


def open_ticket(
    turn: Turn,
    question: str,
    *,
    answer: str | None = None,
    reason: str | None = None,
    course: str | None = None,
    language: Language | None = None,
    message: int = 0,
    asked: int | None = None,
) -> Ticket:
    """Open a ticket, or join the one that is open.

    Args:
        turn: whose.
        question: what was asked.
        answer: what the assistant said to it.
        reason: why a person is needed.
        course: the id of the course it is about.
        language: the applicant's.
        message: a message of theirs that says more than its text (a photo), to be shown too.
        asked: the number of the recorded question.

    Returns:
        The ticket, announced to staff where there is a staff chat.
    """
    ticket = turn.tables.tickets.open(
        CHANNEL,
        turn.conversation,
        turn.person,
        turn.name or turn.person,
        question,
        language=language or turn.language,
        course=course,
        answer=answer,
        reason=reason,
        context=turn.known.said[-_CONTEXT:],
        asked=asked,
    )
    if not ticket.joined:
        announce(turn.tables, ticket, staff_chat(turn))
    if message:
        relay(turn, ticket, message)
    return ticket


def announce(tables: Tables, ticket: Ticket, staff: int | None) -> None:
    """Queue the message that shows a ticket to staff."""
    if staff is None:
        return
    # an earlier one may have failed: the bot was not in the group, or its id was wrong
    key = f"ticket:{ticket.id}"
    tables.outbox.execute("DELETE FROM outbox WHERE channel = ? AND key = ? AND state = 'failed'", CHANNEL, key)
    tables.outbox.queue(
        CHANNEL,
        str(staff),
        Post("announce", {"ticket": ticket.id}).dump(),
        key=key,
        person=ticket.person if ticket.channel == CHANNEL else None,
        conversation=ticket.conversation,
    )


def relay(turn: Turn, ticket: Ticket, message: int) -> None:
    """Queue the copy of an applicant's message for staff."""
    staff = staff_chat(turn)
    if staff is None:
        return
    original = f"{chat_place(turn.chat)} {message}"
    params = {"ticket": ticket.id, "chat_id": turn.chat, "message_id": message}
    key = f"relay:{turn.chat}:{message}"
    turn.queue(Post("relay", params, ticket=ticket.id, original=original), key, target=staff, once=True)


def relay_edit(turn: Turn, message: int, text: str) -> bool:
    """Pass the edit of a message on to its copy in the staff chat; False where it has none."""
    staff = staff_chat(turn)
    linked = turn.tables.tickets.linked(chat_place(turn.chat), str(message))
    if staff is None or linked is None or not linked.other or linked.ticket.state != "open":
        return False
    params = {"chat_id": staff, "message_id": int(linked.other), "text": text[:4096]}
    turn.queue(Post("edit_copy", params), f"turn:{turn.row}:copy", target=staff)
    return True


def passed_on(turn: Turn, ticket: Ticket) -> str:
    """The phrase that tells the applicant what becomes of it: no person is promised where none is there."""
    if staff_chat(turn) is None:
        return "ticket.stored"
    return "ticket.joined" if ticket.joined else "ticket.passed"


def address(turn: Turn) -> str:
    """The programme's e-mail address; the setting's where the knowledge base has none."""
    contact = turn.shared.knowledge.contact
    return str(contact.email.value) if contact else turn.shared.settings.mail_address
