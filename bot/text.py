"""One way of writing: accents, capitals and punctuation folded, the same for examples, names and messages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents; apostrophes straightened; ligatures opened (``œ`` → ``oe``)."""
    text = text.translate(_APOSTROPHES).lower()
    if text.isascii():
        return text
    text = text.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


class _FoldedLetters(dict[int, str]):
    """Each letter with the one it is folded to, found out when it first comes."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = (fold(chr(code)) or " ")[:1]
        return folded


_LETTERS = _FoldedLetters()


def fold_in_place(text: str) -> str:
    """A text folded letter by letter, so that positions stay true (``œ`` becomes its first letter)."""
    return text.translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text, split at everything but letters and digits (``l'académie`` → ``l academie``)."""
    return WORD.findall(fold(text))


def phrase(text: str) -> str:
    """The folded words joined by single blanks: how aliases and lexicon entries are compared."""
    return " ".join(words(text))


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
    for pattern in (_URL, _MAIL):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def latin_share(text: str) -> float:
    """How much of a text's letters are Latin ones, 0 to 1; 1 where it has no letters."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 1.0
    return sum("LATIN" in unicodedata.name(c, "") for c in letters) / len(letters)
