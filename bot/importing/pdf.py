"""A PDF file: PDFium gives the signs with their places, the layout makes blocks of them."""

from __future__ import annotations

import ctypes
import unicodedata
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from bot.importing.note import Block, UnreadableNote
from bot.importing.pdf_layout import blocks
from bot.importing.pdf_lines import Page, Target, Word

_MOST_PAGES = 200
_PASSWORD, _SECURITY = pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY


def blocks_of(raw: bytes) -> tuple[list[Block], str]:
    """The blocks of a PDF file and its own title.

    Raises:
        UnreadableNote: where it is damaged, encrypted, too long or scanned.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
            raise UnreadableNote(
                "the PDF is protected by a password: save a copy without one and import that"
            ) from None
        raise UnreadableNote("the PDF is damaged: open it, print it to a new PDF, and import that") from None
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise UnreadableNote(f"the PDF has {count} pages; an information note has a few: cut out the note itself")
        pages = [_page(document, number) for number in range(count)]
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError:
        raise UnreadableNote("a page of the PDF is damaged: print it to a new PDF, and import that") from None
    finally:
        document.close()
    if not any(page.words for page in pages):
        raise UnreadableNote(
            "the PDF holds no text, only pictures of it (a scan): run text recognition (OCR) on it first, "
            "or save the note's text as a .txt file"
        )
    return blocks(pages), title


def _page(document: Any, number: int) -> Page:
    page = document[number]
    text = page.get_textpage()
    words = _words(text)
    found = Page(number + 1, page.get_width(), page.get_height(), words, _targets(document, page))
    text.close()
    page.close()
    return found


def _words(text: Any) -> list[Word]:
    """The words of a page: signs on one baseline without a gap between them."""
    found: list[Word] = []
    letters: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    size, bold = 0.0, False

    def close() -> None:
        if letters:
            found.append(Word("".join(letters), box[0], box[1], box[2], box[3], size, bold))
            letters.clear()

    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        sign = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if unicodedata.category(sign) == "Co":
            sign = "•"  # office fonts keep their bullets where Unicode assigns nothing
        if sign.isspace() or code in (0, 2) or not sign.isprintable():
            if code == 2:  # PDFium's mark for a hyphen at the end of a line
                letters.append("-")
            if sign != "\u00ad":
                close()
            continue
        # the loose box holds the space a sign takes, not its ink: a narrow “1” leaves no gap beside it
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(text, index, rectangle):
            continue
        left, right, bottom, top = rectangle.left, rectangle.right, rectangle.bottom, rectangle.top
        height = pdfium.FPDFText_GetFontSize(text, index) or (top - bottom)
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(text, index, matrix) and matrix.d:
            height *= abs(matrix.d)
        y = ctypes.c_double()
        x = ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        if letters and (abs(y.value - box[1]) > 0.4 * size or left - box[2] > 0.18 * size or left < box[2] - size):
            close()
        if not letters:
            size = height
            bold = pdfium.FPDFText_GetFontWeight(text, index) >= 600 or _is_bold(text, index)
            box = (left, y.value, right, top)
        letters.append(sign)
        box = (box[0], box[1], max(box[2], right), max(box[3], top))
    close()
    return found


def _is_bold(text: Any, index: int) -> bool:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, buffer, 128, flags)
    return b"bold" in buffer.value.lower() or b"black" in buffer.value.lower()


def _targets(document: Any, page: Any) -> list[Target]:
    """The web and mail addresses that places of the page lead to."""
    found: list[Target] = []
    position = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
        rectangle = pdfium.FS_RECTF()
        if pdfium.FPDFLink_GetAnnotRect(link, rectangle):
            address = buffer.value.decode("utf-8", "replace")
            found.append(Target(address, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
    return found
