"""What staff are told of a valid knowledge base."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.checking.calendar import passed
from bot.checking.matrix import FIELDS, matrix, stand, summary
from bot.checking.report import check
from bot.checking.subject import MOST, Subject, Warned, told
from bot.checking.understood import misunderstood
from bot.commands.check import run_check
from bot.facts.knowledge import SHIPPED, TOPICS, Knowledge, load

DAY = date(2025, 5, 2)
ASKING = ("test_a_clean_folder_has_none", "test_an_example_that_is_answered_with_something_else")
ENTRY = """\
- id: {id}
  questions:
    en: ["{en}"]
  answer:
    en: "It is so."
    fr: "C'est ainsi."
    es: "Es así."
  source: "{source}"
"""
Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    add(tmp_path, entry("parking", "Is there a parking place for my car?"), "faq/own.yaml")
    return tmp_path


@pytest.fixture(autouse=True)
def without_asking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training takes seconds: only the tests about it ask the example questions."""
    if request.node.originalname not in ASKING:
        monkeypatch.setattr("bot.checking.report.misunderstood", lambda *_: iter(()))


@pytest.fixture
def cache_of_tests(cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))


def entry(name: str, question: str, source: str = "staff: M. A., 2025-01-12") -> str:
    return ENTRY.format(id=name, en=question, source=source)


def add(folder: Path, text: str, name: str = "faq/more.yaml") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def warnings(folder: Path, cache: Path, today: date = DAY) -> list[str]:
    report = check(folder, today, cache)
    assert report.errors == 0, report.problems
    return [str(problem) for problem in report.problems]


def test_a_clean_folder_has_none(folder: Path, cache: Path) -> None:
    assert warnings(folder, cache) == []


def test_courses_that_are_over_and_deadlines_that_have_passed(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "k")
    for path in (tmp_path / "k" / "faq").iterdir():
        path.unlink()
    before, late, over = (
        [line for line in _calendar(tmp_path / "k", today) if "/academy-2025" in line]
        for today in (DAY, date(2025, 5, 24), date(2025, 8, 2))
    )
    assert before == []
    assert len(late) == len(over) == 1
    assert "the deadline 2025-05-23 has passed" in late[0]
    assert "over since 2025-08-01" in over[0]


def _calendar(folder: Path, today: date) -> list[str]:
    loaded = load(folder)
    assert loaded.knowledge is not None
    return [str(p) for p in told(passed(Subject(loaded.knowledge, loaded.trees, today, folder)))]


def test_an_answer_that_lacks_a_language(folder: Path, cache: Path) -> None:
    text = entry("bicycle", "Can I hire a bicycle?").replace('    es: "Es así."\n', "")
    add(folder, text)
    message = "“answer” is missing in Spanish: English is told instead"
    assert warnings(folder, cache) == [f"faq/more.yaml:5: warning: {message}"]


def test_phrases_that_differ_or_hold_figures(folder: Path, cache: Path) -> None:
    add(folder, 'common:\n  ask: "Please write to us within 3 days."\n', "phrases/en.yaml")
    found = warnings(folder, cache)
    assert len(found) == 2
    assert all(line.startswith("phrases/en.yaml:2: warning: common.ask: ") for line in found)
    assert any("{{ email }} is missing" in line for line in found)
    assert any("“3” is a figure" in line for line in found)


@pytest.mark.parametrize(
    "question",
    [
        "is there a parking place for my car",
        "IS THERE A PARKING PLACE FOR MY CAR???",
        "A parking place for my car, is there?",
        "Is there a parkin place for my car?",
    ],
)
def test_two_entries_with_one_question(folder: Path, cache: Path, question: str) -> None:
    add(folder, entry("garage", question) + entry("garage-two", "Where do I find a garage nearby?"))
    found = [line for line in warnings(folder, cache) if "only one of them" in line]
    assert len(found) == 1
    assert "parking" in found[0]
    assert "garage" in found[0]


def test_an_example_that_is_answered_with_something_else(folder: Path, cache: Path) -> None:
    add(folder, entry("chat", "Thank you very much for everything, hello and goodbye"))
    found = [line for line in warnings(folder, cache) if "is answered with" in line]
    assert found == [line for line in warnings(folder, cache) if "is answered with" in line]
    assert all(line.startswith("faq/") for line in found)


def test_what_is_answered_with_something_else_is_one_line_an_entry(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, entry("garage", "Where is a garage?").replace('["', '["Any garage?", "'))
    loaded = load(folder)
    assert loaded.knowledge is not None
    subject = Subject(loaded.knowledge, loaded.trees, DAY, folder)
    answers = {"faq:garage en Any garage?": "faq:parking", "faq:garage en Where is a garage?": "unclear"}
    monkeypatch.setattr("bot.checking.understood._results", lambda *_: answers)
    found = [str(problem) for problem in told(misunderstood(subject, cache, print))]
    assert found == [
        "faq/more.yaml:3: warning: “Any garage?”, an example of “garage”, is answered with “parking”"
        " (1 more of its 2 examples likewise)"
    ]


