"""What one sentence of a message tells about the others: that they are about withdrawing, or about the diploma."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.facts.words import FaqEntry, Lexicon
from bot.text import phrase, words
from bot.understanding.clauses import any_of
from bot.understanding.concepts import Concepts
from bot.understanding.intents import FAQ, Intent
from bot.understanding.masks import MASK, MASKS
from bot.understanding.particulars import PEOPLE
from bot.understanding.pieces import QUIET, Read

_TELLING = frozenset({"refunds"})
"""Topics of statements that draw a question beside them."""

_TOLD = {"withdraw_cancel": "refunds"}
"""Concepts of statements that do so, and the topic."""

_SURE = 0.9
"""Probability from which a statement surely is about its topic."""

_INFERRED = 0.8
"""The most a question is believed that only the sentences around it make mean something."""

_PULLED, _DRAWN = 1.2, 0.6
"""How far behind the best class of the question such a topic may be, and how likely it is then at least."""

_DIPLOMA = Intent("certificate", "diploma", 1.0, 1.0)
_LEVEL = Intent("requirements", "language_level", 1.0, 1.0)
_TAKING_PART = frozenset(
    {
        ("requirements", "audience"),
        ("requirements", "selection"),
        ("apply", "how"),
        ("apply", "link"),
        ("deadline", "still_open"),
    }
)
"""What a question whether somebody may take part may be read as."""

_PLAINLY = 8
"""Words that a sentence has at most which says what somebody speaks."""

_BEHIND, _NEAR = 0.8, 0.5
"""How far behind a question's best class may be what was asked just before it, or answered before the message."""

_SELECTION = Intent("requirements", "selection", 0.6, 1.0)
_CASE = Intent("handoff", "personal_case", 0.6, 1.0)
_NEARLY, _LIKELY, _OWN, _MOST, _SPECIAL = -0.5, 0.15, 0.2, 2, 0.3
"""Margin and probability that what a statement tells must have where a question asks whether it hinders, the margin
from which that question has a subject of its own, how many statements it is about at most, and how likely a free
question is that is on no requirement (“I am vegetarian. Is that a problem?”).
"""

_AUDIENCE = Intent("requirements", "audience", 1.0, 1.0)
_MAY, _PEOPLE = "can_i", PEOPLE | {"profession"}
"""Concepts of asking leave, and of what somebody is."""

_HOW, _STILL = frozenset({"how", "who", "where", "when", "link", "form"}), frozenset({"still", "late", "deadline"})
"""Concepts of a question how to apply, and whether there is time; to whom the language is in doubt it is “even so”."""

_AWARD = "award"
"""What a course itself awards is no diploma."""

_OF_DIPLOMA = {"courses": "quantity", "workload": "", "deadline": "", "certificate": ""}
"""Topics of questions that, after talk of the diploma, may be about it, and the concept they must have."""


