"""A reply as a letter: one list of blocks makes both the text and the HTML, so that they say the same."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass

from bot.messages import LANGUAGES, Block, Bullets, Language, Paragraph, Reply, Span, Spans, Table, plain_text
from handlers.mail.header_fields import tidy
from handlers.mail.words import Letter, MailWords

WIDTH = 76
"""RFC 5322 §2.1.1 asks for lines of at most 78 characters; two are left for a quote mark."""
QUOTE_LIMIT = 1500
QUOTE_LINES = 30
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{1,500}[^\s<>\"')\].,;:!?]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A small heading above the answer to one of several requests."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The question, quoted below the answer."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in small letters: who answers."""

    text: str


Piece = Heading | Quote | Note | Block


@dataclass(frozen=True, slots=True)
class Rendered:
    """The same letter twice."""

    language: Language
    text: str
    html: str


def letter(
    reply: Reply,
    question: str,
    words: MailWords,
    address: str,
    *,
    automatic: bool,
    acknowledge: bool = False,
    plain: bool = False,
) -> Rendered:
    """Write the letter.

    Args:
        reply: what the assistant says.
        question: the new text of the mail, quoted below.
        words: the sentences around the answer.
        address: our address.
        automatic: whether it goes out by itself and says so.
        acknowledge: whether it only says that a person will answer.
        plain: leave the assistant's words out of an acknowledgement.

    Returns:
        Text and HTML.
    """
    language: Language = reply.language if reply.language in LANGUAGES else "en"
    own = words.letters[language]
    pieces: list[Piece] = [_paragraph(own.greeting)]
    if acknowledge and plain:
        pieces.append(_paragraph(own.acknowledgement))
    else:
        pieces += _answer(reply, own)
    if acknowledge:
        said = "" if plain else plain_text(reply)
        contact = "" if address in said else " " + _filled(own.contact, address)
        pieces.append(_paragraph(own.follow_up + contact))
    elif reply.outcome == "partial":
        pieces.append(_paragraph(own.rest))
    pieces.append(_paragraph(own.closing))
    pieces.append(_paragraph(own.signature))
    if automatic:
        pieces.append(Note(own.automatic))
    quote = _quote(question, own)
    if quote:
        pieces.append(quote)
    return Rendered(language, _text(pieces), _html(pieces, language))


def _answer(reply: Reply, own: Letter) -> list[Piece]:
    pieces: list[Piece] = []
    several = len(reply.parts) > 1
    for part in reply.parts:
        if several and part.heading.strip():
            pieces.append(Heading(part.heading.strip()))
        pieces += part.blocks
    pieces = _without_repeats(pieces)
    said = plain_text(reply) + "".join(
        span.href or "" for part in reply.parts for block in part.blocks for span in _spans(block)
    )
    links = [link for link in reply.links if link.url not in said and not link.url.startswith("mailto:")]
    if links:
        items = tuple((Span(f"{link.label}: "), Span(link.url, href=link.url)) for link in links)
        pieces += [_paragraph(own.links), Bullets(items)]
    missing = [choice for choice in reply.choices if choice.casefold() not in said.casefold()]
    listed = max((_entries(block) for part in reply.parts for block in part.blocks), default=0)
    # A letter that lists the answer for each course does not ask back.
    if reply.outcome == "clarify" and missing and listed < len(reply.choices):
        pieces += [_paragraph(own.choices), Bullets(tuple((Span(choice),) for choice in missing))]
    return pieces


def _without_repeats(pieces: list[Piece]) -> list[Piece]:
    """A line with an address ("apply here: …") ending several answers stands once, under the last."""
    kept: list[Piece] = []
    seen: set[Piece] = set()
    for piece in reversed(pieces):
        repeatable = isinstance(piece, Paragraph) and "://" in _plain(piece.spans)
        if repeatable and piece in seen:
            continue
        seen.add(piece)
        kept.append(piece)
    return kept[::-1]


def _entries(block: Block) -> int:
    if isinstance(block, Table):
        return len(block.rows)
    return len(block.items) if isinstance(block, Bullets) else 0


def _spans(block: Block) -> Spans:
    if isinstance(block, Paragraph):
        return block.spans
    if isinstance(block, Bullets):
        return tuple(span for item in block.items for span in item)
    return ()


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def _filled(sentence: str, address: str) -> str:
    return re.sub(r"\{\{\s*address\s*\}\}", lambda _: address, sentence)


def _quote(question: str, own: Letter) -> Quote | None:
    """As much of the question as reminds of it; a thread sent back helps nobody (RFC 3834 §2)."""
    text = question.strip()
    if not text:
        return None
    lines = [tidy(line) for line in text[:QUOTE_LIMIT].split("\n")]
    shortened = len(text) > QUOTE_LIMIT or len(lines) > QUOTE_LINES
    return Quote(own.quoted, (*lines[:QUOTE_LINES], *([own.shortened] if shortened else [])))


