"""The one door: a message and what was said before go in, a reply and what to remember come out."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering.certainty import confidence, topics
from bot.answering.guard import violations
from bot.answering.manners import other_language, stopped
from bot.answering.respond import respond
from bot.answering.wording import Context
from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue, Message, Reply
from bot.text import tidy
from bot.understanding.dialogue import chosen, position_of
from bot.understanding.reader import Reader
from bot.understanding.training import Readers, readers
from bot.understanding.understanding import Request, Understanding

_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Explained:
    """A reply with how it came about: the understanding, and what the guard stopped."""

    reply: Reply
    dialogue: Dialogue
    understood: Understanding
    stopped: tuple[str, ...] = ()


class Assistant:
    """Answers messages from one knowledge base; pure and synchronous, no I/O once built.

    Args:
        knowledge: loaded and valid.
        trained: what reads messages; trained for this knowledge.
    """

    def __init__(self, knowledge: Knowledge, trained: Readers) -> None:
        self.knowledge = knowledge
        self.readers = trained
        self.reader = Reader(knowledge, trained)

    @classmethod
    def build(cls, knowledge: Knowledge, cache: Path | None = None) -> Assistant:
        """Train for a knowledge base, or take the trained weights from a cache folder."""
        return cls(knowledge, readers(knowledge, cache))

    def answer(self, message: Message, dialogue: Dialogue | None = None) -> tuple[Reply, Dialogue]:
        """Answer one message.

        Args:
            message: what came in.
            dialogue: what the last answer of the conversation gave back; None at its beginning.

        Returns:
            The reply, and what to hand in with the next message.
        """
        explained = self.explain(message, dialogue)
        return explained.reply, explained.dialogue

    def explain(self, message: Message, dialogue: Dialogue | None = None) -> Explained:
        """Like :meth:`answer`, with how the reply came about."""
        before = dialogue or Dialogue()
        message = replace(message, text=tidy(message.text))
        understood = self.reader.understand(self._expanded(message, before), before)
        if understood.language == "other":
            reply = other_language(Context(self.knowledge, before.language or "en", message.today, message.channel))
            if not self.knowledge.courses:
                guessed = topics(self.knowledge, understood)
                reply = replace(reply, topics=guessed, confidence=confidence(self.knowledge, understood, reply.outcome))
            return Explained(reply, before, understood)
        reply, found = self.tell(understood, message)
        return Explained(reply, _remember(before, understood, reply), understood, found)

    def tell(self, understood: Understanding, message: Message) -> tuple[Reply, tuple[str, ...]]:
        """Answer what was understood of a message, in one of the assistant's languages.

        Args:
            understood: what it asks.
            message: the message; its text only says which figures the person wrote.

        Returns:
            The reply, and what the guard found in it: where it found something the reply says nothing but that.
        """
        assert understood.language != "other"
        context = Context(self.knowledge, understood.language, message.today, message.channel)
        reply = respond(context, understood)
        found = violations(
            reply.text, reply.facts, message.text, message.today, understood.language, self.readers.dates
        )
        return (stopped(context, reply) if found else reply), tuple(found)

    def _expanded(self, message: Message, dialogue: Dialogue) -> Message:
        """A number that picks an offered next step stands for its text."""
        position = position_of(message.text, dialogue, self.knowledge) if dialogue.choices else None
        if position is None or chosen(message.text, dialogue, self.knowledge) is not None:
            return message
        return replace(message, text=dialogue.choices[position])


def _remember(before: Dialogue, understood: Understanding, reply: Reply) -> Dialogue:
    """What the next message may refer to."""
    language = understood.language if understood.language != "other" else before.language
    asked = [
        request for request in understood.requests if request.topic not in ("smalltalk", "out_of_scope", "unclear")
    ]
    topics = tuple(_stored(request) for request in asked)[:_REMEMBERED]
    return Dialogue(
        language=language,
        courses=_spoken_of(before, understood, reply),
        offered=_offered(before, reply),
        topics=topics or before.topics,
        choices=reply.choices or (before.choices if reply.outcome == "smalltalk" else ()),
        pending=topics if reply.outcome == "clarify" else (),
        day=understood.day.isoformat() if understood.day else None,
        turns=before.turns + 1,
    )


def _spoken_of(before: Dialogue, understood: Understanding, reply: Reply) -> tuple[str, ...]:
    """The courses the next message is about where it names none."""
    if reply.outcome == "clarify":
        return understood.courses or before.courses
    if any(request.topic == "courses" for request in understood.requests):
        # a comparison singles out none, unless it finds just one
        told = understood.courses or reply.courses
        return told if len(told) == 1 or understood.courses else ()
    return reply.courses or understood.courses or before.courses


def _offered(before: Dialogue, reply: Reply) -> tuple[str, ...]:
    """The courses told side by side, which “the other one” and “the second” choose from."""
    told = tuple(course for course in reply.offered if course)
    return told if len(told) > 1 else before.offered


def _stored(request: Request) -> str:
    return f"{request.topic}#{'+'.join(request.facets)}" if request.facets else request.topic


def default_cache() -> Path:
    """Where trained weights are kept: ``$XDG_CACHE_HOME`` or ``~/.cache``, in a folder of our own."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "itcilo-applicant-assistant"
