"""``/why`` in the staff chat: a ticket's question asked again, and what the reply rests on."""

from __future__ import annotations

from bot.messages import Dialogue, Message
from bot.settings import TURIN
from bot.store import Ticket
from handlers.telegram.rendering import Line, phrase_lines, quoted, shortened
from handlers.telegram.turns import Turn

_FACTS, _TEXT = 12, 900


def explained(turn: Turn, ticket: Ticket) -> list[Line]:
    """How a ticket's question is answered with the knowledge as it is now, beside what became of it then.

    Args:
        turn: of the staff chat.
        ticket: the ticket.
    """
    recorded = turn.tables.questions.get(ticket.asked) if ticket.asked is not None else None
    text = (recorded.text if recorded else None) or ticket.question
    day = (recorded.today if recorded else None) or ticket.opened_at.astimezone(TURIN).date()
    message = Message(text, day, "email" if ticket.channel == "email" else "telegram")
    reply, _ = turn.shared.answer(message, recorded.dialogue if recorded else Dialogue())
    then = recorded.outcome if recorded else turn.text("staff.why.unrecorded")
    head = turn.text(
        "staff.why.head",
        id=ticket.id,
        then=then,
        now=reply.outcome,
        day=str(day),
        sure=f"{reply.confidence:.2f}",
        topics=", ".join(reply.topics) or "–",
        courses=", ".join(reply.courses) or "–",
    )
    lines = [*phrase_lines(head), quoted(shortened(reply.text, _TEXT), 2)]
    if reply.facts:
        lines += phrase_lines(turn.text("staff.why.facts"))
        for fact in reply.facts[:_FACTS]:
            name = f"{fact.course} {fact.field}" if fact.course else fact.field
            place = f" ({fact.place})" if fact.place else ""
            lines.append(quoted(f"• {name}: {shortened(fact.value, 80)} — {fact.source}{place}"))
    return lines
