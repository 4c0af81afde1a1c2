"""Examples that must stay right: what they promise, and what is said when a reply breaks them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.checking.kept_right import broken
from bot.checking.report import check
from bot.facts.expectations import load_expectations
from bot.facts.knowledge import SHIPPED, load
from tests.talking import with_knowledge

DAY = date(2025, 5, 2)
FEE = '- question: "How much is the Academy?"\n  today: 2025-05-02\n  course: academy-2025\n  fact: fee.total\n'


def told(assistant: Assistant, folder: Path, text: str) -> list[str]:
    """What is wrong with examples written into an otherwise empty folder."""
    (folder / "examples").mkdir(parents=True, exist_ok=True)
    (folder / "examples" / "own.yaml").write_text(text, encoding="utf-8")
    expectations, problems = load_expectations(folder)
    return [str(problem) for problem in [*problems, *broken(assistant, expectations, DAY)]]


def edited(assistant: Assistant, folder: Path, name: str, old: str, new: str) -> Assistant:
    """The assistant on a copy of the shipped knowledge with one edit."""
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    knowledge = load(folder).knowledge
    assert knowledge is not None
    return with_knowledge(assistant, knowledge)


def test_every_shipped_example_is_right(assistant: Assistant) -> None:
    expectations, problems = load_expectations(SHIPPED)
    assert problems == []
    assert len(expectations) >= 25
    assert {course for item in expectations for course in item.course} == set(assistant.knowledge.courses)
    assert {item.language for item in expectations} >= {"fr", "es", "other"}
    assert broken(assistant, expectations, DAY) == []


def test_an_edited_fee_breaks_nothing(assistant: Assistant, tmp_path: Path) -> None:
    other = edited(assistant, tmp_path, "courses/academy-2025.yaml", "2720 EUR", "2990 EUR")
    assert told(other, tmp_path / "own", FEE) == []


def test_a_fact_that_is_no_longer_told_is_said_with_its_value_and_the_reply(
    assistant: Assistant, tmp_path: Path
) -> None:
    text = FEE.replace("How much is the Academy?", "When does the Academy start?")
    [line] = told(assistant, tmp_path, text)
    assert line.startswith(
        "examples/own.yaml:1: “When does the Academy start?” (as on 2025-05-02)"
        " should tell fee.total of academy-2025 (2720 EUR); it now says: “Academy on Labour Migration"
    )


def test_the_fee_of_another_course_is_the_wrong_fact(assistant: Assistant, tmp_path: Path) -> None:
    text = FEE.replace("How much is the Academy?", "How much is the social protection course?")
    [line] = told(assistant, tmp_path, text)
    assert "should be about academy-2025, not about social-protection-2025" in line
    assert "should tell fee.total of academy-2025 (2720 EUR)" in line


def test_a_fact_that_is_left_out_must_be_told_as_a_gap(assistant: Assistant, tmp_path: Path) -> None:
    rights = FEE.replace("the Academy", "the migrants' rights course").replace("academy-2025", "rights-2026")
    assert told(assistant, tmp_path, rights) == []
    [line] = told(assistant, tmp_path, rights.replace("How much is", "When does it start,"))
    assert "should say that fee.total of rights-2026 is not stated" in line


def test_both_versions_of_a_contradiction_must_be_told(assistant: Assistant, tmp_path: Path) -> None:
    text = '- question: "When is the e-Academy?"\n  today: 2023-02-01\n  fact: dates\n'
    assert told(assistant, tmp_path, text) == []
    [line] = told(assistant, tmp_path, text.replace("When is", "How much is"))
    assert "should tell both versions of dates of e-academy-2023 (2023-07-10" in line


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("outcome: unknown", "should end as “unknown”, not as “answered”"),
        ("language: fr", "should be answered in French, not in English"),
        ("topic: dates", "should be understood as “dates”, not as “fees”"),
        ('must_not: "Subsistence  €720"', "must not say “Subsistence  €720”"),
        ("fact: contact.email", "should tell contact.email (migration@itcilo.org)"),
    ],
)
def test_each_thing_expected_has_its_words(assistant: Assistant, tmp_path: Path, expected: str, said: str) -> None:
    [line] = told(assistant, tmp_path, f'- question: "How much is the Academy?"\n  today: 2025-05-02\n  {expected}\n')
    assert said in line


def test_what_was_said_before_counts(assistant: Assistant, tmp_path: Path) -> None:
    text = FEE.replace("How much is the Academy?", "and how much?") + '  before: "When does the Academy start?"\n'
    assert told(assistant, tmp_path, text) == []
    [line] = told(assistant, tmp_path, text.replace("the Academy start", "the social protection course start"))
    assert "after “When does the social protection course start?”" in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('- question: "Fee?"\n', "the example does not say what is expected: add at least one of course:, fact:"),
        (FEE.replace("fact:", "fcat:"), "examples/own.yaml:4: “fcat” is not a name known here; did you mean “fact”?"),
        (FEE.replace("fee.total", "fee.totl"), "there is no fact “fee.totl”; did you mean “fee.total”?"),
        (FEE.replace("course: academy-2025", "course: acadmy-2025"), "did you mean “academy-2025”?"),
        (FEE.replace("2025-05-02", "2025-02-30"), "examples/own.yaml:2: today: 2025-02-30 does not exist"),
        (FEE + "  outcome: anwsered\n", "did you mean “answered”?"),
        (FEE + "  topic: fee\n", "there is no topic “fee”; did you mean “fees”?"),
        ("question: one\n", "examples/own.yaml:1: a list is expected here"),
    ],
)
def test_mistakes_in_examples_are_told_plainly(assistant: Assistant, tmp_path: Path, text: str, said: str) -> None:
    lines = told(assistant, tmp_path, text)
    assert len(lines) == 1
    assert said in lines[0]


def test_a_broken_example_is_an_error_of_check_and_holds_no_edit_back(
    assistant: Assistant, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.checking.report.misunderstood", lambda *_: iter(()))
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    told(assistant, tmp_path, FEE.replace("How much is", "When does it start,"))
    report = check(tmp_path, DAY, cache)
    assert report.errors == 1
    assert "should tell fee.total" in next(str(problem) for problem in report.problems if not problem.warning)
    loaded = load(tmp_path)
    assert loaded.errors == []
    assert loaded.knowledge is not None
    assert loaded.knowledge.digest == assistant.knowledge.digest


def test_another_edition_breaks_no_shipped_example(assistant: Assistant, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    text = (SHIPPED / "courses" / "academy-2025.yaml").read_text(encoding="utf-8")
    text = text.replace("2025", "2026")
    (tmp_path / "courses" / "academy-2026.yaml").write_text(text, encoding="utf-8")
    knowledge = load(tmp_path).knowledge
    assert knowledge is not None
    assert broken(with_knowledge(assistant, knowledge), load_expectations(SHIPPED)[0], DAY) == []
