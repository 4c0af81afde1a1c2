"""What staff read of a ticket: who, what, in which language, about which course, and what was said before."""

from __future__ import annotations

from bot.facts.knowledge import Knowledge
from bot.messages import Language, Span
from bot.store import Ticket
from handlers.telegram.posts import CHANNEL
from handlers.telegram.rendering import Line, phrase_lines, quoted, shortened
from handlers.telegram.words import Words, spoken

_QUESTION, _ANSWER, _SAID, _NAME = 1200, 900, 200, 100


def announcement(ticket: Ticket, words: Words, knowledge: Knowledge, language: Language = "en") -> list[Line]:
    """The message that shows a ticket.

    Args:
        ticket: the ticket.
        words: the channel's words.
        knowledge: names the course.
        language: the staff's.
    """
    head = words.text(language, "staff.ticket.head", id=ticket.id)
    lines = [*phrase_lines(head), quoted(shortened(ticket.name, _NAME))]
    facts = []
    if speech := spoken(ticket.language):
        facts.append(words.text(language, f"staff.language.{speech}"))
    if ticket.course and ticket.course in knowledge.courses:
        facts.append(knowledge.courses[ticket.course].short.get(language))
    if ticket.channel != CHANNEL:
        facts.append(words.text(language, "staff.ticket.mail"))
    if facts:
        lines.append(quoted(" · ".join(facts)))
    lines += _block(words.text(language, "staff.ticket.question"), ticket.question, _QUESTION)
    if ticket.answer:
        lines += _block(words.text(language, "staff.ticket.answer"), ticket.answer, _ANSWER)
    if ticket.context:
        lines += phrase_lines(words.text(language, "staff.ticket.before"))
        for said in ticket.context:
            who = words.text(language, f"staff.who.{said.who}")
            lines.append(quoted(f"{who}: {shortened(' '.join(said.text.split()), _SAID)}"))
    hint = "staff.ticket.hint" if ticket.channel == CHANNEL else "staff.ticket.hint_mail"
    return lines + phrase_lines(words.text(language, hint, id=ticket.id))


def _block(label: str, text: str, limit: int) -> list[Line]:
    return [Line((Span(label, bold=True),)), quoted(shortened(text, limit))]


def topic_name(ticket: Ticket) -> str:
    """The name of an applicant's topic: theirs, and their number, for names are not unique."""
    return f"{shortened(ticket.name, 90)} · {ticket.person}"[:128]
