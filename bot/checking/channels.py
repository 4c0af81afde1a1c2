"""The phrases of the Telegram channel, which nobody but the channel reads."""

from __future__ import annotations

from pathlib import Path

from bot.checking.subject import Warned
from bot.checking.translations import compared
from bot.facts.document import Mapping, Problem, read
from bot.facts.knowledge import SHIPPED
from bot.facts.words import PhraseBook, strangers, unsayable
from bot.messages import LANGUAGES, Language

_ROOM = "telegram"


def telegram_phrases(folder: Path) -> tuple[list[Problem], list[Warned]]:
    """What is wrong with a folder's own phrases for Telegram, and what should be looked at."""
    problems: list[Problem] = []
    books: dict[Language, PhraseBook] = {}
    own: list[Language] = []
    for language in LANGUAGES:
        shown = f"{_ROOM}/{language}.yaml"
        shipped = read(SHIPPED / shown, shown)[0]
        base = PhraseBook.flatten(shipped) if isinstance(shipped, Mapping) else PhraseBook({})
        books[language] = base
        if not (folder / shown).exists():
            continue
        tree, found = read(folder / shown, shown)
        problems += found
        if not isinstance(tree, Mapping):
            if tree is not None:
                problems.append(Problem(shown, 1, "a block of “name: phrase” lines is expected here"))
            continue
        problems += [Problem(shown, line, message) for line, message in unsayable(tree)]
        book = PhraseBook.flatten(tree)
        own.append(language)
        if folder.resolve() == SHIPPED.resolve():
            continue
        for place, message in strangers(book, base):
            problems.append(Problem(shown, int(place.rpartition(":")[2]), message))
        books[language] = PhraseBook({**base.phrases, **book.phrases}, {**base.places, **book.places})
    return problems, list(compared(books, own, _ROOM))
