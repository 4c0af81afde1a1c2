"""The channel's own words, from ``knowledge/telegram/``: sentences, button labels, command descriptions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from babel import Locale
from babel.units import format_unit

from bot.facts.document import Mapping as Mapping_
from bot.facts.document import Problem, read
from bot.facts.knowledge import SHIPPED
from bot.facts.words import PLACEHOLDER, PhraseBook, unsayable
from bot.messages import LANGUAGES, Language

log = logging.getLogger(__name__)
_FOLDER = "telegram"
_YEAR = 365
_LOCALES = {language: Locale(language) for language in LANGUAGES}


class Words:
    """Phrases by language and dotted key; what a language lacks is said in English.

    Args:
        books: for each language the books to look in, the best first.
    """

    def __init__(self, books: Mapping[Language, list[PhraseBook]]) -> None:
        self._books = books

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Words:
        """Read the words of a knowledge folder; what it lacks comes from the shipped one.

        A file that cannot be read is logged and passed over: words never stop the bot's start.
        """
        words, problems = cls.read(folder)
        for problem in problems:
            log.warning("%s", problem)
        return words

    @classmethod
    def read(cls, folder: Path = SHIPPED) -> tuple[Words, list[Problem]]:
        """Like :meth:`load`, with what is wrong with the folder's files."""
        wrong: list[Problem] = []
        folders = [folder] if folder.resolve() == SHIPPED.resolve() else [folder, SHIPPED]
        found: dict[Language, list[PhraseBook]] = {language: [] for language in LANGUAGES}
        for place in folders:
            for language in LANGUAGES:
                path = place / _FOLDER / f"{language}.yaml"
                if not path.is_file():
                    continue
                tree, problems = read(path, f"{_FOLDER}/{language}.yaml")
                wrong += problems
                if isinstance(tree, Mapping_):
                    wrong += [Problem(tree.file, line, message) for line, message in unsayable(tree)]
                elif tree is not None:
                    wrong.append(
                        Problem(f"{_FOLDER}/{language}.yaml", 1, "a block of “name: phrase” lines is expected here")
                    )
                if isinstance(tree, dict):
                    found[language].append(PhraseBook.flatten(tree))
        books = {language: own + (found["en"] if language != "en" else []) for language, own in found.items()}
        return cls(books), wrong

    def has(self, key: str) -> bool:
        """Whether any language has the phrase."""
        return any(key in book for books in self._books.values() for book in books)

    def raw(self, language: Language, key: str, count: int | None = None) -> str:
        """A phrase before its placeholders are filled; the plural form for ``count``.

        Raises:
            KeyError: where no book has it.
        """
        for book in self._books[language]:
            if key in book:
                phrase = book[key]
                if isinstance(phrase, str):
                    return phrase
                form = _LOCALES[language].plural_form(count if count is not None else 2)
                return phrase.get(form) or phrase["other"]
        raise KeyError(key)

    def text(self, language: Language, key: str, count: int | None = None, /, **values: object) -> str:
        """A phrase with its placeholders filled; ``**bold**`` marks stay."""
        return PLACEHOLDER.sub(lambda match: str(values.get(match[1], "")), self.raw(language, key, count))


def spoken(code: str | None) -> Language | None:
    """The assistant's language behind a client's code (``fr-CA``); None where it speaks another."""
    head = (code or "").lower().replace("_", "-").partition("-")[0]
    return next((language for language in LANGUAGES if language == head), None)


def lasting(days: int, language: Language) -> str:
    """A length of time in words: days, or years where they are whole."""
    unit, number = ("year", days // _YEAR) if days % _YEAR == 0 else ("day", days)
    return str(format_unit(number, unit, locale=language))
