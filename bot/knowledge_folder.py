"""The knowledge folder on the disk: its files, the state they are in, and whether somebody is still at work in it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bot.facts.knowledge import PROPOSED

SUFFIXES = (".yaml", ".yml")

QUIET = 0.6
"""Seconds without a change after which an edit counts as finished; files of one edit follow each other faster."""

_LOOK = 0.05
_LOCKED_AT_MOST = 60.0
_NANOSECONDS = 1_000_000_000

Signature = tuple[tuple[str, int, int, int], ...]


def knowledge_files(folder: Path) -> Iterator[Path]:
    """Every YAML file of a knowledge folder, hidden folders and drafts aside."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != PROPOSED]
        yield from (Path(place, name) for name in names if name.endswith(SUFFIXES))


def signature(folder: Path) -> Signature:
    """Changes whenever a file of the folder does; empty while there is no folder."""
    found = []
    for path in knowledge_files(folder):
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(sorted(found))


async def settled(folder: Path) -> Signature:
    """Wait until nobody is at work in the folder: no file changes any more, and git is not writing.

    What is read earlier may be half an edit: a file of two, or the beginning of one that is valid by itself.

    Returns:
        The state of the folder, which has been the same for :data:`QUIET` seconds.
    """
    state, since = signature(folder), time.monotonic()
    if _long_ago(folder) and not git_at_work(folder):
        return state
    while time.monotonic() - since < QUIET:
        await asyncio.sleep(_LOOK)
        present = signature(folder)
        if present != state or git_at_work(folder):
            state, since = present, time.monotonic()
    return state


def git_at_work(folder: Path) -> bool:
    """Whether git is just now changing the files of the repository the folder is in.

    It holds the lock of its index from before the first file until after the last
    (https://git-scm.com/docs/api-lockfile); one that is a minute old was left behind.
    """
    lock = _git_folder(folder.absolute())
    if lock is None:
        return False
    try:
        return time.time() - (lock / "index.lock").stat().st_mtime < _LOCKED_AT_MOST
    except OSError:
        return False


def _git_folder(folder: Path) -> Path | None:
    """Where git keeps the index of the repository a folder is in."""
    for place in (folder, *folder.parents):
        found = place / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            # a worktree or a submodule: the file says where
            try:
                return place / found.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
            except (OSError, ValueError):
                return None
    return None


def _long_ago(folder: Path) -> bool:
    """Whether every last change lies behind the quiet time; moving a file in changes its folder."""
    latest = time.time_ns() - int(QUIET * _NANOSECONDS)
    try:
        places = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        return all(path.stat().st_ctime_ns < latest for path in (*places, *knowledge_files(folder)))
    except OSError:
        return False
