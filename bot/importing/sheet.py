"""A note laid out for the finders: its passages with every date, amount and address in them, and what was used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.facts.knowledge import Knowledge
from bot.importing.amounts import AmountFinder, AmountMention
from bot.importing.dates import DateFinder, DateMention
from bot.importing.links import LinkMention, links_of
from bot.importing.note import Note
from bot.importing.passages import HEAD, Passage, passages
from bot.importing.vocabulary import Vocabulary
from bot.messages import Language
from bot.text import without_addresses

NO_FACTS = ("related", "questions")
"""Sections that speak of other courses or of nothing."""

MOST = 500
"""So many dates, amounts and addresses each are looked at; a note has a few dozen."""
Mention = DateMention | AmountMention | LinkMention


@dataclass
class Sheet:
    """Everything the finders look at.

    Attributes:
        note: what was read.
        words: the vocabulary.
        knowledge: the knowledge base, for the diplomas, refund rules and series it knows.
        language: the language the note is written in.
        beyond: dates, amounts and addresses after so many that no finder looks at them; they are only listed.
        used: for each mention that became part of a fact, the fact's path.
        year: the year of the course, once the dates are found.
        start: its first day, once the dates are found.
    """

    note: Note
    words: Vocabulary
    knowledge: Knowledge
    language: Language
    passages: list[Passage] = field(init=False)
    dates: list[tuple[Passage, DateMention]] = field(init=False)
    amounts: list[tuple[Passage, AmountMention]] = field(init=False)
    links: list[LinkMention] = field(init=False)
    beyond: list[tuple[Passage, Mention]] = field(init=False)
    used: dict[tuple[int, str, int], str] = field(default_factory=dict)
    year: int | None = None
    start: date | None = None

    def __post_init__(self) -> None:
        self.passages = passages(self.note, self.words)
        finder, money = DateFinder(self.words), AmountFinder(self.words)
        texts = [(passage, without_addresses(passage.text)) for passage in self.passages]
        dates = [(passage, mention) for passage, text in texts for mention in finder.find(text)]
        amounts = [(passage, mention) for passage, text in texts for mention in money.find(text)]
        links = [mention for passage in self.passages for mention in links_of(passage)]
        self.dates, self.amounts, self.links = dates[:MOST], amounts[:MOST], links[:MOST]
        self.beyond = [*dates[MOST:], *amounts[MOST:], *((link.passage, link) for link in links[MOST:])]

    def use(self, passage: Passage, mention: Mention, path: str) -> None:
        """Note that a mention became part of a fact."""
        self.used[_key(passage, mention)] = path

    def use_of(self, passage: Passage, mention: Mention) -> str | None:
        """The fact a mention became part of."""
        return self.used.get(_key(passage, mention))

    @cached_property
    def body(self) -> list[Passage]:
        """The passages that speak of this course."""
        return [p for p in self.passages if p.section not in NO_FACTS and p.section != "aside"]

    @cached_property
    def body_numbers(self) -> frozenset[int]:
        """The numbers of the passages that speak of this course."""
        return frozenset(passage.number for passage in self.body)

    def within(self, sections: Iterable[str]) -> list[Passage]:
        """The passages of some sections, in order."""
        wanted = set(sections)
        return [passage for passage in self.passages if passage.section in wanted]

    @cached_property
    def head(self) -> list[Passage]:
        """What stands before the first section."""
        return [passage for passage in self.passages if passage.section == HEAD]

    def sentences(self, passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
        """Each sentence of some passages, headings left out."""
        for passage in passages:
            if passage.block.kind != "heading":
                for _, sentence in passage.sentences():
                    yield passage, sentence


def _key(passage: Passage, mention: Mention) -> tuple[int, str, int]:
    kind = mention.target if isinstance(mention, LinkMention) else type(mention).__name__
    return passage.number, kind, mention.start
