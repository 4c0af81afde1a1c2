"""Reads a note's file: what it holds decides, not what it is called."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.importing import docx, html, text
from bot.importing.note import Block, Note, UnreadableNote
from bot.importing.vocabulary import Vocabulary

MAX_BYTES = 40_000_000
_LONGEST = 2000
MAX_SIGNS = 400_000
"""More text than this is a book."""
_BOOK = "there is too much text for an information note: cut out the note itself and import that"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|h1|p|div|table)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLANKS = re.compile("[ \t\xa0]{13,}")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def read_note(path: Path, words: Vocabulary) -> Note:
    """The note in a file.

    Raises:
        UnreadableNote: with one line on what is wrong and what to do.
    """
    try:
        if path.is_dir():
            raise UnreadableNote("this is a folder: name the file of the note")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableNote("the file has more than 40 MB: an information note has a few; save a smaller version")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableNote(f"the file cannot be opened ({error.strerror or error})") from None
    if not raw.strip():
        raise UnreadableNote("the file is empty: save the note again")
    note = _by_content(raw, words)
    if sum(len(block.text) for block in note.blocks) > MAX_SIGNS:
        raise UnreadableNote(_BOOK)
    if not any(re.search(r"\w\w", block.text) for block in note.blocks):
        raise UnreadableNote("no text was found in the file: save the note as PDF with text, DOCX, HTML or text")
    return replace(note, blocks=tuple(part for block in note.blocks for part in _parted(block)))


def _parted(block: Block) -> Iterator[Block]:
    """A paragraph without end, as a page saved on one line has, cut where sentences end."""
    rest = block.text
    while len(rest) > _LONGEST:
        cut = rest.rfind(". ", 0, _LONGEST) + 1 or max(rest.rfind(" ", 0, _LONGEST), 0) or _LONGEST
        yield replace(block, text=rest[:cut].strip())
        rest = rest[cut:].strip()
    yield block if rest == block.text else replace(block, text=rest)


def _by_content(raw: bytes, words: Vocabulary) -> Note:
    start = raw[:1024]
    if b"%PDF-" in start:
        from bot.importing import pdf  # noqa: PLC0415  (loads a native library)

        blocks, title = pdf.blocks_of(raw)
        return Note("pdf", tuple(text.by_wording(blocks, words)), title)
    if start.startswith(b"PK\x03\x04"):
        return Note("docx", tuple(text.by_wording(docx.blocks_of(raw), words)))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableNote(
            "this is a Word file of the old kind (.doc) or a protected one: save it as DOCX without a password"
        )
    if start.startswith(b"{\\rtf"):
        raise UnreadableNote("this is an RTF file: open it in the word processor and save it as DOCX")
    content = _decoded(raw)
    if _HTML.search(raw[:200_000]):
        if re.match(r"(?:From|MIME-Version|Date|Subject): ", content):
            raise UnreadableNote("this is a page saved as an archive (.mht): save it as “web page, HTML only”")
        blocks, title = html.blocks_of(content)
        return Note("html", tuple(text.by_wording(blocks, words)), title)
    if len(content) > 2 * MAX_SIGNS:
        raise UnreadableNote(_BOOK)
    return Note("text", tuple(text.blocks_of(content, words)))


def _decoded(raw: bytes) -> str:
    """The text of a file; one that is none is told."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        content = raw.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(raw[:2048])
        try:
            content = raw.decode(named[1].decode() if named else "cp1252", "replace")
        except LookupError:
            content = raw.decode("cp1252", "replace")
    sample = content[:100_000]
    if len(_CONTROL.findall(sample)) + sample.count("\ufffd") > 0.01 * len(sample):
        raise UnreadableNote(
            "this is not a note: a PDF, DOCX, HTML or text file is expected (pictures and others hold no text)"
        )
    return _BLANKS.sub(" " * 12, _CONTROL.sub(" ", content))
