"""The tables an import prints: what was found, what stands in the note unused, what a new edition changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from bot.importing.edition import Change
    from bot.importing.found import Found
    from bot.importing.ledger import Listed
    from bot.importing.survey import Survey

_LONG = 70
_STYLES = {"found": "green", "missing": "dim", "in conflict": "bold red", "unsure": "yellow"}


def state_of(found: Found) -> str:
    """``found``, ``missing``, ``in conflict`` or ``unsure``."""
    return "unsure" if found.doubts and found.state != "in conflict" else found.state


def show_fields(console: Console, survey: Survey, name: str) -> None:
    """Every field with its state, its value and its place in the note."""
    table = _table(f"What “{name}” states", ("field", "", "value", "where"))
    counts = dict.fromkeys(_STYLES, 0)
    for path, found in survey.found.items():
        state = state_of(found)
        counts[state] += 1
        values = [_short(version.value) for version in found.versions]
        values += [f"? {doubt}" for doubt in found.doubts]
        places = [f"{version.section} ({version.place})" for version in found.versions]
        table.add_row(path, f"[{_STYLES[state]}]{state}[/]", *map(_escaped, ("\n".join(values), "\n".join(places))))
    console.print(table)
    console.print(", ".join(f"{count} {state}" for state, count in counts.items()))


def show_ledger(console: Console, listed: list[Listed]) -> None:
    """Every date, amount and address of the note, used or not."""
    if not listed:
        return
    table = _table("Dates, amounts and links in the note", ("", "as printed", "used for", "where"))
    for item in listed:
        times = f" ({item.times} times)" if item.times > 1 else ""
        where = f"{item.source.section} ({item.source.place})"
        used = item.used_for or "[yellow]not used[/]"
        table.add_row(item.kind, _escaped(f"{item.text}{times}"), used, _escaped(where))
    console.print(table)


def show_changes(console: Console, old: str, new: str, changes: list[Change]) -> None:
    """What differs between two editions, field by field and in full, and what was kept."""
    table = _table(f"{old} → {new}", ("field", "last edition", "→ new edition"))
    different = [change for change in changes if change.old != change.new]
    for change in different:
        table.add_row(change.path, _escaped(change.old), _escaped(change.new))
    if different:
        console.print(table)
    else:
        console.print(f"{new} states the same as {old}")
    kept = [change.path for change in changes if change.old == change.new]
    if kept:
        console.print(f"Kept from {old} as it was: {', '.join(kept)}")


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_lines=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def _short(value: Any) -> str:
    text = _words(value)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        if set(value) == {"start", "end"}:
            return f"{value['start']} to {value['end']}"
        return " ".join(_words(part) for part in value.values())
    return "; ".join(map(_words, value)) if isinstance(value, list) else str(value)
