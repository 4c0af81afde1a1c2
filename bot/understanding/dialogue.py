"""What an answer to an offered choice means: a number, a name, or the offered text itself."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Dialogue
from bot.text import phrase
from bot.understanding.understanding import Request, Understanding


def position_of(text: str, dialogue: Dialogue, knowledge: Knowledge) -> int | None:
    """Which of the offered choices a number or an ordinal picks, counted from 0; None where it is neither."""
    said = phrase(text)
    books = knowledge.lexicon.values()
    ordinals = {phrase(word): number for book in books for word, number in book.ordinals.items()}
    stop = {phrase(word) for book in books for word in (*book.stopwords, *book.fillers, *book.pronouns)} - set(ordinals)
    core = [word for word in said.split() if word not in stop]
    # “the 2” picks one of the courses offered; where none are it may be a day
    figure = said if not dialogue.offered else core[0] if len(core) == 1 else ""
    if re.fullmatch(r"[0-9]{1,2}", figure):
        return int(figure) - 1 if 1 <= int(figure) <= len(dialogue.choices) else None
    if len(core) != 1 or core[0] not in ordinals:
        return None
    follows = said.startswith(tuple(phrase(term) + " " for book in books for term in book.follow))
    if (dialogue.offered or follows) and not any(_course(choice, knowledge) for choice in dialogue.choices):
        # “and the second?” means a course, not the second of the next steps offered with an answer
        return None
    number = ordinals[core[0]]
    position = number - 1 if number > 0 else len(dialogue.choices) - 1
    return position if position < len(dialogue.choices) else None


HOW_HELD = (("format", ("mode",)),)
OVERVIEW = (("dates", ("period",)), ("fees", ("total",)), ("language", ("languages",)), ("content", ("summary",)))
"""What is told of a course where it is asked how it is held, and where nothing else is asked of it."""


def chosen(text: str, dialogue: Dialogue, knowledge: Knowledge) -> Understanding | None:
    """The understanding of a message that picks one of the choices offered last; None where it picks none.

    Args:
        text: the message.
        dialogue: holds what was offered, each with what it stands for: a course id or a text to ask.
    """
    if not dialogue.choices:
        return None
    said = phrase(text)
    position = position_of(text, dialogue, knowledge)
    if position is None:
        labels = [phrase(choice) for choice in dialogue.choices]
        position = labels.index(said) if said in labels else None
    if position is None:
        position = _by_part(said, dialogue, knowledge)
    if position is None:
        return None
    course = _course(dialogue.choices[position], knowledge)
    if course is None:
        return None
    topics = [stored(topic) for topic in dialogue.pending or dialogue.topics or ("dates",)]
    # which courses there are is asked no more once one is chosen: now that one is to be told
    asked = [(topic, facets) for topic, facets in topics if topic != "courses"] or [("courses", ("overview",))]
    requests = introduced([Request(topic, facets, (course,), 0.95) for topic, facets in asked], knowledge)
    return Understanding("en", tuple(requests), (course,))


def _course(choice: str, knowledge: Knowledge) -> str | None:
    """The id of the course that an offered choice stands for; None where it is a text to ask."""
    said = phrase(choice)
    for course in knowledge.courses.values():
        if said in {phrase(getattr(course.short, language) or "") for language in LANGUAGES}:
            return course.id
    return None


def introduced(requests: list[Request], knowledge: Knowledge) -> list[Request]:
    """“Tell me more about the Academy”: an overview of the one course meant, of what its note states, or which courses
    are open; nothing of the kind where something is asked beside it.
    """
    others = [request for request in requests if not _asks_overview(request)]
    if others or not requests:
        return others
    courses = requests[0].courses
    if len(courses) != 1:
        return [replace(requests[0], facets=("open",) if not courses else ("compare",))]
    course = knowledge.courses.get(courses[0])
    unstated = {topic for topic, path in _OVERVIEWED.items() if course and course.field(path).left_out}
    return [replace(requests[0], topic=topic, facets=facets) for topic, facets in OVERVIEW if topic not in unstated]


_OVERVIEWED = {"fees": "fee.total", "language": "language.languages", "content": "content.summary"}


def _asks_overview(request: Request) -> bool:
    return request.topic == "courses" and request.facets[:1] == ("overview",)


def stored(remembered: str) -> tuple[str, tuple[str, ...]]:
    """A remembered request (``fees#total+parts``) as topic and facets."""
    topic, _, facets = remembered.partition("#")
    return topic, tuple(facets.split("+")) if facets else ()


def _by_part(said: str, dialogue: Dialogue, knowledge: Knowledge) -> int | None:
    """A choice named by a word or two of its name, where no other choice has them."""
    small = {phrase(word) for book in knowledge.lexicon.values() for word in (*book.stopwords, *book.fillers)}
    core = [word for word in said.split() if word not in small]
    if not core or len(core) > 3:
        return None
    fitting = [
        position
        for position, choice in enumerate(dialogue.choices)
        if all(any(word == name or word + "s" == name for name in phrase(choice).split()) for word in core)
    ]
    return fitting[0] if len(fitting) == 1 else None
