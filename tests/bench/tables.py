"""Tables of the benchmark: for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import rich.table


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; ``note`` says what the figures are, under it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """The table as Markdown, figures to the right."""
        lines = [f"## {self.title}", ""]
        lines.append("| " + " | ".join(self.head) + " |")
        lines.append("| --- |" + " --: |" * (len(self.head) - 1))
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join([*lines, *(["", self.note] if self.note else []), ""])

    def printed(self) -> rich.table.Table:
        """The table for a terminal."""
        table = rich.table.Table(*self.head, title=self.title, caption=self.note or None)
        for row in self.rows:
            table.add_row(*row)
        return table


def per_cent(right: Sequence[bool]) -> str:
    """The share that is right."""
    return f"{100 * sum(right) / len(right):.1f}" if right else "–"
