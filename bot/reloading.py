"""The knowledge that is live: loaded at the start and at every edit, never exchanged for a broken one."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from watchfiles import Change, awatch

import bot
from bot.facts.document import Problem
from bot.facts.knowledge import PROPOSED, Knowledge, Loaded, load
from bot.messages import Dialogue, Message, Reply

log = logging.getLogger(__name__)
_SUFFIXES = (".yaml", ".yml")
_GATHER, _STEP, _LOOK_AGAIN = 500, 100, 1_000
_TRIES = 10
_PROJECT = str(Path(bot.__file__).resolve().parents[1])


class Answering(Protocol):
    """What answers messages from one knowledge base."""

    def answer(self, message: Message, dialogue: Dialogue | None = None) -> tuple[Reply, Dialogue]:
        """Answer one message; see :meth:`bot.assistant.Assistant.answer`."""
        ...


A = TypeVar("A", bound=Answering)
Build = Callable[[Knowledge, A | None], AsyncIterator[A]]
"""From a knowledge base and the assistant that is live (None at the start) to new ones, each better than the
last: the first as soon as facts and words can be used, the last when everything is trained."""

Signature = tuple[tuple[str, int, int, int], ...]
OnProblems = Callable[[list[Problem]], Awaitable[None]]
OnChange = Callable[[Knowledge, Knowledge], Awaitable[None]]


class InvalidKnowledge(Exception):
    """The knowledge base has errors, and there is no earlier one to go on with.

    Args:
        problems: all of them, warnings included.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload found.

    Attributes:
        changed: True where new knowledge is live now.
        problems: what staff should know, errors and warnings; with an error nothing changed.
    """

    changed: bool
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """False where the folder has errors."""
        return all(problem.warning for problem in self.problems)


class Live(Generic[A]):
    """Holds the assistant that answers now.

    Args:
        folder: the knowledge folder.
        build: makes assistants of knowledge.
    """

    def __init__(self, folder: Path, build: Build[A]) -> None:
        self.folder = folder
        self._build = build
        self._assistant: A | None = None
        self._knowledge: Knowledge | None = None
        self._seen: Signature = ()
        self._told: tuple[str, ...] = ()
        self._turn = asyncio.Lock()
        self._training: asyncio.Task[None] | None = None
        self._on_problems: list[OnProblems] = []
        self._on_change: list[OnChange] = []

    @property
    def assistant(self) -> A:
        """The assistant to ask, always the latest; take it anew for each message."""
        if self._assistant is None:
            raise RuntimeError("the knowledge is not loaded yet")
        return self._assistant

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge it answers from."""
        if self._knowledge is None:
            raise RuntimeError("the knowledge is not loaded yet")
        return self._knowledge

    def on_problems(self, tell: OnProblems) -> None:
        """Have someone told when an edit is invalid: the errors; an empty list when all is well again."""
        self._on_problems.append(tell)

    def on_change(self, tell: OnChange) -> None:
        """Have someone told when other knowledge is live: the former and the present."""
        self._on_change.append(tell)

    async def start(self) -> None:
        """Load for the first time.

        Raises:
            InvalidKnowledge: where the folder has errors.
        """
        loaded = await self._load()
        if loaded.knowledge is None:
            raise InvalidKnowledge(loaded.problems)
        async for assistant in self._build(loaded.knowledge, None):
            self._assistant, self._knowledge = assistant, loaded.knowledge

    async def reload(self) -> Reloaded:
        """Load again; what is valid is live when this returns, what must be trained follows by itself."""
        async with self._turn:
            loaded = await self._load()
            problems = tuple(loaded.problems)
            if loaded.knowledge is None:
                await self._report(loaded.errors)
                return Reloaded(False, problems)
            await self._report([])
            former = self.knowledge
            if loaded.knowledge.digest == former.digest:
                return Reloaded(False, problems)
            await self._exchange(former, loaded.knowledge)
            return Reloaded(True, problems)

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload at every edit until ``stop``."""
        watched = True
        while not stop.is_set():
            try:
                # a folder exchanged as a whole is not the one being watched, and not every file system
                # tells of edits: look at the files themselves now and then
                async for _ in awatch(
                    self.folder,
                    watch_filter=_is_knowledge,
                    debounce=_GATHER,
                    step=_STEP,
                    stop_event=stop,
                    rust_timeout=_LOOK_AGAIN,
                    yield_on_timeout=True,
                ):
                    watched = True
                    if _signature(self.folder) != self._seen:
                        await self.reload()
            except Exception as error:
                if watched:
                    log.warning("the knowledge folder cannot be watched just now (%s)", type(error).__name__)
                watched = False
            if not stop.is_set():
                await asyncio.sleep(1)

    async def close(self) -> None:
        """End a training that is under way."""
        if self._training is not None:
            self._training.cancel()
            await asyncio.gather(self._training, return_exceptions=True)

    async def _load(self) -> Loaded:
        """One consistent version: what changed while it was read is read again."""
        for _ in range(_TRIES):
            before = _signature(self.folder)
            loaded = await asyncio.to_thread(load, self.folder)
            # an editor may be at half of its work: what is invalid now may be whole in a moment
            await asyncio.sleep(3 * _STEP / 1000 if loaded.errors else 0)
            if _signature(self.folder) == before:
                break
        self._seen = before
        return loaded

    async def _exchange(self, former: Knowledge, knowledge: Knowledge) -> None:
        await self.close()
        stages = self._build(knowledge, self._assistant)
        self._assistant = await anext(stages)
        self._knowledge = knowledge
        log.info("new knowledge is live")
        self._training = asyncio.create_task(self._finish(stages))
        for tell in self._on_change:
            await _told(tell(former, knowledge))

    async def _finish(self, stages: AsyncIterator[A]) -> None:
        try:
            async for assistant in stages:
                self._assistant = assistant
                log.info("the example questions are trained")
        except Exception:
            log.exception("training failed; the assistant goes on with what it has")

    async def _report(self, errors: list[Problem]) -> None:
        """Tell of the same errors once, and when they are gone."""
        lines = tuple(map(str, errors))
        if lines == self._told:
            return
        self._told = lines
        if errors:
            log.warning("the knowledge was edited and is invalid, the former stays: %s", "; ".join(lines))
        for tell in self._on_problems:
            await _told(tell(errors))


async def _told(telling: Awaitable[None]) -> None:
    try:
        await telling
    except Exception:
        log.exception("a change of the knowledge could not be told")


def _is_knowledge(change: Change, path: str) -> bool:
    return path.endswith(_SUFFIXES)


def _signature(folder: Path) -> Signature:
    """Changes whenever a file of the folder that is read does; empty while there is no folder."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != PROPOSED]
        for name in names:
            if name.endswith(_SUFFIXES):
                path = os.path.join(place, name)
                try:
                    stat = os.stat(path)
                except OSError:
                    continue
                found.append((path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(sorted(found))


async def assistants(knowledge: Knowledge, previous: Any) -> AsyncIterator[Any]:
    """The way the product builds its assistant: new facts with the former training first, then trained aside.

    Args:
        knowledge: valid.
        previous: the assistant that is live; None at the start.

    Yields:
        One or two assistants.
    """
    # imported here: slow, and only needed where the product's own assistant runs
    from bot.assistant import Assistant, default_cache  # noqa: PLC0415

    cache = default_cache()
    if previous is not None:
        # former training may name an entry of the FAQ that is gone
        if previous.knowledge.faq.keys() <= knowledge.faq.keys():
            yield Assistant(knowledge, previous.readers)
        await _train_aside(knowledge.folder, cache)
    yield await asyncio.to_thread(Assistant.build, knowledge, cache)


async def _train_aside(folder: Path, cache: Path) -> None:
    """Fill the cache in a process of its own: training here would hold up every answer meanwhile."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environment["PYTHONPATH"] = _PROJECT
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            "from bot.reloading import fill_cache; fill_cache()",
            str(folder),
            str(cache),
        ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()


def fill_cache() -> None:
    """Train for the folder and into the cache named on the command line; an errand of this module."""
    from bot.assistant import Assistant  # noqa: PLC0415

    os.nice(10)
    knowledge = load(Path(sys.argv[1])).knowledge
    if knowledge is not None:
        Assistant.build(knowledge, Path(sys.argv[2]))
