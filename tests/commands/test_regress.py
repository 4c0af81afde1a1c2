"""``regress``: the staff's examples from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.commands.test_ask import Command, command

__all__ = ["command"]

FOLDER = '- id: parking\n  questions:\n    en: ["Can I park?"]\n  answer:\n    en: "Yes."\n'


def test_the_shipped_examples_are_right(command: Command) -> None:
    done = command("regress")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "examples are right" in done.stderr


def test_a_broken_example_ends_with_one_and_says_what_broke(command: Command, tmp_path: Path) -> None:
    (tmp_path / "own" / "faq").mkdir(parents=True)
    (tmp_path / "own" / "faq" / "a.yaml").write_text(FOLDER, encoding="utf-8")
    (tmp_path / "own" / "examples").mkdir()
    own = '- question: "Can I park?"\n  topic: faq:parking\n- question: "Can I park?"\n  outcome: handoff\n'
    (tmp_path / "own" / "examples" / "a.yaml").write_text(own, encoding="utf-8")
    done = command("regress", str(tmp_path / "own"))
    assert done.returncode == 1
    assert done.stdout == (
        "examples/a.yaml:3: “Can I park?” should end as “handoff”, not as “answered”; it now says: “Yes.”\n"
    )
    assert done.stderr.splitlines()[-1] == "1 of 2 examples are right"


def test_a_folder_without_examples_is_no_fault(command: Command, tmp_path: Path) -> None:
    (tmp_path / "own" / "faq").mkdir(parents=True)
    (tmp_path / "own" / "faq" / "a.yaml").write_text(FOLDER, encoding="utf-8")
    done = command("regress", str(tmp_path / "own"))
    assert done.returncode == 0
    assert "there are no examples yet" in done.stderr


def test_a_folder_that_is_not_there_ends_with_one(command: Command) -> None:
    done = command("regress", "nowhere")
    assert done.returncode == 1
    assert "there is no such folder" in done.stderr
    assert "Traceback" not in done.stderr
