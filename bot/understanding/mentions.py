"""Places in a message that mean courses, and the words of a message with their positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.text import WORD, fold


@dataclass(frozen=True, slots=True)
class CourseMention:
    """One place in a message that means one or more courses.

    Attributes:
        courses: ids; several where the name fits several.
        span: character positions in the message.
        by: how it was told.
        generic: whether only a one-word name was used (“the Academy”).
    """

    courses: tuple[str, ...]
    span: tuple[int, int]
    by: Literal["name", "code", "date", "amount", "place", "description"] = "name"
    generic: bool = False


_KEPT = 64
"""Messages whose words are remembered."""

_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


class Token(NamedTuple):
    """A folded word of a message with its place."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Folded words with the character positions they have in the message."""
    return list(_tokens(text))


@lru_cache(maxsize=_KEPT)
def _tokens(text: str) -> tuple[Token, ...]:
    """Courses and masks look at the same message."""
    if text.isascii():
        return tuple([Token(match.group(), *match.span()) for match in WORD.finditer(fold(text))])
    tokens: list[Token] = []
    for match in _LETTERS_AND_DIGITS.finditer(text):
        folded = fold(match.group())
        start, end = match.span()
        for piece in (folded,) if folded.isascii() and folded.isalnum() else WORD.findall(folded):
            tokens.append(Token(piece, start, end))
    return tuple(tokens)


def merged(found: list[CourseMention]) -> list[CourseMention]:
    """Mentions at one place become one with all their courses."""
    merged: dict[tuple[int, int], CourseMention] = {}
    for mention in found:
        old = merged.get(mention.span)
        ids = tuple(dict.fromkeys((*(old.courses if old else ()), *mention.courses)))
        merged[mention.span] = CourseMention(ids, mention.span, mention.by, mention.generic)
    return list(merged.values())
