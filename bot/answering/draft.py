"""A part of a reply while it is written: its blocks, the facts said so far, what was missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.answering.wording import Context, Slot, Wording
from bot.facts.course import Course
from bot.facts.fields import FieldOf
from bot.facts.values import Text
from bot.messages import Block, Bullets, Link, Outcome, Paragraph, Spans, Table, UsedFact

_SHORT_LIST = 2
_SHORT_TEXT = 70


@dataclass(slots=True)
class Draft:
    """Gathers what one part says.

    Attributes:
        outcome: how the request ended so far.
        contradiction: whether a contradiction of the note was told.
        contact_given: whether the address is in it already.
        invitation: the paragraph that only adds where to apply; not said where another part does.
    """

    context: Context
    course: Course | None = None
    past: bool = False
    blocks: list[Block] = field(default_factory=list)
    facts: list[UsedFact] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    outcome: Outcome = "answered"
    contradiction: bool = False
    contact_given: bool = False
    invitation: Block | None = None
    naming: bool = True
    about: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    words: Wording = field(init=False)

    def __post_init__(self) -> None:
        self.words = Wording(self.context)

    def say(self, key: str, count: int | None = None, /, **slots: Slot | str) -> None:
        """Add a paragraph from a phrase; without an address to give, the phrase for that case, or none."""
        email = slots.get("email")
        if isinstance(email, Slot) and not email.text:
            key = f"{key}_without"
            if not self.words.has(key):
                return
        spans, facts = self.words.spans(self._tense(key), count, **slots)
        if spans:
            self.blocks.append(Paragraph(spans))
        self.facts.extend(facts)

    def spans(self, key: str, count: int | None = None, /, **slots: Slot | str) -> Spans:
        """A phrase's spans, its facts noted, for bullets and tables."""
        spans, facts = self.words.spans(self._tense(key), count, **slots)
        self.facts.extend(facts)
        return spans

    def bullets(self, items: Iterable[Spans]) -> None:
        """Add a list."""
        listed = tuple(items)
        if listed:
            self.blocks.append(Bullets(listed))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Add a table."""
        colon = self.words.text("value.colon")
        self.blocks.append(Table(tuple(head), tuple(tuple(row) for row in rows), colon))

    def note(self, slot: Slot) -> str:
        """A slot's text, its facts noted."""
        self.facts.extend(slot.facts)
        return slot.text

    def _tense(self, key: str) -> str:
        return f"{key}_past" if self.past and self.words.has(f"{key}_past") else key

    # -- fields -------------------------------------------------------------------------------------------------

    def field(self, path: str, required: bool = True) -> bool:
        """Say a field of the course, whichever of the three kinds it is.

        Args:
            path: the field's path.
            required: whether leaving it out must be told; where not, a missing field is passed over.

        Returns:
            True where the note states it, also where it contradicts itself.
        """
        assert self.course is not None
        found = self.course.field(path)
        if found.left_out:
            if required:
                self.missing(path)
            return False
        if found.contradicted:
            self.contradict(path, found)
            return True
        version = found.versions[0]
        value = version.value
        if isinstance(value, list) and not path.endswith((".languages", "diplomas")):
            self._list(path, value)
            self.facts.append(self.words.fact(self.course, path, version))
        else:
            count = value if isinstance(value, int) else None
            slot = self.words.stated(self.course, path, version)
            self.say(f"field.{path}", count, value=slot)
        if version.remark is not None:
            self.remark(path, version.remark, version.source)
        return True

    def remark(self, path: str, remark: Text, source: str) -> None:
        """Add a caution that staff wrote beside a value."""
        text = remark.get(self.context.language)
        course = self.course.id if self.course else None
        self.facts.append(UsedFact(course, f"{path}.remark", text, source))
        self.blocks.append(Paragraph(self.words.spans("common.remark", text=text)[0]))

    def _list(self, path: str, values: list[Any]) -> None:
        texts = [self.words.said(item) for item in values]
        if len(texts) <= _SHORT_LIST and sum(map(len, texts)) <= _SHORT_TEXT * 2:
            self.say(f"field.{path}", len(texts), value=self.words.listing(texts))
            return
        self.say(f"field.{path}", len(texts), value="")
        self._trim()
        self.bullets(self.words.spans("common.item", text=text)[0] for text in texts)

    def _trim(self) -> None:
        """The line above a list ends with its colon."""
        block = self.blocks[-1]
        if isinstance(block, Paragraph) and block.spans:
            last = block.spans[-1]
            self.blocks[-1] = Paragraph((*block.spans[:-1], replace(last, text=last.text.rstrip(" .\u202f\u00a0"))))

    def contradict(self, path: str, found: FieldOf[Any]) -> None:
        """Tell every value the note gives, each with its place."""
        self.contradiction = True
        key = f"subject.{path}"
        self.say("common.contradiction", what=self.words.text(key) if self.words.has(key) else self.label(path))
        items = []
        for version in found.versions:
            slot = self.words.stated(self.course, path, version)
            value = (
                self.words.text(f"unit.{path}", _number(version.value), value=slot.text)
                if self.words.has(f"unit.{path}")
                else slot.text
            )
            items.append(
                self.spans(
                    "common.version",
                    value=Slot(value, slot.facts),
                    source=self.words.source(self.course, version.source),
                )
            )
        self.bullets(items)
        self.ask("common.ask_which")

    def missing(self, path: str) -> None:
        """Say that the note leaves a field out; the part is then ``unknown`` unless something else answers."""
        self.say("common.not_stated", what=self.label(path))
        self.outcome = "unknown"

    def label(self, path: str) -> str:
        """What a field is called in running text."""
        return self.words.text(f"label.{path}")

    def absorb(self, other: Draft) -> None:
        """Take over what another draft says."""
        self.blocks += other.blocks
        self.facts += other.facts
        self.links += other.links
        self.contradiction |= other.contradiction
        self.contact_given |= other.contact_given

    def ask(self, key: str = "common.ask") -> None:
        """Give the address, once a part."""
        if self.contact_given:
            return
        email = self.words.email()
        if email.text:
            self.say(key, email=email)
            self.contact_given = True


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
