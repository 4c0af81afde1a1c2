"""A knowledge base with as many courses as wanted: the shipped ones again and again, each under a name of its own."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.facts.course import Course
from bot.facts.knowledge import Knowledge
from bot.facts.values import Text

_SYLLABLES = ("ba", "ko", "lim", "ner", "tus", "va", "dro", "pel", "mi", "qua", "sor", "fen")


def with_courses(knowledge: Knowledge, count: int) -> Knowledge:
    """The knowledge base with so many courses."""
    chance = random.Random(0)
    found = dict(knowledge.courses)
    shipped = list(found.values())
    while len(found) < count:
        original = shipped[len(found) % len(shipped)]
        name = "".join(chance.choices(_SYLLABLES, k=4)).capitalize()
        course = _renamed(original, f"{original.id}-{len(found)}", name)
        found[course.id] = course
    return replace(knowledge, courses=found)


def _renamed(course: Course, new: str, name: str) -> Course:
    def called(text: Text) -> Text:
        return text.model_copy(update={code: f"{getattr(text, code)} {name}" for code in ("en", "fr", "es")})

    aliases = course.aliases.model_copy(
        update={"en": [f"{name} course"], "fr": [f"cours {name}"], "es": [f"curso {name}"]}
    )
    return course.model_copy(
        update={"id": new, "name": called(course.name), "short": called(course.short), "aliases": aliases}
    )
