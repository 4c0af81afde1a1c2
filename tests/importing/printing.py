"""Makes PDF and DOCX files of invented notes, in memory, for the tests of the import."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fpdf import FPDF

Part = tuple[Any, ...]
"""One part of a note: ("h1", text), ("h2", text), ("p", text), ("link", text, address), ("li", texts…),
("table", rows…), ("columns", left parts, right parts), ("page",)."""


class _Paper(FPDF):
    """Pages with a running header and page numbers."""

    running = ""

    def header(self) -> None:
        if self.running:
            self.set_font("Helvetica", size=8)
            self.cell(0, 6, self.running, new_x="LMARGIN", new_y="NEXT")
            self.ln(4)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="C")


def pdf(parts: Sequence[Part], running: str = "") -> bytes:
    """The parts as a PDF file."""
    paper = _Paper()
    paper.core_fonts_encoding = "windows-1252"
    paper.running = running
    paper.set_margins(18, 16)
    paper.add_page()
    for part in parts:
        if part[0] == "columns":
            _columns(paper, part[1], part[2])
        else:
            _print(paper, part, paper.epw)
    return bytes(paper.output())


def _columns(paper: FPDF, left: Sequence[Part], right: Sequence[Part]) -> None:
    """Two columns of text beside each other."""
    top, margin, width = paper.get_y(), paper.l_margin, paper.epw / 2 - 5
    lowest = top
    for number, parts in enumerate((left, right)):
        paper.set_left_margin(margin + number * (width + 10))
        paper.set_xy(paper.l_margin, top)
        for part in parts:
            _print(paper, part, width)
        lowest = max(lowest, paper.get_y())
    paper.set_left_margin(margin)
    paper.set_xy(margin, lowest + 4)


def _print(paper: FPDF, part: Part, width: float) -> None:
    kind, *rest = part
    paper.set_font("Helvetica", size=10)
    match kind:
        case "page":
            paper.add_page()
        case "h1":
            paper.set_font("Helvetica", "B", 20)
            paper.multi_cell(width, 9, rest[0], align="L", new_x="LMARGIN", new_y="NEXT")
            paper.ln(2)
        case "h2":
            paper.ln(2)
            paper.set_font("Helvetica", "B", 13)
            paper.multi_cell(width, 7, rest[0], align="L", new_x="LMARGIN", new_y="NEXT")
            paper.ln(1)
        case "p":
            paper.multi_cell(width, 5, rest[0], align="L", new_x="LMARGIN", new_y="NEXT")
            paper.ln(2)
        case "line":
            paper.multi_cell(width, 5, rest[0], align="L", new_x="LMARGIN", new_y="NEXT")
        case "link":
            paper.set_text_color(0, 0, 200)
            paper.cell(text=rest[0], link=rest[1], new_x="LMARGIN", new_y="NEXT")
            paper.set_text_color(0, 0, 0)
            paper.ln(2)
        case "li":
            for text in rest:
                paper.multi_cell(width, 5, f"• {text}", align="L", new_x="LMARGIN", new_y="NEXT")
            paper.ln(2)
        case "table":
            paper.set_font("Helvetica", size=10)
            with paper.table(width=int(width), text_align="LEFT", first_row_as_headings=len(rest[0]) > 2) as table:
                for row in rest:
                    cells = table.row()
                    for text in row:
                        cells.cell(text)
            paper.ln(2)
        case _:
            raise ValueError(kind)


def word(parts: Sequence[Part], running: str = "") -> bytes:
    """The parts as a DOCX file."""
    document = docx.Document()
    if running:
        document.sections[0].header.paragraphs[0].text = running
    for kind, *rest in parts:
        match kind:
            case "h1":
                document.add_heading(rest[0], 0)
            case "h2":
                document.add_heading(rest[0], 1)
            case "p" | "line":
                document.add_paragraph(rest[0])
            case "bold":
                document.add_paragraph().add_run(rest[0]).bold = True
            case "link":
                _hyperlink(document.add_paragraph(), rest[0], rest[1])
            case "li":
                for text in rest:
                    document.add_paragraph(text, style="List Bullet")
            case "table":
                table = document.add_table(rows=0, cols=len(rest[0]))
                for row in rest:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
            case "page":
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case _:
                raise ValueError(kind)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _hyperlink(paragraph: Any, text: str, address: str) -> None:
    part = paragraph.part
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)