class ContextReader:
    """Reads the pieces of a message in the light of one another.

    Args:
        concepts: finds concepts in words.
        lexicon: has the words of speaking a language, and of what hinders.
        entries: free questions; those on requirements may be what a statement is about.
    """

    def __init__(self, concepts: Concepts, lexicon: Iterable[Lexicon], entries: Iterable[FaqEntry] = ()) -> None:
        books = list(lexicon)
        self.concepts = concepts
        self.speaking = any_of(term for book in books for term in book.speaking)
        self.hindering = any_of(term for book in books for term in book.hindering)
        small = (term for book in books for term in (*book.stopwords, *book.fillers, *book.pointing, *book.hindering))
        self.bare = {word for term in small for word in words(term)}
        self.required = {"requirements", *(FAQ + entry.id for entry in entries if entry.topic == "requirements")}

    def applied(self, reads: Sequence[Read]) -> list[Read]:
        """The pieces, those that are about something else than they sound like taken for that."""
        if len(reads) < 2:
            return list(reads)
        reads = self._of_the_diploma(self._in_context(self._going_on(reads)))
        return self._of_hindrances(self._of_oneself(reads))

    def after(self, reads: Sequence[Read], topics: Iterable[str], goes_on: bool) -> list[Read]:
        """“And is that before it starts?” after a word of paying is about the payment, where it may be.

        Args:
            reads: the pieces of a message.
            topics: what was answered before.
            goes_on: whether the message goes on from that, and points to it.
        """
        before = set(topics)
        if not goes_on or len(reads) != 1 or reads[0].best.name in before or reads[0].best.probability >= _INFERRED:
            return list(reads)
        same = next((intent for intent in reads[0].intents if intent.name in before), None)
        if same is None or same.margin <= reads[0].best.margin - _NEAR:
            return list(reads)
        return [reads[0].taken_for(replace(same, probability=max(same.probability, _DRAWN)))]

    def _going_on(self, reads: Sequence[Read]) -> list[Read]:
        """“Does it deal with …? And with …?”: what seems to ask nothing may ask the same."""
        found: list[Read] = []
        for read in reads:
            found.append(self._of_the_same(read, found[-1]) if found else read)
        return found

    @staticmethod
    def _of_the_same(read: Read, before: Read) -> Read:
        """A question as one about what was asked just before, where it may be one."""
        same = next((intent for intent in read.intents[1:] if intent.name == before.best.name), None)
        silent = read.clause.question and before.clause.question and read.best.name in QUIET
        if same is None or not silent or same.margin <= read.best.margin - _BEHIND:
            return read
        return read.taken_for(replace(same, probability=max(same.probability, _DRAWN)))

    def _of_hindrances(self, reads: Sequence[Read]) -> list[Read]:
        """“I have never worked. Would that be an obstacle?” asks about what was told before it."""
        found: list[Read] = []
        for read in reads:
            whole = read.clause.question and not read.clause.within
            hinders = whole and self.hindering.search(phrase(read.clause.text)) is not None
            if not hinders or (read.best.margin > _OWN and self._says_more(read)):
                found.append(read)
                continue
            told = [self._required(other) for other in found if not other.clause.question]
            about = {(intent.name, intent.facet): intent for intent in told if intent is not None}
            meant = list(about.values())[-_MOST:] or ([_SELECTION, _CASE] if told else [])
            found += [] if meant else [read]
            found += [read.taken_for(replace(intent, probability=_INFERRED)) for intent in meant]
        return found

    def _says_more(self, read: Read) -> bool:
        """Whether a question says more than that something hinders (“Would my age be a problem?”)."""
        return any(token not in self.bare and token not in MASKS for token in read.tokens)

    def _required(self, told: Read) -> Intent | None:
        """What a statement likely is about: what is required of participants rather than anything else."""
        likely = [i for i in told.intents if i.margin > _NEARLY and i.probability >= _LIKELY]
        required = [intent for intent in likely if intent.name in self.required]
        special = [i for i in likely if i.name.startswith(FAQ) and i.probability >= _SPECIAL]
        return max(required or special, key=lambda intent: intent.margin, default=None)

    def _in_context(self, reads: Sequence[Read]) -> list[Read]:
        """“I must cancel. How much of the price comes back?”: a statement tells what a question beside it is about."""
        statements = [read for read in reads if not read.clause.question]
        told = {read.best.name for read in statements if read.best.probability >= _SURE} & _TELLING
        said = {concept for read in statements for concept in self._concepts(read)}
        told |= {topic for concept, topic in _TOLD.items() if concept in said}
        return [self._drawn(read, told) for read in reads] if told else list(reads)

    @staticmethod
    def _drawn(read: Read, told: set[str]) -> Read:
        """A question as one about a topic that was told of, where it may be one."""
        other = next((intent for intent in read.intents if intent.name in told), None)
        if not (read.clause.question or read.clause.asks) or other is None:
            return read
        if other.margin < read.best.margin - _PULLED:
            return read
        return read.taken_for(replace(other, probability=max(other.probability, _DRAWN)))

    def _of_the_diploma(self, reads: Sequence[Read]) -> list[Read]:
        """“I aim at the diploma. How many courses, and in what time?”: a sentence tells what another asks about."""
        spoken = False
        found: list[Read] = []
        for read in reads:
            concepts = self._concepts(read)
            asks = spoken and (read.clause.asks or read.clause.question)
            about = _OF_DIPLOMA.get(read.best.name) if asks and read.best.facet != _AWARD else None
            # “How long is the Academy?” is about the Academy; “how many courses beside it?” is not
            named = about == "" and MASK in read.tokens
            meant = about is not None and about in ("", *concepts) and not named
            probability = min(read.best.probability, _INFERRED)
            found.append(read.taken_for(replace(_DIPLOMA, probability=probability)) if meant else read)
            spoken |= not read.clause.question and (read.best.name, read.best.facet) == (_DIPLOMA.name, _DIPLOMA.facet)
        return found

    def _of_oneself(self, reads: Sequence[Read]) -> list[Read]:
        """“I only speak French. May I take part?”, “I am a journalist. Can I apply?”: whoever says what they speak, or
        what they are, asks whether it is enough, or whether the course is for them.
        """
        plain = [read for read in reads if not read.clause.question and len(read.tokens) <= _PLAINLY]
        if any(self.speaking.search(phrase(read.clause.text)) for read in plain):
            meant = _LEVEL
        elif any(_PEOPLE & {*self._concepts(read)} for read in plain):
            meant = _AUDIENCE
        else:
            return list(reads)
        return [self._meaning(read, meant) for read in reads]

    def _meaning(self, read: Read, meant: Intent) -> Read:
        """A question whether somebody may take part, as one about what they said of themselves."""
        concepts = {*self._concepts(read)}
        otherwise = _HOW if meant is _LEVEL else _HOW | _STILL
        may = (read.best.name, read.best.facet) in _TAKING_PART and _MAY in concepts and not concepts & otherwise
        if not read.clause.question or not may:
            return read
        return read.taken_for(replace(meant, probability=min(read.best.probability, _INFERRED)))

    def _concepts(self, read: Read) -> list[str]:
        return self.concepts.find(list(read.tokens))
