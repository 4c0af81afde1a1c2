"""Copies of the knowledge that people were answered from, beside the database: what an edit is compared with.

A running assistant takes over each valid edit within seconds, so the folder itself cannot say what was answered before
it was edited. Two copies can: ``live``, what is answered from now, and ``before``, what was answered from before this
round of edits. Edits less than an hour apart are one round.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.facts.knowledge import Knowledge
from bot.knowledge_folder import Signature, knowledge_files, signature
from bot.reloading import Live
from bot.settings import Clock

log = logging.getLogger(__name__)
ROUND = timedelta(hours=1)
_LIVE, _BEFORE, _LABEL = "live", "before", "label.json"
_FILES = "knowledge"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a version that was live.

    Attributes:
        folder: holds its files.
        of: the knowledge folder it was made of.
        digest: of its contents, as in ``Knowledge.digest``.
        since: when it went live.
    """

    folder: Path
    of: str
    digest: str
    since: datetime


class LiveCopies:
    """The copies beside one database.

    Args:
        database: the SQLite file; the copies lie in ``<database>-knowledge/``.
    """

    def __init__(self, database: Path) -> None:
        self.root = database.with_name(database.name + "-knowledge")

    def keep(self, knowledge: Knowledge, seen: Signature, now: datetime) -> bool:
        """Copy what went live; what was live before is kept where a new round of edits begins.

        Args:
            knowledge: what is live now.
            seen: the state of its folder when it was read.
            now: the present moment.

        Returns:
            False where nothing was copied: it is there already, or is being edited again.

        Raises:
            OSError: where the copies cannot be written.
        """
        of = str(knowledge.folder.resolve())
        former = self.live()
        if former and (former.of, former.digest) == (of, knowledge.digest):
            return False
        aside = self.root / f".new-{os.getpid()}"
        shutil.rmtree(aside, ignore_errors=True)
        for path in knowledge_files(knowledge.folder):
            target = aside / _FILES / path.relative_to(knowledge.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(path, target)
        if signature(knowledge.folder) != seen:
            shutil.rmtree(aside, ignore_errors=True)
            return False
        label = {"of": of, "digest": knowledge.digest, "since": now.isoformat()}
        (aside / _LABEL).write_text(json.dumps(label), encoding="utf-8")
        before = self._copy(_BEFORE)
        if former and (former.of != of or before is None or before.of != of or now - former.since >= ROUND):
            self._move(self.root / _LIVE, _BEFORE)
        self._move(aside, _LIVE)
        return True

    def live(self) -> Copy | None:
        """What a running assistant last answered from; None where none ever ran with this database."""
        return self._copy(_LIVE)

    def before(self, folder: Path, digest: str, now: datetime) -> Copy | None:
        """What was answered from before this round of edits.

        Args:
            folder: the knowledge folder.
            digest: of its contents as they are now.
            now: the present moment.

        Returns:
            The copy; None where there is none of this folder.
        """
        of = str(folder.resolve())
        live, before = (copy if copy and copy.of == of else None for copy in (self.live(), self._copy(_BEFORE)))
        if live is None or before is None:
            return live
        over = live.digest != digest and now - live.since >= ROUND
        return live if over else before

    def _copy(self, name: str) -> Copy | None:
        try:
            label = json.loads((self.root / name / _LABEL).read_text(encoding="utf-8"))
            since = datetime.fromisoformat(label["since"])
            return Copy(self.root / name / _FILES, label["of"], label["digest"], since)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _move(self, source: Path, name: str) -> None:
        target = self.root / name
        shutil.rmtree(target, ignore_errors=True)
        source.rename(target)


async def follow(copies: LiveCopies, live: Live[Any], clock: Clock) -> None:
    """Copy what is live, now and after every edit.

    Args:
        copies: where to.
        live: loaded.
        clock: the present moment.
    """

    async def keep(former: Knowledge | None, present: Knowledge) -> None:
        try:
            await asyncio.to_thread(copies.keep, present, live.seen, clock())
        except OSError as error:
            log.warning("no copy of the knowledge that is live can be kept: %s", error.strerror)

    await keep(None, live.knowledge)
    live.on_change(keep)
