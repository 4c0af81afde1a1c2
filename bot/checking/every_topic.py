"""Everything the assistant can be asked, as requests understood already: each topic of each course, each free question.

Nothing is read from text here, so what is learned anew changes no reply of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.answering.plans import PLANS
from bot.assistant import Assistant
from bot.facts.knowledge import TOPICS, Knowledge
from bot.messages import Language, Message, Reply
from bot.understanding.intents import FAQ, split_label
from bot.understanding.understanding import Request, Understanding


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One thing to ask.

    Attributes:
        label: ``topic.facet``, or ``faq:<id>``.
        course: the id of the course it is about; empty where none is named.
    """

    label: str
    course: str = ""

    def request(self) -> Request:
        """It, as a message that was surely understood."""
        courses = (self.course,) if self.course else ()
        if self.label.startswith(FAQ):
            return Request(self.label, (), courses, 1.0)
        topic, facet = split_label(self.label)
        return Request(topic, (facet,) if facet else (), courses, 1.0)


def topic_labels(knowledge: Knowledge) -> list[str]:
    """Every part of every topic, as ``topic.facet``, in the contract's order of topics."""
    labels = dict.fromkeys(label for label in knowledge.examples if split_label(label)[0] in TOPICS)
    labels |= dict.fromkeys(f"{topic}.{facet}" for topic, facets in PLANS.items() for facet in facets)
    return sorted(labels, key=lambda label: TOPICS.index(split_label(label)[0]))


def everything(knowledge: Knowledge) -> Iterator[Asked]:
    """Each topic of each course and of none, then each free question."""
    for course in (*knowledge.courses, ""):
        for label in topic_labels(knowledge) if knowledge.courses else ():
            yield Asked(label, course)
    for entry in knowledge.faq:
        yield Asked(f"{FAQ}{entry}")


def reply_to(assistant: Assistant, asked: Asked, language: Language, today: date) -> Reply:
    """The reply to one of them."""
    understood = Understanding(language, (asked.request(),), (asked.course,) if asked.course else ())
    return assistant.tell(understood, Message("", today))[0]
