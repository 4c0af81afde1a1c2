"""The knowledge that is live: loaded at the start and at every edit, never exchanged for a broken one."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from watchfiles import Change, awatch

from bot.facts.document import Problem
from bot.facts.knowledge import Knowledge, Loaded, load
from bot.knowledge_folder import SUFFIXES, Signature, settled, signature
from bot.messages import Dialogue, Message, Reply

log = logging.getLogger(__name__)
_GATHER, _STEP, _LOOK_AGAIN = 300, 50, 300
_HALF_DONE = 0.3


class Answering(Protocol):
    """What answers messages from one knowledge base."""

    def answer(self, message: Message, dialogue: Dialogue | None = None) -> tuple[Reply, Dialogue]:
        """Answer one message; see :meth:`bot.assistant.Assistant.answer`."""
        ...


A = TypeVar("A", bound=Answering)
Build = Callable[[Knowledge, A | None], AsyncIterator[A]]
"""From a knowledge base and the assistant that is live (None at the start) to new ones, each better than the
last: the first as soon as facts and words can be used, the last when everything is trained."""

OnProblems = Callable[[list[Problem]], Awaitable[None]]
Read = Callable[[Path], tuple[Any, list[Problem]]]
"""Reads a channel's own words from the knowledge folder; the problems make an edit invalid like any other."""

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


@dataclass(slots=True)
class _Part:
    """A channel's own words: where they stand, who reads and uses them, and what they were when last used."""

    room: str
    read: Read
    use: Callable[[Any], None]
    content: str


_Words = tuple[_Part, Any, str]
"""A part with its words as read, and what its files held then."""


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
        self._parts: list[_Part] = []

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

    @property
    def seen(self) -> Signature:
        """The state of the folder when it was last read."""
        return self._seen

    def on_problems(self, tell: OnProblems) -> None:
        """Have someone told when an edit is invalid: the errors; an empty list when all is well again."""
        self._on_problems.append(tell)

    def on_change(self, tell: OnChange) -> None:
        """Have someone told when other knowledge is live: the former and the present."""
        self._on_change.append(tell)

    def attach(self, room: str, read: Read, use: Callable[[Any], None]) -> None:
        """Have a channel's own words exchanged together with the knowledge, or not at all.

        Args:
            room: the folder they stand in, inside the knowledge folder.
            read: reads them, in a thread of its own.
            use: takes them over; called in the same moment in which the knowledge is exchanged.
        """
        self._parts.append(_Part(room, read, use, _content(self.folder / room)))

    async def start(self) -> None:
        """Load for the first time.

        Raises:
            InvalidKnowledge: where the folder has errors.
        """
        loaded, _ = await self._load()
        knowledge = loaded.knowledge
        if knowledge is None:
            raise InvalidKnowledge(loaded.problems)
        del loaded  # what the files hold takes memory that the first training needs
        async for assistant in self._build(knowledge, None):
            self._assistant, self._knowledge = assistant, knowledge

    async def reload(self) -> Reloaded:
        """Load again; what is valid is live when this returns, what must be trained follows by itself."""
        async with self._turn:
            loaded, parts = await self._load()
            problems = tuple(loaded.problems)
            if loaded.knowledge is None or loaded.errors:
                await self._report(loaded.errors)
                return Reloaded(False, problems)
            await self._report([])
            former = self.knowledge
            changed = [(part, words, content) for part, words, content in parts if content != part.content]
            if loaded.knowledge.digest == former.digest and not changed:
                return Reloaded(False, problems)
            await self._exchange(former, loaded.knowledge, changed)
            return Reloaded(True, problems)

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload at every edit until ``stop``."""
        watched = True
        while not stop.is_set():
            inode = _inode(self.folder)
            try:
                # not every file system tells of edits: look at the files themselves now and then
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
                    if signature(self.folder) != self._seen:
                        await self.reload()
                    if _inode(self.folder) != inode:
                        # exchanged as a whole: the folder being watched is not this one any more
                        break
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

    async def _load(self) -> tuple[Loaded, list[_Words]]:
        """One consistent version: read while nobody is at work, and again if somebody was meanwhile."""
        while True:
            before = await settled(self.folder)
            loaded, parts = await asyncio.to_thread(self._read)
            # an editor may be at half of its work: what is invalid now may be whole in a moment
            await asyncio.sleep(_HALF_DONE if loaded.errors else 0)
            if signature(self.folder) == before:
                self._seen = before
                return loaded, parts

    def _read(self) -> tuple[Loaded, list[_Words]]:
        loaded = load(self.folder)
        parts = []
        for part in self._parts:
            words, problems = part.read(self.folder)
            loaded.problems = sorted([*loaded.problems, *problems])
            parts.append((part, words, _content(self.folder / part.room)))
        return loaded, parts

    async def _exchange(self, former: Knowledge, knowledge: Knowledge, parts: list[_Words]) -> None:
        await self.close()
        stages = self._build(knowledge, self._assistant)
        assistant = await anext(stages)
        # nothing is waited for from here on: no reply is made of the one version and the other
        self._assistant, self._knowledge = assistant, knowledge
        for part, words, content in parts:
            part.content = content
            part.use(words)
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


def _content(folder: Path) -> str:
    """What the YAML files of a folder hold, as one short text; unreadable ones hold nothing."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.y*ml")):
        with suppress(OSError):
            digest.update(path.name.encode(errors="replace") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inode(folder: Path) -> int | None:
    """Which folder stands under this name; None while there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _is_knowledge(change: Change, path: str) -> bool:
    return path.endswith(SUFFIXES)
