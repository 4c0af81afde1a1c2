"""How notes are laid out: what is the note's own text, which section it belongs to, what its lines and tables say."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from tests.importing.comparing import drafted
from tests.importing.conftest import Read
from tests.importing.printing import word
from tests.importing.samples import period

SELECTION = "requirements.selection"


def section_of(read: Read, note: str, words: str) -> str:
    return next(p.section for p in read(note).sheet.passages if words in p.text)


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What do I pay?", "costs"),
        ("How are places given, and who is chosen?", "selection"),
        ("Whom can I ask?", "contact"),
        ("Peut-on annuler ?", "refunds"),
        ("Quels sont les tarifs ?", "costs"),
        ("¿Cuánto hay que pagar?", "costs"),
        ("¿A quiénes nos dirigimos?", "audience"),
    ],
)
def test_a_heading_nobody_listed_is_told_by_its_words(read: Read, heading: str, section: str) -> None:
    note = f"<h1>Salt and Light</h1><p>Online</p><h2>{heading}</h2><p>Some words.</p>"
    assert section_of(read, note, "Some words") == section


def test_the_title_opens_no_section(read: Read) -> None:
    found = read("<h1>Costs of Training in Ports</h1><p>3–14 March 2027</p><h2>Fee</h2><p>EUR 900</p>").found
    assert found["title"].value == "Costs of Training in Ports"
    assert found["dates"].value == period("2027-03-03", "2027-03-14")


def test_a_module_called_like_a_section_stays_a_module(read: Read) -> None:
    note = "<h1>Salt</h1><h2>Content</h2><h3>Module 1: Costs</h3><p>a</p><h3>Module 2: Selection</h3><p>b</p>"
    assert read(note).found["content.modules"].value == ["Costs", "Selection"]


def test_cookies_and_menus_are_no_part_of_the_note_and_a_button_is_no_heading(read: Read) -> None:
    note = """<div id="cookie-banner"><p>Consent is kept for 12 months.</p></div>
<p><a href="https://a.example.org/apply">Apply now</a></p><h1>Salt and Light</h1><p>3–14 March 2027</p><p>Online</p>"""
    assert section_of(read, note, "Consent") == "aside"
    found = read(note).found
    assert found["dates"].value == period("2027-03-03", "2027-03-14")
    assert found["apply.link"].value == "https://a.example.org/apply"


def test_a_box_of_key_facts_counts_and_one_of_other_courses_does_not(read: Read) -> None:
    note = """<h1>Salt and Light</h1><h2>About</h2><p>Words.</p><aside><h3>Key facts</h3><p>Language: English</p>
<h3>Other courses</h3><p>Fire, 4–8 May 2027, EUR 90</p></aside>"""
    found = read(note).found
    assert found["language.languages"].value == ["en"]
    assert found["dates"].versions == () and found["fee.total"].versions == ()


def test_a_page_laid_out_in_a_table_is_read_cell_by_cell(read: Read) -> None:
    note = """<table><tr><td><p><b>Online part</b></p><p>3–7 May 2027</p><p><b>Oslo week</b></p><p>10–14 May 2027</p>
<p><b>Fee</b></p><p>CHF 1’200.-</p></td><td><h2>Content</h2><ul><li>Salt</li><li>Light</li></ul></td></tr></table>"""
    found = read(f"<h1>Salt and Light</h1>{note}").found
    assert [phase["mode"] for phase in found["phases"].value] == ["online", "in_person"]
    assert found["fee.total"].value == "1200 CHF"
    assert found["content.modules"].value == ["Salt", "Light"]


def test_lines_under_one_label_and_tables_in_a_table_are_rows(read: Read) -> None:
    note = """<h1>Salt</h1><dl><dt>Dates</dt><dd>Online phase: 3–28 May 2027<br>Turin phase: 7–11 June 2027</dd></dl>
