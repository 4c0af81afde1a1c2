"""Knowledge that follows its files."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.facts.document import Problem
from bot.facts.knowledge import Knowledge
from bot.reloading import InvalidKnowledge, Live
from tests.echo import FAQ, Echo, build, folder_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path)


async def until(condition: Callable[[], object], seconds: float = 5.0) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not come to pass"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


class Watched:
    """A live knowledge being watched, and what was told of it."""

    def __init__(self, folder: Path) -> None:
        self.live: Live[Echo] = Live(folder, build)
        self.problems: list[list[Problem]] = []
        self.changes: list[tuple[Knowledge, Knowledge]] = []
        self.stop = asyncio.Event()

    async def __aenter__(self) -> "Watched":
        async def told(problems: list[Problem]) -> None:
            self.problems.append(problems)
            raise ConnectionError("staff cannot be reached")

        async def changed(former: Knowledge, present: Knowledge) -> None:
            self.changes.append((former, present))

        self.live.on_problems(told)
        self.live.on_change(changed)
        await self.live.start()
        self.task = asyncio.create_task(self.live.watch(self.stop))
        await asyncio.sleep(0.1)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.stop.set()
        await asyncio.wait_for(self.task, 3)
        await self.live.close()

    @property
    def says(self) -> str:
        return self.live.assistant.says


async def test_a_valid_edit_is_live_within_two_seconds(folder: Path) -> None:
    async with Watched(folder) as watched:
        (folder / "faq" / "visa.yaml").write_text(FAQ.format("second"))
        assert await until(lambda: watched.says == "second") < 2
        aside = folder / "faq" / ".visa.yaml.swp"
        aside.write_text(FAQ.format("third"))
        os.replace(aside, folder / "faq" / "visa.yaml")
        assert await until(lambda: watched.says == "third") < 2
        assert [(former.digest == present.digest) for former, present in watched.changes] == [False, False]
        assert watched.problems == []


async def test_an_invalid_edit_changes_nothing_and_is_told_once_as_is_its_end(folder: Path) -> None:
    async with Watched(folder) as watched:
        (folder / "faq" / "visa.yaml").write_text("- id: visa-letter\n")
        await until(lambda: watched.problems)
        assert watched.says == "first"
        (folder / "faq" / "visa.yaml").touch()
        await asyncio.sleep(0.8)
        assert len(watched.problems) == 1 and watched.problems[0][0].file == "faq/visa.yaml"
        (folder / "faq" / "visa.yaml").write_text(FAQ.format("mended"))
        await until(lambda: len(watched.problems) == 2)
        assert watched.problems[1] == []
        await until(lambda: watched.says == "mended")


async def test_a_half_saved_file_is_not_reported(folder: Path) -> None:
    async with Watched(folder) as watched:
        file = folder / "faq" / "visa.yaml"
        for _ in range(3):
            file.write_text("")
            await asyncio.sleep(0.1)
            file.write_text(FAQ.format("whole"))
            await asyncio.sleep(0.1)
        await until(lambda: watched.says == "whole")
        assert watched.problems == []


async def test_a_folder_exchanged_as_a_whole_is_followed(folder: Path) -> None:
    async with Watched(folder) as watched:
        shutil.move(folder, folder.with_name("former"))
        shutil.copytree(folder.with_name("former"), folder)
        (folder / "faq" / "visa.yaml").write_text(FAQ.format("exchanged"))
        await until(lambda: watched.says == "exchanged", 6)


async def test_reload_on_demand_tells_what_it_found(folder: Path) -> None:
    live: Live[Echo] = Live(folder, build)
    await live.start()
    assert not (await live.reload()).changed
    (folder / "faq" / "visa.yaml").write_text(FAQ.format("second"))
    reloaded = await live.reload()
    assert reloaded.changed and reloaded.valid and live.assistant.says == "second"
    (folder / "faq" / "visa.yaml").write_text("")
    reloaded = await live.reload()
    assert not reloaded.changed and not reloaded.valid and live.assistant.says == "second"
    await live.close()


async def test_a_broken_start_raises(folder: Path) -> None:
    (folder / "faq" / "visa.yaml").unlink()
    with pytest.raises(InvalidKnowledge):
        await Live(folder, build).start()


async def test_facts_are_live_at_once_and_training_follows_the_last_edit_only(folder: Path) -> None:
    trained = asyncio.Event()
    begun: list[str] = []

    async def staged(knowledge: Knowledge, previous: Echo | None) -> AsyncIterator[Echo]:
        yield Echo(knowledge, trained=previous is None)
        begun.append(str(knowledge.faq["visa-letter"].answer.en))
        await trained.wait()
        yield Echo(knowledge)

    live: Live[Echo] = Live(folder, staged)
    trained.set()
    await live.start()
    trained.clear()
    for text in ("second", "third"):
        (folder / "faq" / "visa.yaml").write_text(FAQ.format(text))
        await live.reload()
        assert (live.assistant.says, live.assistant.trained) == (text, False)
        await asyncio.sleep(0)
    trained.set()
    await until(lambda: live.assistant.trained)
    assert live.assistant.says == "third"
    assert begun[0] == "first" and begun[-1] == "third"
    await live.close()
