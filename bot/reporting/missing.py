"""What the knowledge base lacks for a question that found no answer, by what the question is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.answering.plans import PLANS, plan
from bot.facts.course import Course
from bot.facts.knowledge import Knowledge
from bot.text import words
from bot.understanding.concepts import Concepts

_OTHER_FIELDS = {"deadline": ("deadline",), "apply": ("apply.link", "apply.how"), "refunds": ("refunds.rules",)}
"""The fields of the topics that are answered by more than a plan."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a course that its note leaves out."""

    course: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the FAQ that says the answer is not known."""

    id: str


Missing = Field | Entry


class Lacks:
    """Finds what is missing for a gap.

    Args:
        knowledge: as it is now; what was added since a question was asked is not missing any more.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        concepts = Concepts(knowledge.concepts.values())
        self._concepts = cache(lambda text: tuple(concepts.find(words(text))))

    def find(self, topic: str, course: str | None, text: str | None) -> tuple[Missing, ...] | None:
        """What is missing.

        Args:
            topic: what was asked.
            course: about which course; None about none.
            text: the question, which tells one field of a topic from another.

        Returns:
            The fields or the entry that would answer it: none where the knowledge base answers it by now; None where
            it has no place for such an answer yet.
        """
        entry = self._knowledge.faq.get(topic.removeprefix("faq:")) if topic.startswith("faq:") else None
        about = self._knowledge.courses.get(course) if course else None
        if entry is not None:
            if entry.field and about:
                return self._left_out(about, (entry.field,))
            return (Entry(entry.id),) if entry.outcome == "unknown" else ()
        if about is None or topic not in (*PLANS, *_OTHER_FIELDS):
            return None
        every = _fields(topic)
        missing = self._left_out(about, every)
        if not missing or len(every) == 1 or not text:
            return missing
        hinted = set(self._hinted(topic, text))
        return self._left_out(about, tuple(path for path in every if path in hinted)) if hinted else missing

    def _hinted(self, topic: str, text: str) -> Iterator[str]:
        """The fields that the words of a question point to."""
        for concept in self._concepts(text):
            implied, _, facet = self._knowledge.implies.get(concept, "").partition(".")
            found = plan(topic, facet) if implied == topic else None
            if found is not None:
                yield from found.asked

    def _left_out(self, course: Course, paths: tuple[str, ...]) -> tuple[Missing, ...]:
        return tuple(Field(course.id, path) for path in paths if course.field(path).left_out)


def _fields(topic: str) -> tuple[str, ...]:
    if topic in _OTHER_FIELDS:
        return _OTHER_FIELDS[topic]
    return tuple(dict.fromkeys(path for facet in PLANS[topic].values() for path in facet.asked))
