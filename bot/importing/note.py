"""An information note as a list of blocks, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "text", "item", "row"]
Format = Literal["pdf", "docx", "html", "text"]


class UnreadableNote(Exception):
    """A file that no text can be read from; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where some words of a note lead."""

    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row.

    Attributes:
        kind: what it is.
        text: its words on one line; the cells of a row are joined by ``" | "``.
        level: of a heading: 1 is the highest, 9 that of a heading whose rank is not known.
        links: where its words lead.
        page: the page it stands on, where the format has pages.
        line: its line in a text, else its number among the note's blocks.
        cells: the cells of a row.
        header: the head of the table that the row belongs to.
        size: the size of its type relative to the note's usual one; 1 where it is not known.
        ordered: whether a list item is numbered.
        aside: whether it stands outside the note's own text (a running header, the foot of a page).
    """

    kind: Kind
    text: str
    level: int = 0
    links: tuple[Link, ...] = ()
    page: int | None = None
    line: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    size: float = 1.0
    ordered: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was read.

    Attributes:
        format: what the file holds, by its content.
        blocks: in reading order.
        title: what the file itself calls its title, if anything.
    """

    format: Format
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    title: str = ""
