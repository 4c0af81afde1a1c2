"""Reminders and word of next editions, as the applicant sees them: asked for, listed, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time

from bot.facts.clock import deadline_open
from bot.facts.knowledge import Knowledge
from bot.messages import Language
from bot.settings import TURIN
from bot.store import Subscription
from handlers.telegram import buttons
from handlers.telegram.buttons import Button
from handlers.telegram.offers import Rows, due
from handlers.telegram.posts import CHANNEL
from handlers.telegram.rendering import Line, phrase_lines
from handlers.telegram.turns import Turn


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a wish to be told."""

    subscribed: bool
    text: str


def locale(language: Language) -> str:
    """The CLDR locale of a language, British for English as in the replies."""
    return "en_GB" if language == "en" else language


def day_and_time(at: datetime, language: Language) -> tuple[str, str]:
    """A moment in Turin, in a language's own habits."""
    there = at.astimezone(TURIN)
    return (
        format_date(there.date(), "long", locale=locale(language)),
        format_time(there.time(), "short", locale=locale(language)),
    )


def subscribe(turn: Turn, kind: str, name: str, language: Language) -> Done:
    """Note that someone wants to be told of a course's deadline or of its next edition.

    Args:
        turn: who.
        kind: ``deadline`` or ``next``.
        name: the course.
        language: to tell in.
    """
    words, knowledge = turn.shared.words, turn.shared.knowledge
    course = knowledge.courses.get(name)
    if course is None:
        return Done(False, words.text(language, "press.no_course"))
    if kind == "next":
        turn.tables.subscriptions.add(
            CHANNEL,
            turn.conversation,
            person=turn.person,
            language=language,
            kind="next_edition",
            subject=course.series,
            known=tuple(editions(knowledge, course.series)),
        )
        return Done(True, words.text(language, "reminders.next_set", course=series_name(turn, course.series, language)))
    when = due(course)
    if when is None or not deadline_open(course, turn.shared.today):
        return Done(False, words.text(language, "reminders.closed"))
    if when.at <= turn.shared.now:
        return Done(False, words.text(language, "reminders.soon"))
    turn.tables.subscriptions.add(
        CHANNEL,
        turn.conversation,
        person=turn.person,
        language=language,
        kind="deadline",
        subject=course.id,
        due_at=when.at,
        expires_at=when.until,
    )
    day, hour = day_and_time(when.at, language)
    return Done(True, words.text(language, "reminders.set", day=day, time=hour))


def unsubscribe(turn: Turn, kind: str, name: str) -> None:
    """Take a wish back."""
    course = turn.shared.knowledge.courses.get(name)
    subject = name if kind == "deadline" or course is None else course.series
    wanted = "deadline" if kind == "deadline" else "next_edition"
    for item in turn.tables.subscriptions.of(CHANNEL, turn.conversation):
        if item.kind == wanted and item.subject == subject:
            turn.tables.subscriptions.cancel(CHANNEL, turn.conversation, item.id)


def listing(turn: Turn, language: Language) -> tuple[list[Line], Rows]:
    """What someone waits for, with a button to cancel each."""
    words = turn.shared.words
    waiting = turn.tables.subscriptions.of(CHANNEL, turn.conversation)
    if not waiting:
        return phrase_lines(words.text(language, "reminders.none")), []
    lines = phrase_lines(words.text(language, "reminders.list"))
    rows: Rows = []
    for item in waiting:
        lines += [Line(line.spans, 1) for line in phrase_lines("• " + _described(turn, item, language))]
        name = _name(turn, item, language)
        text = words.text(language, "button.cancel_one", what=name)
        rows.append([Button(text, buttons.data(buttons.CANCEL, language, "list", item.id))])
    return lines, rows


def editions(knowledge: Knowledge, series: str) -> Iterable[str]:
    """The ids of a series' editions."""
    return sorted(course.id for course in knowledge.courses.values() if course.series == series)


def series_name(turn: Turn, series: str, language: Language) -> str:
    """What a series is called."""
    found = turn.shared.knowledge.series.get(series)
    return found.name.get(language) if found else series


def _name(turn: Turn, item: Subscription, language: Language) -> str:
    if item.kind == "next_edition":
        return series_name(turn, item.subject, language)
    course = turn.shared.knowledge.courses.get(item.subject)
    return course.short.get(language) if course else item.subject


def _described(turn: Turn, item: Subscription, language: Language) -> str:
    name = _name(turn, item, language)
    if item.kind == "next_edition" or item.due_at is None:
        return turn.shared.words.text(language, "reminders.item_next", course=name)
    day, hour = day_and_time(item.due_at, language)
    return turn.shared.words.text(language, "reminders.item_deadline", course=name, day=day, time=hour)
