"""Each kind of bad input gives a line that says what to write instead."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from bot.facts.document import MAX_BYTES, parse, read
from bot.facts.knowledge import SHIPPED, load

ENTRY = """\
- id: visa-letter
  questions:
    en:
      - "Will I get a letter for my visa?"
    fr:
      - "Aidez-vous pour le visa ?"
  answer:
    en: "Please write to {{ contact.email }}."
  outcome: answered
"""
COURSE = (SHIPPED / "courses" / "academy-2025.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "visa.yaml").write_text(ENTRY, encoding="utf-8")
    return tmp_path


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in load(folder).problems]


def faq(folder: Path, text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    (folder / "faq" / "visa.yaml").write_bytes(raw)
    return told(folder)


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_a_folder_with_questions_alone_is_valid(folder: Path) -> None:
    loaded = load(folder)
    assert loaded.problems == []
    assert loaded.knowledge is not None
    assert not loaded.knowledge.courses
    assert loaded.knowledge.contact is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "fragment"),
    [
        ("questions:\n    en:", "questions:\n\ten:", 3, "tab at the beginning"),
        ('"Please write to {{ contact.email }}."', "{{ contact.email }} helps", 8, "begins with {{ must stand in"),
        ('"Please write to {{ contact.email }}."', "{{ contact.email }}", 8, "begins with {{ must stand in"),
        ('"Please write to {{ contact.email }}."', "Please: write", 8, "colon followed by a blank"),
        ('"Please write to {{ contact.email }}."', '"Please write', 8, "opened here and not closed"),
        ('"Please write to {{ contact.email }}."', '"Say "visa" to us"', 8, "quotation mark inside"),
        ('"Please write to {{ contact.email }}."', "'l'adresse'", 8, "apostrophe"),
        ('"Please write to {{ contact.email }}."', '"C:\\docs"', 8, "backslash"),
        ('"Please write to {{ contact.email }}."', "@staff", 8, "may not begin with @"),
        ('"Please write to {{ contact.email }}."', "*staff", 8, "may not begin with *"),
        ('"Please write to {{ contact.email }}."', "&staff", 8, "may not begin with &"),
        ('"Please write to {{ contact.email }}."', "no", 8, 'write "no"'),
        ('"Please write to {{ contact.email }}."', "2025", 8, 'write "2025"'),
        ('"Please write to {{ contact.email }}."', '["a", "b"]', 8, "one text is expected"),
        ('"Please write to {{ contact.email }}."', '""', 8, "the text is empty"),
        ('"Please write to {{ contact.email }}."', "!!python/name:os.system x", 8, "tag !!python/name:os.system"),
        ('"Please write to {{ contact.email }}."', '"see {{ contact.email }"', 8, "not written whole"),
        ("contact.email", "contact.mail", 8, "did you mean “contact.email”?"),
        ("contact.email", "contact.phone", 8, "is not stated in the knowledge base"),
        ("    en:\n      - ", "    en: [Will I get one?, Do you help]\n    es:\n      - ", 3, "inside brackets"),
        ("  outcome: answered", "  outcome: handof", 9, "did you mean “handoff”?"),
        ("  outcome: answered", "  outcom: answered", 9, "did you mean “outcome”?"),
        ("  outcome: answered", "  outcome: answered\n  outcome: unknown", 10, "stands twice"),
        ("  outcome: answered", "  courses: [academy]", 9, "there is no course “academy”"),
        ("  outcome: answered", "  also: [workload.weekl]", 9, "did you mean “workload.weekly”?"),
        ("  outcome: answered", '  source: "staff: M. A., 2026-02-30"', 9, "2026-02-30 does not exist"),
        ("  outcome: answered", '  source: "staff M. A."', 9, "staff: M. A., 2026-01-12"),
        ("  outcome: answered", "  <<: {outcome: answered}", 9, "merging"),
        ("  answer:", "  anwser:", 7, "did you mean “answer”?"),
        ("  answer:\n    en: ", "  answer: ", 7, "the language is missing"),
        ("    fr:\n", "    francais:\n", 5, "only en, es, fr"),
        ("id: visa-letter", "id: Visa letter", 1, "small letters"),
        ('      - "Aidez', '       - "Aidez', 0, ""),
        ('      - "Aidez-vous pour le visa ?"', "      -", 6, "a text is missing"),
        ("visa?", "vi\x00sa?", 4, "invisible character"),
        ("visa?", "vi\u2028sa?", 4, "invisible character"),
        ("  answer:", "\u00a0 answer:", 7, "special blank"),
    ],
)
def test_a_mistake_is_one_line_at_its_place(folder: Path, old: str, new: str, line: int, fragment: str) -> None:
    assert old in ENTRY
    found = faq(folder, ENTRY.replace(old, new, 1))
    if not line:
        assert found == []
        return
    assert len(found) == 1, found
    assert found[0].startswith(f"faq/visa.yaml:{line}: ")
    assert fragment in found[0]


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    second = ENTRY.replace("visa-letter", "second").replace(
        '"Please write to {{ contact.email }}."', "{{ contact.email }} x"
    )
    third = ENTRY.replace("visa-letter", "third").replace("answered", "never")
    fourth = ENTRY.replace("visa-letter", "fourth").replace('"Please write to {{ contact.email }}."', "Look: here")
    found = faq(folder, ENTRY.replace("contact.email", "contact.mail") + second + third + fourth)
    assert [int(line.split(":")[1]) for line in found] == [8, 17, 27, 35]


@pytest.mark.parametrize(
    ("raw", "line", "fragment"),
    [
        (b"", 1, "empty"),
        (b"\n \n", 1, "empty"),
        (b"# only a remark\n", 1, "only comments"),
        (ENTRY.replace("visa?", "visà?").encode("latin-1"), 4, "UTF-8"),
        (ENTRY.encode("utf-16"), 1, "UTF-8"),
        (b"hello", 1, "a list is expected"),
        (b"id: x\n", 1, "a list is expected"),
        (b"- " * 5_000 + b"x", 1, "nested"),
        (b"- " + b"[" * 200_000, 1, "nested"),
        (b"a: &a [*a]\n", 1, "alias"),
        (ENTRY.encode() + b"---\n" + ENTRY.encode(), 10, "one document"),
        (ENTRY.encode() * 2, 10, "stands twice"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole(folder: Path, raw: bytes, line: int, fragment: str) -> None:
    found = faq(folder, raw)
    assert found
    assert found[0].startswith(f"faq/visa.yaml:{line}: ")
    assert fragment in found[0]


def test_an_alias_bomb_is_told_quickly(folder: Path) -> None:
    names = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names)]
    assert "too many values" in faq(folder, "\n".join(lines))[0]


def test_a_file_of_fifty_megabytes_is_told(folder: Path) -> None:
    with (folder / "faq" / "visa.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert told(folder) == [f"faq/visa.yaml:1: {_too_big()}"]


def _too_big() -> str:
    limit = f"{MAX_BYTES // 1_000_000} MB is the limit"
    return f"the file has 50 MB; {limit}: divide it, or remove what does not belong into it"


@pytest.mark.parametrize("kind", ["link", "loop", "folder", "pipe", "device"])
def test_what_is_no_file(folder: Path, kind: str) -> None:
    path = folder / "faq" / "other.yaml"
    match kind:
        case "link":
            path.symlink_to("/nowhere/at/all")
        case "loop":
            path.symlink_to(path.name)
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
    assert len(told(folder)) == 1
    assert told(folder)[0].startswith("faq/other.yaml:1: ")


def test_folders_that_are_none(tmp_path: Path) -> None:
    assert "there is no such folder" in told(tmp_path / "nowhere")[0]
    (tmp_path / "file").write_text("x")
    assert "this is a file" in told(tmp_path / "file")[0]
    (tmp_path / "nothing").mkdir()
    assert "neither courses/ nor faq/" in told(tmp_path / "nothing")[0]
    assert told(Path("nul\0"))


def test_windows_line_ends_and_byte_order_mark(folder: Path) -> None:
    assert faq(folder, b"\xef\xbb\xbf" + ENTRY.replace("\n", "\r\n").encode()) == []
    found = faq(folder, ENTRY.replace("\n", "\r\n").replace("answered", "never"))
    assert found[0].startswith("faq/visa.yaml:9: ")


def test_anchors_are_values_written_twice(folder: Path) -> None:
    assert faq(folder, ENTRY.replace('"Please', '&a "Please') + "  source: *a\n") == []


@pytest.mark.parametrize(
    ("old", "new", "where", "fragment"),
    [
        ("value: 2720 EUR", "value: 1.055", "value: 2720 EUR", "like 1055 EUR"),
        ("value: 2720 EUR", "value: 2.720,00 EUR", "value: 2720 EUR", "like 2720 EUR"),
        ("value: 2720 EUR", "value: 2720 EURO", "value: 2720 EUR", "currency, like 2720 EUR"),
        ("value: 2025-05-23", "value: 2025-02-30", "value: 2025-05-23", "does not exist in the calendar"),
        ("value: 2025-05-23", "value: 23 May 2025", "value: 2025-05-23", "like 2025-06-30"),
        ("value: blended", "value: blendet", "value: blended", "did you mean “blended”?"),
        ("value: open-courses", "value: open-course", "value: open-courses", "did you mean “open-courses”?"),
        ("series: academy", "series: acadamy", "series: academy", "did you mean “academy”?"),
        ("  discount: not stated\n", "", "funding:", "write “discount: not stated” where the note leaves it out"),
        ("  scholarship: not stated", "  scholarships: not stated", "  scholarship:", "did you mean “scholarship”?"),
        ("  scholarship: not stated", "  scholarship: none", "  scholarship:", "needs its source"),
        ("  scholarship: not stated", "  scholarship:", "  scholarship:", "or: not stated"),
        ("end: 2025-08-01", "end: 2025-05-01", "dates:", "lies before the start"),
        ('en: "Academy 2025"\n', 'eng: "Academy 2025"\n', 'en: "Academy 2025"', "did you mean “en”?"),
        ('source: "Costs and payment"', "sorce: x", 'source: "Costs and payment"', "did you mean “source”?"),
        ("https://oarf2", "oarf2", "https://oarf2", "web address"),
        ("[en, fr]", "[en, french]", "[en, fr]", "language code"),
    ],
)
def test_a_mistake_in_a_course(tmp_path: Path, old: str, new: str, where: str, fragment: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    text = COURSE.replace(old, new, 1)
    assert text != COURSE
    (tmp_path / "knowledge" / "courses" / "academy-2025.yaml").write_text(text, encoding="utf-8")
    found = told(tmp_path / "knowledge")
    assert len(found) == 1, found
    assert fragment in found[0]
    line = int(found[0].split(":")[1])
    assert found[0].startswith("courses/academy-2025.yaml:")
    assert abs(line - line_of(COURSE, where)) <= (1 if "end:" in old else 0)


def test_a_broken_course_is_one_line_and_breaks_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    (folder / "faq" / "own.yaml").write_text(
        ENTRY.replace("visa-letter", "own").replace("contact.email", "academy-2025.fee.total")
        + "  courses: [academy-2025]\n"
    )
    assert told(folder) == []
    course = folder / "courses" / "academy-2025.yaml"
    course.write_text(COURSE.replace("value: blended", "value: mixed"), encoding="utf-8")
    assert len(told(folder)) == 1
    course.write_text(COURSE.replace("\nfee:", "\nfee: [\nfoo:"), encoding="utf-8")
    assert {line.split(":")[0] for line in told(folder)} == {"courses/academy-2025.yaml"}
    (folder / "contact.yaml").write_text("email: x\n")
    assert {line.split(":")[0] for line in told(folder)} == {"courses/academy-2025.yaml", "contact.yaml"}


def test_phrases_of_ones_own(folder: Path) -> None:
    (folder / "phrases").mkdir()
    path = folder / "phrases" / "en.yaml"
    path.write_text('common:\n  ask: "Write to {{ emial }}."\n  askk: "x"\n  gap: no\n  item: ["a"]\n  plain:\n')
    found = told(folder)
    assert [int(line.split(":")[1]) for line in found] == [2, 3, 4, 5, 6]
    assert "did you mean “email”?" in found[0]
    assert "did you mean “common.ask”?" in found[1]


def test_reading_keeps_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('a: 1.055\nb: no\nc: "no"\nd: 2025-13-40\ne: ~\n')
    tree, problems = read(path, "a.yaml")
    assert problems == []
    assert tree == {"a": "1.055", "b": "no", "c": "no", "d": "2025-13-40", "e": None}
    assert (tree["a"].looks_like, tree["b"].looks_like, tree["c"].looks_like) == ("a number", "a yes/no value", "")
    assert tree["d"].line == 4


def test_text_after_a_number_sign_is_noticed() -> None:
    _, problems = parse("a: Room #3 is free\n", "a.yaml")
    assert str(problems[0]).startswith("a.yaml:1: warning: what follows # is a comment")
    assert parse("a: 2720 EUR  # all included\n", "a.yaml")[1] == []
