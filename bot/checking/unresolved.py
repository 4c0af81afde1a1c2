"""What an imported draft left for staff to look at, and nobody has yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.subject import Subject, Warned

_TODO = re.compile(r"^[^#]*#\s*TODO\b:?\s*(?P<reason>.*)")
KIND = "unresolved TODO"


def unresolved(subject: Subject) -> Iterator[Warned]:
    """Lines with ``# TODO`` in the files of live courses."""
    for shown in subject.trees:
        if shown.startswith("courses/"):
            lines = (subject.folder / shown).read_text(encoding="utf-8-sig").splitlines()
            for number, line in enumerate(lines, 1):
                match = _TODO.search(line)
                if match:
                    reason = match["reason"].strip() or "no reason is given"
                    message = f"a TODO stands here in a live course ({reason}): look at it, then delete the line"
                    yield Warned(KIND, shown, number, message)
