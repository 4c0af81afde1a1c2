"""One way of writing: accents, capitals and punctuation folded, the same for examples, names and messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents; apostrophes straightened; ligatures opened (``œ`` → ``oe``)."""
    if text.isascii():
        return _plain(text)
    return text.translate(_APOSTROPHES).lower().translate(_PLAIN)


def _plain(text: str) -> str:
    """What folding comes to where no letter has an accent; far quicker than letter by letter."""
    return text.replace("`", "'").lower()


class _PlainLetters(dict[int, str]):
    """Each letter without its accents, ligatures opened; found out when it first comes."""

    def __missing__(self, code: int) -> str:
        opened = {"œ": "oe", "æ": "ae", "ß": "ss"}.get(chr(code), chr(code))
        plain = self[code] = "".join(c for c in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(c))
        return plain


_PLAIN = _PlainLetters()


class _FoldedLetters(dict[int, str]):
    """Each letter with the one it is folded to, found out when it first comes."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = (fold(chr(code)) or " ")[:1]
        return folded


_LETTERS = _FoldedLetters()


def fold_in_place(text: str) -> str:
    """A text folded letter by letter, so that positions stay true (``œ`` becomes its first letter)."""
    return _plain(text) if text.isascii() else text.translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text, split at everything but letters and digits (``l'académie`` → ``l academie``)."""
    return list(_words(text))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """A message's sentences are looked at from many sides, so their words are remembered for a while."""
    return tuple(WORD.findall(fold(text)))


@lru_cache(maxsize=4096)
def phrase(text: str) -> str:
    """The folded words joined by single blanks: how aliases and lexicon entries are compared."""
    return " ".join(_words(text))


RUN = re.compile(r"[a-z]+")
"""Letters in a row, of a folded text."""


def openings(terms: Iterable[str]) -> frozenset[str]:
    """The runs of letters that terms begin with: a text that has none of them has none of the terms."""
    return frozenset(run for term in terms for run in RUN.findall(fold(term))[:1])


_MOST = 20_000
_LONG_WORD = re.compile(r"(\S{64})\S+")
_RUN = re.compile(r"([^\w\s])\1{3,}")
_GAP = re.compile(r"(\s)\1{7,}")
_CUT = 200_000


def tidy(text: str) -> str:
    """A message as it is read: at most 20 000 characters, endless words, rows of signs and empty lines cut short."""
    text = _GAP.sub(r"\1\1", text[:_CUT])
    text = _RUN.sub(r"\1\1\1", text)
    return _LONG_WORD.sub(r"\1", text)[:_MOST]


def without_addresses(text: str) -> str:
    """The text with web and mail addresses blanked out, same length, so that positions stay true."""
    text = _URL.sub(_blank, text)
    return _MAIL.sub(_blank, text) if "@" in text else text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def latin_share(text: str) -> float:
    """How much of a text's letters are Latin ones, 0 to 1; 1 where it has no letters."""
    if text.isascii():
        return 1.0
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 1.0
    return sum(map(_is_latin, letters)) / len(letters)


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "")
