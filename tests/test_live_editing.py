"""Edits while people are asking: whatever way files are saved, one complete version answers before and one after."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.facts.document import Problem
from bot.facts.knowledge import SHIPPED, Knowledge, load
from bot.messages import Message
from bot.reloading import Live
from tests.echo import FAQ, folder_of
from tests.talking import with_knowledge
from tests.test_reloading import Watched, until

GIT = ("git", "-c", "user.name=Staff", "-c", "user.email=staff@example.org")
DAY = date(2025, 5, 2)
ENTRIES = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path)


def many(folder: Path, text: str) -> None:
    """One version of several files that belong together."""
    for number in range(ENTRIES):
        entry = FAQ.format(text).replace("visa-letter", f"entry-{number}")
        (folder / "faq" / f"{number}.yaml").write_text(entry)


def said(knowledge: Knowledge) -> set[str]:
    """What the entries of :func:`many` say: one text where the version is whole."""
    return {str(entry.answer.en) for name, entry in knowledge.faq.items() if name.startswith("entry-")}


class Witness:
    """Looks at what is live again and again."""

    def __init__(self, watched: Watched) -> None:
        self.seen: list[set[str]] = []
        self._watched = watched
        self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            self._note()
            await asyncio.sleep(0.005)

    def _note(self) -> None:
        found = said(self._watched.live.knowledge)
        if not self.seen or self.seen[-1] != found:
            self.seen.append(found)

    async def end(self) -> None:
        self._note()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


# -- the ways of saving ---------------------------------------------------------------------------------------------


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.swp")
    aside.write_text(text)
    os.replace(aside, path)


def with_backup(path: Path, text: str) -> None:
    """As vim does: the old file becomes the backup, a new one takes its name, the backup goes."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text)
    backup.unlink()


def with_an_old_time(path: Path, text: str) -> None:
    """A file brought from elsewhere that keeps the time it was written at."""
    aside = path.parent.parent / "brought"
    aside.write_text(text)
    os.utime(aside, (1_600_000_000, 1_600_000_000))
    os.replace(aside, path)


