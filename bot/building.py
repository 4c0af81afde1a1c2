"""The way the product builds its assistant of knowledge: new facts at once, what must be trained aside."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import bot
from bot.facts.knowledge import Knowledge, load

_NEW = 50_000
"""Objects that are made, and not yet gone, before the garbage collector looks for cycles among them."""

_PROJECT = str(Path(bot.__file__).resolve().parents[1])


async def assistants(knowledge: Knowledge, previous: Any) -> AsyncIterator[Any]:
    """Build with the former training first, then trained aside.

    Args:
        knowledge: valid.
        previous: the assistant that is live; None at the start.

    Yields:
        One or two assistants; without training the first knows the courses, dates and entries that are new or gone, and
        answers from the new facts, but does not know questions that only new examples teach.
    """
    # imported here: slow, and only needed where the product's own assistant runs
    from bot.assistant import Assistant, default_cache  # noqa: PLC0415
    from bot.understanding.training import is_trained, refreshed  # noqa: PLC0415

    cache = default_cache()
    if previous is not None:
        yield Assistant(knowledge, refreshed(previous.readers, knowledge))
        if not is_trained(knowledge, cache):
            await _train_aside(knowledge.folder, cache)
    assistant = await asyncio.to_thread(Assistant.build, knowledge, cache)
    settle()
    yield assistant


def settle() -> None:
    """Let the garbage collector pass over what was just built: knowledge and weights stay as they are, and looking
    through their hundred thousand objects would hold up an answer for a tenth of a second now and then. What answers
    leave behind, hardly ever in cycles, is looked through less often too.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW, 20, 20)


async def _train_aside(folder: Path, cache: Path) -> None:
    """Fill the cache in a process of its own: training here would hold up every answer meanwhile."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environment["PYTHONPATH"] = _PROJECT
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            "from bot.building import fill_cache; fill_cache()",
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
