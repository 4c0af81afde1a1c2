"""The blocks of a note with the section each belongs to, flat for searching, cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.importing.note import Block, Note
from bot.importing.vocabulary import Vocabulary, flat

HEAD = "head"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-ÝÉ¿¡“\"(])|\s[|•]\s")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|ms|mrs|dr|prof|sr|sra|mme|no|nr|approx|tel|st|fr|e\.g|i\.e|ref|art|ext)|\b[a-z])\.$"
)
_SHORT = 120
_LABELLED = frozenset(
    {"dates", "deadline", "costs", "language", "workload", "format", "place", "code", "application_link", "apply"}
    | {"contact", "certificate", "audience", "structure", "content", "selection"}
)
"""A line or row with such a label is a section of its own."""
_MARGINAL = frozenset({"practical", "dates", "deadline", "costs", "language", "workload", "format", "code"})
"""What a box beside the text may tell of the course."""
NO_LABELS = ("related", "questions")
_DEEPEST = 9


@dataclass(frozen=True)
class Passage:
    """One block with its surroundings.

    Attributes:
        block: the block.
        number: which of the note's passages it is.
        section: what its section is about; ``head`` before the first section, empty where it is not known.
        heading: the heading above it, as a source is written.
        own_heading: the last heading above it, known or not.
        place: where it stands, for people: page or line.
        labelled: whether its section is told by a label of its own.
    """

    block: Block
    number: int
    section: str
    heading: str
    own_heading: str
    place: str
    labelled: bool = False

    @property
    def value(self) -> str:
        """Its words without the label that names its section."""
        if not self.labelled:
            return self.text
        return " | ".join(self.block.cells[1:]) if self.block.cells else self.text.partition(":")[2].strip()

    @property
    def text(self) -> str:
        """Its words."""
        return self.block.text

    @cached_property
    def flat(self) -> str:
        """Its words as cues are looked for in them, position by position those of ``text``."""
        return flat(self.block.text)

    @property
    def is_short(self) -> bool:
        """Whether it is a line of a title page rather than running text."""
        return len(self.block.text) <= _SHORT

    def is_only(self, start: int, end: int) -> bool:
        """Whether its text holds hardly more than that part of it."""
        return len(re.findall(r"\w{3,}", f"{self.text[:start]} {self.text[end:]}")) <= 1

    @cached_property
    def context(self) -> str:
        """The flat heading above it and the head of its table."""
        return flat(" | ".join([self.own_heading, *self.block.header]))

    @cached_property
    def _borders(self) -> list[tuple[int, int]]:
        """Where one sentence ends and the next begins."""
        return [
            match.span()
            for match in _SENTENCE.finditer(self.text)
            if not _ABBREVIATION.search(self.flat[max(0, match.start() - 8) : match.start()])
        ]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The borders of the sentence around a part of the text."""
        first, last = 0, len(self.text)
        for stop, begin in self._borders:
            if begin <= start:
                first = begin
            elif stop >= end:
                last = stop
                break
        return first, last

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Each sentence with its position."""
        at = 0
        while at < len(self.text):
            _, end = self.sentence(at, at + 1)
            text = self.text[at:end].strip()
            if text:
                yield at, text
            at = end + 1
            while at < len(self.text) and self.text[at] in " |•":
                at += 1


def passages(note: Note, words: Vocabulary) -> list[Passage]:
    """The passages of a note: everything but its headings, and those too, each with its section."""
    head = "Head of the page" if note.format == "html" else "Title page"
    found: list[Passage] = []
    section, known_level, known, own = HEAD, 0, head, ""
    margin = "aside"
    titles: list[Block] = []
    for number, block in enumerate(note.blocks):
        if block.kind == "heading" and not block.aside:
            kind = words.section(block.text)
            is_title = section == HEAD and kind and _is_title_line(block, note.blocks[:number], kind)
            if not kind and (
                _can_be_told(block, titles, number) if section == HEAD else _is_as_high(block, known_level)
            ):
                kind = words.told_section(block.text)
            if kind and not is_title:
                section, known_level = kind, block.level
                known = own = title_case(block.text, words)
            elif block.level == 1 and not any(title.level == 1 for title in titles):
                section, known_level, known, own = HEAD, 0, head, ""
            elif section != HEAD:
                if block.level < _DEEPEST and block.level <= known_level:
                    section, known_level = "", block.level
                known = own = title_case(block.text, words)
            else:
                own = title_case(block.text, words) if titles else ""
            titles.append(block)
        here, source, labelled = section, known, False
        label = _label(block)
        named = words.section(label) if label else None
        if label and not named and label.endswith("?"):
            named = words.told_section(label)
        if named in _LABELLED and (section not in NO_LABELS or (section == "questions" and named == "contact")):
            here, source, labelled = str(named), title_case(label, words), True
        shown = f"page {block.page}" if block.page else f"line {block.line}" if note.format == "text" else ""
        place = shown or f"paragraph {block.line}"
        margin = _margin(block, margin, words) if block.aside else "aside"
        if block.aside:
            here = str(named) if margin != "aside" and named in _MARGINAL else margin
            source = "Page margin"
        found.append(Passage(block, number, here, source, own, place, labelled))
    return found


def _margin(block: Block, before: str, words: Vocabulary) -> str:
    """What a part of the margin is about: a box of key facts has a heading that says so, all else is aside."""
    if block.kind != "heading":
        return before
    kind = words.section(block.text) or words.told_section(block.text)
    return str(kind) if kind in _MARGINAL else "aside"


def _can_be_told(block: Block, titles: list[Block], number: int) -> bool:
    """Whether a heading below the title may open the first section: it asks, or is of a lower rank than the title."""
    if not titles:
        return number > 0 and block.level == _DEEPEST and not block.text.isupper()
    lower = block.level < _DEEPEST and block.level > min(title.level for title in titles)
    return lower or block.text.rstrip().endswith("?")


def _is_as_high(block: Block, known_level: int) -> bool:
    """Whether a heading is of the rank of the last known one: below it, it is a part of that section."""
    return block.level <= known_level


def _label(block: Block) -> str:
    """The words before the colon of a line, or the first cell of a row."""
    if block.cells:
        return block.cells[0] if len(block.cells) > 1 else ""
    label, colon, value = block.text.partition(":")
    return label if block.kind == "text" and colon and value.strip() and len(label) <= 45 else ""


def _is_title_line(block: Block, before: tuple[Block, ...], kind: str) -> bool:
    """A word such as “Programme” at the very top is no section yet."""
    return len(before) < 2 and kind in ("content", "about") and len(block.text.split()) < 2


def title_case(text: str, words: Vocabulary) -> str:
    """A heading as one would write it in a sentence: no shouting, no number, no colon."""
    text = re.sub(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,4}\.)\s+", "", " ".join(text.split())).strip(" :*#–-")
    letters = [sign for sign in text if sign.isalpha()]
    if (
        letters
        and sum(sign.isupper() for sign in letters) > 0.85 * len(letters)
        and (len(letters) > 4 or words.section(text))
    ):
        text = text[:1] + text[1:].lower()
    return text


def name_case(text: str, words: Vocabulary) -> str:
    """A title in capitals with capitals only where titles have them."""
    letters = [sign for sign in text if sign.isalpha()]
    if not letters or sum(sign.isupper() for sign in letters) < 0.85 * len(letters):
        return text
    parts = []
    for position, word in enumerate(text.split()):
        low = word.lower()
        short = len(word) <= 3 and low not in words.small and word.strip("()").isalpha()
        if word.startswith("(") or (short and word.isupper() and len(word) > 1):
            parts.append(word)
        elif position and low in words.small:
            parts.append(low)
        else:
            parts.append("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")))
    return " ".join(parts)