def deleted_and_written(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("save", [in_place, by_rename, with_backup, with_an_old_time, deleted_and_written])
async def test_however_an_editor_saves_the_edit_is_live_within_two_seconds(
    folder: Path, save: Callable[[Path, str], None]
) -> None:
    async with Watched(folder) as watched:
        for text in ("second", "third"):
            save(folder / "faq" / "visa.yaml", FAQ.format(text))
            assert await until(lambda text=text: watched.says == text) < 2  # type: ignore[misc]
        assert watched.problems == []


async def test_a_file_written_piece_by_piece_is_taken_when_it_is_whole(folder: Path) -> None:
    path = folder / "faq" / "visa.yaml"
    whole = "".join(FAQ.format(f"text {number}").replace("visa-letter", f"entry-{number}") for number in range(4))
    async with Watched(folder) as watched:
        numbers: set[int] = set()
        with path.open("w") as file:
            # each beginning is a valid file by itself
            for piece in (FAQ.format("first"), *whole.partition("- id: entry-2")):
                file.write(piece)
                file.flush()
                for _ in range(6):
                    numbers.add(len(watched.live.knowledge.faq))
                    await asyncio.sleep(0.05)
        assert await until(lambda: len(watched.live.knowledge.faq) == 5) < 2
        assert numbers == {1}
        assert watched.problems == []


async def test_files_saved_one_after_the_other_are_one_version(folder: Path) -> None:
    many(folder, "one")
    async with Watched(folder) as watched:
        witness = Witness(watched)
        for number in range(ENTRIES):
            entry = FAQ.format("two").replace("visa-letter", f"entry-{number}")
            (folder / "faq" / f"{number}.yaml").write_text(entry)
            await asyncio.sleep(0.2)
        await until(lambda: said(watched.live.knowledge) == {"two"})
        await witness.end()
        assert witness.seen == [{"one"}, {"two"}]


async def test_a_git_pull_however_slow_is_one_version(folder: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run([*GIT, "-C", str(folder), *words], check=True, capture_output=True)

    many(folder, "one")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("checkout", "-q", "-b", "edited")
    many(folder, "two")
    git("commit", "-q", "-a", "-m", "two")
    git("checkout", "-q", "main")
    # a file takes longer to arrive than an edit may pause
    (folder / ".git" / "info" / "attributes").write_text("*.yaml filter=slow\n")
    git("config", "filter.slow.smudge", "sleep 0.8; cat")
    git("config", "filter.slow.clean", "cat")
    async with Watched(folder) as watched:
        witness = Witness(watched)
        await asyncio.to_thread(git, "merge", "-q", "--ff-only", "edited")
        assert await until(lambda: said(watched.live.knowledge) == {"two"}) < 2
        await witness.end()
        assert witness.seen == [{"one"}, {"two"}]
        assert watched.problems == []


async def test_a_lock_that_git_left_behind_holds_nothing_up(folder: Path) -> None:
    (folder / ".git").mkdir()
    lock = folder / ".git" / "index.lock"
    lock.write_text("")
    os.utime(lock, (1_600_000_000, 1_600_000_000))
    async with Watched(folder) as watched:
        in_place(folder / "faq" / "visa.yaml", FAQ.format("second"))
        assert await until(lambda: watched.says == "second") < 2


async def test_a_deleted_folder_changes_nothing_is_told_and_its_return_is_followed(folder: Path) -> None:
    async with Watched(folder) as watched:
        shutil.move(folder, folder.with_name("away"))
        await until(lambda: watched.problems)
        assert watched.says == "first"
        assert "there is no such folder" in watched.problems[0][0].message
        shutil.move(folder.with_name("away"), folder)
        await until(lambda: len(watched.problems) == 2)
        assert watched.problems[1] == []
        for text in ("second", "third"):
            in_place(folder / "faq" / "visa.yaml", FAQ.format(text))
            assert await until(lambda text=text: watched.says == text) < 2  # type: ignore[misc]


# -- a channel's own words ------------------------------------------------------------------------------------------


async def test_a_channels_own_words_go_live_with_the_knowledge_or_not_at_all(folder: Path) -> None:
    (folder / "telegram").mkdir()
    path = folder / "telegram" / "en.yaml"
    path.write_text("good")

    def read(place: Path) -> tuple[str, list[Problem]]:
        text = (place / "telegram" / "en.yaml").read_text()
        return text, [] if text.startswith("good") else [Problem("telegram/en.yaml", 1, "it is not good")]

    used: list[str] = []
    async with Watched(folder) as watched:
        watched.live.attach("telegram", read, used.append)
        path.write_text("good as well")
        assert await until(lambda: used) < 2
        path.write_text("bad")
        in_place(folder / "faq" / "visa.yaml", FAQ.format("second"))
        await until(lambda: watched.problems)
        assert str(watched.problems[0][0]) == "telegram/en.yaml:1: it is not good"
        assert watched.says == "first"
        path.write_text("good again")
        await until(lambda: watched.says == "second")
        assert used == ["good as well", "good again"]


# -- before anything is trained anew -----------------------------------------------------------------------------------


def test_a_course_that_is_new_is_known_by_its_name_at_once(assistant: Assistant, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    text = (SHIPPED / "courses" / "academy-2025.yaml").read_text(encoding="utf-8").replace("2025", "2027")
    (tmp_path / "knowledge" / "courses" / "academy-2027.yaml").write_text(text, encoding="utf-8")
    knowledge = load(tmp_path / "knowledge").knowledge
    assert knowledge is not None
    reply, _ = with_knowledge(assistant, knowledge).answer(Message("How much is the Academy 2027?", DAY))
    assert reply.courses == ("academy-2027",)


def test_an_entry_that_is_gone_answers_no_more(assistant: Assistant) -> None:
    asked = Message("Do you give a letter for the visa?", DAY)
    assert assistant.answer(asked)[0].topics == ("faq:visa-letter",)
    entries = {name: entry for name, entry in assistant.knowledge.faq.items() if name != "visa-letter"}
    reply, _ = with_knowledge(assistant, replace(assistant.knowledge, faq=entries)).answer(asked)
    assert "faq:visa-letter" not in reply.topics


def test_a_course_that_is_gone_is_not_told_of(assistant: Assistant) -> None:
    courses = {name: course for name, course in assistant.knowledge.courses.items() if name != "academy-2025"}
    other = with_knowledge(assistant, replace(assistant.knowledge, courses=courses))
    for text in ("How much is the Academy?", "How much is the course on labour migration?", "A9718056"):
        assert "academy-2025" not in other.answer(Message(text, DAY))[0].courses


# -- people asking meanwhile ----------------------------------------------------------------------------------------

PRICED = ("academy-2025", "social-protection-2025", "e-academy-2023")
QUESTION = "How much is the Academy, how much is the social protection course and how much is the e-Academy?"
EDITS = 200


class Office:
    """Staff who edit three files at a time, in every way there is, and get it wrong now and then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.random = random.Random(7)
        self.files = {folder / "courses" / f"{course}.yaml": "" for course in PRICED}
        for path in self.files:
            text = path.read_text(encoding="utf-8")
            head, _, rest = text.partition("  total:\n    value: ")
            self.files[path] = f"{head}  total:\n    value: {{}} EUR\n{rest.partition(chr(10))[2]}"
        self.valid: set[str] = set()

    async def edit(self, number: int, *, wrong: bool) -> None:
        """Write version ``number`` of all three files; a wrong one has a mistake in one of them."""
        paths = self.random.sample(list(self.files), len(self.files))
        if not wrong:
            self.valid.add(f"{number} EUR")
        for path in paths:
            text = self.files[path].replace("{}", str(number))
            if wrong and path == paths[-1]:
                text = self.random.choice([text.replace(f"{number} EUR", f"{number}.0 €"), "", text[: len(text) // 2],
                                           text.replace("deadline:", "deadlin:"), text + "\n\t- x: ["])  # fmt: skip
            self.random.choice([in_place, by_rename, with_backup, self.half_first])(path, text)
            await asyncio.sleep(self.random.choice([0, 0, 0.01, 0.05]))

    @staticmethod
    def half_first(path: Path, text: str) -> None:
        with path.open("w", encoding="utf-8") as file:
            file.write(text[: len(text) // 2])
            file.flush()
            file.write(text[len(text) // 2 :])


async def test_two_hundred_edits_while_people_ask_and_never_a_mixed_reply(assistant: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    office = Office(folder)
    await office.edit(1000, wrong=False)

    async def build(knowledge: Knowledge, previous: Assistant | None) -> AsyncIterator[Assistant]:
        yield with_knowledge(assistant, knowledge)

    live: Live[Assistant] = Live(folder, build)
    told: list[list[Problem]] = []
    replies: list[set[str]] = []
    stop = asyncio.Event()

    async def problems(found: list[Problem]) -> None:
        told.append(found)

    async def people() -> None:
        while not stop.is_set():
            reply, _ = live.assistant.answer(Message(QUESTION, DAY))
            fees = [fact.value for fact in reply.facts if fact.field == "fee.total"]
            assert len(fees) == len(PRICED), reply.text
            replies.append(set(fees))
            await asyncio.sleep(0.02)

    live.on_problems(problems)
    await live.start()
    tasks = [asyncio.create_task(live.watch(stop)), asyncio.create_task(people())]
    for number in range(1001, 1001 + EDITS):
        last = number % 20 == 0
        wrong = office.random.random() < (0.5 if last else 0.3) and number != 1000 + EDITS
        known = len(told)
        await office.edit(number, wrong=wrong)
        if last and wrong:
            await until(lambda known=known: len(told) > known or (told and told[-1]))  # type: ignore[misc]
        elif last:
            await until(lambda number=number: replies[-1] == {f"{number} EUR"})  # type: ignore[misc]
    stop.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 10)
    await live.close()
    assert all(len(fees) == 1 for fees in replies), "a reply of two versions"
    assert {fee for fees in replies for fee in fees} <= office.valid, "a reply of a version that was never whole"
    order = [fees for i, fees in enumerate(replies) if i == 0 or fees != replies[i - 1]]
    assert order == sorted(order, key=lambda fees: int(next(iter(fees)).split()[0]))
    assert len(order) > 4
    assert any(told)
    assert all(problem.line > 0 and problem.message for found in told for problem in found)
