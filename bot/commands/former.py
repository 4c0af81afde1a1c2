"""The version of the knowledge that an edit is compared with."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.facts.knowledge import SHIPPED, Knowledge
from bot.live_copies import LiveCopies
from bot.settings import utc_now

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Former:
    """A version to compare with: its folder, and what it is in words."""

    folder: Path
    what: str


@contextmanager
def former_version(
    settings: Settings, new: Knowledge, folder: Path | None, against: Path | None
) -> Iterator[Former | None]:
    """Find the version to compare with; what must be unpacked for it is gone at the end.

    Named by nobody it is, for a folder edited aside, the configured one; else what the assistant answered from before
    this round of edits; where none has run with the database, git's last commit; else, for a folder of one's own, the
    shipped one.

    Args:
        settings: the knowledge folder and the database.
        new: the edited knowledge.
        folder: the folder it stands in, where it is another than the configured one.
        against: the folder to compare with, where it was named.

    Yields:
        The version; None where there is none.
    """
    if against is not None:
        yield Former(against, f"the folder {against}")
        return
    configured = settings.knowledge
    if folder is not None and folder.resolve() != configured.resolve():
        yield Former(configured, "the knowledge as it is now, which the assistant answers from")
        return
    kept = LiveCopies(settings.database).before(configured, new.digest, utc_now())
    if kept is not None:
        since = kept.since.astimezone().strftime("%Y-%m-%d %H:%M")
        yield Former(kept.folder, f"what the assistant answered from before this round of edits (live since {since})")
        return
    with tempfile.TemporaryDirectory(prefix="knowledge-") as place:
        committed = Path(place) / "knowledge"
        if _committed(configured, committed):
            yield Former(committed, "the knowledge as it was last committed to git")
        elif configured.resolve() != SHIPPED.resolve():
            yield Former(SHIPPED, "the knowledge that ships with the project")
        else:
            yield None


def _committed(folder: Path, target: Path) -> bool:
    """Unpack the folder as it is in git's last commit; False where it is in none."""
    git = shutil.which("git")
    if git is None:
        return False
    command = [git, "-C", str(folder), "archive", "--format=tar", "HEAD", "."]
    packed = subprocess.run(command, capture_output=True, check=False)
    if packed.returncode != 0:
        return False
    target.mkdir()
    shutil.unpack_archive(_written(packed.stdout, target.with_suffix(".tar")), target, filter="data")
    return any(target.iterdir())


def _written(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path
