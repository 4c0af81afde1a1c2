"""Which pieces of a message ask, and what a message that asks nothing is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.facts.knowledge import TOPICS
from bot.messages import Dialogue, Message
from bot.text import latin_share
from bot.understanding.beside import merged
from bot.understanding.course_names import CourseNames
from bot.understanding.dates import DateMention
from bot.understanding.intents import FAQ
from bot.understanding.masks import MASK
from bot.understanding.mentions import CourseMention
from bot.understanding.pieces import QUIET, PieceReader, Read
from bot.understanding.requests import RequestMaker
from bot.understanding.understanding import Request

WISH = 0.9
"""What a wish without a question mark needs beside real questions."""

_SURE = 0.6
"""Below this probability a piece of a longer message is passed over."""

_LEAST = 0.42
"""Below this probability a message is not understood: the assistant asks instead of guessing."""

_FLOOR = -0.6
"""Margin below which nothing is taken for a question: nine in ten of ours lie above, half of the strangers below."""

_PLAINLY = 0.5
"""Margin above which a question is one of ours, however close a second class is."""

_UNSURE = 0.5
"""The most a request is believed that was not understood."""

_ELSEWHERE = ("other_training", "other_institution")
"""Facets of what is out of scope because it is about somebody else's training."""

_GUESS, _NEAR = 0.6, 0.3
"""Probability below which an entry of the FAQ beside other questions is a mere guess, and how far behind it a topic
may be that takes its place.
"""

_WITHIN = 0.75
"""What a piece of a sentence, or a statement beside questions, needs to hand the message to a person."""

_ITEM = 0.2
"""Margin above which an item of a list asks, whatever else it may be."""

_REPROACH = "bad_answer"
"""Facet of what people say of the last answer: beside what they ask now it asks nothing."""


class RequestFinder:
    """Finds what a message asks by itself.

    Args:
        pieces: tells which pieces may ask.
        maker: makes requests of them.
        names: tells trainings that are none of ours.
    """

    def __init__(self, pieces: PieceReader, maker: RequestMaker, names: CourseNames) -> None:
        self.pieces = pieces
        self.maker = maker
        self.names = names

    def find(
        self,
        reads: Sequence[Read],
        mentions: Sequence[CourseMention],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> list[Request]:
        """What the pieces ask; of a longer message only what is sure enough.

        Args:
            reads: the pieces of the message.
            mentions: courses named in it.
            dates: dates in it.
            message: the whole message.
            dialogue: what was said before.
        """
        reads = [_item(read) for read in reads]
        asking = [read for read in reads if self.pieces.asks(read)]
        # a course named in a sentence of its own (“The Academy. How much?”) only says what the others are about
        asking = [read for read in asking if _weighs(read) or not all(map(self.pieces.is_small, read.tokens))] or asking
        questions = any(
            (read.clause.question or read.clause.asks) and read.best.probability >= _SURE for read in asking
        )
        marked = any(read.clause.question and read.best.probability >= _LEAST for read in asking)
        if marked:
            asking = [
                read for read in asking if read.clause.question or read.clause.listed or read.best.probability >= WISH
            ]
        strong = [read for read in asking if _strong(read, len(reads), questions)]
        strong = [_no_guess(read) for read in strong] if len(strong) > 1 else strong
        if any(read.best.facet != _REPROACH for read in strong):
            strong = [read for read in strong if read.best.facet != _REPROACH]
        if not strong and asking:
            best = max(asking, key=lambda read: read.best.probability)
            strong = [best] if best.best.probability >= _LEAST and best.best.margin > _FLOOR else []
        if _only_thanks(strong, reads):
            return []
        if strong and not mentions and not dialogue.courses and self._elsewhere(strong, reads, message):
            return [Request("out_of_scope", ("other_training",), probability=0.7)]
        made = [(read, self.maker.make(read, mentions, dates, message, dialogue)) for read in strong]
        return merged(self._again(made, reads, mentions))

    def _again(
        self, made: Sequence[tuple[Read, Request]], reads: Sequence[Read], mentions: Sequence[CourseMention]
    ) -> list[Request]:
        """“When is the Academy? And the course of October?” asks the same of another course."""
        requests = [request for _, request in made]
        for read in reads:
            start = read.clause.start
            before = [number for number, (other, _) in enumerate(made) if other.clause.start < start]
            if not before or not read.clause.question or any(read is other for other, _ in made):
                continue
            own = [m for m in mentions if start <= m.span[0] < start + len(read.clause.text) and len(m.courses) == 1]
            if own and self._only_names(read):
                asked = requests[before[-1]]
                named = (course for mention in own for course in mention.courses)
                requests[before[-1]] = replace(asked, courses=tuple(dict.fromkeys((*asked.courses, *named))))
        return requests

    def _only_names(self, read: Read) -> bool:
        """Whether a piece says no more than a course (“And that of October?”)."""
        told = self.names.nouns | self.names.pronouns | self.names.of
        return all(self.pieces.is_small(token) or token in told for token in read.tokens)

    def leftover(self, reads: Sequence[Read], message: Message) -> Request:
        """A message that asks nothing known: small talk, out of scope, or not understood.

        Args:
            reads: the pieces of the message.
            message: the whole message.
        """
        if not reads and any(unicodedata.category(sign) == "So" for sign in message.text):
            return Request("smalltalk", ("any",), probability=0.7)
        if not reads:
            facet = "gibberish" if latin_share(message.text) > 0.5 else "general"
            return Request("out_of_scope", (facet,), probability=0.6)
        best = max(reads, key=lambda read: read.best.probability).best
        out = [read.best for read in reads if read.best.name == "out_of_scope"]
        if any(read.best.facet == "gibberish" and MASK in read.tokens for read in reads):
            return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))
        if out or self.names.other_training(message.text):
            if not out:
                return Request("out_of_scope", ("other_training",), probability=0.7)
            if out[0].probability < _SURE and any(MASK in read.tokens for read in reads):
                # about one of our courses, and no clear stranger
                return Request("unclear", (), probability=min(round(out[0].probability, 3), _UNSURE))
            return Request("out_of_scope", (out[0].facet,), probability=round(out[0].probability, 3))
        if any(read.clause.question and read.best.name != "smalltalk" for read in reads):
            return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))
        if best.name == "smalltalk" or any(read.best.name == "smalltalk" for read in reads):
            small = next((read.best for read in reads if read.best.name == "smalltalk"), best)
            return Request("smalltalk", (small.facet,), probability=round(small.probability, 3))
        if best.name == "background":
            return Request(
                "smalltalk" if len(reads) == 1 and len(reads[0].tokens) < 8 else "unclear",
                ("any",),
                probability=0.5,
            )
        return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))

    def _elsewhere(self, strong: Sequence[Read], reads: Sequence[Read], message: Message) -> bool:
        """Whether the questions are about a training that is none of ours."""
        named = any(read.best.facet in _ELSEWHERE and read.best.probability >= WISH for read in reads)
        return (named or self.names.other_training(message.text)) and all(
            not read.best.name.startswith(FAQ) and read.best.name != "handoff" for read in strong
        )