@pytest.mark.parametrize(
    ("source", "fragment"),
    [
        ("academy-2026.txt, Info", "there is no note “academy-2026.txt”"),
        ("a colleague", "does not say which note"),
        ("https://www.itcilo.org", "names no place"),
        ("staff: M. A., 2999-01-12", "a day to come"),
    ],
)
def test_sources_that_nobody_can_follow(folder: Path, cache: Path, source: str, fragment: str) -> None:
    add(folder, entry("garage", "Where do I find a garage nearby?", source))
    found = warnings(folder, cache)
    assert len(found) == 1
    assert found[0].startswith("faq/more.yaml:8: warning: ")
    assert fragment in found[0]


def test_entries_without_a_source_are_one_line(folder: Path, cache: Path) -> None:
    lines = [line for line in entry("garage", "Where do I find a garage?").splitlines() if "source" not in line]
    add(folder, "\n".join(lines) + "\n")
    assert warnings(folder, cache)[0].startswith("faq/more.yaml:1: warning: an entry says no source (garage)")


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("course/a.yaml", "course:1: warning: the folder “course/” is not read; did you mean “courses”?"),
        ("contacts.yaml", "did you mean “contact.yaml”?"),
        ("visa.yaml", "courses belong into courses/"),
        ("faq/a.yaml.txt", "its name must end with .yaml"),
        ("faq/old/a.yaml", "folders below faq/ are not read"),
        ("topics/en/fee.yaml", "did you mean “fees.yaml”?"),
        ("phrases/de.yaml", "phrases/de.yaml:1: warning: this is not read"),
    ],
)
def test_what_is_never_read(folder: Path, cache: Path, name: str, fragment: str) -> None:
    add(folder, "x: y\n", name)
    found = warnings(folder, cache)
    assert len(found) == 1
    assert fragment in found[0]


def test_what_editors_leave_behind_is_no_matter(folder: Path, cache: Path) -> None:
    for name in (".own.yaml.swp", "own.yaml~", "README.md", "schema/course.json"):
        add(folder, "x", name)
    assert warnings(folder, cache) == []


def test_many_of_one_kind_are_summed_up() -> None:
    found = told(Warned("kind", "f.yaml", line, f"message {line}") for line in range(1, 41))
    assert len(found) == MOST
    assert str(found[-1]).startswith("f.yaml:6: warning: 35 more of this kind: kind (lines 6, 7,")


def test_the_matrix_has_every_cell(knowledge: Knowledge) -> None:
    lines = matrix(knowledge).splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(TOPICS)
    assert set(FIELDS) == set(TOPICS)
    assert all(course in lines[0] for course in knowledge.courses)
    assert stand(knowledge.courses["academy-2025"], "deadline").cell == "stated"
    assert stand(knowledge.courses["academy-2025"], "funding").cell == "not stated"
    assert stand(knowledge.courses["e-academy-2023"], "dates").cell == "contradicted"
    assert summary(knowledge).startswith(f"{len(knowledge.courses)} courses × 16 topics: ")


def test_every_field_of_a_course_belongs_to_a_topic(knowledge: Knowledge) -> None:
    names = [name for wanted in FIELDS.values() for name in wanted]
    for course in knowledge.courses.values():
        for path, _ in course.fields():
            assert sum(path == name or (name.endswith(".") and path.startswith(name)) for name in names) == 1, path


@pytest.mark.usefixtures("cache_of_tests")
def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(folder, DAY, matrix=False) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == "no errors, no warnings"
    add(folder, entry("parking", "x y z").replace('"It is so."', "{{ contact.email }}"))
    assert run_check(folder, DAY, matrix=True) == 1
    out, err = capsys.readouterr()
    assert [line.split(":")[:2] for line in out.splitlines()] == [["faq/more.yaml", "5"]]
    assert err.splitlines()[-1] == "1 error, no warnings"


def test_the_command_on_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(tmp_path / "nowhere", DAY, matrix=False) == 1
    out, _ = capsys.readouterr()
    assert "there is no such folder" in out
    assert len(out.splitlines()) == 1


def test_words_of_the_channels_are_checked_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(folder, "quoting: x\n", "mail/en.yaml")
    add(folder, "menu:\n  halp: x\n  help: no\n", "telegram/en.yaml")
    assert run_check(folder, DAY, matrix=False) == 1
    out, _ = capsys.readouterr()
    assert "mail/en.yaml:1: quoting: " in out
    assert "telegram/en.yaml:2: “menu.halp” is no phrase the assistant uses; did you mean “menu.help”?" in out
    assert 'telegram/en.yaml:3: help: “no” without quotes is a yes/no value in YAML, not a text: write "no"' in out
