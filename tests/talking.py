"""Ways to talk to the assistant in tests, and what courses' notes say, written down a second time."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import FrameType

from bot.answering.guard import violations
from bot.answering.respond import respond
from bot.answering.wording import Context
from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.messages import Channel, Dialogue, Language, Message, Reply, UsedFact
from bot.understanding.dialogue import introduced
from bot.understanding.training import refreshed
from bot.understanding.understanding import Request, Understanding

EMAIL = "migration@itcilo.org"
LINKS = {
    "academy-2025": "https://oarf2.itcilo.org/STF/A9718056/en",
    "social-protection-2025": "https://oarf2.itcilo.org/DST/A9718068/en",
    "e-academy-2023": "https://oarf2.itcilo.org/DST/A9714786/en",
}
DEADLINES = {
    "academy-2025": date(2025, 5, 23),
    "social-protection-2025": date(2025, 10, 10),
    "e-academy-2023": date(2022, 10, 3),
}
PERIODS = {
    "academy-2025": [(date(2025, 6, 30), date(2025, 8, 1))],
    "social-protection-2025": [(date(2025, 10, 20), date(2025, 11, 28))],
    "rights-2026": [(date(2026, 2, 16), date(2026, 3, 27))],
    "e-academy-2023": [(date(2023, 7, 10), date(2023, 7, 21)), (date(2022, 10, 17), date(2022, 12, 2))],
    "governance-2020": [(date(2020, 5, 18), date(2020, 6, 26)), (date(2020, 5, 18), date(2020, 6, 21))],
}
COURSES = tuple(PERIODS)


def over(course: str, today: date) -> bool:
    """Whether every version of a course's dates lies behind a day."""
    return all(end < today for _, end in PERIODS[course])


def days(first: date, last: date, step: int = 1) -> Iterator[date]:
    """Every day, or every so many, from the first to the last."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=step)


def talk(assistant: Assistant, today: str, *texts: str, channel: Channel = "telegram") -> list[Reply]:
    """Hold a conversation; the reply to each message."""
    dialogue: Dialogue | None = None
    replies = []
    for text in texts:
        reply, dialogue = assistant.answer(Message(text, date.fromisoformat(today), channel), dialogue)
        replies.append(reply)
    return replies


def told(assistant: Assistant, language: Language, today: date, *requests: Request, question: str = "") -> Reply:
    """What is answered to requests that were understood; the guard must find nothing in it."""
    reply = spoken(assistant.knowledge, language, today, *requests)
    found = violations(reply.text, reply.facts, question, today, language, assistant.readers.dates)
    assert found == [], reply.text
    return reply


def spoken(knowledge: Knowledge, language: Language, today: date, *requests: Request) -> Reply:
    """The same without the guard."""
    courses = tuple(dict.fromkeys(course for request in requests for course in request.courses))
    asked = tuple(introduced(list(requests), knowledge))
    return respond(Context(knowledge, language, today), Understanding(language, asked, courses))


def facts(reply: Reply, path: str) -> list[UsedFact]:
    """The facts of one field in a reply."""
    return [fact for fact in reply.facts if fact.field == path]


def with_knowledge(assistant: Assistant, knowledge: Knowledge) -> Assistant:
    """The same trained models on other courses: facts, dates and names are those of the other knowledge."""
    return Assistant(knowledge, refreshed(assistant.readers, knowledge))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail what takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still busy after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
