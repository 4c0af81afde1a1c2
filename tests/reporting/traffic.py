"""Made-up traffic: questions of the knowledge base's own examples, some misspelt, over a span of days."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.facts.knowledge import TOPICS, Knowledge
from bot.messages import LANGUAGES, Dialogue, Language, Outcome, Part, Reply
from bot.store import Store, Tables

OUTCOMES: dict[Outcome, int] = {
    "answered": 62, "unknown": 12, "partial": 5, "handoff": 6, "clarify": 5, "out_of_scope": 5, "smalltalk": 5,
}  # fmt: skip
PERSON = "Amina-Kourouma-1975"
NAME = "Fatoumata Diallo-Secret"


class Hour:
    """The clock of the store, set before each row."""

    def __init__(self) -> None:
        self.at = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def fill(path: Path, knowledge: Knowledge, count: int, last: date, days: int, alone: bool = False) -> None:
    """Write a database of so many questions.

    Args:
        path: the database, made anew.
        knowledge: whose example questions are asked, about whose courses.
        count: how many questions.
        last: the last day with questions.
        days: over so many days up to it.
        alone: hardly two questions are alike: words are added to each.
    """
    chance = random.Random(7)
    texts = {language: _texts(knowledge, language) for language in LANGUAGES}
    strange = [word for _, text in texts["en"] for word in text.split()] if alone else []
    clock = Hour()
    store = Store(path, clock)
    first = datetime.combine(last - timedelta(days=days - 1), datetime.min.time(), UTC)

    def write(tables: Tables) -> None:
        for number in range(count):
            clock.at = first + timedelta(seconds=86_400 * days * number / count)
            _ask(tables, knowledge, chance, texts, clock, strange)

    try:
        store.call(write)
    finally:
        store.close()


def _texts(knowledge: Knowledge, language: Language) -> list[tuple[str, str]]:
    """Example questions of one language with what they are about."""
    found = [
        (f"faq:{entry.id}", text) for entry in knowledge.faq.values() for text in getattr(entry.questions, language)
    ]
    for label, by_language in knowledge.examples.items():
        topic = label.partition(".")[0]
        if topic in TOPICS:
            found += [(topic, text) for text in by_language.get(language, ())]
    return found


def _ask(
    tables: Tables,
    knowledge: Knowledge,
    chance: random.Random,
    texts: dict[Language, list[tuple[str, str]]],
    clock: Hour,
    strange: list[str],
) -> None:
    language = chance.choices(LANGUAGES, (5, 3, 2))[0]
    outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    # a few questions are asked by many, most by few
    place = min(int(chance.paretovariate(0.6)) - 1, 10**9) % len(texts[language])
    topic, text = texts[language][(place * 7919) % len(texts[language])]
    if chance.random() < 0.3:
        spot = chance.randrange(len(text))
        text = text[:spot] + text[spot + 1 :]
    if strange:
        text = " ".join([text, *chance.choices(strange, k=6)])
    courses = (chance.choice(list(knowledge.courses)),) if chance.random() < 0.6 else ()
    parts: tuple[Part, ...] = (Part(topic, courses, outcome, "", ()),)
    if outcome == "partial":
        parts = (Part(topic, courses, "unknown", "", ()), Part("fees", courses, "answered", "", ()))
    topics = tuple(dict.fromkeys(part.topic for part in parts))
    reply = Reply(outcome, language, parts, topics, courses, confidence=chance.random())
    channel = "email" if chance.random() < 0.3 else "telegram"
    person = f"{PERSON}-{chance.randrange(5000)}"
    asked = tables.questions.record(
        channel, person, language, outcome, text=text, reply=reply,
        before=Dialogue(language, courses, topics) if courses else None, today=clock.at.date(),
    )  # fmt: skip
    if outcome == "answered" and chance.random() < 0.2:
        tables.questions.helpful(asked, chance.random() < 0.8)
    if outcome == "handoff" or (outcome in ("unknown", "partial") and channel == "email"):
        ticket = tables.tickets.open(channel, person, person, NAME, text, language=language, asked=asked)
        asked_at = clock.at
        if chance.random() < 0.9 and not ticket.joined:
            clock.at = asked_at + timedelta(minutes=chance.randrange(5, 4000))
            tables.tickets.staff_wrote(ticket.id)
            tables.tickets.close(ticket.id, NAME)
            clock.at = asked_at
