"""Masking as a whole: what the knowledge base knows stays, what belongs to the sender goes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from bot.facts.knowledge import Knowledge
from bot.facts.words import PersonalWords
from bot.masking.names import Names, Vocabulary
from bot.masking.numbers import Numbers
from bot.masking.sheet import MAIL, Sheet, alternatives
from bot.text import fold, words

_SIGN = r"[^\s<>()\[\],;:\"«¿¡@\x00]"
_PLAIN_ADDRESS = re.compile(rf"(?<!{_SIGN}){_SIGN}++@{_SIGN}{{1,255}}\.{_SIGN}{{0,62}}\w")
_SPELT_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s?[(\[{]\s?(?:at|arroba|arobase|@)\s?[)\]}]\s?[\w.-]++", re.IGNORECASE
)
_OURS = re.compile(r"https?://[^\s<>\"']+[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d \-()]{6,}\d")
_OFTEN = 8
_LOWER = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-Þ]+(?!\w)")


class Masking:
    """Masks texts; without knowledge by shapes alone.

    Args:
        personal: the words that tell of something personal.
        vocabulary: words that need not be names.
        codes: codes of courses.
        kept: addresses and links that are ours.
    """

    def __init__(
        self,
        personal: PersonalWords | None = None,
        vocabulary: Vocabulary | None = None,
        codes: Iterable[str] = (),
        kept: Iterable[str] = (),
    ) -> None:
        self._numbers = Numbers(personal, frozenset(codes))
        self._names = Names(personal, vocabulary or Vocabulary())
        self._kept = re.compile(rf"(?<![\w.+@-])(?:{alternatives(map(fold, kept))})(?![\w@-]|\.\w)")

    @classmethod
    def of(cls, knowledge: Knowledge, addresses: Iterable[str] = ()) -> Masking:
        """The masking that knows a knowledge base.

        Args:
            knowledge: its codes, links, addresses and words are not a person's.
            addresses: further mail addresses of ours.
        """
        courses = knowledge.courses.values()
        codes = [version.value for course in courses for version in course.code.versions]
        return cls(knowledge.personal, _vocabulary(knowledge), codes, {*addresses, *_ours(knowledge)})

    def mask(self, text: str, names: Iterable[str] = ()) -> str:
        """A text without what belongs to a person.

        Args:
            text: what somebody wrote.
            names: what they are called, as far as it is known.

        Returns:
            The text (Unicode NFC) with ``[e-mail]``, ``[phone]``, ``[number]`` and ``[name]`` in their places.
        """
        sheet = Sheet(unicodedata.normalize("NFC", text))
        sheet.find(self._kept, None, folded=True)
        sheet.find(_PLAIN_ADDRESS, MAIL)
        sheet.find(_SPELT_ADDRESS, MAIL)
        self._numbers.mask(sheet)
        self._names.mask(sheet, names)
        return sheet.masked()


class CurrentMasking:
    """The masking for the knowledge of the moment, made anew where that has changed.

    Args:
        knowledge: gives the knowledge that is live.
        addresses: further mail addresses of ours.
    """

    def __init__(self, knowledge: Callable[[], Knowledge], addresses: Iterable[str]) -> None:
        self._knowledge, self._addresses = knowledge, tuple(addresses)
        self._made_of: Knowledge | None = None
        self._masking = Masking()

    def __call__(self) -> Masking:
        """The masking to use now."""
        knowledge = self._knowledge()
        if knowledge is not self._made_of:
            self._masking, self._made_of = Masking.of(knowledge, self._addresses), knowledge
        return self._masking


def _ours(knowledge: Knowledge) -> set[str]:
    """Every mail and web address and phone number that the knowledge base states."""
    blocks = (*knowledge.courses.values(), knowledge.contact, knowledge.campus)
    return {piece for block in blocks for text in _texts(block) for piece in _OURS.findall(text)}


def _texts(value: Any) -> Iterator[str]:
    """Every text of a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from _texts(value.model_dump(mode="json"))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _vocabulary(knowledge: Knowledge) -> Vocabulary:
    named: list[Any] = [knowledge.contact, knowledge.campus, *knowledge.series.values(), *knowledge.diplomas.values()]
    for course in knowledge.courses.values():
        named += [course.name, course.short, course.aliases, course.title]
    courses = {word for block in named for text in _texts(block) for word in words(text)}
    asked = [text for languages in knowledge.examples.values() for texts in languages.values() for text in texts]
    asked += [text for entry in knowledge.faq.values() for _, text in entry.questions.pairs()]
    # a name in an example begins with a capital letter, mostly; what is often written small is none
    counts = Counter(word for text in asked for word in {fold(word) for word in _LOWER.findall(text)})
    closings = frozenset(term for lexicon in knowledge.lexicon.values() for term in lexicon.closings)
    common = {word for word, count in counts.items() if count >= _OFTEN}
    for lexicon in knowledge.lexicon.values():
        for terms in (lexicon.stopwords, lexicon.closings, lexicon.institutions, lexicon.question_words):
            common |= {word for term in terms for word in words(term)}
    return Vocabulary(frozenset(courses), frozenset(common), closings)
