"""Drafts as files: valid, complete, honest about what is doubtful, and what a new edition keeps."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.checking.report import check
from bot.commands.import_ import Wish, run_import
from bot.facts.knowledge import SHIPPED, Knowledge, load
from bot.importing.draft import make_draft
from bot.importing.draft_yaml import to_yaml
from bot.importing.ledger import ledger
from bot.knowledge_folder import signature as state_of
from tests.importing.conftest import Read
from tests.importing.samples import SAMPLES, Sample

TODAY = date(2026, 5, 4)
NEXT = """\
ACADEMY ON LABOUR MIGRATION

29 JUNE – 31 JULY 2026

ONLINE (E-CAMPUS): 29 JUNE – 17 JULY 2026
TURIN, ITALY: 20 – 24 JULY 2026
ONLINE (E-CAMPUS): 27 – 31 JULY 2026

LANGUAGE REQUIREMENTS
English and French are the languages of the Academy.

WHO ATTENDS THIS COURSE?
- journalists, and other media workers
- city councillors

COSTS AND PAYMENT
The cost of participation is € 2,900, payable in advance by the participant or their organization.
Tuition €2,100
Subsistence €800
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "knowledge", ignore=shutil.ignore_patterns("proposed"))
    return tmp_path / "knowledge"


def imported(folder: Path, text: str, **wishes: object) -> str:
    note = folder.parent / "note.txt"
    note.write_text(text, encoding="utf-8")
    wish = Wish(note, folder, TODAY, **wishes)  # type: ignore[arg-type]
    assert run_import(wish) == 0
    (draft,) = (folder / "courses" / "proposed").glob("*.yaml")
    return draft.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_draft_is_a_valid_course_file(sample: Sample, read: Read, knowledge: Knowledge, folder: Path) -> None:
    survey = read(sample.make())
    draft = make_draft(survey, knowledge, None)
    text = to_yaml(draft, sample.name, ledger(survey.sheet))
    (folder / "courses" / f"{draft.id}.yaml").write_text(
        text.replace(f"series: {draft.series}\n", "series: academy\n"), encoding="utf-8"
    )
    assert load(folder).errors == []


def test_what_a_note_lacks_is_not_stated(folder: Path) -> None:
    text = imported(folder, "Sand and Sea\n\n3–14 March 2027\n\nWHO ATTENDS THIS COURSE?\n- divers\n- sailors\n")
    assert "deadline: not stated" in text
    assert "  link: not stated" in text
    assert "  total: not stated" in text


def test_a_contradiction_is_written_with_both_values_and_sections(folder: Path) -> None:
    note = "Sand and Sea\n\n3–14 March 2027\n\nHOW?\nThe course takes place online from 3 to 21 March 2027.\n"
    text = imported(folder, note)
    dates = text[text.index("dates:") : text.index("phases:")]
    assert "versions:" in dates
    assert "end: 2027-03-14" in dates and "end: 2027-03-21" in dates
    assert '"Title page"' in dates and '"How?"' in dates


def test_what_is_doubtful_is_a_todo_with_its_reason(folder: Path) -> None:
    text = imported(folder, "Sand and Sea\n\n3–14 March 2027\n\nDEADLINE\n10 February\n")
    assert "# TODO “10 February” is printed without a year; 2027 is taken\ndeadline:" in text


def test_a_todo_in_a_live_course_is_a_warning(folder: Path) -> None:
    course = folder / "courses" / "rights-2026.yaml"
    course.write_text(
        course.read_text(encoding="utf-8").replace("\ncode:", "\n# TODO ask Turin\ncode:"), encoding="utf-8"
    )
    told = [str(problem) for problem in check(folder, TODAY, asking=False).problems if "TODO" in problem.message]
    assert len(told) == 1
    assert told[0].startswith("courses/rights-2026.yaml:") and "warning" in told[0] and "ask Turin" in told[0]


def test_a_comment_that_speaks_of_todo_marks_is_none(folder: Path) -> None:
    course = folder / "courses" / "rights-2026.yaml"
    course.write_text(f"# Delete each line with # TODO here.\n{course.read_text(encoding='utf-8')}", encoding="utf-8")
    assert not [problem for problem in check(folder, TODAY, asking=False).problems if "TODO" in problem.message]


