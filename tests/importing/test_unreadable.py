"""Files no note can be read from: one plain line, what is wrong and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fpdf import FPDF

from bot.importing.note import UnreadableNote
from bot.importing.reading import read_note
from bot.importing.vocabulary import Vocabulary
from tests.importing.printing import pdf, word

PARTS = [("h1", "A course"), ("p", "It starts on 3 March 2027.")]


def encrypted() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica")
    paper.cell(text="secret")
    paper.set_encryption(owner_password="a", user_password="b")
    return bytes(paper.output())


def scanned() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 50, 50)
    return bytes(paper.output())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (encrypted(), "password"),
        (scanned(), "text recognition"),
        (pdf(PARTS)[:300], "damaged"),
        (b"%PDF-1.7 nothing follows", "damaged"),
        (word(PARTS)[:2000], "damaged"),
        (bytes(range(256)) * 40, "this is not a note"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "this is not a note"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "old kind"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"<html><body></body></html>", "no text"),
        (b"--- *** ---", "no text"),
    ],
)
def test_it_is_told_what_is_wrong(raw: bytes, said: str, tmp_path: Path, words: Vocabulary) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(raw)
    with pytest.raises(UnreadableNote) as error:
        read_note(path, words)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_the_content_counts_and_not_the_name(tmp_path: Path, words: Vocabulary) -> None:
    made = {"pdf": pdf(PARTS), "docx": word(PARTS), "html": b"<h1>A course</h1>", "text": b"A course\n"}
    path = tmp_path / "note.txt"
    formats = []
    for raw in made.values():
        path.write_bytes(raw)
        formats.append(read_note(path, words).format)
    assert formats == list(made)


def test_the_command_ends_with_one_line_and_status_1(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 nothing")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "damaged" in done.stderr
    assert done.stdout == ""
