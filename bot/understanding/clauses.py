"""A message in the pieces that may each ask something: no greeting, no signature, split where it changes subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.facts.words import Lexicon
from bot.messages import Language
from bot.text import fold, fold_in_place, phrase, words

_SENTENCE = re.compile(r"[^.?!;\n\r…]+[.?!;…]*")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|mme|sr|sra|st|no|e\.g|i\.e|p\.ex|approx|vs|etc)\.$", re.IGNORECASE)
_ADDRESS = 7
"""Words of a line that says whom a message is written to."""

_CLAUSE = 4
"""Words that make a clause of its own."""

BULLET = re.compile(r"^\s*(?:[-*•–]|\(?(?:\d{1,2}|[a-h])\)|\d{1,2}\.)\s+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(?:\d{1,2}|[a-h])\)(?=\s)")
"""What numbers the points of a list that stands in one line."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a message with its place.

    ``question`` where it ends in a question mark; ``asks`` where it is put as a question or a wish in another way;
    ``within`` where it is a piece of a sentence that asks; ``listed`` where it is an item of an announced list.
    """

    text: str
    start: int
    question: bool
    asks: bool = False
    within: bool = False
    listed: bool = False


class ClauseReader:
    """Takes messages apart.

    Args:
        lexicon: small words by language.
    """

    def __init__(self, lexicon: Mapping[Language, Lexicon]) -> None:
        books = list(lexicon.values())
        asking = sorted({fold(term) for book in books for term in book.asking}, key=len, reverse=True)
        self.asking = re.compile(
            rf"\b(?:{'|'.join(re.escape(term).replace(chr(92) + ' ', '[ ]+') for term in asking)})\b"
        )
        self.question_words = {word for book in books for term in book.question_words for word in words(term)}
        self.circumstances = {words(term)[0] for book in books for term in (*book.before, *book.after)}
        self.negations = negations(books)
        self.asking_verbs = {word for book in books for term in book.asking_verbs for word in words(term)}
        self.conditions = {word for book in books for term in book.conditions for word in words(term)}
        self.reasons = any_of(term for book in books for term in book.reasons)
        self.following = tuple(sorted({phrase(term) + " " for book in books for term in book.follow}))
        self.corrections = any_of(term for book in books for term in book.corrections)
        self.another = any_of(term for book in books for term in book.another)
        self.pointing = any_of(term for book in books for term in book.pointing)
        self.splitters: dict[str, re.Pattern[str]] = {
            language: _splitter(book.connectors) for language, book in lexicon.items()
        }
        self.splitter = _splitter(term for book in books for term in book.connectors)

    def sentences(self, body: str) -> list[Clause]:
        """Sentences and lines, those that only greet left out."""
        found: list[Clause] = []
        for first, line in _lines(body):
            pending_start, pending = -1, ""
            for match in _SENTENCE.finditer(line):
                piece = pending + match.group()
                start = pending_start if pending else first + match.start()
                if _ABBREVIATION.search(piece.rstrip()) or _is_figure(
                    piece.rstrip(), line[match.end() : match.end() + 1]
                ):
                    pending, pending_start = piece, start
                    continue
                pending = ""
                self._add(found, piece, start)
            if pending:
                self._add(found, pending, pending_start)
        return found[1:] if len(found) > 1 and self._addresses(found[0], body[: found[1].start]) else found

    def _addresses(self, first: Clause, before: str) -> bool:
        """Whether a line before all others only says whom it is written to (“To the person in charge:”)."""
        text = first.text.rstrip()
        if "\n" not in before[first.start + len(text) :]:
            return False
        return text.endswith((",", ":")) and len(words(text)) <= _ADDRESS and not first.question and not first.asks

    def _add(self, found: list[Clause], piece: str, start: int) -> None:
        bullet = BULLET.match(piece)
        if bullet:
            piece, start = piece[bullet.end() :], start + bullet.end()
        if words(piece):
            found += self._opened(piece, start, bool(bullet))

    def _opened(self, piece: str, start: int, bullet: bool) -> list[Clause]:
        """A Spanish sentence tells by ¿ where its question begins; what stands before is no question."""
        opening = piece.find("¿")
        before = piece[:opening]
        told, asked = words(before), words(piece[opening:])
        if opening > 0 and len(told) >= _CLAUSE and len(asked) >= _CLAUSE and told[0] not in self.conditions:
            return [
                Clause(before, start, False, bullet or self.is_asking(before), listed=bullet),
                Clause(piece[opening:], start + opening, True, True, listed=bullet),
            ]
        return [Clause(piece, start, "?" in piece, bullet or self.is_asking(piece), listed=bullet)]

    def is_asking(self, text: str) -> bool:
        """Whether a piece is put as a question or a wish, with or without a question mark."""
        said = phrase(text)
        return bool(self.asking.search(said)) or any(word in self.question_words for word in said.split()[:2])

    def follows(self, text: str) -> bool:
        """Whether a message goes on from what was said (“and if …”, “et si …”)."""
        said = phrase(text)
        return said.startswith(self.following)

    def corrects(self, text: str) -> bool:
        """Whether a message takes something back or asks the same of something else (“Sorry, I meant …”)."""
        return bool(self.corrections.search(phrase(text)))

    def means_another(self, text: str) -> bool:
        """Whether a message speaks of another course than the one spoken of (“Is there any other?”)."""
        return bool(self.another.search(phrase(text)))

    def reasons_with(self, text: str) -> bool:
        """Whether a piece begins with a reason (“as I live abroad”)."""
        return bool(self.reasons.match(phrase(text)))

    def points(self, text: str) -> bool:
        """Whether a text has a word that stands for something said before (“it”, “cela”, “eso”)."""
        return bool(self.pointing.search(phrase(text)))

    def pieces(self, clause: Clause, alone: bool = False, language: str | None = None) -> list[Clause]:
        """A sentence split at commas and connecting words; whether the pieces count is for the reader to judge.

        Args:
            clause: the sentence.
            alone: whether it is the whole message: then it asks, however it is put.
            language: whose words connect: Spanish “y” does, French “y” does not; None is all of them.
        """
        splitter = self.splitters.get(language, self.splitter) if language else self.splitter
        # French “où” asks, “ou” joins
        folded = fold_in_place(clause.text.replace("ù", "_"))
        found: list[Clause] = []
        position = 0
        asked = alone or clause.question or clause.asks
        # in Spanish what stands before ¿ is no part of the question
        opening = clause.text.find("¿")
        for match in [*splitter.finditer(folded), None]:
            end = match.start() if match else len(folded)
            text = clause.text[position:end]
            question = clause.question and end > opening
            if words(text):
                lead = len(text) - len(text.lstrip())
                found.append(
                    Clause(text.strip(), clause.start + position + lead, question, self.is_asking(text), asked)
                )
            if match:
                position = match.end()
        return found


def _splitter(connectors: Iterable[str]) -> re.Pattern[str]:
    """Finds where a sentence may go on with something else: at a sign or a connecting word."""
    longest = sorted({fold(term) for term in connectors}, key=len, reverse=True)
    joined = "|".join(map(re.escape, longest))
    return re.compile(rf"\s*[,;:/+&]\s*(?:(?:{joined})\b\s*)?|\s+(?:{joined})\s+|\s+[-–—]\s+")


def _is_figure(piece: str, following: str) -> bool:
    """Whether the full stop at the end of a piece belongs to an initial, an ordinal (“3.”) or a figure (“2.720”)."""
    return bool(re.search(r"\b[A-Z]\.$|(?<!\d)\d{1,2}\.$", piece)) or (
        piece.endswith(".") and piece[-2:-1].isdigit() and following.isdigit()
    )


def any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the terms, as whole words of a folded text, the longest first.

    Args:
        terms: words and phrases of the lexicon.
    """
    longest = sorted({phrase(term) for term in terms} - {""}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b" if longest else r"(?!)")


def negations(lexicon: Iterable[Lexicon]) -> set[str]:
    """The words that deny (“not”, “sin”), without single letters: the t of “don't” is also that of “y a-t-il”.

    Args:
        lexicon: has them.
    """
    denying = (term for book in lexicon for term in book.not_this if " " not in term)
    return {word for term in denying for word in words(term) if len(word) > 1}


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """The lines of a message with their positions; “1) … 2) …” in one line is several."""
    for line in re.finditer(r"[^\n\r]+", body):
        marks = [mark.start() for mark in _NUMBERED.finditer(line.group())]
        edges = [0, *marks, len(line.group())] if len(marks) > 1 else [0, len(line.group())]
        for begin, end in pairwise(edges):
            if end > begin:
                yield line.start() + begin, line.group()[begin:end]
