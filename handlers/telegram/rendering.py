"""Replies in Telegram's manners: lines of spans, packed into messages, written as HTML.

Texts are kept as spans until a message's length is known, so that a split never falls into a tag, and every
message has a plain form for the case that Telegram does not take the formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot.messages import Block, Bullets, Paragraph, Reply, Span, Spans, styled

LIMIT = 4096
"""Characters of a message, counted in UTF-16 units after the formatting is taken out."""

_PARAGRAPH, _LINE = 2, 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a message; ``gap`` line breaks before it, two at a new paragraph."""

    spans: Spans
    gap: int = _PARAGRAPH


def reply_lines(reply: Reply) -> list[Line]:
    """The lines of an assistant's reply; headings only where there are several parts."""
    lines: list[Line] = []
    for part in reply.parts:
        gap = _PARAGRAPH
        if part.heading and len(reply.parts) > 1:
            lines.append(Line((Span(part.heading, bold=True),), gap))
            gap = _LINE
        for block in part.blocks:
            found = _block_lines(block)
            lines += [replace(found[0], gap=gap), *found[1:]] if found else []
            gap = _LINE if isinstance(block, Paragraph) else _PARAGRAPH
    return lines


def _block_lines(block: Block) -> list[Line]:
    if isinstance(block, Paragraph):
        return [Line(block.spans)]
    if isinstance(block, Bullets):
        return [Line((Span("• "), *item), _LINE) for item in block.items]
    lines = []
    for row in block.rows:
        cells = [f"{head}: {cell}" if head else cell for head, cell in zip(block.head[1:], row[1:], strict=False)]
        tail = (Span(" — " + "; ".join(cells)),) if cells else ()
        lines.append(Line((Span("• "), Span(row[0], bold=True), *tail), _LINE))
    return lines


def phrase_lines(text: str) -> list[Line]:
    """The lines of a phrase with ``**bold**``; an empty line begins a paragraph."""
    lines: list[Line] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        gap = _PARAGRAPH
        for line in paragraph.split("\n"):
            lines.append(Line(styled(line.strip()), gap))
            gap = _LINE
    return lines


def quoted(text: str, gap: int = _LINE) -> Line:
    """What a person wrote, as it is: nothing in it is formatting."""
    return Line((Span(text),), gap)


def to_html(lines: Iterable[Line]) -> str:
    """The lines as Telegram's HTML."""
    return _joined(lines, _span_html)


def to_plain(lines: Iterable[Line]) -> str:
    """The lines without formatting."""
    return _joined(lines, lambda span: span.text)


def _joined(lines: Iterable[Line], write: object) -> str:
    assert callable(write)
    out: list[str] = []
    for line in lines:
        out.append(("\n" * line.gap if out else "") + "".join(write(span) for span in line.spans))
    return "".join(out)


def _span_html(span: Span) -> str:
    text = escape(span.text, quote=False)
    if span.href and re.match(r"https?://", span.href):
        text = text if span.text == span.href else f'<a href="{escape(span.href)}">{text}</a>'
    return f"<b>{text}</b>" if span.bold and span.text.strip() else text


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _width(lines: Sequence[Line]) -> int:
    return utf16(to_plain(lines))


def packed(lines: Sequence[Line], limit: int = LIMIT) -> list[list[Line]]:
    """Distribute lines over as few messages as they need, split at a paragraph where one is near enough.

    Args:
        lines: of any length.
        limit: the longest message.

    Returns:
        The messages; at least one.
    """
    messages: list[list[Line]] = []
    rest = [piece for line in lines for piece in _cut(line, limit)]
    while rest:
        count, width = 0, 0
        while count < len(rest):
            added = sum(utf16(span.text) for span in rest[count].spans) + (rest[count].gap if count else 0)
            if width + added > limit:
                break
            width += added
            count += 1
        if count < len(rest):
            # back to where a paragraph begins, unless that leaves the message almost empty
            cut = next((n for n in range(count, 0, -1) if rest[n].gap >= _PARAGRAPH), 0)
            if cut and _width(rest[:cut]) > limit // 3:
                count = cut
        messages.append(rest[:count])
        rest = rest[count:]
    return messages or [[]]


def _cut(line: Line, limit: int) -> list[Line]:
    """A line in pieces that fit, cut at blanks."""
    if sum(utf16(span.text) for span in line.spans) <= limit:
        return [line]
    pieces: list[Line] = []
    current: list[Span] = []
    width = 0
    for span in line.spans:
        for word in re.findall(r"\S+\s*|\s+", span.text):
            for part in _chopped(word, limit):
                if width + utf16(part) > limit:
                    pieces.append(Line(tuple(current), line.gap if not pieces else _LINE))
                    current, width = [], 0
                current.append(replace(span, text=part))
                width += utf16(part)
    if current:
        pieces.append(Line(tuple(current), line.gap if not pieces else _LINE))
    return pieces


def _chopped(word: str, limit: int) -> list[str]:
    # half the limit in characters never exceeds it in UTF-16 units
    half = limit // 2
    return [word[at : at + half] for at in range(0, len(word), half)]


def shortened(text: str, limit: int) -> str:
    """A text cut to a length, with an ellipsis where something is missing."""
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
