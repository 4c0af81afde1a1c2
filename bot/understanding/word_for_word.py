"""Free questions that are asked word for word, as staff wrote them: they need no guessing."""

from __future__ import annotations

from collections.abc import Iterable

from bot.facts.words import FaqEntry
from bot.text import phrase
from bot.understanding.intents import FAQ


def word_for_word(entries: Iterable[FaqEntry]) -> dict[str, str]:
    """The folded questions of all entries with the one that each belongs to; "" for what belongs to several.

    Args:
        entries: the free questions.
    """
    found: dict[str, str] = {}
    for entry in entries:
        for _, question in entry.questions.pairs():
            name = FAQ + entry.id
            found[phrase(question)] = name if found.get(phrase(question), name) == name else ""
    return found
