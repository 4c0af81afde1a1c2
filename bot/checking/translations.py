"""Texts and phrases in all the assistant's languages: missing ones, and phrases that do not match each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as Mapping_
from collections.abc import Sequence as Sequence_
from typing import Any

from bot.checking.subject import Subject, Warned
from bot.facts.document import Mapping, Scalar, Sequence
from bot.facts.words import PLACEHOLDER, Phrase, PhraseBook, placeholders
from bot.messages import LANGUAGES, Language

KIND = "translation missing"
_INSTEAD = "is told instead"
_NAMES = {"en": "English", "fr": "French", "es": "Spanish"}
_NOT_TEXTS = ("phrases", "lexicon", "concepts", "languages", "mail", "topics")


def missing_texts(subject: Subject) -> Iterator[Warned]:
    """Facts and answers that lack a language."""
    for shown, tree in subject.trees.items():
        if shown.partition("/")[0] not in _NOT_TEXTS:
            yield from _missing(tree, shown, "")


def speaks_of_translation(message: str) -> bool:
    """Whether a warning, or the count of further ones, is about a text that a language lacks."""
    return message.endswith(_INSTEAD) or KIND in message


def _missing(tree: Any, shown: str, name: str) -> Iterator[Warned]:
    if isinstance(tree, Sequence):
        for item in tree:
            yield from _missing(item, shown, name)
    if not isinstance(tree, Mapping):
        return
    texts = {key for key, value in tree.items() if isinstance(value, Scalar)}
    if texts and set(tree) <= set(LANGUAGES) and name != "questions":
        lacking = [_NAMES[language] for language in LANGUAGES if language not in texts]
        if lacking:
            instead = "English" if "en" in texts else _NAMES[next(code for code in LANGUAGES if code in texts)]
            message = f"“{name}” is missing in {' and '.join(lacking)}: {instead} {_INSTEAD}"
            line = min(tree.key_lines.values())
            yield Warned(KIND, shown, line, message)
        return
    for key, value in tree.items():
        yield from _missing(value, shown, name if key in ("value", "versions") else key)


def phrases(subject: Subject) -> Iterator[Warned]:
    """Phrases that a language lacks, whose placeholders differ, or that hold figures of their own."""
    books = subject.knowledge.phrases
    own = [language for language in LANGUAGES if f"phrases/{language}.yaml" in subject.trees]
    yield from compared(books, own, "phrases")
    for language in own:
        counted = _number_words(subject, language)
        for key, phrase in books[language].phrases.items():
            figure = _figure(phrase, counted)
            if figure:
                message = f"{key}: “{figure}” is a figure in a phrase: figures come from facts, by a placeholder"
                yield _at("figure in a phrase", books[language].places[key], message)


def compared(books: Mapping_[Language, PhraseBook], own: Sequence_[Language], room: str) -> Iterator[Warned]:
    """Phrases of one kind, language by language.

    Args:
        books: the phrases that are used.
        own: the languages whose file stands in the folder that is checked.
        room: the folder of the files.
    """
    for key in sorted({key for book in books.values() for key in book.phrases}):
        used = {language: frozenset(placeholders(book[key])) for language, book in books.items() if key in book}
        usual = Counter(used.values()).most_common(1)[0][0]
        for language in own:
            if language not in used:
                yield _absent(key, language, books, room)
            elif used[language] != usual:
                yield _differing(key, books[language], used[language], usual)


def _absent(key: str, language: Language, books: Mapping_[Language, PhraseBook], room: str) -> Warned:
    other = next(book.places[key] for book in books.values() if key in book)
    message = f"the phrase “{key}” is missing: write it as in {other}; until then English is told"
    return Warned("phrase missing", f"{room}/{language}.yaml", 1, message)


def _differing(key: str, book: PhraseBook, own: frozenset[str], usual: frozenset[str]) -> Warned:
    lacking = [f"{{{{ {name} }}}} is missing" for name in sorted(usual - own)]
    extra = [f"{{{{ {name} }}}} stands only here" for name in sorted(own - usual)]
    message = f"{key}: the placeholders differ from the other languages: {', '.join(lacking + extra)}"
    return _at("placeholders differ", book.places[key], message)


def _at(kind: str, place: str, message: str) -> Warned:
    file, _, line = place.rpartition(":")
    return Warned(kind, file, int(line), message)


def _figure(phrase: Phrase, counted: re.Pattern[str] | None) -> str:
    """A digit or a number word outside the placeholders; empty where there is none."""
    for text in [phrase] if isinstance(phrase, str) else phrase.values():
        rest = PLACEHOLDER.sub(" ", text)
        match = re.search(r"\d+", rest) or (counted.search(rest) if counted else None)
        if match:
            return match.group()
    return ""


def _number_words(subject: Subject, language: Language) -> re.Pattern[str] | None:
    """The words for two and more; the word for one is an article as well."""
    lexicon = subject.knowledge.lexicon.get(language)
    first: dict[int, str] = {}
    for word, number in (lexicon.numbers if lexicon else {}).items():
        if number > 1 and " " not in word:
            first.setdefault(number, word)
    if not first:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, first.values()))})\b", re.IGNORECASE)
