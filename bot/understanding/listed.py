"""“Two questions: the fee, and by when?”: what is listed after it was announced asks, one item after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.facts.words import Lexicon
from bot.text import phrase, words
from bot.understanding.clauses import Clause, ClauseReader, any_of

_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
_GOES_ON = (";", "?", ",")
"""Signs at the end of an item that another one may follow in its line."""


class ListReader:
    """Finds lists that a message announces.

    Args:
        lexicon: has the words that announce (“questions”, “points”).
        clauses: takes a sentence apart.
    """

    def __init__(self, lexicon: Iterable[Lexicon], clauses: ClauseReader) -> None:
        self.announcing = any_of(term for book in lexicon for term in book.announcing)
        self.clauses = clauses

    def taken_apart(self, sentences: list[Clause], body: str, language: str | None = None) -> list[Clause]:
        """The sentences of a message with each item of an announced list by itself, and without the announcement.

        Args:
            sentences: in their order.
            body: the message, which their positions are of.
            language: the message's, where it is known.
        """
        found: list[Clause] = []
        position = 0
        while position < len(sentences):
            clause = sentences[position]
            colon = clause.text.find(":")
            if colon < 0 or not self.announcing.search(phrase(clause.text[:colon])):
                found.append(clause)
                position += 1
                continue
            rest = _from(clause, colon + 1)
            following = self._following(sentences[position:], body, inline=bool(words(rest.text)))
            items = [*self.clauses.pieces(rest, language=language), *following] if words(rest.text) else following
            listed = [replace(item, asks=True, listed=True) for item in items]
            found += listed if len(listed) > 1 else [clause, *following]
            position += 1 + len(following)
        return found

    @staticmethod
    def _following(sentences: list[Clause], body: str, inline: bool) -> list[Clause]:
        """What goes on with the list that the first sentence announces: in the same line, or line by line."""
        before, items = sentences[0], list[Clause]()
        for clause in sentences[1:]:
            between = body[before.start + len(before.text) : clause.start]
            if inline and ("\n" in between or not before.text.rstrip().endswith(_GOES_ON)):
                break
            if not inline and items and _EMPTY_LINE.search(between):
                break
            items.append(clause)
            before = clause
        return items


def _from(clause: Clause, position: int) -> Clause:
    """The rest of a sentence."""
    return replace(clause, text=clause.text[position:], start=clause.start + position)
