"""``ask --question`` and ``--ticket``: a recorded question asked again, with what was said before it and its day."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

from bot.commands.build import assistant_for
from bot.messages import Channel, Dialogue, Message
from bot.settings import TURIN
from bot.store import StoreError, Ticket
from bot.store.questions import Recorded
from bot.store.reading import reading

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Again:
    """A question as it was asked, and what became of it then.

    Attributes:
        message: the question, with the day it was asked on.
        dialogue: what had been said before.
        then: what became of it, a line each.
    """

    message: Message
    dialogue: Dialogue
    then: tuple[str, ...]


def ask_again(settings: Settings, question: int | None, ticket: int | None, explain: bool) -> int:
    """Ask a recorded question again and show what is answered now beside what became of it then.

    Args:
        settings: the knowledge folder and the database.
        question: the number of a recorded question.
        ticket: or the number of a ticket, for the question it came of.
        explain: show how the reply comes about.

    Returns:
        The exit status: 1 where there is no such question, or its text is gone.
    """
    try:
        with reading(settings.database) as record:
            opened = record.tickets.get(ticket) if ticket is not None else None
            number = question if question is not None else (opened.asked if opened else None)
            recorded = record.questions.get(number) if number is not None else None
    except StoreError as error:
        return _ended(str(error))
    if ticket is not None and opened is None:
        return _ended(f"there is no ticket {ticket}")
    if opened is None and recorded is None:
        return _ended(f"there is no question {question}: it was never asked, or forgotten at the person's wish")
    again = _again(recorded, opened)
    if again is None:
        return _ended(f"the text of question {question} is not kept any more: texts are deleted after a month")
    assistant = assistant_for(settings)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in again.then:
        console.print(line)
    console.print(f"Asked again as on {again.message.today}, with the knowledge as it is now:\n")
    if explain:
        from bot.commands.explain import print_explanation  # noqa: PLC0415

        print_explanation(assistant, again.message, again.dialogue)
    else:
        console.print(assistant.answer(again.message, again.dialogue)[0].text)
    return 0


def _again(recorded: Recorded | None, ticket: Ticket | None) -> Again | None:
    """The question; of a ticket without a recorded one the ticket's own words. None where no text is kept."""
    text = (recorded.text if recorded else None) or (ticket.question if ticket else None)
    if not text:
        return None
    asked_at = recorded.asked_at if recorded else ticket.opened_at if ticket else None
    assert asked_at is not None
    day = (recorded.today if recorded else None) or asked_at.astimezone(TURIN).date()
    channel: Channel = "email" if (recorded or ticket).channel == "email" else "telegram"  # type: ignore[union-attr]
    then = [*(_of_ticket(ticket, recorded) if ticket else ()), *(_of_question(recorded) if recorded else ())]
    dialogue = recorded.dialogue if recorded else Dialogue()
    return Again(Message(text, day, channel), dialogue, (*then, f"“{' '.join(text.split())}”"))


def _of_question(recorded: Recorded) -> list[str]:
    sure = (
        f", confidence {recorded.confidence:.2f}"
        if recorded.confidence is not None
        else "; the assistant was not asked"
    )
    topics = ", ".join(recorded.topics) or "none"
    courses = ", ".join(recorded.courses) or "none"
    when = recorded.asked_at.astimezone(TURIN).strftime("%Y-%m-%d %H:%M")
    lines = [
        f"Question {recorded.id}, {when}, {recorded.channel}",
        f"The outcome then: {recorded.outcome}{sure}; topics: {topics}; courses: {courses}",
    ]
    if recorded.dialogue.turns:
        before = ", ".join(recorded.dialogue.topics) or "nothing answered"
        about = ", ".join(recorded.dialogue.courses) or "no course"
        lines.append(f"Said before: {before}, about {about}")
    return lines


def _of_ticket(ticket: Ticket, recorded: Recorded | None) -> list[str]:
    reason = f", because: {ticket.reason}" if ticket.reason else ""
    lines = [f"Ticket {ticket.id}, {ticket.state}, opened {ticket.opened_at.astimezone(TURIN):%Y-%m-%d %H:%M}{reason}"]
    if ticket.answer:
        lines.append(f"The assistant said then: {' '.join(ticket.answer.split())}")
    if recorded is None:
        lines.append("Its question was not recorded by itself: it is asked without what was said before it.")
    return lines


def _ended(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