<h2>Costs</h2><table><tr><td>Tuition</td><td><table><tr><td>online</td><td>EUR 700</td></tr><tr><td>in Turin</td>
<td>EUR 900</td></tr></table></td></tr><tr><td>Total</td><td>EUR 1,600</td></tr></table>"""
    found = read(note).found
    assert [phase["name"] for phase in found["phases"].value] == ["Online phase", "Turin phase"]
    assert found["fee.total"].value == "1600 EUR"


def test_the_header_and_footer_of_a_mail_are_no_part_of_the_note(read: Read) -> None:
    note = """From: Salt Team <salt@example.org>
To: all
Subject: last places
Date: Tue, 2 Jun 2026 09:14:33 +0200

    *** SALT AND LIGHT: A COURSE ON LAMPS ***

held in Turin from 3 to 14 March 2027.

WHO?
----
- lamp keepers

COST
----
Total: 900 EUR
  tuition ........ 600 EUR
  board ..........  300 EUR

With kind regards,

Ada Brink
salt@example.org

--
Unsubscribe: https://lists.example.org/u
"""
    found = read(note).found
    assert found["title"].value == "Salt and Light: a Course on Lamps"
    assert found["dates"].value == period("2027-03-03", "2027-03-14")
    assert drafted("fee.parts", found["fee.parts"]) == [["600 EUR", "300 EUR"]]
    assert found["requirements.audience"].value == ["lamp keepers"]
    assert found["contact.person"].value == "Ada Brink" and found["contact.person"].doubts
    assert section_of(read, note, "lists.example.org") == "aside"


def test_a_text_all_in_capitals_keeps_its_lines(read: Read) -> None:
    note = "SALT AND LIGHT\n3.–14.3.2027\nTARGET GROUP\nLAMP KEEPERS\nPORT CLERKS\nLANGUAGE\nENGLISH\n"
    found = read(note).found
    assert found["dates"].value == period("2027-03-03", "2027-03-14")
    assert found["requirements.audience"].value == ["LAMP KEEPERS", "PORT CLERKS"]
    assert found["language.languages"].value == ["en"]


def test_a_parted_word_is_whole_and_roman_numbers_make_a_list(read: Read) -> None:
    note = "Salt\n\nSTRUCTURE\n\nI. Lamps and their long history in the har-\nbours\nII. Oil\nIII. Glass\nIV. Law\n"
    modules = read(note).found["content.modules"].value
    assert modules == ["Lamps and their long history in the harbours", "Oil", "Glass", "Law"]


def test_the_footer_of_a_word_file_is_read(read: Read) -> None:
    plain = word([("h1", "Salt and Light"), ("p", "3–14 March 2027")])
    footer = (
        '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>'
        "<w:t>Ref. SAL-2027-11</w:t></w:r></w:p></w:ftr>"
    )
    packed = io.BytesIO(plain)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("word/footer9.xml", footer)
    assert read(packed.getvalue()).found["code"].value == "SAL-2027-11"


@pytest.mark.parametrize(
    "piece",
    [
        "The course fee is EUR 1,200, it starts on 3 March 2027, apply at https://a.example.org/x. ",
        "Fee: EUR 1,200\n3 March 2027\n- members: EUR 900\n",
        "two weeks and ten hours of study or ",
        "Module 1: salt\n",
    ],
    ids=["one-line", "lines", "no-sentence", "modules"],
)
def test_300_000_signs_of_the_same_take_seconds(read: Read, piece: str) -> None:
    start = time.perf_counter()
    read((piece * (300_000 // len(piece)))[:300_000])
    assert time.perf_counter() - start < 30


def test_a_short_line_of_its_own_opens_a_section_in_a_text(read: Read) -> None:
    note = "Salt and Light\n\n3–14 March 2027\n\nChoosing and selecting people\n(a) two years at sea\n(b) a letter\n"
    assert read(note).found["requirements.selection"].value == ["two years at sea", "a letter"]


def test_the_name_of_an_office_opens_no_section(read: Read) -> None:
    note = "Salt\n\nCONTACT\n\nSalt and Light Programme\nsalt@example.org\n"
    assert section_of(read, note, "Salt and Light Programme") == "contact"
