"""What is checked: a valid knowledge base with its files, and how warnings are worded and kept few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.facts.document import Mapping, Problem, Scalar, Sequence
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Language

MOST = 6


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning; those of one ``kind`` in one file are summed up where they are many."""

    kind: str
    file: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """An example question with its place; ``label`` is ``topic.facet`` or ``faq:<id>``."""

    label: str
    language: Language
    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A knowledge base that is valid, and the files of its folder as located values."""

    knowledge: Knowledge
    trees: dict[str, Any]
    today: date
    folder: Path

    def examples(self) -> Iterator[Example]:
        """Every example question that stands in the folder's own files."""
        for shown, tree in self.trees.items():
            room, _, rest = shown.partition("/")
            if room == "faq" and isinstance(tree, Sequence):
                yield from _of_faq(tree, shown)
            elif room == "topics" and isinstance(tree, Mapping):
                language, _, name = rest.partition("/")
                for facet, texts in tree.get("examples", {}).items():
                    label = f"{name.rpartition('.')[0]}.{facet}"
                    for code in LANGUAGES:
                        if code == language:
                            yield from (Example(label, code, str(t), shown, t.line) for t in _texts(texts))


def _of_faq(tree: Sequence, shown: str) -> Iterator[Example]:
    for entry in tree:
        for language in LANGUAGES:
            for text in _texts(entry["questions"].get(language)):
                yield Example(f"faq:{entry['id']}", language, str(text), shown, text.line)


def _texts(value: Any) -> Iterator[Scalar]:
    for text in value if isinstance(value, Sequence) else [value]:
        if isinstance(text, Scalar):
            yield text


def told(warnings: Iterable[Warned]) -> list[Problem]:
    """The warnings as problems, sorted; of many of one kind in one file only the first, and how many more there are."""
    groups: dict[tuple[str, str], list[Warned]] = defaultdict(list)
    for warning in warnings:
        groups[warning.file, warning.kind].append(warning)
    found: list[Problem] = []
    for group in groups.values():
        group.sort(key=lambda warning: (warning.line, warning.message))
        shown = group if len(group) <= MOST else group[: MOST - 1]
        found += [Problem(one.file, one.line, one.message, warning=True) for one in shown]
        if len(group) > len(shown):
            lines = ", ".join(str(one.line) for one in group[len(shown) :][:10])
            more = " …" if len(group) - len(shown) > 10 else ""
            message = f"{len(group) - len(shown)} more of this kind: {group[0].kind} (lines {lines}{more})"
            found.append(Problem(group[0].file, group[len(shown)].line, message, warning=True))
    return sorted(found)
