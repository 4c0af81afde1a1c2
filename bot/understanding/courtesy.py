"""What of a message is courtesy and asks nothing: greetings, taking note of an answer, closings and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.facts.words import Lexicon
from bot.text import fold, phrase, words
from bot.understanding.clauses import BULLET, Clause

_DELIMITER = re.compile(r"^\s*(?:--|__+|—)\s*$", re.MULTILINE)
_MAX_CHARACTERS = 20_000
_SIGNATURE_LINES = 8
"""Lines that a signature has at most."""

_CAPITALS = 0.65
"""Share of capitals in a line that is a name or an office."""

_NOTED = re.compile(r"\s*([^\W\d_][^,;:.!?]{0,24}?)\s*(?:[,:]+|[-–—]+\s)\s*")
_FIRST_WORDS = re.compile(r"\s*+((?:[^\W\d_]++[\s'’]*+){1,3}+)")
"""A few words up to a comma, and the first three."""


_GOES_ON = re.compile(r"[.!]\s+[^\W\d_]+(?:[\s,]+[^\W_]+){4,}|:\s*$")
"""A sentence after the first one, or what announces a list: no closing formula has either."""

_BESIDE = 4
"""Words that may follow a greeting or a closing in a line that is nothing else (“Dear Ms Albertazzi and team”)."""


class _Terms:
    """Terms of one or more words that a text may begin with."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = frozenset(map(phrase, terms))
        self.most = max((len(term.split()) for term in self.terms), default=0)

    def lengths(self, said: Sequence[str]) -> list[int]:
        """How many words the terms have that some words begin with, the longest first."""
        return [n for n in range(min(self.most, len(said)), 0, -1) if " ".join(said[:n]) in self.terms]

    def make_up(self, said: str) -> bool:
        """Whether a folded text is a term, perhaps with a few words more."""
        found = said.split()
        lengths = self.lengths(found)
        return bool(lengths) and len(found) - lengths[0] <= _BESIDE


class CourtesyReader:
    """Tells courtesy from what is asked."""

    def __init__(self, lexicon: Iterable[Lexicon]) -> None:
        books = list(lexicon)
        self.closings = _Terms(term for book in books for term in book.closings)
        self.formulas = tuple(sorted({phrase(term) + " " for book in books for term in book.formulas}))
        self.greetings = _Terms(term for book in books for term in book.greetings)
        self.acknowledgements = _Terms(term for book in books for term in book.acknowledgements)
        self.links = {word for book in books for term in book.stopwords for word in words(term)}
        self.following = tuple(sorted({phrase(term) + " " for book in books for term in book.follow}))

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
            capitals = [word for word in re.findall(r"[^\W\d_]+", line) if fold(word) not in self.links]
            share = sum(word[0].isupper() for word in capitals) / len(capitals) if capitals else 1
            named = len(capitals) <= 9 and not re.search(r"[?!:]|\.$", line) and share > _CAPITALS
            if line and not (named and not line[0].islower() and not BULLET.match(lines[-1])):
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
        if _GOES_ON.search(line):
            return False
        if "?" not in line and (said + " ").startswith(self.formulas):
            return True
        if not said or len(said.split()) > 9 or "?" in line:
            return False
        return self.closings.make_up(said)

    def is_greeting(self, text: str) -> bool:
        """Whether a sentence only greets (“Dear Ms Albertazzi,”)."""
        return "?" not in text and self.greetings.make_up(phrase(text))

    def acknowledges(self, text: str) -> bool:
        """Whether a sentence only takes note of what was answered (“Too bad.”)."""
        return "?" not in text and phrase(text) in self.acknowledgements.terms

    def without_opening(self, clause: Clause) -> Clause:
        """A sentence without what it begins with and asks nothing: a greeting (“Hello, how much …”), or that an answer
        was taken note of (“I see, and …”).
        """
        noted = _NOTED.match(clause.text)
        if noted and phrase(noted[1]) in self.acknowledgements.terms:
            clause = _from(clause, noted.end())
        said = phrase(clause.text).split()
        for number in self.acknowledgements.lengths(said):
            if " ".join(said[number:]).startswith(self.following):
                return _from(clause, _after(clause.text, number))
        match = _FIRST_WORDS.match(clause.text)
        greeted = self.greetings.lengths(phrase(match[1]).split()) if match else []
        return _from(clause, _after(clause.text, greeted[0])) if greeted else clause


def _after(text: str, number: int) -> int:
    """Where so many folded words of a text end."""
    length = 0
    for word in re.finditer(r"[^\W_]+", text):
        length += len(words(word.group()))
        if length >= number:
            return word.end()
    return len(text)


def _from(clause: Clause, position: int) -> Clause:
    """A sentence without its beginning; as it is where nothing would be left."""
    rest = clause.text[position:].lstrip(" ,!.:-–—\t")
    if not words(rest):
        return clause
    return replace(clause, text=rest, start=clause.start + len(clause.text) - len(rest))
