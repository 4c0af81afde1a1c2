"""Short ways of writing, as in a text message: “cn u snd”, “kombien”, “xfa”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.facts.words import Lexicon
from bot.messages import Language
from bot.text import words


class Abbreviations:
    """Writes out what people shorten.

    Args:
        lexicon: small words by language; their abbreviations stand with the words they mean.
    """

    def __init__(self, lexicon: Mapping[Language, Lexicon]) -> None:
        self._of = {
            language: {short: words(meant) for short, meant in book.abbreviations.items()}
            for language, book in lexicon.items()
        }
        shorts = [short for table in self._of.values() for short in table]
        self._telling = {
            short: meant
            for table in self._of.values()
            for short, meant in table.items()
            if shorts.count(short) == 1 and len(short) > 1
        }

    def expand(self, tokens: Sequence[str], language: str) -> list[str]:
        """The words of a text in a language, abbreviations written out."""
        table = self._of.get(language, {})  # type: ignore[call-overload]
        return [word for token in tokens for word in table.get(token, (token,))]

    def telling(self, tokens: Sequence[str]) -> list[str]:
        """The words of a text whose language is not known yet: only what one language alone shortens so."""
        return [word for token in tokens for word in self._telling.get(token, (token,))]