def _text(pieces: list[Piece]) -> str:
    chunks: list[str] = []
    for piece in pieces:
        if isinstance(piece, Heading):
            chunks.append(f"{piece.text}\n{'-' * min(len(piece.text), WIDTH)}")
        elif isinstance(piece, Note):
            chunks.append(_wrapped(piece.text))
        elif isinstance(piece, Quote):
            quoted = "\n".join(_quoted(line) for line in piece.lines)
            chunks.append(f"{piece.title}\n{quoted}")
        elif isinstance(piece, Table):
            chunks.append(_text_table(piece))
        elif isinstance(piece, Bullets):
            chunks.append("\n".join(_wrapped(f"- {_plain(item)}", "  ") for item in piece.items))
        else:
            chunks.append("\n".join(_wrapped(line) for line in _plain(piece.spans).split("\n")))
    return "\n\n".join(chunk for chunk in chunks if chunk.strip()) + "\n"


def _plain(spans: Spans) -> str:
    """Spans as text; an address behind a link is written out where the text does not show it."""
    result = ""
    for span in spans:
        shown = (span.href or "").removeprefix("mailto:")
        result += f"{span.text} ({shown})" if shown and shown not in span.text else span.text
    return result


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip


def _quoted(line: str) -> str:
    return "\n".join(f"> {part}".rstrip() for part in textwrap.wrap(line, WIDTH - 2) or [""])


def _text_table(table: Table) -> str:
    """Columns where they fit the line, else an entry a row with its cells below."""
    rows = [table.head, *table.rows] if any(table.head) else list(table.rows)
    columns = max((len(row) for row in rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(columns)]
    if sum(widths) + 3 * (columns - 1) <= WIDTH and not any("\n" in cell for row in rows for cell in row):
        lines = [" | ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in rows]
        if any(table.head):
            lines.insert(1, "-+-".join("-" * width for width in widths))
        return "\n".join(lines)
    entries = []
    for row in table.rows:
        lines = [_wrapped(f"- {row[0]}" if row else "-", "  ")]
        for index, cell in enumerate(row[1:], 1):
            name = table.head[index] if index < len(table.head) else ""
            lines.append(_wrapped(f"  {name}: {cell}" if name else f"  {cell}", "    "))
        entries.append("\n".join(lines))
    return "\n".join(entries)


_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.45;color:#222"
_CELL = "border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top"


def _html(pieces: list[Piece], language: Language) -> str:
    body = "\n".join(_html_piece(piece) for piece in pieces)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"></head>\n'
        f'<body style="{_STYLE}">\n{body}\n</body>\n</html>\n'
    )


def _html_piece(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return f'<h3 style="font-size:15px;margin:18px 0 6px">{_escaped(piece.text)}</h3>'
    if isinstance(piece, Note):
        return f'<p style="color:#555;font-size:12px">{_escaped(piece.text)}</p>'
    if isinstance(piece, Quote):
        lines = "<br>\n".join(_escaped(line) for line in piece.lines)
        style = "margin:0 0 0 4px;padding-left:10px;border-left:2px solid #ccc;color:#555"
        title = f'<p style="color:#555">{_escaped(piece.title)}</p>'
        return f'{title}\n<blockquote type="cite" style="{style}">{lines}</blockquote>'
    if isinstance(piece, Table):
        return _html_table(piece)
    if isinstance(piece, Bullets):
        items = "\n".join(f"<li>{_html_spans(item)}</li>" for item in piece.items)
        return f"<ul>\n{items}\n</ul>"
    return f"<p>{_html_spans(piece.spans)}</p>"


def _html_table(table: Table) -> str:
    head = ""
    if any(table.head):
        cells = "".join(f'<th style="{_CELL}">{_escaped(cell)}</th>' for cell in table.head)
        head = f"<tr>{cells}</tr>\n"
    rows = "\n".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_escaped(cell)}</td>' for cell in row) + "</tr>" for row in table.rows
    )
    return f'<table style="border-collapse:collapse">\n{head}{rows}\n</table>'


def _html_spans(spans: Spans) -> str:
    result = ""
    for span in spans:
        shown = _escaped(span.text) if span.href else _linked(span.text)
        if span.bold:
            shown = f"<strong>{shown}</strong>"
        if span.href and re.match(r"(?:https?://|mailto:)", span.href):
            shown = f'<a href="{html.escape(span.href, quote=True)}">{shown}</a>'
        result += shown
    return result


def _linked(text: str) -> str:
    """Escaped text in which web addresses can be clicked."""
    result, last = "", 0
    for match in _ADDRESS.finditer(text):
        address = html.escape(match.group(), quote=True)
        result += f'{_escaped(text[last : match.start()])}<a href="{address}">{address}</a>'
        last = match.end()
    return result + _escaped(text[last:])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")
