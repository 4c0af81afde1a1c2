"""What stands for names, dates and figures in the words of a message: one word for each kind."""

from __future__ import annotations

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
    return mask_tokens(text, spans_of(courses.find(text, today, found), found))


def spans_of(mentions: Sequence[CourseMention], dates: Sequence[DateMention]) -> Spans:
    """The places of courses and dates, with what stands for each; a date that only names a course leaves no trace."""
    spans = [(mention.span, "" if mention.by in ("date", "place") else MASK) for mention in mentions]
    return spans + [(mention.span, _DAYS if mention.kind in ("before", "after") else _DATE) for mention in dates]


def mask_tokens(text: str, spans: Spans) -> list[str]:
    """Folded words of a text; those within a span give way to the span's word."""
    tokens: list[str] = []
    last: tuple[int, int] | None = None
    for token in tokenize(text):
        span = next((span for span in spans if span[0][0] <= token.start < span[0][1]), None)
        if span is None:
            tokens.append(_FIGURE if token.text.isdigit() else token.text)
            last = None
        elif span[0] != last:
            tokens += [span[1]] if span[1] else []
            last = span[0]
    return tokens
