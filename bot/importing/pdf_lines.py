"""The words of a PDF's pages put into lines, lines parted at wide gaps; which lines run on every page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.importing.note import Link
from bot.importing.text import BULLET

_GAP = 1.6
"""A gap of so many type sizes parts two cells or columns."""
PAGE_NUMBER = re.compile(
    r"^(?:page|página|pag\.?|p\.)?\s*[-–—]?\s*\d{1,3}\s*(?:(?:/|of|de|sur)\s*\d{1,3})?\s*[-–—]?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word; ``x0``, ``x1`` from the left and ``y`` (its baseline) and ``top`` from the bottom, in points."""

    text: str
    x0: float
    y: float
    x1: float
    top: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A place of a page that leads to an address."""

    address: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page."""

    number: int
    width: float
    height: float
    words: list[Word]
    targets: list[Target] = field(default_factory=list)


@dataclass(slots=True)
class Cell:
    """Words that stand close together on one line."""

    words: list[Word]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.words[-1].x1

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.words[0].y

    @property
    def size(self) -> float:
        """Its largest type size."""
        return max(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.words)


@dataclass(slots=True)
class Line:
    """What stands on one baseline: one cell, or several with gaps between them."""

    cells: list[Cell]
    page: int = 0
    right: float = 0.0
    links: list[Link] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(cell.text for cell in self.cells)

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.cells[0].y

    @property
    def size(self) -> float:
        """Its largest type size."""
        return max(cell.size for cell in self.cells)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(cell.bold for cell in self.cells)


def lines_of(page: Page) -> list[Line]:
    """The lines of a page from top to bottom, each parted where its gaps are wide."""
    rows: list[list[Word]] = []
    for word in sorted(page.words, key=lambda word: (-word.y, word.x0)):
        for row in rows[-4:]:
            if abs(row[0].y - word.y) < 0.35 * min(row[0].size, word.size):
                row.append(word)
                break
        else:
            rows.append([word])
    lines = []
    for row in rows:
        row.sort(key=lambda word: word.x0)
        cells = [Cell([row[0]])]
        for word in row[1:]:
            gap = word.x0 - cells[-1].x1
            is_bullet = len(cells[-1].text) <= 2 and BULLET.match(f"{cells[-1].text} ") is not None
            if gap > _GAP * word.size and not (is_bullet and gap < 6 * word.size):
                cells.append(Cell([word]))
            else:
                cells[-1].words.append(word)
        lines.append(Line(cells, page.number))
    return lines


def masked(text: str) -> str:
    """The words of a line, every number alike: running lines differ in page numbers only."""
    return re.sub(r"\d+", "#", text.lower()).strip()


def running(pages: list[Page], by_page: list[list[Line]]) -> set[tuple[int, int]]:
    """Headers and footers: near the edge of several pages with the same words, or a page number."""
    seen: Counter[str] = Counter()
    edges: list[tuple[Page, Line]] = []
    for page, lines in zip(pages, by_page, strict=True):
        near = [line for line in lines if line.y > 0.9 * page.height or line.y < 0.1 * page.height]
        edges += [(page, line) for line in near]
        seen.update({masked(line.text) for line in near})
    needed = max(2, (len(pages) + 1) // 2)
    return {
        (page.number, id(line))
        for page, line in edges
        if (len(pages) > 1 and seen[masked(line.text)] >= needed) or PAGE_NUMBER.match(line.text.strip())
    }


def attach(line: Line, page: Page) -> None:
    """The addresses that words of a line lead to."""
    for target in page.targets:
        words = [
            word.text
            for cell in line.cells
            for word in cell.words
            if target.x0 - 1 <= (word.x0 + word.x1) / 2 <= target.x1 + 1
            and target.y0 - 2 <= word.y + 0.3 * word.size <= target.y1 + 2
        ]
        if words:
            line.links.append(Link(target.address, " ".join(words)))
