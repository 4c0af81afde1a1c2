"""What is offered under an answer: choices, next steps, the application link, reminders, a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.facts.clock import deadline_open, is_over
from bot.facts.course import Course
from bot.messages import Dialogue, Language, Reply
from bot.settings import TURIN
from handlers.telegram import buttons
from handlers.telegram.buttons import Button
from handlers.telegram.calendars import has_dates
from handlers.telegram.surroundings import Shared

STEPS = 3
_BEFORE, _AT = timedelta(days=3), time(9)
_TIMELY = {"dates", "deadline", "apply"}
_SUBSTANTIVE = {"answered", "partial"}
_UNANSWERED = {"unknown", "partial"}

Rows = list[list[Button]]


@dataclass(frozen=True, slots=True)
class Due:
    """When a reminder is due, and from when on it is too late."""

    at: datetime
    until: datetime


def due(course: Course) -> Due | None:
    """When to remind of a course's deadline: three days before, at nine in Turin; None where none is stated."""
    if not course.deadline.versions:
        return None
    day = max(version.value for version in course.deadline.versions)
    at = datetime.combine(day - _BEFORE, _AT, tzinfo=TURIN)
    return Due(at, datetime.combine(day + timedelta(days=1), time(), tzinfo=TURIN))


def rows(shared: Shared, reply: Reply, after: Dialogue, question: int, language: Language, private: bool) -> Rows:
    """The buttons under an answer.

    Args:
        shared: what the channel shares.
        reply: the answer.
        after: what is remembered after it; says what a choice is a choice for.
        question: its number in the record of questions, for "was this helpful?".
        language: of the answer.
        private: whether nobody else reads along.
    """
    found: Rows = [[button] for button in _links(shared, reply, language)]
    found += [[button] for button in _choices(shared, reply, after, language)]
    if timely := _timely(shared, reply, language):
        found.append(timely)
    last: list[Button] = []
    if reply.outcome in _SUBSTANTIVE and reply.topics and private:
        last += [
            Button(shared.words.text(language, "button.helped"), buttons.data(buttons.HELPED, language, question)),
            Button(
                shared.words.text(language, "button.not_helped"), buttons.data(buttons.NOT_HELPED, language, question)
            ),
        ]
    if reply.outcome in _UNANSWERED:
        found.append([ask_team(shared, language, question)])
    return [*found, last] if last else found


def ask_team(shared: Shared, language: Language, question: int, message: int = 0) -> Button:
    """The button that asks a person."""
    return Button(
        shared.words.text(language, "button.person"), buttons.data(buttons.PERSON, language, question, message)
    )


def subject(shared: Shared, reply: Reply) -> Course | None:
    """The one course an answer is about."""
    if len(reply.courses) != 1:
        return None
    return shared.knowledge.courses.get(reply.courses[0])


def _links(shared: Shared, reply: Reply, language: Language) -> list[Button]:
    """Where to apply: the answer's own links, or the course's while it is open; never after its deadline."""
    text = shared.words.text(language, "button.apply")
    urls = list(dict.fromkeys(link.url for link in reply.links if link.kind == "apply"))
    course = subject(shared, reply)
    if course is None:
        # of several courses each link says whose it is
        return [
            Button(f"{text}: {item.short.get(language)}", url=url)
            for url in urls
            for item in shared.knowledge.courses.values()
            if item.apply.link.value == url and deadline_open(item, shared.today) is not False
        ]
    state, link = deadline_open(course, shared.today), course.apply.link.value
    if state and link and not urls and reply.outcome in _SUBSTANTIVE:
        urls = [link]
    return [Button(text, url=url) for url in urls[:1] if state is not False and url.startswith("http")]


def _choices(shared: Shared, reply: Reply, after: Dialogue, language: Language) -> list[Button]:
    names, steps = shared.choices(language)
    course = reply.courses[0] if len(reply.courses) == 1 else ""
    offered = reply.choices
    if not any(choice in names for choice in offered) and reply.outcome != "clarify":
        offered = offered[:STEPS]
    found = []
    for choice in offered:
        if choice in names:
            carried = buttons.choice(language, names[choice], after.pending or after.topics)
        elif choice in steps:
            carried = buttons.data(buttons.STEP, language, steps[choice], course)
        else:
            carried = buttons.data(buttons.TEXT, language, choice)
        found.append(Button(choice, carried))
    return found


def _timely(shared: Shared, reply: Reply, language: Language) -> list[Button]:
    course = subject(shared, reply)
    if course is None or reply.outcome not in _SUBSTANTIVE or not _TIMELY.intersection(reply.topics):
        return []
    found = []
    today = shared.today
    state = deadline_open(course, today)
    when = due(course)
    if state and when is not None and when.at > shared.now:
        found.append(remind(shared, course, language))
    if state is False:
        found.append(tell_next(shared, course, language))
    if not is_over(course, today) and has_dates(course):
        found.append(
            Button(shared.words.text(language, "button.calendar"), buttons.data(buttons.CALENDAR, language, course.id))
        )
    return found


def remind(shared: Shared, course: Course, language: Language) -> Button:
    """The button that asks for a reminder."""
    return Button(shared.words.text(language, "button.remind"), buttons.data(buttons.REMIND, language, course.id))


def tell_next(shared: Shared, course: Course, language: Language) -> Button:
    """The button that asks for word of the next edition."""
    return Button(shared.words.text(language, "button.next"), buttons.data(buttons.NEXT, language, course.id))


def cancel(shared: Shared, language: Language, kind: str, name: str) -> Button:
    """The button that cancels what another one asked for."""
    text = shared.words.text(language, f"button.cancel_{kind}")
    return Button(text, buttons.data(buttons.CANCEL, language, kind, name))
