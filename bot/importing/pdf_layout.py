"""From lines to blocks: paragraphs, headings by size and weight, list items, table rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from statistics import median

from bot.importing.note import Block
from bot.importing.pdf_columns import bands
from bot.importing.pdf_lines import PAGE_NUMBER, Line, Page, attach, lines_of, masked, running
from bot.importing.text import BULLET, LABEL, ORDERED, is_capitals, is_link_over

_END = re.compile(r"[.;:!?…]$")


def blocks(pages: list[Page]) -> list[Block]:
    """The blocks of a document, in reading order."""
    usual = _usual_size(pages)
    by_page = [lines_of(page) for page in pages]
    repeated = running(pages, by_page)
    sizes = sorted({round(line.size) for lines in by_page for line in lines if line.size > 1.12 * usual}, reverse=True)
    found: list[Block] = []
    aside: dict[str, Block] = {}
    for page, lines in zip(pages, by_page, strict=True):
        kept = []
        for line in lines:
            attach(line, page)
            key = masked(line.text)
            if (page.number, id(line)) in repeated:
                if not PAGE_NUMBER.match(line.text.strip()):
                    aside.setdefault(
                        key, Block("text", line.text, page=page.number, links=tuple(line.links), aside=True)
                    )
            else:
                kept.append(line)
        found += _of_page(kept, page.number, usual, sizes)
    numbered = [*_joined(found), *aside.values()]
    return [replace(block, line=number) for number, block in enumerate(numbered, 1)]


def _usual_size(pages: list[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for word in page.words:
            sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _of_page(lines: list[Line], page: int, usual: float, sizes: list[int]) -> list[Block]:
    found: list[Block] = []
    for band in bands(lines):
        found += _paragraphs(band, page, usual, sizes)
    return found


def _paragraphs(lines: list[Line], page: int, usual: float, sizes: list[int]) -> list[Block]:
    """The blocks of one column: what belongs together by size, distance, signs and length."""
    found: list[Block] = []
    right = max(line.cells[-1].x1 for line in lines)
    left = min(line.cells[0].x0 for line in lines)
    steps = [above.y - below.y for above, below in pairwise(lines) if above.y > below.y]
    usual_step = median(steps) if steps else 1.2 * usual
    before: Line | None = None
    for line in lines:
        step = before.y - line.y if before else 0.0
        near = before is not None and 0 < step <= 1.35 * max(min(usual_step, 1.6 * line.size), 1.15 * line.size)
        last = found[-1] if found else None
        text = line.text.strip()
        if len(line.cells) > 1:
            cells = tuple(cell.text for cell in line.cells)
            found.append(Block("row", " | ".join(cells), links=tuple(line.links), page=page, cells=cells))
        elif last and last.kind == "row" and near and before and _hangs(line, before) and len(last.cells) > 1:
            cells = (*last.cells[:-1], f"{last.cells[-1]} {text}")
            found[-1] = Block(
                "row", " | ".join(cells), links=(*last.links, *line.links), page=page, cells=cells, header=last.header
            )
        else:
            level = _level(line, usual, sizes)
            same = before is not None and abs(before.size - line.size) < 0.6 and before.bold == line.bold
            if BULLET.match(text) and not level:
                item = _block("item", BULLET.sub("", text, count=1), line, page, usual)
                found.append(replace(item, ordered=ORDERED.match(text) is not None))
            elif (
                last
                and near
                and level
                and last.kind == "heading"
                and same
                and last.level == level
                and is_capitals(last.text) == is_capitals(text)
                and (line.size > 1.12 * usual or (before and before.cells[0].x1 > left + 0.75 * (right - left)))
                and not re.search(r"\d{4}$", last.text)
                and not re.search(r"\d{4}", text)
            ):
                found[-1] = _more(last, line)
            elif level:
                found.append(_block("heading", text, line, page, usual, level))
            elif last and near and last.kind in ("text", "item") and before and _flows(before, line, last, left, right):
                found[-1] = _more(last, line)
            else:
                found.append(_block("text", text, line, page, usual))
        before = line
    return _with_headers(found)


def _hangs(line: Line, before: Line) -> bool:
    """Whether a line stands below the last cell of a row."""
    return line.cells[0].x0 >= before.cells[-1].x0 - 3 and line.cells[0].x0 > before.cells[0].x1


def _flows(before: Line, line: Line, last: Block, left: float, right: float) -> bool:
    """Whether a line goes on with the paragraph before it."""
    text, end = line.text.strip(), before.cells[-1].x1
    if is_link_over(before.text, text):
        return True
    if abs(before.size - line.size) > 1.0:
        return False
    full = end > left + 0.78 * (right - left)
    if full and text[:1].islower() and not _END.search(before.text.strip()):
        return True
    if LABEL.match(text) and last.kind != "item":
        return False
    if last.kind == "item":
        return (
            line.cells[0].x0 > before.cells[0].x0 + 2
            or (full and not text[:1].isupper())
            or (line.cells[0].x0 >= before.cells[0].x0 - 1 and full and not _END.search(before.text.strip()))
        )
    if LABEL.match(before.text.strip()) and not full:
        return False
    return full or (text[:1].islower() and not _END.search(before.text.strip()))


def _level(line: Line, usual: float, sizes: list[int]) -> int:
    """The level of a heading; 0 where the line is none."""
    text = line.text.strip()
    if len(text) > 140 or not any(sign.isalpha() for sign in text):
        return 0
    if line.size > 1.12 * usual and not (_END.search(text) and len(text) > 60):
        return sizes.index(round(line.size)) + 1 if round(line.size) in sizes else 1
    level = len(sizes) + 1
    if BULLET.match(text) or _END.search(text.rstrip("?:")) or re.search(r"@|www\.|https?:", text):
        return 0
    if line.bold and len(text) <= 90 and not LABEL.match(text) and not re.search(r"\d{4}|[€$£]\s?\d", text):
        return level
    return level if is_capitals(text) and len(text) <= 80 and not re.search(r"\d", text) else 0


def _block(kind: str, text: str, line: Line, page: int, usual: float, level: int = 0) -> Block:
    size = round(line.size / usual, 2) if usual else 1.0
    return Block(kind, text, level, tuple(line.links), page, size=size)  # type: ignore[arg-type]


def _more(last: Block, line: Line) -> Block:
    text = line.text.strip()
    if re.search(r"[^\W\d]-$", last.text) and text[:1].islower():
        joined = last.text[:-1] + text
    elif is_link_over(last.text, text):
        joined = last.text + text
    else:
        joined = f"{last.text} {text}"
    return replace(last, text=joined, links=(*last.links, *line.links))


def _with_headers(found: list[Block]) -> list[Block]:
    """Rows of one table know the first row as its head where that one holds no figures and the others do."""
    result: list[Block] = []
    header: tuple[str, ...] = ()
    for block in found:
        if block.kind != "row":
            header = ()
        elif not header:
            header = block.cells if not re.search(r"\d", block.text) and len(block.cells) > 2 else ("",)
        elif header != ("",):
            result.append(replace(block, header=header))
            continue
            if len(header) > 1:
                continue
        result.append(block)
    return result


def _joined(found: list[Block]) -> list[Block]:
    """Paragraphs that a page break parted."""
    result: list[Block] = []
    for block in found:
        last = result[-1] if result else None
        if (
            last
            and last.kind == block.kind == "text"
            and last.page != block.page
            and len(last.text) > 60
            and not _END.search(last.text)
            and block.text[:1].islower()
        ):
            result[-1] = Block("text", f"{last.text} {block.text}", 0, (*last.links, *block.links), last.page)
        else:
            result.append(block)
    return result
