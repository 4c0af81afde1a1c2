"""The words staff own: phrases of replies, example utterances, free questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, model_validator
from pydantic.json_schema import SkipJsonSchema

from bot.facts.document import Mapping, Scalar
from bot.facts.validate import nearest
from bot.facts.values import Count, Id, Model, Text, Word, Words
from bot.messages import LANGUAGES, Language

Topic = Literal[
    "dates", "deadline", "apply", "fees", "payment", "funding", "refunds", "requirements", "language", "format",
    "workload", "content", "certificate", "campus", "contact", "courses",
]  # fmt: skip
"""What can be asked about courses (CONTRACT, “Topics”)."""

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


def _anchored(value: Any) -> Any:
    """A one-word question is a list too; a bare text becomes a list of one."""
    return [value] if isinstance(value, str) else value


class Questions(Model):
    """Example questions by language."""

    en: Annotated[list[Words], BeforeValidator(_anchored)] = Field(default_factory=list)
    fr: Annotated[list[Words], BeforeValidator(_anchored)] = Field(default_factory=list)
    es: Annotated[list[Words], BeforeValidator(_anchored)] = Field(default_factory=list)

    def pairs(self) -> list[tuple[Language, str]]:
        """Every question with its language."""
        return [(language, question) for language in LANGUAGES for question in getattr(self, language)]

    @model_validator(mode="after")
    def _at_least_one(self) -> Questions:
        if not self.pairs():
            raise ValueError("at least one example question in one language is needed")
        return self


class AnswerText(Model):
    """An answer in at least one language."""

    en: Words | None = None
    fr: Words | None = None
    es: Words | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> AnswerText:
        if not (self.en or self.fr or self.es):
            raise ValueError("an answer in at least one language is needed")
        return self

    def get(self, language: Language) -> tuple[str, Language]:
        """The answer and the language it is in: the one asked for, else English, else what there is."""
        for candidate in (language, *LANGUAGES):
            text = getattr(self, candidate)
            if text:
                return text, candidate
        raise LookupError("no answer")

    def missing(self) -> list[Language]:
        """The languages without an answer."""
        return [language for language in LANGUAGES if not getattr(self, language)]


class FaqEntry(Model):
    """A free question with its answer (CONTRACT, “Free questions and answers”).

    ``topic`` is the one it belongs to, if any: a reply made of the entry covers that topic too.
    """

    id: Id
    topic: Topic | None = None
    questions: Questions
    answer: AnswerText
    courses: list[Id] | None = None
    outcome: Literal["answered", "handoff", "unknown"] = "answered"
    source: Words | None = None
    field: Words | None = None
    also: list[Words] = Field(default_factory=list)
    place: SkipJsonSchema[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _located(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            return {**data, "place": f"{data.file}:{data.line}"}
        return data


class FaqFile(RootModel[list[FaqEntry]]):
    """A file of FAQ entries."""


class TopicFile(Model):
    """Example utterances of one topic in one language, by facet."""

    topic: Word
    examples: dict[str, list[Words]]


class OtherLanguages(RootModel[dict[str, list[Words]]]):
    """Sentences in languages the assistant does not speak, so that it knows them when it sees them."""


class ConceptFile(RootModel[dict[str, list[Words]]]):
    """Concepts of one language: name → words and phrases that mean it."""


class ImpliesFile(RootModel[dict[str, Words]]):
    """What a concept most likely asks: concept → ``topic.facet`` or ``faq:<id>``."""


Terms = Annotated[list[Words], BeforeValidator(_anchored)]


class Lexicon(Model):
    """Small words of one language: how courses, dates, greetings and closings are written in messages."""

    stopwords: Terms
    connectors: Terms
    closings: Terms
    formulas: Terms
    greetings: Terms
    acknowledgements: Terms
    course_nouns: Terms
    about: Terms
    numbers: dict[str, Count]
    ordinals: dict[str, int]
    today: Terms
    tomorrow: Terms
    day_after_tomorrow: Terms
    yesterday: Terms
    past: Terms
    present: Terms
    next_week: Terms
    next_month: Terms
    this_year: Terms
    next_year: Terms
    last_year: Terms
    units: dict[str, Count]
    before: Terms
    after: Terms
    ago: Terms
    within: Terms
    not_this: Terms
    contrasts: Terms
    yes: Terms
    institutions: Terms
    fillers: Terms
    asking: Terms
    question_words: Terms
    copulas: Terms
    announcing: Terms
    speaking: Terms
    hindering: Terms
    of: Terms
    follow: Terms
    eve: Terms
    pronouns: Terms
    relatives: Terms
    indefinite: Terms
    held: Terms
    of_oneself: Terms
    origins: Terms
    contracted: Terms
    general: Terms
    other: Terms
    both: Terms
    corrections: Terms
    another: Terms
    pointing: Terms
    strongly_about: Terms
    conditions: Terms
    reasons: Terms
    begins: Terms
    asking_verbs: Terms
    themes: dict[str, Terms]
    abbreviations: dict[str, Words]


class ByLanguage(Model):
    """Terms of each language."""

    en: Terms = Field(default_factory=list)
    fr: Terms = Field(default_factory=list)
    es: Terms = Field(default_factory=list)

    def all(self) -> list[str]:
        """The terms of every language."""
        return [*self.en, *self.fr, *self.es]


class PersonalWords(Model):
    """Words beside which something personal stands, and such as only look so."""

    names: ByLanguage = Field(default_factory=ByLanguage)
    phones: ByLanguage = Field(default_factory=ByLanguage)
    documents: ByLanguage = Field(default_factory=ByLanguage)
    between: Terms = Field(default_factory=list)
    particles: Terms = Field(default_factory=list)
    money: Terms = Field(default_factory=list)


Phrase = str | dict[str, str]


class PhraseBook:
    """All phrases of one language by dotted key.

    A phrase is a text with ``{{ placeholders }}`` and ``**bold**``, or one text for each plural category of the
    language (CLDR: one, many, other), chosen by the number ``n``.
    """

    def __init__(self, phrases: dict[str, Phrase], places: dict[str, str] | None = None) -> None:
        self.phrases = phrases
        self.places = places or {}

    def __contains__(self, key: str) -> bool:
        return key in self.phrases

    def __getitem__(self, key: str) -> Phrase:
        return self.phrases[key]

    def text(self, key: str) -> str:
        """A phrase without plural forms; KeyError names the key."""
        phrase = self.phrases[key]
        return phrase if isinstance(phrase, str) else phrase["other"]

    @classmethod
    def flatten(cls, tree: Any) -> PhraseBook:
        """A nested block of phrases with dotted keys, plural forms kept together."""
        flat: dict[str, Phrase] = {}
        places: dict[str, str] = {}

        def visit(node: Any, prefix: str) -> None:
            for key, value in node.items():
                path = f"{prefix}{key}"
                if isinstance(value, dict) and not (set(value) <= PLURALS and "other" in value):
                    visit(value, f"{path}.")
                    continue
                line = node.key_lines.get(key, 1) if isinstance(node, Mapping) else 1
                places[path] = f"{getattr(node, 'file', '')}:{line}"
                plural = isinstance(value, dict)
                flat[path] = {k: str(v or "") for k, v in value.items()} if plural else str(value or "")

        visit(tree, "")
        return cls(flat, places)


def placeholders(phrase: Phrase) -> set[str]:
    """The names of a phrase's placeholders."""
    texts = [phrase] if isinstance(phrase, str) else list(phrase.values())
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def strangers(book: PhraseBook, base: PhraseBook) -> Iterator[tuple[str, str]]:
    """Phrases and placeholders that the assistant does not know: ``(place, message)`` each.

    Args:
        book: a folder's own phrases.
        base: the shipped ones.
    """
    for key, place in book.places.items():
        if key not in base:
            yield place, f"“{key}” is no phrase the assistant uses{nearest(key, base.phrases)}"
            continue
        known = placeholders(base[key])
        for name in sorted(placeholders(book[key]) - known):
            hint = nearest(name, known) or (f": only {', '.join(sorted(known))} can stand here" if known else "")
            yield place, f"there is no placeholder “{name}” in this phrase{hint}"


