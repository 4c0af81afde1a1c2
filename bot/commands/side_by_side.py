"""Replies before and after an edit, in two columns, with what goes and what comes marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.checking.differences import Change

_SHOWN, _NAMES = 20, 6
_PIECES = re.compile(r"[ \n]+|[^ \n]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Replies of one kind: what they are called, those that change, and how many there are."""

    title: str
    changes: list[Change]
    asked: int

    @property
    def changed(self) -> int:
        """How many replies change."""
        return sum(len(change.names) for change in self.changes)


def show(groups: Sequence[Group], compared_with: str, everything: bool) -> None:
    """Print every group with its changes, and how many of all replies change.

    Args:
        groups: the replies by kind.
        compared_with: what the former version is, in words.
        everything: show every change, not only the first of each kind.
    """
    console = Console(highlight=False, markup=False)
    plain = not console.is_terminal
    changed, asked = sum(group.changed for group in groups), sum(group.asked for group in groups)
    for group in groups:
        if not group.changes:
            continue
        console.print(Text(f"{group.title}: {group.changed} of {group.asked} change", style="bold"))
        shown = group.changes if everything else group.changes[:_SHOWN]
        for change in shown:
            console.print(_side_by_side(change, plain))
        if len(group.changes) > len(shown):
            rest = sum(len(change.names) for change in group.changes[len(shown) :])
            console.print(f"… and {rest} more; --all shows them")
        console.print()
    console.print(f"Compared with {compared_with}.", soft_wrap=True)
    if not changed:
        console.print(f"Nothing changes: all {asked} replies stay as they are.")
        return
    console.print(f"{changed} of {asked} replies {'changes' if changed == 1 else 'change'}.")


def _side_by_side(change: Change, plain: bool) -> Table:
    """One change as a table of two columns, what goes and what comes marked in both."""
    names = list(change.names[:_NAMES])
    if len(change.names) > _NAMES:
        names.append(f"and {len(change.names) - _NAMES} more")
    table = Table("before", "after", title=Text("\n".join(names)), title_justify="left", expand=True)
    old = Text("(it is new)") if not change.old else None
    new = Text("(gone)") if not change.new else None
    marked = _marked(change.old, change.new, plain)
    table.add_row(old or marked[0], new or marked[1])
    return table


def _marked(old: str, new: str, plain: bool) -> tuple[Text, Text]:
    """Both texts with the words that differ marked: by colour, or by ``[-…-]`` and ``{+…+}`` where there is none."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    left, right = Text(overflow="fold"), Text(overflow="fold")
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            left.append(gone)
            right.append(come)
            continue
        if gone.strip():
            left.append(f"[-{gone}-]" if plain else gone, style="bold red strike")
        if come.strip():
            right.append(f"{{+{come}+}}" if plain else come, style="bold green")
    return left, right
