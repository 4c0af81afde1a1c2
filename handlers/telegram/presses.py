"""Pressed buttons: each answers in place, works under old messages, and never leaves its clock turning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.messages import Dialogue, Language
from handlers.telegram import buttons, offers, subscribing, tickets
from handlers.telegram.buttons import Button, Markup, Pressed
from handlers.telegram.commands import CARD
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.questions import Question, answer, ask
from handlers.telegram.rendering import phrase_lines
from handlers.telegram.turns import Turn
from handlers.telegram.words import spoken


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button.

    Attributes:
        data: what it carried.
        message: the message it stands under.
        text: that message's text; empty where the bot cannot see it any more.
        markup: its keyboard; None where the bot cannot see it.
    """

    data: str
    message: int
    text: str = ""
    markup: Markup | None = None


def press(turn: Turn, pressed: Press) -> None:
    """Do what a button says."""
    found = buttons.read(pressed.data)
    handle = _ACTIONS.get(found.action) if found else None
    if found is None or handle is None:
        turn.toast = turn.text("press.unknown")
        return
    handle(turn, pressed, found, spoken(found.field(0)) or turn.language)


def _choose_course(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    course = turn.shared.knowledge.courses.get(carried.field(1))
    if course is None:
        turn.toast = turn.shared.words.text(language, "press.no_course")
        return
    text = course.short.get(language)
    # a facet may hold a comma no more than a topic does: ids of the knowledge base
    topics = tuple(topic for topic in carried.field(2).split(",") if topic)
    known = turn.known.dialogue
    asked = topics or known.pending or known.topics
    if all(topic.startswith("courses") for topic in asked):
        # chosen from the list of courses: what people ask first of a course
        text = " ".join(turn.shared.words.text(language, f"ask.{topic}") for topic in CARD)
        _answer(turn, pressed, text, Dialogue(language=language, courses=(course.id,)))
        return
    before = replace(known, language=language, choices=(text,), pending=asked, courses=(), topics=asked)
    _answer(turn, pressed, text, before)


def _next_step(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    book = turn.shared.knowledge.phrases[language]
    key = f"step.{carried.field(1)}"
    if key not in book:
        turn.toast = turn.shared.words.text(language, "press.unknown")
        return
    courses = (carried.field(2),) if carried.field(2) in turn.shared.knowledge.courses else ()
    _answer(turn, pressed, book.text(key), Dialogue(language=language, courses=courses))


def _say_text(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    _answer(turn, pressed, carried.field(1), replace(turn.known.dialogue, language=language))


def _answer(turn: Turn, pressed: Press, text: str, before: Dialogue) -> None:
    """Answer in the place of the message under which the button stood."""
    if turn.tables.state.paused:
        ask(turn, [Question(text)])
        return
    found = answer(turn, Question(text), before)
    if pressed.markup is None:
        turn.send(found.lines, found.rows)
    else:
        turn.edit(pressed.message, found.lines, found.rows)


def _helpful(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    helped = carried.action == buttons.HELPED
    number = int(carried.field(1) or 0)
    turn.tables.questions.helpful(number, helped)
    turn.toast = turn.shared.words.text(language, "helpful.thanks" if helped else "helpful.sorry")
    instead: list[Button] = [] if helped else [offers.ask_team(turn.shared, language, number)]
    if pressed.markup is not None:
        turn.edit_buttons(pressed.message, buttons.without_row(pressed.markup, pressed.data, instead))
    elif instead:
        turn.send(phrase_lines(turn.toast), [instead])


def _person(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    question = _question_before(turn, pressed.text)
    ticket = tickets.open_ticket(
        turn,
        question or turn.shared.words.text(language, "ticket.no_question"),
        answer=pressed.text or None,
        reason="asked for the team",
        course=turn.known.dialogue.courses[0] if len(turn.known.dialogue.courses) == 1 else None,
        language=language,
        message=int(carried.field(2) or 0),
        asked=int(carried.field(1) or 0) or None,
    )
    text = turn.shared.words.text(language, tickets.passed_on(turn, ticket), id=ticket.id, email=tickets.address(turn))
    if pressed.markup is not None:
        turn.edit_buttons(pressed.message, buttons.without_row(pressed.markup, pressed.data))
    turn.send(phrase_lines(text))


def _question_before(turn: Turn, reply: str) -> str:
    """The question to which a reply was the answer; the last one where that is not remembered."""
    said = turn.known.said
    head = " ".join(reply.split())[:60]
    for number, item in enumerate(said):
        if item.who == "assistant" and head and " ".join(item.text.split()).startswith(head[:40]) and number:
            return said[number - 1].text
    return next((item.text for item in reversed(said) if item.who == "applicant"), "")


def _subscribe(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    kind = "deadline" if carried.action == buttons.REMIND else "next"
    done = subscribing.subscribe(turn, kind, carried.field(1), language)
    turn.toast = done.text
    if done.subscribed:
        _swap(turn, pressed, offers.cancel(turn.shared, language, kind, carried.field(1)))


def _cancel(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    kind, name = carried.field(1), carried.field(2)
    if kind == "list":
        turn.toast = turn.shared.words.text(language, "reminders.cancelled")
        turn.tables.subscriptions.cancel(CHANNEL, turn.conversation, int(name or 0))
        lines, rows = subscribing.listing(turn, language)
        if pressed.markup is not None:
            turn.edit(pressed.message, lines, rows)
        return
    subscribing.unsubscribe(turn, kind, name)
    turn.toast = turn.shared.words.text(language, "reminders.cancelled")
    course = turn.shared.knowledge.courses.get(name)
    if course is not None:
        make = offers.remind if kind == "deadline" else offers.tell_next
        _swap(turn, pressed, make(turn.shared, course, language))


def _swap(turn: Turn, pressed: Press, button: Button) -> None:
    if pressed.markup is not None:
        turn.edit_buttons(pressed.message, buttons.exchanged(pressed.markup, pressed.data, [button]))


def _calendar(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    if carried.field(1) not in turn.shared.knowledge.courses:
        turn.toast = turn.shared.words.text(language, "press.no_course")
        return
    params: dict[str, Any] = {**turn.where(), "course": carried.field(1), "language": language}
    turn.queue(Post("send_calendar", params), f"turn:{turn.row}:calendar")


def _language(turn: Turn, pressed: Press, carried: Pressed, language: Language) -> None:
    chosen = spoken(carried.field(0))
    turn.tables.conversations.choose_language(CHANNEL, turn.conversation, chosen, person=turn.person)
    turn.reread()
    lines = phrase_lines(turn.text("language.chosen" if chosen else "language.free"))
    if pressed.markup is not None:
        turn.edit(pressed.message, lines)
    else:
        turn.send(lines)


_ACTIONS: dict[str, Callable[[Turn, Press, Pressed, Language], None]] = {
    buttons.COURSE: _choose_course,
    buttons.STEP: _next_step,
    buttons.TEXT: _say_text,
    buttons.HELPED: _helpful,
    buttons.NOT_HELPED: _helpful,
    buttons.PERSON: _person,
    buttons.REMIND: _subscribe,
    buttons.NEXT: _subscribe,
    buttons.CALENDAR: _calendar,
    buttons.CANCEL: _cancel,
    buttons.LANGUAGE: _language,
}
