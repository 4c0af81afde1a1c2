"""A note that was sent as a mail and saved as text: its header and its footer are no part of the note."""

from __future__ import annotations

import re

from bot.importing.vocabulary import Vocabulary, flat

_HEADER = re.compile(r"^\s*([\w-]{1,12})\s?:\s+\S")
_LEAST = 2
_FOOTER = re.compile(r"^-- ?$")
"""The line that parts a mail from what its sender's program adds."""


def margins(lines: list[str], words: Vocabulary) -> frozenset[int]:
    """The numbers of the lines (from 1) that only carry the mail."""
    found: set[int] = set()
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = next((number for number in range(start, len(lines)) if not lines[number].strip()), len(lines))
    named = [match[1] for line in lines[start:end] if (match := _HEADER.match(line))]
    if sum(words.cues["mail_header"].fullmatch(flat(name)) is not None for name in named) > _LEAST:
        found.update(range(start + 1, end + 1))
    foot = next((number for number, line in enumerate(lines) if number > end and _FOOTER.match(line)), len(lines))
    found.update(range(foot + 1, len(lines) + 1) if found else ())
    return frozenset(found)
