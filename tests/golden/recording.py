"""Every topic of every course in every language on a dozen days, as text: what the assistant says, written down.

One file for a language and a course (``none`` where no course is named, ``faq`` for the free questions). A heading for
each topic, below it each different reply with the days it is given on, so that a reply that no day changes stands once.
Requests are made, not read from text: what is learned anew changes nothing here.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.checking.every_topic import Asked, everything
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Language, Reply
from tests.talking import spoken

HERE = Path(__file__).parent
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2020-04-01",  # nothing has begun
        "2020-06-24",  # Governance: over by one version of its dates, running by the other
        "2022-10-03",  # the e-Academy's last day to apply
        "2023-07-15",  # the e-Academy: over by one version, running by the other
        "2025-05-02",  # the Academy is open
        "2025-05-23",  # its last day to apply
        "2025-05-24",  # closed, not begun
        "2025-07-22",  # its week in Turin
        "2025-10-10",  # Social Protection: last day to apply
        "2025-11-28",  # its last day
        "2026-02-20",  # Rights is running
        "2026-12-01",  # all are over
    )
)
_WIDTH = 48
_TOPIC, _DAYS = "=== ", "--- "

Recorded = dict[str, dict[str, dict[str, str]]]
"""Replies by file, topic and day."""


def record(knowledge: Knowledge) -> Recorded:
    """What is said now."""
    found: Recorded = {}
    for asked in everything(knowledge):
        for language in LANGUAGES:
            replies = {str(day): _written(spoken(knowledge, language, day, asked.request())) for day in DAYS}
            found.setdefault(_file(asked, language), {})[asked.label] = replies
    return found


def _file(asked: Asked, language: Language) -> str:
    return f"{language}/{asked.course or ('faq' if asked.label.startswith('faq:') else 'none')}.txt"


def _written(reply: Reply) -> str:
    """All of a reply that a person sees, and how it ended."""
    links = [f"[{link.label}: {link.url}]" for link in reply.links]
    choices = [f"[{' | '.join(reply.choices)}]"] if reply.choices else []
    lines = [f"({reply.outcome})", *reply.text.splitlines(), *links, *choices]
    return "\n".join(part for line in lines for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    """A long line in short ones, so that a difference points at the words."""
    return textwrap.wrap(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [""]


def dump(topics: dict[str, dict[str, str]]) -> str:
    """One file's text."""
    lines: list[str] = []
    for label, replies in topics.items():
        lines.append(f"{_TOPIC}{label}")
        days: dict[str, list[str]] = {}
        for day, reply in replies.items():
            days.setdefault(reply, []).append(day)
        for reply, given in days.items():
            lines += [_DAYS + ("every day" if len(given) == len(replies) else " ".join(given)), reply]
        lines.append("")
    return "\n".join(lines)


def read(folder: Path = HERE) -> Recorded:
    """What was accepted last."""
    return {path.relative_to(folder).as_posix(): _topics(path) for path in sorted(folder.glob("*/*.txt"))}


def _topics(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for block in ("\n" + path.read_text(encoding="utf-8")).split(f"\n{_TOPIC}")[1:]:
        label, *replies = block.rstrip("\n").split(f"\n{_DAYS}")
        found[label] = {}
        for reply in replies:
            days, _, text = reply.partition("\n")
            found[label] |= dict.fromkeys(map(str, DAYS) if days == "every day" else days.split(), text)
    return found


def accept(recorded: Recorded, folder: Path = HERE) -> None:
    """Write down what is said now as what is right."""
    for path in folder.glob("*/*.txt"):
        if path.relative_to(folder).as_posix() not in recorded:
            path.unlink()
    for name, topics in recorded.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(dump(topics), encoding="utf-8")


def changes(accepted: Recorded, present: Recorded) -> Iterator[str]:
    """Each reply that is another one, as a difference one can read; the same change on several days once."""
    for name in sorted({*accepted, *present}):
        old, new = accepted.get(name, {}), present.get(name, {})
        for label in dict.fromkeys([*old, *new]):
            before, after = old.get(label, {}), new.get(label, {})
            days: dict[tuple[str, str], list[str]] = {}
            for day in dict.fromkeys([*before, *after]):
                change = (before.get(day, ""), after.get(day, ""))
                if change[0] != change[1]:
                    days.setdefault(change, []).append(day)
            for (former, now), given in days.items():
                lines = list(difflib.ndiff(former.splitlines(), now.splitlines()))
                shown = "\n".join(line for line in lines if not line.startswith("?"))
                yield f"{name.removesuffix('.txt')} {label} ({', '.join(given)})\n{shown}"


def told(changed: list[str], most: int = 30) -> str:
    """“this edit changes 7 replies”, and each of them."""
    if not changed:
        return "no reply changes"
    count = f"this edit changes {len(changed)} {'reply' if len(changed) == 1 else 'replies'}"
    more = [f"… and {len(changed) - most} more"] if len(changed) > most else []
    return "\n\n".join([count, *changed[:most], *more, "If that is as it should be: make golden"])
