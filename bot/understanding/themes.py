"""Themes that contents and messages word differently: “maids” are domestic workers, “pensions” social security."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.facts.words import Lexicon
from bot.text import phrase, words
from bot.understanding.clauses import any_of

_PART = re.compile(r"[.,;:!?\n]+")
_OPENING = 2
"""Words at the beginning of a part in which somebody speaks of themselves."""

_MARK = "#"
"""What tells a theme from the beginning of a word."""


class ThemeReader:
    """Finds themes in texts of any of the languages.

    Args:
        lexicon: has the words of each theme.
        denying: words that say what somebody does not look for.
    """

    def __init__(self, lexicon: Iterable[Lexicon], denying: set[str]) -> None:
        worded: dict[str, list[str]] = {}
        books = list(lexicon)
        for book in books:
            for theme, terms in book.themes.items():
                worded.setdefault(theme, []).extend(terms)
        self.patterns = {_MARK + theme: any_of(terms) for theme, terms in worded.items()}
        self.denying = denying
        self.personal = {word for book in books for term in book.of_oneself for word in words(term)}

    def find(self, text: str) -> set[str]:
        """The themes that a text speaks of.

        Args:
            text: any, of any of the languages.

        Returns:
            Their names, each with a mark that no beginning of a word has.
        """
        said = phrase(text)
        return {theme for theme, pattern in self.patterns.items() if pattern.search(said)}

    def words(self, text: str) -> set[str]:
        """The folded words of a text that make up its themes."""
        said = phrase(text)
        found = (match.group() for pattern in self.patterns.values() for match in pattern.finditer(said))
        return {word for term in found for word in term.split()}

    def asked(self, text: str) -> set[str]:
        """The themes of a question, not what somebody says of themselves (“I am from a pension fund, …”)."""
        parts = [part for part in _PART.split(text) if self.personal.isdisjoint(phrase(part).split()[:_OPENING])]
        return set().union(*map(self.find, parts))

    def sought(self, text: str) -> set[str]:
        """The themes that somebody looks for; those of a part with a negation are left out."""
        parts = [part for part in _PART.split(text) if self.denying.isdisjoint(self._beside(part))]
        return set().union(*map(self.find, parts))

    def _beside(self, part: str) -> set[str]:
        """The words of a part that are none of its themes: “sin papeles” denies nothing."""
        return set(phrase(part).split()) - self.words(part)


def is_theme(name: str) -> bool:
    """Whether a name is that of a theme, not the beginning of a word."""
    return name.startswith(_MARK)
