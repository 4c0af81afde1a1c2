"""What stands for names, dates and figures in the words of a message: one word for each kind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from bot.text import without_addresses
from bot.understanding.courses import CourseFinder
from bot.understanding.dates import DateMention, DateReader
from bot.understanding.mentions import CourseMention, tokenize

MASK = "xcourse"
"""Stands for a course."""

_DATE, _DAYS, _FIGURE = "xdate", "xdays", "0"

MASKS = frozenset({MASK, _DATE, _DAYS, _FIGURE})
"""Everything that stands for something."""

Spans = list[tuple[tuple[int, int], str]]
"""Places in a message with the word that stands for them."""


def masked(text: str, courses: CourseFinder, dates: DateReader, today: date) -> list[str]:
    """The folded words of a text with course names, dates and figures replaced by one word each.

    Args:
        text: as it was written; addresses in it are left out.
        courses: finds its courses.
        dates: finds its dates.
        today: decides which edition of a series a name means.
    """
    text = without_addresses(text)
    found = dates.find(text, today)
    return MaskedText(text, spans_of(courses.find(text, today, found), found)).words()


def spans_of(mentions: Sequence[CourseMention], dates: Sequence[DateMention]) -> Spans:
    """The places of courses and dates, with what stands for each; a date that only names a course leaves no trace."""
    spans = [(mention.span, "" if mention.by in ("date", "place") else MASK) for mention in mentions]
    return spans + [(mention.span, _DAYS if mention.kind in ("before", "after") else _DATE) for mention in dates]


class MaskedText:
    """The folded words of a text, of which those within a span give way to the span's word.

    Args:
        text: as it was written.
        spans: places in it; others are left out.
    """

    def __init__(self, text: str, spans: Spans) -> None:
        spans = [span for span in spans if span[0][0] < len(text) and span[0][1] > 0]
        self.text = text
        self.spans = spans
        self._tokens = tokenize(text)
        self._starts = [token.start for token in self._tokens]
        self._within = (
            [next((span for span in spans if span[0][0] <= start < span[0][1]), None) for start in self._starts]
            if spans
            else [None] * len(self._tokens)
        )

    def part(self, text: str, start: int) -> list[str]:
        """The words of what stands at a position, or of what was put together from there on."""
        end = start + len(text)
        if self.text.startswith(text, start):
            return self.words(start, end)
        return MaskedText(text, [((a - start, b - start), word) for (a, b), word in self.spans]).words()

    def words(self, start: int = 0, end: int | None = None) -> list[str]:
        """The words of a part of the text, by its positions; a span that is cut stands in each part."""
        first = bisect_left(self._starts, start)
        last = len(self._starts) if end is None else bisect_left(self._starts, end)
        found: list[str] = []
        before: tuple[int, int] | None = None
        for token, span in zip(self._tokens[first:last], self._within[first:last], strict=True):
            if span is None:
                found.append(_FIGURE if token.text.isdigit() else token.text)
                before = None
            elif span[0] != before:
                found += [span[1]] if span[1] else []
                before = span[0]
        return found
