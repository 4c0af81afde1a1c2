"""A saved course page, or what a DOCX file turns into: HTML to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from bot.importing.note import Block, Link, UnreadableNote
from bot.importing.text import BULLET, UNKNOWN_LEVEL, is_button

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "select", "video", "audio"})
_ASIDE = frozenset({"nav", "aside", "footer"})
_MARGIN = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|cc|breadcrumbs?|crumbs|skip|menu|navbar|nav|newsletter|share|social|lang-switch(?:er)?|language-switch(?:er)?)"
    r"(?:$|[\s_-])"
)
"""Words in the class or name of an element that stands beside the page's own text."""
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "main", "li", "ul", "ol", "table", "tr", "td", "th", "dl", "dt", "dd",
     "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "form", "fieldset", "figure", "figcaption", "address", "nav",
     "aside", "footer", "body", "blockquote", "pre", "tbody", "thead", "tfoot", "details", "summary", "caption",
     "center", "button"}
)  # fmt: skip
_MOST_DEEP = 300
_MOST_PARAGRAPHS = 4


def blocks_of(page: str) -> tuple[list[Block], str]:
    """The blocks of a page and its own title.

    Raises:
        UnreadableNote: where there is no page.
    """
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableNote("the page is empty: open the course page in a browser and save it again") from error
    where = _own_address(tree, page)
    if where:
        tree.make_links_absolute(where, handle_failures="ignore")
    title = " ".join((tree.findtext(".//title") or "").split())
    reader = _Reader()
    body = tree.find("body")
    reader.walk(tree if body is None else body, 0)
    reader.close()
    return [replace(block, line=number) for number, block in enumerate(reader.blocks, 1)], title


def _own_address(tree: Any, page: str) -> str:
    """Where a saved page came from, if it says so: its links may be relative to that."""
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content", "//base/@href"):
        found = [address for address in tree.xpath(path) if str(address).startswith("http")]
        if found:
            return str(found[0])
    saved = re.search(r"saved from url=\(\d+\)(\S+)", page[:2000])
    return saved[1] if saved else ""


