"""A message in the pieces that may each ask something: no greeting, no signature, split where it changes subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.facts.words import Lexicon
from bot.text import fold, fold_in_place, phrase, words

_SENTENCE = re.compile(r"[^.?!;\n\r…]+[.?!;…]*")
_DELIMITER = re.compile(r"^\s*(?:--|__+|—)\s*$", re.MULTILINE)
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|mme|sr|sra|st|no|e\.g|i\.e|p\.ex|approx|vs|etc)\.$", re.IGNORECASE)
_MAX_CHARACTERS = 20_000
_SIGNATURE_LINES = 8
_ADDRESS = 7
"""Words of a line that says whom a message is written to."""

_CLAUSE = 4
"""Words that make a clause of its own."""

_LINKS = frozenset(
    [
        "de",
        "del",
        "la",
        "le",
        "el",
        "of",
        "the",
        "and",
        "y",
        "et",
        "e",
        "des",
        "du",
        "d",
        "von",
        "van",
        "bin",
        "al",
        "for",
        "to",
        "in",
        "at",
        "s",
        "pour",
        "para",
        "a",
        "au",
    ]
)
_CAPITALS = 0.65
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?(?:\d{1,2}|[a-h])\)|\d{1,2}\.)\s+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(?:\d{1,2}|[a-h])\)(?=\s)")
"""What numbers the points of a list that stands in one line."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a message with its place.

    ``question`` where it ends in a question mark; ``asks`` where it is put as a question or a wish in another way;
    ``within`` where it is a piece of a sentence that asks.
    """

    text: str
    start: int
    question: bool
    asks: bool = False
    within: bool = False


class ClauseReader:
    """Takes messages apart."""

    def __init__(self, lexicon: Iterable[Lexicon]) -> None:
        books = list(lexicon)
        self.closings = {phrase(term) for book in books for term in book.closings}
        self.formulas = tuple(sorted({phrase(term) + " " for book in books for term in book.formulas}))
        self.greetings = {phrase(term) for book in books for term in book.greetings}
        asking = sorted({fold(term) for book in books for term in book.asking}, key=len, reverse=True)
        self.asking = re.compile(
            rf"\b(?:{'|'.join(re.escape(term).replace(chr(92) + ' ', '[ ]+') for term in asking)})\b"
        )
        self.question_words = {word for book in books for term in book.question_words for word in words(term)}
        self.circumstances = {words(term)[0] for book in books for term in (*book.before, *book.after)}
        denying = (term for book in books for term in book.not_this if " " not in term)
        self.negations = {word for term in denying for word in words(term) if len(word) > 1}
        self.asking_verbs = {word for book in books for term in book.asking_verbs for word in words(term)}
        self.conditions = {word for book in books for term in book.conditions for word in words(term)}
        self.reasons = _terms(term for book in books for term in book.reasons)
        self.followers = {phrase(term) for book in books for term in book.follow}
        self.corrections = _terms(term for book in books for term in book.corrections)
        self.another = _terms(term for book in books for term in book.another)
        self.pointing = _terms(term for book in books for term in book.pointing)
        connectors = sorted({fold(term) for book in books for term in book.connectors}, key=len, reverse=True)
        joined = "|".join(re.escape(term) for term in connectors)
        self.splitter = re.compile(rf"\s*[,;:/+&]\s*(?:(?:{joined})\b\s*)?|\s+(?:{joined})\s+|\s+[-–—]\s+")

    def body(self, text: str) -> str:
        """The message without what follows the closing formula: names, offices and addresses ask nothing.

        The text keeps its positions; what is left out is cut off at the end.
        """
        text = text[:_MAX_CHARACTERS]
        delimiter = _DELIMITER.search(text)
        if delimiter and words(text[: delimiter.start()]):
            text = text[: delimiter.start()]
        return self._without_names(self._until_closing(text))

    def _without_names(self, text: str) -> str:
        """Cut off last lines that are only a name or an office: a few words, each with a capital."""
        lines = text.rstrip().splitlines(keepends=True)
        while len(lines) > 1:
            line = lines[-1].strip()
            capitals = [word for word in re.findall(r"[^\W\d_]+", line) if word.lower() not in _LINKS]
            share = sum(word[0].isupper() for word in capitals) / len(capitals) if capitals else 1
            named = len(capitals) <= 9 and not re.search(r"[?!:]|\.$", line) and share > _CAPITALS
            if line and not (named and not _BULLET.match(lines[-1])):
                break
            lines.pop()
        return "".join(lines) or text

    def _until_closing(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        offset = 0
        for i, line in enumerate(lines):
            rest = lines[i + 1 :]
            written = [other for other in rest if other.strip()]
            if (
                i
                and self._closes(line)
                and len(written) <= _SIGNATURE_LINES
                and not any("?" in other for other in rest)
            ):
                return text[:offset]
            offset += len(line)
        return text

    def _closes(self, line: str) -> bool:
        said = phrase(line)
        if "?" not in line and (said + " ").startswith(self.formulas):
            return True
        if not said or len(said.split()) > 9 or "?" in line:
            return False
        return said in self.closings or any(
            said.startswith(closing + " ") and len(said.split()) - len(closing.split()) <= 4
            for closing in self.closings
        )

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
        return found[1:] if len(found) > 1 and self._addresses(found[0]) else found

    def _addresses(self, first: Clause) -> bool:
        """Whether a first line only says whom it is written to (“To the person in charge:”)."""
        text = first.text.rstrip()
        return text.endswith((",", ":")) and len(words(text)) <= _ADDRESS and not first.question and not first.asks

    def _add(self, found: list[Clause], piece: str, start: int) -> None:
        bullet = _BULLET.match(piece)
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
                Clause(before, start, False, bullet or self.is_asking(before)),
                Clause(piece[opening:], start + opening, True, True),
            ]
        return [Clause(piece, start, "?" in piece, bullet or self.is_asking(piece))]

    def is_asking(self, text: str) -> bool:
        """Whether a piece is put as a question or a wish, with or without a question mark."""
        said = phrase(text)
        return bool(self.asking.search(said)) or any(word in self.question_words for word in said.split()[:2])

    def follows(self, text: str) -> bool:
        """Whether a message goes on from what was said (“and if …”, “et si …”)."""
        said = phrase(text)
        return any(said.startswith(follower + " ") for follower in self.followers)

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

    def is_greeting(self, text: str) -> bool:
        """Whether a sentence only greets (“Dear Ms Albertazzi,”)."""
        said = phrase(text)
        return (
            any(
                said == greeting or (said.startswith(greeting + " ") and len(said.split()) - len(greeting.split()) <= 4)
                for greeting in self.greetings
            )
            and "?" not in text
        )

    def without_greeting(self, clause: Clause) -> Clause:
        """A sentence without the greeting it begins with (“Hello, how much …”)."""
        match = re.match(r"\s*+((?:[^\W\d_]++[\s'’]*+){1,3}+)", clause.text)
        while match:
            said = phrase(match[1])
            greeting = next(
                (g for g in sorted(self.greetings, key=len, reverse=True) if said == g or said.startswith(g + " ")),
                None,
            )
            if greeting is None:
                return clause
            length = 0
            for word in re.finditer(r"[^\W_]+", clause.text):
                length += len(words(word.group()))
                if length >= len(greeting.split()):
                    rest = clause.text[word.end() :]
                    stripped = rest.lstrip(" ,!.:-\t")
                    if not words(stripped):
                        return clause
                    start = clause.start + word.end() + len(rest) - len(stripped)
                    return Clause(stripped, start, clause.question, clause.asks)
            return clause
        return clause

    def pieces(self, clause: Clause, alone: bool = False) -> list[Clause]:
        """A sentence split at commas and connecting words; whether the pieces count is for the reader to judge.

        Args:
            clause: the sentence.
            alone: whether it is the whole message: then it asks, however it is put.
        """
        # French “où” asks, “ou” joins
        folded = fold_in_place(clause.text.replace("ù", "_"))
        found: list[Clause] = []
        position = 0
        asked = alone or clause.question or clause.asks
        # in Spanish what stands before ¿ is no part of the question
        opening = clause.text.find("¿")
        for match in [*self.splitter.finditer(folded), None]:
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


def _is_figure(piece: str, following: str) -> bool:
    """Whether the full stop at the end of a piece belongs to an initial, an ordinal (“3.”) or a figure (“2.720”)."""
    return bool(re.search(r"\b[A-Z]\.$|(?<!\d)\d{1,2}\.$", piece)) or (
        piece.endswith(".") and piece[-2:-1].isdigit() and following.isdigit()
    )


def _terms(terms: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the terms as whole words of a folded text."""
    longest = sorted({phrase(term) for term in terms}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """The lines of a message with their positions; “1) … 2) …” in one line is several."""
    for line in re.finditer(r"[^\n\r]+", body):
        marks = [mark.start() for mark in _NUMBERED.finditer(line.group())]
        edges = [0, *marks, len(line.group())] if len(marks) > 1 else [0, len(line.group())]
        for begin, end in pairwise(edges):
            if end > begin:
                yield line.start() + begin, line.group()[begin:end]
