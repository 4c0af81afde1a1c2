"""``preview``: the replies an edit changes, before it is live."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.checking.differences import Change, Question, changed_questions, changed_topics
from bot.facts.knowledge import SHIPPED, load
from bot.knowledge_folder import signature
from bot.live_copies import LiveCopies
from bot.messages import Dialogue
from bot.store import Store
from tests.commands.test_ask import Command, command
from tests.talking import with_knowledge

__all__ = ["command"]

TODAY = "2025-05-02"
GIT = ("git", "-c", "user.name=Staff", "-c", "user.email=staff@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge."""
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    return tmp_path / "knowledge"


def edit(folder: Path, old: str, new: str, name: str = "courses/academy-2025.yaml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def dearer(folder: Path) -> None:
    edit(folder, "2720 EUR", "2990 EUR")


def ask_again(assistant: Assistant, folder: Path, *questions: Question) -> list[Change]:
    knowledge = load(folder).knowledge
    assert knowledge is not None
    return changed_questions(assistant, with_knowledge(assistant, knowledge), questions)


# -- which replies change -------------------------------------------------------------------------------------------


def test_only_the_questions_an_edit_touches_change(assistant: Assistant, folder: Path) -> None:
    dearer(folder)
    day = date(2025, 5, 2)
    fee, start = Question("How much is the Academy?", day), Question("When does the Academy start?", day)
    [change] = ask_again(assistant, folder, fee, start)
    assert change.names == ("“How much is the Academy?”",)
    assert "€2,720" in change.old
    assert "€2,990" in change.new


def test_a_question_is_asked_again_with_what_was_said_before(assistant: Assistant, folder: Path) -> None:
    dearer(folder)
    remembered = Dialogue(language="en", courses=("academy-2025",), topics=("dates#period",))
    question = Question("and how much?", date(2025, 5, 2), dialogue=remembered)
    assert len(ask_again(assistant, folder, question)) == 1


def test_questions_with_one_and_the_same_change_are_shown_once(assistant: Assistant, folder: Path) -> None:
    dearer(folder)
    day = date(2025, 5, 2)
    [change] = ask_again(assistant, folder, Question("Academy fee?", day), Question("How much is the Academy?", day))
    assert len(change.names) == 2


def test_every_topic_is_asked_though_nobody_did(assistant: Assistant, folder: Path) -> None:
    edit(folder, "2025-05-23", "2025-05-30")
    knowledge = load(folder).knowledge
    assert knowledge is not None
    changes, asked = changed_topics(assistant, with_knowledge(assistant, knowledge), date(2025, 5, 2))
    assert asked > 1000
    names = {name for change in changes for name in change.names}
    assert {"academy-2025 deadline.until, en", "academy-2025 deadline.until, fr"} <= names
    assert not any(name.startswith("rights-2026 fees") for name in names)


def test_a_course_that_is_new_has_nothing_before(assistant: Assistant, folder: Path) -> None:
    text = (folder / "courses" / "academy-2025.yaml").read_text(encoding="utf-8").replace("2025", "2026")
    (folder / "courses" / "academy-2026.yaml").write_text(text, encoding="utf-8")
    knowledge = load(folder).knowledge
    assert knowledge is not None
    changes, _ = changed_topics(assistant, with_knowledge(assistant, knowledge), date(2025, 5, 2))
    new = [change for change in changes if "academy-2026 fees.total, en" in change.names]
    assert [change.old for change in new] == [""]


# -- the command ----------------------------------------------------------------------------------------------------


def test_a_folder_edited_aside_is_compared_with_the_live_one(command: Command, folder: Path) -> None:
    dearer(folder)
    done = command("preview", str(folder), "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert "“How much is the Academy?” (examples/courses.yaml:5)" in done.stdout
    assert "[-€2,720.-]" in done.stdout
    assert "{+€2,990.+}" in done.stdout
    assert done.stdout.rstrip().endswith("replies change.")


def test_nothing_changed_says_so(command: Command, folder: Path) -> None:
    done = command("preview", "--against", str(folder), "--today", TODAY)
    assert done.returncode == 0
    assert "Nothing changes: all" in done.stdout


def test_an_invalid_edit_ends_with_one_and_the_problems_of_check(command: Command, folder: Path) -> None:
    edit(folder, "2720 EUR", "2.720 EUR")
    done = command("preview", str(folder))
    assert done.returncode == 1
    lines = (folder / "courses" / "academy-2025.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "2.720 EUR" in text)
    said = f"courses/academy-2025.yaml:{line}: fee.total.value: “2.720 EUR” is not an amount"
    assert done.stdout.startswith(said)


def test_a_mistake_in_a_channels_words_ends_with_one(command: Command, folder: Path) -> None:
    for room in ("telegram", "mail"):
        with (folder / room / "en.yaml").open("a", encoding="utf-8") as file:
            file.write("nonsense: 1\n")
    done = command("preview", str(folder))
    assert done.returncode == 1
    assert "telegram/en.yaml:" in done.stdout
    assert "mail/en.yaml:" in done.stdout


def test_a_folder_to_compare_with_that_has_errors_is_named(command: Command, tmp_path: Path) -> None:
    done = command("preview", "--against", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "there is no such folder" in done.stdout
    assert "errors of the version to compare with" in done.stderr


def test_a_folder_in_git_is_compared_with_the_last_commit(command: Command, folder: Path) -> None:
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "as it was")):
        subprocess.run([*GIT, "-C", str(folder), *words], check=True, capture_output=True)
    dearer(folder)
    done = command("preview", "--today", TODAY, ASSISTANT_KNOWLEDGE=str(folder))
    assert done.returncode == 0
    assert "last committed to git" in done.stdout
    assert "{+€2,990.+}" in done.stdout


def test_what_the_assistant_answered_from_comes_before_git(
    command: Command, folder: Path, tmp_path: Path, assistant: Assistant
) -> None:
    knowledge = load(folder).knowledge
    assert knowledge is not None
    LiveCopies(tmp_path / "assistant.db").keep(knowledge, signature(folder), datetime.now(UTC))
    dearer(folder)
    done = command("preview", "--today", TODAY, ASSISTANT_KNOWLEDGE=str(folder))
    assert "answered from before this round of edits" in done.stdout
    assert "{+€2,990.+}" in done.stdout


def test_recorded_questions_are_asked_while_the_assistant_runs(
    command: Command, folder: Path, tmp_path: Path, assistant: Assistant
) -> None:
    text = "hey, the price for the labour migration academy pls"
    with_course = Dialogue(language="en", courses=("academy-2025",))
    store = Store(tmp_path / "assistant.db")
    try:
        for words, before in ((text, None), ("and the price?", with_course), ("merci", None)):
            store.call(
                lambda tables, words=words, before=before: tables.questions.record(  # type: ignore[misc]
                    "telegram", "7", "en", "answered", text=words, before=before, today=date(2025, 5, 2)
                )
            )
        dearer(folder)
        done = command("preview", str(folder), "--today", TODAY)
    finally:
        store.close()
    assert "Questions people asked: 2 of 3 change" in done.stdout
    assert f"“{text}” (question 1)" in done.stdout
    assert "“and the price?” (question 2)" in done.stdout


def test_a_broken_example_is_told(command: Command, folder: Path) -> None:
    own = '- question: "How much is the Academy?"\n  must_not: "2,720"\n  today: 2025-05-02\n'
    (folder / "examples" / "own.yaml").write_text(own, encoding="utf-8")
    done = command("preview", str(folder), "--today", TODAY)
    assert "an example that must stay right is broken" in done.stdout
    assert "examples/own.yaml:1" in done.stdout


def test_the_shipped_folder_outside_git_has_nothing_to_compare_with(command: Command, tmp_path: Path) -> None:
    done = command("preview", PATH=str(tmp_path))
    assert done.returncode == 2
    assert "--against FOLDER" in done.stderr
    assert "Traceback" not in done.stderr