def test_drafts_are_neither_loaded_nor_watched_nor_complained_of(folder: Path) -> None:
    courses, signature = set(load(folder).knowledge.courses), state_of(folder)  # type: ignore[union-attr]
    imported(folder, "Sand and Sea\n\n3–14 March 2027\n")
    loaded = load(folder)
    assert loaded.knowledge is not None and set(loaded.knowledge.courses) == courses
    assert state_of(folder) == signature
    assert [p for p in check(folder, TODAY, asking=False).problems if "proposed" in str(p)] == []


def test_an_existing_draft_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(folder, "Sand and Sea\n\n3–14 March 2027\n")
    wish = Wish(folder.parent / "note.txt", folder, TODAY)
    assert run_import(wish) == 2
    assert "exists already" in capsys.readouterr().err
    assert run_import(Wish(wish.note, folder, TODAY, yes=True)) == 0
    assert "is replaced" in capsys.readouterr().err


def test_every_date_amount_and_link_is_listed(read: Read) -> None:
    note = (
        "Sand and Sea\n\n3–14 March 2027\n\nABOUT THE COURSE\n"
        "Since 2019 the fund of 1949 spent $300 (see www.sea.example.org).\n\n"
        "COSTS\nThe fee is €500.\n"
    )
    listed = {(item.text, item.used_for) for item in ledger(read(note).sheet)}
    assert listed == {
        ("3–14 March 2027", "dates"),
        ("2019", ""),
        ("1949", ""),
        ("$300", ""),
        ("https://www.sea.example.org", ""),
        ("€500", "fee.total"),
    }


def test_a_new_edition_keeps_words_and_drops_facts_the_note_lacks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = imported(folder, NEXT, edition_of="academy-2025")
    assert "id: academy-2026\n" in text and "series: academy\n" in text
    assert "Académie sur les migrations de main-d'œuvre (LMA) 2026" in text
    assert "start: 2026-07-20" in text and "Semaine en présentiel" not in text
    assert "value: 2900 EUR" in text
    for gone in ("2025-05-23", "oarf2.itcilo.org", "A9718056", "2720 EUR"):
        assert f"value: {gone}" not in text and f'value: "{gone}' not in text
    assert "deadline: not stated" in text and "code: not stated" in text
    shown = capsys.readouterr().out
    assert "academy-2025 → academy-2026" in shown
    assert "2720 EUR" in shown and "2900 EUR" in shown
    assert "Kept from academy-2025 as it was: title" in shown and "…" not in shown[shown.index("academy-2025 →") :]


def test_a_phase_of_another_name_keeps_the_name_of_the_note(folder: Path) -> None:
    phases = "Preparatory online phase: 29 June – 17 July 2026\nThird online phase: 27 – 31 July 2026\n"
    note = f"{NEXT[: NEXT.index('ONLINE (')]}{phases}\n{NEXT[NEXT.index('LANGUAGE') :]}"
    text = imported(folder, note, edition_of="academy-2025")
    assert "Third online phase" in text and "translate “Third online phase”" in text
    phase_block = text[text.index("\nphases:") : text.index("\ndeadline:")]
    assert "First online phase" not in phase_block


def test_last_years_sentence_is_not_kept_where_the_note_says_something_else(folder: Path) -> None:
    said = "Simultaneous interpretation into Spanish is provided in all sessions in Turin.\n"
    text = imported(folder, NEXT.replace("of the Academy.\n", f"of the Academy. {said}"), edition_of="academy-2025")
    block = text[text.index("  interpretation:") - 150 : text.index("  interpretation:") + 250]
    assert "provided in all sessions" in block and "TODO translate" in block


def test_an_unknown_last_edition_is_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = folder.parent / "note.txt"
    note.write_text(NEXT, encoding="utf-8")
    assert run_import(Wish(note, folder, TODAY, edition_of="academy-2052")) == 2
    assert "did you mean “academy-2025”?" in capsys.readouterr().err
