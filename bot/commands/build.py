"""The assistant for a command: knowledge loaded and checked, weights from the cache."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assistant import Assistant, default_cache
from bot.building import settle
from bot.facts.knowledge import Knowledge, load
from bot.understanding.training import is_trained

if TYPE_CHECKING:
    from bot.settings import Settings


def assistant_for(settings: Settings) -> Assistant:
    """The assistant for the configured knowledge base.

    Raises:
        SystemExit: 1 with every problem on standard error where the knowledge base has errors.
    """
    return trained(_knowledge(settings.knowledge))


def assistant_of(folder: Path) -> Assistant:
    """The assistant for a knowledge folder.

    Raises:
        SystemExit: 1 with every problem on standard error where the folder has errors.
    """
    return trained(_knowledge(folder))


def _knowledge(folder: Path) -> Knowledge:
    """The knowledge alone: the files it was read from need not stay in memory while the examples are learned."""
    loaded = load(folder)
    if loaded.knowledge is None:
        for problem in loaded.errors:
            print(problem, file=sys.stderr)
        raise SystemExit(1)
    return loaded.knowledge


def trained(knowledge: Knowledge) -> Assistant:
    """The assistant for knowledge that is valid; says so where it must learn first."""
    cache = default_cache()
    if not is_trained(knowledge, cache):
        print("Learning the example questions, once; this takes up to a minute ...", file=sys.stderr)
    assistant = Assistant.build(knowledge, cache)
    settle()
    return assistant