class _Reader:
    """Walks the page and gathers inline text until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.links: list[Link] = []
        self.bold = 0
        self.bold_signs = 0
        self.kind: Any = "text"
        self.level = 0
        self.aside = 0
        self.ordered = False

    def close(self) -> None:
        """End the block that is open."""
        text = " ".join("".join(self.text).split())
        if text:
            kind, level = self.kind, self.level
            signs = sum(not sign.isspace() for sign in text)
            ordered = kind == "item" and self.ordered
            block = Block(kind, text, level, tuple(self.links), ordered=ordered, aside=self.aside > 0)
            if kind == "text" and BULLET.match(text) and len(text) > 3 and not text[0].isalnum():
                block = replace(block, kind="item", text=BULLET.sub("", text, count=1))
            elif is_button(block):
                pass
            elif kind == "text" and len(text) <= 90 and self.bold_signs >= signs and not re.search(r"[.;,]$|:\s", text):
                block = replace(block, kind="heading", level=UNKNOWN_LEVEL)
            self.blocks.append(block)
        self.text, self.links, self.bold_signs = [], [], 0

    def add(self, text: str | None) -> None:
        if text:
            self.text.append(text)
            if self.bold:
                self.bold_signs += sum(not sign.isspace() for sign in text)

    def walk(self, node: Any, depth: int) -> None:
        """One element with all it holds."""
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag or tag in _SKIPPED or depth > _MOST_DEEP or _hidden(node):
            return
        if tag == "table" and _is_data(node):
            self.close()
            self.table(node)
            return
        if tag == "dl":
            self.close()
            self.pairs(node)
            return
        block = tag in _BLOCKS
        if block:
            self.close()
        before = (self.kind, self.level)
        beside = tag in _ASIDE or _is_beside(node)
        self.aside += beside
        strong = tag in ("b", "strong")
        self.bold += strong
        before_order = self.ordered
        if tag in ("ul", "ol"):
            self.ordered = tag == "ol"
        if tag == "li":
            self.kind, self.level = "item", 0
        elif re.fullmatch(r"h[1-6]", tag):
            self.kind, self.level = "heading", int(tag[1])
        elif tag in ("div", "section", "p", "td") and self.kind == "heading":
            self.kind, self.level = "text", 0
        self.add(node.text)
        for child in node:
            self.walk(child, depth + 1)
            self.add(child.tail)
        if tag == "a" and (node.get("href") or "").strip():
            self.links.append(Link(node.get("href").strip(), " ".join(_text(node).split())))
        if block:
            self.close()
        self.bold -= strong
        self.aside -= beside
        self.kind, self.level = before
        self.ordered = before_order

    def table(self, node: Any) -> None:
        """Each row with the head of its table."""
        header: tuple[str, ...] = ()
        for row in _rows(node):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            inner = [table for cell in cells for table in cell.iter("table")]
            if inner:
                own = tuple(text for cell in cells if (text := " ".join(_text(cell, deep=False).split())))
                if own:
                    self.row(own, list(_links(row)), header, apart=True)
                for table in inner:
                    if next(table.iterancestors("table")) is node:
                        self.table(table)
                continue
            texts = tuple(" ".join(_text(cell).split()) for cell in cells)
            if not any(texts):
                continue
            if not header and len(cells) > 1 and _is_head(node, row, cells):
                header = texts
                if not any(sign.isdigit() for sign in "".join(texts)):
                    continue
            filled = tuple(text for text in texts if text)
            lines = _lines(cells[1]) if len(cells) == 2 and texts[0] else []
            for parts in [(texts[0], line) for line in lines] if len(lines) > 1 else [filled]:
                self.row(parts, list(_links(row)), header, apart=len(lines) > 1)

    def row(self, cells: tuple[str, ...], links: list[Link], header: tuple[str, ...] = (), *, apart: bool) -> None:
        """A row; where its lines are rows of their own, each keeps the links that stand in it."""
        text = " | ".join(cells)
        kept = tuple(link for link in links if link.text in text) if apart else tuple(links)
        self.blocks.append(Block("row", text, links=kept, cells=cells, header=header, aside=self.aside > 0))

    def pairs(self, node: Any) -> None:
        """A list of terms and what they mean: a row each."""
        terms: list[str] = []
        links: list[Link] = []
        for child in node.iter("dt", "dd"):
            lines = _lines(child)
            if child.tag == "dt":
                terms, links = [" ".join(lines)], list(_links(child))
                continue
            for line in lines:
                cells = (*[term for term in terms if term], line)
                self.row(cells, [*links, *_links(child)], apart=len(lines) > 1)


def _text(node: Any, *, deep: bool = True) -> str:
    """The text of an element; what stands in blocks of their own is parted by a blank.

    Args:
        node: the element.
        deep: whether tables in it belong to it.
    """
    parts: list[str] = []

    def gather(part: Any) -> None:
        if not isinstance(part.tag, str) or part.tag in _SKIPPED or (part.tag == "table" and not deep):
            return
        parts.append(" " if part.tag in _BLOCKS else "")
        parts.append(part.text or "")
        for child in part:
            gather(child)
            parts.append(child.tail or "")
        parts.append(" " if part.tag in _BLOCKS else "")

    gather(node)
    return "".join(parts)


def _lines(node: Any) -> list[str]:
    """The lines of an element, parted where a line, paragraph or list item ends."""
    lines = [""]

    def gather(part: Any) -> None:
        if not isinstance(part.tag, str) or part.tag in _SKIPPED:
            return
        if part.tag in ("br", "li", "p", "div"):
            lines.append("")
        lines[-1] += part.text or ""
        for child in part:
            gather(child)
            lines[-1] += child.tail or ""
        if part.tag in ("li", "p", "div"):
            lines.append("")

    gather(node)
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _rows(table: Any) -> list[Any]:
    """The rows of a table without those of the tables in it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _links(node: Any) -> Iterator[Link]:
    for anchor in node.iter("a"):
        if (anchor.get("href") or "").strip():
            yield Link(anchor.get("href").strip(), " ".join(_text(anchor).split()))


def _is_head(table: Any, row: Any, cells: list[Any]) -> bool:
    """Whether a row is the head of its table: marked so, or the only one without figures, on top."""
    if all(cell.tag == "th" or _is_bold(cell) for cell in cells):
        return True
    rows = _rows(table)
    figures = [any(sign.isdigit() for sign in "".join(other.itertext())) for other in rows]
    return row is rows[0] and len(cells) > 2 and not figures[0] and len(rows) > 1 and all(figures[1:])


def _is_bold(cell: Any) -> bool:
    text = "".join(cell.itertext()).strip()
    bold = "".join("".join(part.itertext()) for part in cell.iter("b", "strong")).strip()
    return bool(text) and text == bold


def _is_data(table: Any) -> bool:
    """A table of short cells, not one that lays out a page."""
    rows = _rows(table)
    if len(rows) < 1 or any(not _is_data(inner) for inner in table.iterfind(".//table")):
        return False
    if any(_holds_text(cell) for cell in table.iter("td", "th")):
        return False
    widest = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    longest = max((len("".join(cell.itertext())) for cell in table.iter("td", "th")), default=0)
    return widest > 1 and longest < 600 and table.find(".//h2") is None and table.find(".//h1") is None


def _holds_text(cell: Any) -> bool:
    """Whether a cell holds a part of the page rather than a value: a list, headings, several paragraphs."""
    parts = [part for part in cell.iter("p") if "".join(part.itertext()).strip()]
    apart = any(cell.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3"))
    return apart or (len(parts) > 1 and cell.find(".//ul") is not None) or len(parts) > _MOST_PARAGRAPHS


def _is_beside(node: Any) -> bool:
    named = f"{node.get('class') or ''} {node.get('id') or ''}".lower()
    return node.tag not in ("body", "main", "article", "h1", "html") and _MARGIN.search(named) is not None


def _hidden(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or node.get("hidden") is not None
