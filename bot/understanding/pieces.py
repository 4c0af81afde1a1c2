"""The pieces of a message and what the classifier says of each; a sentence that asks several things is taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.facts.words import FaqEntry
from bot.text import phrase, words
from bot.understanding.clauses import Clause, ClauseReader
from bot.understanding.courtesy import CourtesyReader
from bot.understanding.intents import Intent
from bot.understanding.listed import ListReader
from bot.understanding.masks import MASKS, MaskedText
from bot.understanding.training import Readers
from bot.understanding.word_for_word import word_for_word

_SPLIT = 0.4
"""Margin above which a piece of a sentence stands for a question of its own."""

_HANGING = 0.8
"""The same for a piece that begins with a preposition."""

_FIRST, _ADDED, _ADDED_PLAIN = (0.0, 0.8), (0.0, 0.5), (0.15, 0.85)
"""Margin and probability from which a piece asks where no other surely does, and from which one is asked beside it:
put as a question, and not.
"""

_WORDED, _WORDS = 0.6, 4
"""Probability from which a piece of so many words that begins with a question word is asked beside another."""

_OWN, _POINTING, _POINTING_WORDS, _SENTENCE_WORDS = 0.3, 3, 8, 5
"""A question below this margin, of so few words, belongs to the sentence before it, if that has so many."""

_POINTED, _CLEAR = 6, 1.0
"""The same where it has a word that stands for something said before, and the margin above which it is clear alone."""

_OVERVIEW = "overview"
"""What a sentence asks that names a course."""

_TELLING = frozenset({"intro_self"})
"""Concepts of sentences in which people speak of themselves."""

_ONE_THING, _SEVERAL = 40, 0.6
"""Where there are no topics to tell sentences apart, a message of so few words is read as a whole, unless
several of its pieces are so sure."""

_MOST_TOKENS = 300
"""Words of one sentence that are looked at."""

_CERTAIN = 0.99
"""Probability of an entry that is asked word for word."""

_APART, _BEHIND = 0.1, 0.25
"""Margin of what a piece may ask instead of what another one surely asks, and how far behind that may be."""

QUIET = ("background", "smalltalk")
"""Classes of pieces that ask nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What it takes to read the words of a message: the masked message, and its language."""

    masked: MaskedText
    language: str
    known: dict[tuple[int, str, bool], tuple[tuple[str, ...], tuple[Intent, ...]]] = field(default_factory=dict)
    """What was read already: a sentence is looked at alone and beside the next one."""

    def words(self, clause: Clause) -> list[str]:
        """The masked words of a clause."""
        return self.masked.part(clause.text, clause.start)


@dataclass(frozen=True, slots=True)
class Read:
    """One clause with what the classifier says of it."""

    clause: Clause
    tokens: tuple[str, ...]
    intents: tuple[Intent, ...]

    @property
    def best(self) -> Intent:
        """The most likely class."""
        return self.intents[0]

    def taken_for(self, intent: Intent) -> Read:
        """The same piece, read as one of the other classes it may be."""
        return replace(self, intents=(intent, *(other for other in self.intents if other is not intent)))


class PieceReader:
    """Takes a message apart and reads each piece.

    Args:
        readers: the trained readers.
        clauses: takes text apart.
        lists: finds what is listed.
        courtesy: tells what asks nothing.
        small: words that alone ask nothing.
        entries: free questions; asked word for word they need no guessing.
    """

    def __init__(
        self,
        readers: Readers,
        clauses: ClauseReader,
        lists: ListReader,
        courtesy: CourtesyReader,
        small: set[str],
        entries: Iterable[FaqEntry] = (),
    ) -> None:
        self.readers = readers
        self.asked = word_for_word(entries)
        self.concepts = readers.intents.concepts
        self.clauses = clauses
        self.lists = lists
        self.courtesy = courtesy
        self.small = small
        self.circumstances = clauses.circumstances
        self.supposing = clauses.conditions - clauses.question_words

    def read(self, masked: MaskedText, language: str) -> list[Read]:
        """Sentences, those that ask several things taken apart.

        Args:
            masked: the message without what follows its closing formula, its names, dates and figures masked.
            language: the message's.
        """
        body = masked.text
        wording = Wording(masked, language)
        entry = self.asked.get(phrase(body))
        read = self._read(Clause(body, 0, True, True), wording) if entry else None
        if entry and read:
            rest = tuple(intent for intent in read.intents if intent.name != entry)
            return [replace(read, intents=(Intent(entry, "", _CERTAIN, 1.0), *rest))]
        found = self._pieces(body, wording)
        whole = None if self.readers.by_topic else self._read(Clause(body, 0, "?" in body, True), wording)
        if whole is None or len(whole.tokens) > _ONE_THING:
            return found
        sure = {read.best.name for read in found if self.asks(read) and read.best.probability >= _SEVERAL}
        return found if len(sure) > 1 else [whole]

    def _pieces(self, body: str, wording: Wording) -> list[Read]:
        found: list[Read] = []
        sentences = self.clauses.sentences(body)
        if len(sentences) > 1:
            sentences = [clause for clause in sentences if not self._opens(clause.text)] or sentences
        sentences = self.lists.taken_apart(sentences, body, wording.language)
        sentences = [self.courtesy.without_opening(clause) for clause in sentences]
        joined = self._joined(sentences, wording)
        # beside a question a statement asks nothing, nor do its pieces
        telling = any(clause.question or clause.asks for clause in joined)
        reads = (self._read(clause, wording, not telling or clause.question or clause.asks) for clause in joined)
        wholes = [whole for whole in reads if whole]
        for whole in wholes:
            silent = telling and not (whole.clause.question or whole.clause.asks)
            found += ([] if silent else self._split(whole, wording, len(sentences) == 1)) or [whole]
        told = [read for read in found if read.clause.question or not (self._denies(read) or self._explains(read))]
        return told if any(self.asks(read) for read in told) else found

    def _opens(self, text: str) -> bool:
        """Whether a sentence only greets, or takes note of an answer, before others."""
        return self.courtesy.is_greeting(text) or self.courtesy.acknowledges(text)

    def _read(self, clause: Clause, wording: Wording, polled: bool = True) -> Read | None:
        place = (clause.start, clause.text, polled)
        known = wording.known.get(place)
        if known is None:
            tokens = self.readers.abbreviations.expand(wording.words(clause), wording.language)[:_MOST_TOKENS]
            known = tuple(tokens), tuple(self.readers.intents.read(tokens, polled)) if tokens else ()
            wording.known[place] = known
        return Read(clause, *known) if known[0] else None

    def _joined(self, sentences: Sequence[Clause], wording: Wording) -> list[Clause]:
        """“I would like to apply in June. Is that possible?” is one question."""
        found: list[Clause] = []
        for clause in sentences:
            if found and self._points_back(clause, found[-1], wording):
                last = found.pop()
                text = f"{last.text.rstrip(' .')} {clause.text}"
                found.append(Clause(text, last.start, True, True))
            else:
                found.append(clause)
        return found

    def _points_back(self, clause: Clause, before: Clause, wording: Wording) -> bool:
        """Whether a question has no content of its own (“Is that possible?”) and asks about the sentence before."""
        if not clause.question or before.question or len(words(before.text)) < _SENTENCE_WORDS:
            return False
        content = [word for word in words(clause.text) if word not in self.small]
        if len(content) <= _POINTED and self.clauses.points(clause.text):
            told, own = self._read(before, wording), self._read(clause, wording)
            sure = own is not None and self.asks(own) and own.best.margin >= _CLEAR
            # “I am interested in the Academy. What does it cost?” is about the cost
            named = told is not None and told.best.facet == _OVERVIEW and own is not None and self.asks(own)
            if told is not None and self.asks(told) and told.best.margin > _OWN and not (sure or named):
                return True
        if len(content) > _POINTING or len(words(clause.text)) > _POINTING_WORDS:
            return False
        read = self._read(clause, wording)
        if read is not None and self.asks(read) and read.best.margin >= _OWN:
            return False
        # “When is it and how much?” has content enough, taken apart
        pieces = self.clauses.pieces(clause, language=wording.language)
        parts = [self._read(piece, wording) for piece in pieces] if len(pieces) > 1 else []
        asking = [part for part in parts if part is not None and self.asks(part) and part.best.margin >= _OWN]
        return len(asking) < 2

    def _split(self, whole: Read, wording: Wording, alone: bool) -> list[Read]:
        """The pieces of a sentence where they surely ask different things; else nothing."""
        pieces = self.clauses.pieces(whole.clause, alone, wording.language)
        if len(pieces) < 2 or self._narrates(whole) or self.courtesy.is_greeting(whole.clause.text):
            return []
        pieces = [
            piece
            for piece in pieces
            if not all(map(self.is_small, wording.words(piece))) and not self.clauses.reasons_with(piece.text)
        ]
        if (len(pieces) < 2 or self._supposes(pieces)) and "¿" not in whole.clause.text:
            return []
        reads = _told_apart([read for read in (self._read(piece, wording) for piece in pieces) if read])
        asking = [read for read in reads if self.asks(read) and (read.clause.question or not whole.clause.question)]
        sure = [read for read in asking if self._stands(read, read is reads[0])]
        sure = sure or [read for read in asking if _reaches(read, _FIRST)][:1]
        if sure:
            named = {read.best.name for read in sure}
            sure = [read for read in asking if read in sure or self._adds(read, named, read is reads[0])]
        sure = [read for read in sure if not self._denies(read)] or sure
        sure = [read for read in sure if read.clause.asks or read.tokens[0] not in self.circumstances] or sure
        if sure and whole.clause.question and not all(read.clause.question for read in reads):
            return sure
        told = [read for read in sure if read.clause.asks or not self._tells(read)]
        sure = told or sure
        if len({(read.best.name, read.best.facet) for read in sure}) < 2 and len(told) == len(sure):
            return []
        return sure

    def _supposes(self, pieces: Sequence[Clause]) -> bool:
        """“If I leave ten days before, what comes back?” is one question."""
        # “when is it and …” asks
        return len(pieces) == 2 and bool(self.supposing.intersection(words(pieces[0].text)[:1]))

    def _stands(self, read: Read, first: bool) -> bool:
        """Whether a piece of a sentence surely asks something of its own."""
        return read.best.margin > (_SPLIT if first or not self._hangs(read) else _HANGING)

    def _adds(self, read: Read, named: set[str], first: bool) -> bool:
        """Whether a piece beside one that surely asks likely asks something else."""
        if read.best.name in named or (self._hangs(read) and not first):
            return False
        worded = read.tokens[0] in self.clauses.question_words and len(read.tokens) >= _WORDS
        if worded and read.best.probability >= _WORDED:
            return True
        return _reaches(read, _ADDED if read.clause.asks else _ADDED_PLAIN)

    @staticmethod
    def _narrates(whole: Read) -> bool:
        """A sentence that only tells is not taken apart: its pieces sound like questions to nobody."""
        return not (whole.clause.question or whole.clause.asks) and whole.best.name == "background"

    def _hangs(self, read: Read) -> bool:
        """“… for the course of this autumn”: a piece that begins with a preposition belongs to the one before."""
        first, names = read.tokens[0], self.readers.courses.names
        hanging = first in names.of or first in names.about or first in self.circumstances
        return hanging and not read.clause.asks

    def _denies(self, read: Read) -> bool:
        """“I did not ask the price”: what somebody says not to ask."""
        said = set(read.tokens)
        return bool(said & self.clauses.negations) and bool(said & self.clauses.asking_verbs)

    def _explains(self, read: Read) -> bool:
        """“It is for my insurance”: a sentence that says what an answer is needed for."""
        return self.clauses.reasons_with(read.clause.text)

    def _tells(self, read: Read) -> bool:
        """“I do not speak English” beside a question tells about the person."""
        return bool(_TELLING & set(self.concepts.find(list(read.tokens))))

    def is_small(self, token: str) -> bool:
        """Words that alone ask nothing: articles, fillers, masks."""
        return token in self.small or token in MASKS

    def asks(self, read: Read) -> bool:
        """Whether a piece asks something the assistant may know: a topic, an entry of the FAQ, a person."""
        return read.best.name not in (*QUIET, "out_of_scope")


def _told_apart(reads: Sequence[Read]) -> list[Read]:
    """Two pieces of a sentence hardly ask the same: where one may as well ask something else, it does."""
    found = []
    for read in reads:
        surer = any(o.best.name == read.best.name and o.best.probability > read.best.probability for o in reads)
        other = read.intents[1] if len(read.intents) > 1 else read.best
        apart = surer and other.name not in QUIET and other.margin > max(_APART, read.best.margin - _BEHIND)
        found.append(read.taken_for(other) if apart else read)
    return found


def _reaches(read: Read, least: tuple[float, float]) -> bool:
    """Whether a piece has a margin above and a probability of at least these."""
    margin, probability = least
    return read.best.margin > margin and read.best.probability >= probability
