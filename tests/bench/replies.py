"""Whole conversations judged: right replies by language, kind of difficulty and topic, confusions, reliability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.assistant import Assistant
from tests.bench.tables import Table, per_cent
from tests.questions.scoring import SETS, UNSEEN, Turn, conversations, judge

_FEW = 5
_TOPICS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Judged:
    """One turn with the file it stands in and the tags of its conversation."""

    turn: Turn
    file: str
    unseen: bool
    tags: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.turn.faults


def judged(assistant: Assistant) -> list[Judged]:
    """Every turn of the evaluation: of ``tests/questions``, looked at, and of ``tests/bench/questions``, set aside."""
    return [
        Judged(turn, path.stem.partition("-")[0], path.parent == UNSEEN, tuple(item.get("tags", ())))
        for folder in SETS
        for path in sorted(folder.glob("*.jsonl"))
        for item in conversations(path)
        for turn in judge(assistant, item)
    ]


def tables(turns: Sequence[Judged]) -> list[Table]:
    """What is printed about them."""
    return [
        _by("Right replies by language", "file", turns, lambda item: (item.file,)),
        _by("Right replies by kind of difficulty", "tag", turns, lambda item: item.tags),
        _by("Right replies by topic", "topic", turns, lambda item: item.turn.expected.get("topics", ())),
        _confusions(turns),
        _reliability(turns),
    ]


def _by(title: str, head: str, turns: Sequence[Judged], keys: Callable[[Judged], Iterable[str]]) -> Table:
    groups: dict[str, list[Judged]] = {}
    for item in turns:
        for key in keys(item):
            groups.setdefault(key, []).append(item)
    rows = []
    for key, own in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        if len(own) >= _FEW:
            seen, unseen = ([item.right for item in own if item.unseen == side] for side in (False, True))
            rows.append((key, str(len(seen)), per_cent(seen), str(len(unseen)), per_cent(unseen)))
    total = [[item.right for item in turns if item.unseen == side] for side in (False, True)]
    rows.append(("all", str(len(total[0])), per_cent(total[0]), str(len(total[1])), per_cent(total[1])))
    return Table(title, (head, "turns", "right %", "set aside", "right %"), rows)


def _confusions(turns: Sequence[Judged]) -> Table:
    """What was asked and not understood, and what it was taken for."""
    pairs: Counter[tuple[str, str]] = Counter()
    for item in turns:
        asked = item.turn.expected.get("topics", ())
        found = item.turn.reply.topics
        extra = [topic for topic in found if topic not in asked]
        for topic in asked:
            if topic not in found:
                pairs[topic, extra[0] if extra else f"({item.turn.reply.outcome})"] += 1
    rows = [(topic, taken, str(count)) for (topic, taken), count in pairs.most_common(_TOPICS_SHOWN)]
    return Table("Confusions", ("asked", "taken for", "times"), rows)


def _reliability(turns: Sequence[Judged]) -> Table:
    rows = []
    bands = [(low / 10, (low + 1) / 10) for low in range(9)] + [(0.9, 1.01), (0.8, 1.01)]
    for low, high in bands:
        cells = []
        for side in (False, True):
            own = [item.right for item in turns if item.unseen == side and low <= item.turn.reply.confidence < high]
            cells += [str(len(own)), per_cent(own)]
        name = "0.8 and more" if (low, high) == bands[-1] else f"{low:.1f} – {min(high, 1):.1f}"
        rows.append((name, *cells))
    return Table(
        "Reliability: how often replies of a confidence are right",
        ("confidence", "turns", "right %", "set aside", "right %"),
        rows,
    )
