"""What comes in and what goes out: the types every channel and the core share.

Nothing here knows a channel's manners. A reply is made of parts (one for each request of the message), a part of
blocks (paragraph, bullets, table), a block of spans; Telegram renders them as HTML, mail as text and HTML, the
terminal as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["en", "fr", "es"]
ReplyLanguage = Literal["en", "fr", "es", "other"]
Channel = Literal["telegram", "email", "terminal"]
Outcome = Literal["handoff", "clarify", "partial", "unknown", "answered", "smalltalk", "out_of_scope"]

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)

LANGUAGES: tuple[Language, ...] = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class Message:
    """A question as it came in.

    Args:
        text: what the person wrote, without quotes or signatures a channel could set aside.
        today: the date in Turin (Europe/Rome) the answer is for.
        channel: where it came from; mail gets tables where a chat gets buttons.
        language_hint: the client's language (BCP 47, e.g. ``fr-CA``), only used where the text does not tell.
    """

    text: str
    today: date
    channel: Channel = "telegram"
    language_hint: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; ``href`` makes it a link."""

    text: str
    bold: bool = False
    href: str | None = None


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, an item a line."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table; the first column names the row, ``colon`` is how the language sets one."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    colon: str = ": "


Block = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A value that stands in a reply, with where it comes from.

    ``course`` is a course id or None for what holds for all; ``field`` the field's path (``fee.total``) or
    ``faq:<id>``; ``value`` as text the way a program reads it (ISO dates, ``2720 EUR``); ``source`` the note and
    section, ``staff: <who>, <date>`` or ``computed from …``; ``place`` the ``file:line`` it is written at.
    """

    course: str | None
    field: str
    value: str
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address worth a button: ``kind`` is ``apply``, ``website`` or ``mail``."""

    label: str
    url: str
    kind: Literal["apply", "website", "mail"] = "apply"


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one request: what it is about, how it ended, and what is said."""

    topic: str
    courses: tuple[str, ...]
    outcome: Outcome
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished reply.

    Attributes:
        outcome: one of the contract's seven, the first in its order among the parts.
        language: the language it is written in; ``other`` for the short trilingual one.
        parts: one for each request, in the order of the message.
        topics: what was understood, best first; ``faq:<id>`` for an entry of the FAQ.
        courses: ids of the courses the reply speaks of.
        facts: every value in the text.
        links: addresses a channel may show as buttons; none after a deadline.
        choices: texts which, sent back, choose: the courses of a ``clarify``, or at most three next steps.
        confidence: 0 to 1, the estimated probability that the request was understood.
        contradiction: True where a contradiction of the notes is told.
        offered: ids of the courses told side by side, in their order.
    """

    outcome: Outcome
    language: ReplyLanguage
    parts: tuple[Part, ...]
    topics: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    facts: tuple[UsedFact, ...] = ()
    links: tuple[Link, ...] = ()
    choices: tuple[str, ...] = ()
    confidence: float = 0.0
    contradiction: bool = False
    offered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The reply as plain text, parts separated by a blank line."""
        return plain_text(self)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said before in one conversation; a value that channels keep and hand back.

    Attributes:
        language: the language of the last reply.
        courses: the courses last spoken of, newest first request.
        topics: the requests last answered, ids as in ``Reply.topics``.
        choices: what was offered last, as ``(text, what it stands for)`` pairs.
        pending: requests that wait for a course to be chosen.
        day: the date last spoken of (a cancellation day), ISO.
        offered: the courses last told side by side, in their order.
    """

    language: Language | None = None
    courses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    day: str | None = None
    offered: tuple[str, ...] = ()
    turns: int = field(default=0)


def styled(text: str) -> Spans:
    """``**bold**`` markup as spans."""
    spans: list[Span] = []
    position = 0
    for match in _BOLD.finditer(text):
        if match.start() > position:
            spans.append(Span(text[position : match.start()]))
        spans.append(Span(match[1], bold=True))
        position = match.end()
    if position < len(text):
        spans.append(Span(text[position:]))
    return tuple(spans)


def span_text(spans: Iterable[Span]) -> str:
    """The spans' text without styles."""
    return "".join(span.text for span in spans)


def block_text(block: Block) -> str:
    """One block as plain text; a table as ``row: cell · cell`` lines."""
    if isinstance(block, Paragraph):
        return span_text(block.spans)
    if isinstance(block, Bullets):
        return "\n".join(f"- {span_text(item)}" for item in block.items)
    lines = []
    for row in block.rows:
        cells = [
            f"{head}{block.colon}{cell}" if head else cell for head, cell in zip(block.head[1:], row[1:], strict=False)
        ]
        lines.append(f"- {row[0]} — " + " · ".join(cells) if cells else f"- {row[0]}")
    return "\n".join(lines)


def plain_text(reply: Reply) -> str:
    """The reply as plain text: headings only where there are several parts."""
    chunks = []
    for part in reply.parts:
        blocks = "\n".join(block_text(block) for block in part.blocks)
        chunks.append(f"{part.heading}\n{blocks}" if part.heading and len(reply.parts) > 1 else blocks)
    return "\n\n".join(chunk for chunk in chunks if chunk)
