"""A DOCX file: mammoth makes HTML of it, the HTML becomes blocks."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator

import mammoth
from lxml import etree  # type: ignore[import-untyped]

from bot.importing import html
from bot.importing.note import Block, UnreadableNote

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST = 60_000_000
_STYLES = """\
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Titre'] => h1:fresh
p[style-name='Sous-titre'] => h2:fresh
p[style-name='Título'] => h1:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='Heading 3'] => h4:fresh
p[style-name='Heading 4'] => h5:fresh
p[style-name='Subtítulo'] => h2:fresh
"""


def blocks_of(raw: bytes) -> list[Block]:
    """The blocks of a DOCX file.

    Raises:
        UnreadableNote: where the file is damaged or unpacks to too much.
    """
    again = "open it in the word processor, save it again as DOCX, and import that"
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MOST:
                raise UnreadableNote(
                    "the DOCX file unpacks to more than 60 MB: take out the pictures and save it again"
                )
            if "word/document.xml" not in packed.namelist():
                raise UnreadableNote(
                    "this is an archive or an office file of another kind: save the note as DOCX or PDF"
                )
        logging.getLogger("mammoth").setLevel(logging.ERROR)
        page = mammoth.convert_to_html(
            io.BytesIO(raw), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        ).value
    except UnreadableNote:
        raise
    except Exception as error:  # whatever a damaged archive makes the libraries raise
        raise UnreadableNote(f"the DOCX file is damaged: {again}") from error
    if not page.strip():
        raise UnreadableNote("the DOCX file holds no text (pictures only?): import a version with text")
    return [*html.blocks_of(f"<body>{page}</body>")[0], *_margins(raw)]


def _margins(raw: bytes) -> list[Block]:
    """The lines of the headers and footers, each once."""
    found: dict[str, Block] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for name in sorted(packed.namelist()):
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
                for paragraph in _paragraphs(packed.read(name)):
                    found.setdefault(paragraph, Block("text", paragraph, aside=True))
    return list(found.values())


def _paragraphs(part: bytes) -> Iterator[str]:
    try:
        tree = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    for paragraph in tree.iter(f"{_WORD}p"):
        text = " ".join("".join(piece.text or " " for piece in paragraph.iter(f"{_WORD}t", f"{_WORD}tab")).split())
        if text:
            yield text
