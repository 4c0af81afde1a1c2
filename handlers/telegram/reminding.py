"""Reminders that fall due and new editions of courses: told once each, late rather than not, never too late."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from babel.dates import format_date

from bot.facts.clock import deadline_open, first_day, is_over
from bot.facts.course import Course
from bot.messages import Language
from bot.store import Store, Subscription, Tables
from handlers.telegram.buttons import Button, keyboard
from handlers.telegram.offers import due
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.rendering import phrase_lines, to_plain
from handlers.telegram.subscribing import editions, locale
from handlers.telegram.surroundings import Shared
from handlers.telegram.turns import text_params

log = logging.getLogger(__name__)
TICK = 20.0


class Reminders:
    """Tells subscribers what they asked to be told.

    Args:
        shared: what the channel shares.
        store: the store.
        tick: seconds between two looks at the clock.
    """

    def __init__(self, shared: Shared, store: Store, tick: float = TICK) -> None:
        self._shared, self._store, self._tick = shared, store, tick

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the clock until ``stop``."""
        await self.follow()
        while not stop.is_set():
            try:
                await self._store.run(self._tell_due)
            except Exception:
                log.exception("reminders could not be looked at")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def follow(self) -> None:
        """The knowledge may have changed: move reminders with their deadlines, tell of new editions."""
        await self._store.run(self._follow)

    def _tell_due(self, tables: Tables) -> None:
        now = self._shared.now
        for item in tables.subscriptions.due(CHANNEL, now):
            course = self._shared.knowledge.courses.get(item.subject)
            when = due(course) if course else None
            if course is None or when is None or not deadline_open(course, now.date()):
                tables.subscriptions.cancel(CHANNEL, item.conversation, item.id)
            elif when.at > now:
                tables.subscriptions.move(item.id, when.at, when.until)
            elif tables.subscriptions.sent(item.id):
                self._remind(tables, item, course)
        tables.subscriptions.expire(now)

    def _remind(self, tables: Tables, item: Subscription, course: Course) -> None:
        words, language = self._shared.words, item.language
        day = max(version.value for version in course.deadline.versions)
        left = (day - self._shared.today).days
        key = "reminders.tell" if left else "reminders.tell_today"
        text = words.text(language, key, left, course=course.name.get(language), day=_day(day, language), days=left)
        self._queue(tables, item, text, self._apply(course, language))

    def _follow(self, tables: Tables) -> None:
        knowledge = self._shared.knowledge
        for item in tables.subscriptions.waiting(CHANNEL, "deadline"):
            course = knowledge.courses.get(item.subject)
            when = due(course) if course else None
            if when is not None and when.at != item.due_at:
                tables.subscriptions.move(item.id, when.at, when.until)
        for item in tables.subscriptions.waiting(CHANNEL, "next_edition"):
            fresh = [
                knowledge.courses[name]
                for name in editions(knowledge, item.subject)
                if name not in item.known and not is_over(knowledge.courses[name], self._shared.today)
            ]
            if fresh and tables.subscriptions.sent(item.id):
                self._announce(tables, item, min(fresh, key=first_day))

    def _announce(self, tables: Tables, item: Subscription, course: Course) -> None:
        words, language = self._shared.words, item.language
        text = words.text(language, "reminders.new_edition", course=course.name.get(language))
        if course.dates.stated:
            period = course.periods()[0]
            start, end = _day(period.start, language), _day(period.end, language)
            text += "\n" + words.text(language, "reminders.new_dates", start=start, end=end)
        state = deadline_open(course, self._shared.today)
        if state and course.deadline.versions:
            last = _day(max(version.value for version in course.deadline.versions), language)
            text += "\n" + words.text(language, "reminders.new_deadline", day=last)
        self._queue(tables, item, text, self._apply(course, language))

    def _apply(self, course: Course, language: Language) -> list[Button]:
        link = course.apply.link.value
        if not link or deadline_open(course, self._shared.today) is False:
            return []
        return [Button(self._shared.words.text(language, "button.apply"), url=link)]

    def _queue(self, tables: Tables, item: Subscription, text: str, row: list[Button]) -> None:
        lines = phrase_lines(text)
        chat = item.conversation.partition(":")[0]
        markup = keyboard([row])
        params = {"chat_id": int(chat), **text_params(lines), **({"reply_markup": markup} if markup else {})}
        tables.outbox.queue(
            CHANNEL,
            chat,
            Post("sendMessage", params, to_plain(lines)).dump(),
            key=f"subscription:{item.id}",
            person=item.person,
            conversation=item.conversation,
        )


def _day(day: object, language: Language) -> str:
    return str(format_date(day, "long", locale=locale(language)))  # type: ignore[arg-type]