def unsayable(tree: Mapping) -> list[tuple[int, str]]:
    """What in a file of phrases is no phrase: ``(line, message)`` each."""
    found: list[tuple[int, str]] = []
    for key, value in tree.items():
        line = tree.key_lines[key]
        if isinstance(value, Mapping):
            found += unsayable(value)
        elif value is None:
            found.append((line, f'{key}: the phrase is missing: write it in "quotes", or delete the line'))
        elif not isinstance(value, Scalar):
            found.append((line, f'{key}: one text is expected here, in "quotes", not a list'))
        elif value.looks_like:
            message = f'“{value}” without quotes is {value.looks_like} in YAML, not a text: write "{value}"'
            found.append((line, f"{key}: {message}"))
        elif unclosed(value):
            found.append((value.line, f"{key}: {UNCLOSED}"))
    return found


def unclosed(text: str) -> bool:
    """Whether double braces are left that make no placeholder."""
    rest = PLACEHOLDER.sub("", text)
    return "{{" in rest or "}}" in rest


UNCLOSED = "a placeholder is not written whole: it begins with {{ and ends with }}, like {{ contact.email }}"

__all__ = ["AnswerText", "FaqEntry", "FaqFile", "OtherLanguages", "PhraseBook", "Questions", "Text", "TopicFile"]
