"""The words of all languages put together, ready to be looked for in a note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.facts.document import Problem, read
from bot.facts.knowledge import SHIPPED
from bot.facts.note_words import ROOM, NoteCues, NoteSections, NoteWords
from bot.facts.validate import validate
from bot.messages import LANGUAGES, Language

_ALMOST = 92
_MOST_WORDS = 10
_RANKS = tuple(
    tuple(rank.split())
    for rank in (
        "related questions electives deadline selection contact",
        "costs funding refunds certificate diploma apply audience language join requirements objectives",
        "dates content structure workload place format campus code",
        "practical about features",
    )
)
"""Where a heading's words tell of several sections, the first rank counts, and in it the first word."""


@lru_cache(maxsize=4096)
def flat(text: str) -> str:
    """Small letters without accents, character by character: positions stay those of the text."""
    found = []
    for sign in text:
        small = sign.lower()
        base = unicodedata.normalize("NFKD", small)[:1] if not small.isascii() else small
        found.append(base if len(small) == 1 and base else sign)
    return "".join(found).translate(_SIGNS)


_SIGNS = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-"})


def plain(text: str) -> str:
    """The words of a heading, without signs, to be compared."""
    return " ".join(re.findall(r"[a-z0-9]+", flat(text).replace("œ", "oe")))


@lru_cache(maxsize=16384)
def _found(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern is in a text; notes repeat themselves, and finders ask the same of the same sentence."""
    return pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a text."""

    name: str
    start: int
    end: int


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Whole words; a star stands for any ending."""
    parts = []
    for word in sorted(set(map(flat, words)), key=len, reverse=True):
        body = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")
        before = r"(?<![\w])" if word[:1].isalnum() else ""
        after = r"(?![\w])" if word[-1:].isalnum() else ""
        parts.append(f"{before}{body}{after}")
    return re.compile("|".join(parts) or r"(?!)")


@dataclass(frozen=True)
class Vocabulary:
    """Words of the languages a note may be written in.

    Attributes:
        books: the words as staff keep them, by language.
    """

    books: dict[Language, NoteWords]

    @cached_property
    def cues(self) -> dict[str, re.Pattern[str]]:
        """For each cue the pattern that finds it in a :func:`flat` text."""
        return {
            name: _pattern(word for book in self.books.values() for word in getattr(book.cues, name))
            for name in NoteCues.model_fields
        }

    @cached_property
    def headings(self) -> dict[str, str]:
        """What each known heading opens, by its plain words."""
        found: dict[str, str] = {}
        for book in self.books.values():
            for name in NoteSections.model_fields:
                for heading in getattr(book.sections, name):
                    found.setdefault(plain(heading), name)
        return found

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number words."""
        return {flat(word): number for book in self.books.values() for word, number in book.numbers.items()}

    @cached_property
    def number(self) -> str:
        """A pattern for digits and number words."""
        words = "|".join(sorted(map(re.escape, self.numbers), key=len, reverse=True))
        return rf"(?:\d{{1,4}}|(?<!\w)(?:{words})(?!\w))"

    @cached_property
    def small(self) -> frozenset[str]:
        """Words that stay small in a title."""
        return frozenset(word for book in self.books.values() for word in book.small)

    def section(self, heading: str) -> str | None:
        """The kind of section a heading opens; None where it is not known."""
        words = plain(heading)
        words = re.sub(r"^(?:\d{1,2}|[ivx]{1,4}|[a-h]) (?=\w\w)", "", words)
        if not words or len(words) > 80:
            return None
        if words in self.headings:
            return self.headings[words]
        if len(words) < 8:
            return None
        match = process.extractOne(words, list(self.headings), scorer=fuzz.ratio, score_cutoff=_ALMOST)
        return self.headings[match[0]] if match else None

    @cached_property
    def _telling(self) -> dict[str, re.Pattern[str]]:
        """For each kind of section the pattern of the words that tell it."""
        return {
            name: _pattern(word for book in self.books.values() for word in getattr(book.telling, name))
            for name in NoteSections.model_fields
        }

    def told_section(self, heading: str) -> str | None:
        """The kind of section that single words of an unlisted heading tell; None where none does, or it is long."""
        words = flat(heading)
        if len(words.split()) > _MOST_WORDS or self.is_numbered(words):
            return None
        for rank in _RANKS:
            found = [(match.start(), name) for name in rank if (match := self._telling[name].search(words))]
            if found:
                return min(found)[1]
        return None

    def is_numbered(self, words: str) -> bool:
        """Whether flat words begin with the number of a module: such a heading opens no section."""
        return re.match(rf"\W*(?:{self.cues['numbered'].pattern})\s*(?:\d|[ivx]+\b)", words) is not None

    def has(self, cue: str, text: str) -> bool:
        """Whether a cue stands in a flat text."""
        return _found(self.cues[cue], text)

    def hits(self, names: Iterable[str], text: str) -> list[Hit]:
        """The cues in a flat text; one that lies inside a longer one does not count."""
        found = [Hit(name, match.start(), match.end()) for name in names for match in self.cues[name].finditer(text)]
        return [
            hit
            for hit in found
            if not any(
                other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start
                for other in found
            )
        ]

    def count(self, text: str) -> int | None:
        """The number that digits or a number word stand for."""
        word = flat(text).strip()
        return int(word) if word.isdigit() else self.numbers.get(word)


def vocabulary(folder: Path = SHIPPED) -> tuple[Vocabulary, list[Problem]]:
    """The words of a knowledge folder; a language it lacks comes from the shipped one.

    Returns:
        The words that could be read, and what is wrong with the folder's files.
    """
    books: dict[Language, NoteWords] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        shown = f"{ROOM}/{language}.yaml"
        path = folder / shown if (folder / shown).exists() else SHIPPED / shown
        tree, found = read(path, shown)
        problems += found
        if tree is not None:
            book, found = validate(NoteWords, tree, shown)
            problems += found
            books[language] = book or NoteWords()
    return Vocabulary(books), problems