def _weighs(read: Read) -> bool:
    """“The Academy or social protection?” names two courses to compare them."""
    return read.clause.question and read.best.facet == "compare" and read.tokens.count(MASK) > 1


def _no_guess(read: Read) -> Read:
    """Beside other questions an entry of the FAQ that is a mere guess gives way to a topic that is as likely."""
    if not read.best.name.startswith(FAQ) or read.best.probability >= _GUESS:
        return read
    topic = next((intent for intent in read.intents if intent.name in TOPICS), None)
    near = topic is not None and topic.margin > read.best.margin - _NEAR
    return read.taken_for(topic) if topic is not None and near else read


def _item(read: Read) -> Read:
    """An item of an announced list is no story: it asks what it may best ask."""
    if not read.clause.listed:
        return read
    if read.best.name not in QUIET:
        doubtful = read.best.margin > _ITEM and read.best.probability < _GUESS
        return read.taken_for(replace(read.best, probability=_GUESS)) if doubtful else read
    other = next((intent for intent in read.intents if intent.name not in QUIET), None)
    return read.taken_for(other) if other is not None and other.margin > _ITEM else read


def _only_thanks(strong: Sequence[Read], reads: Sequence[Read]) -> bool:
    """“Thank you! Have a nice day”: beside thanks and greetings, what is no question must be sure to be one."""
    kind = any(read.best.name == "smalltalk" and read.best.probability >= _SURE for read in reads)
    return kind and all(
        not (read.clause.question or read.clause.asks) and read.best.probability < WISH for read in strong
    )


def _strong(read: Read, among: int, questions: bool) -> bool:
    """Whether a piece surely asks; a statement beside questions must be surer."""
    if among == 1:
        return read.best.probability >= _LEAST and read.best.margin > _FLOOR
    apart = read.clause.within or (questions and not read.clause.question)
    if read.best.name == "handoff" and apart and read.best.probability < _WITHIN:
        return False
    if questions and not (read.clause.question or read.clause.asks or read.clause.within):
        return False
    if read.clause.listed or (read.clause.question and (read.clause.asks or not read.clause.within)):
        # two classes that are as likely may each be plainly asked
        likely = read.best.probability >= _LEAST or read.best.margin > _PLAINLY
        return likely and read.best.margin > _FLOOR
    return read.best.probability >= _SURE
