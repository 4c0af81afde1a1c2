"""Every date, amount and address of a note, and what became of it: nothing is lost silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.importing.amounts import AmountMention
from bot.importing.found import Source
from bot.importing.links import LinkMention
from bot.importing.passages import Passage
from bot.importing.sheet import Mention, Sheet


@dataclass(frozen=True, slots=True)
class Listed:
    """One date, amount or address of the note.

    Attributes:
        kind: which of them it is.
        text: as printed, an address complete.
        source: where it stands first.
        used_for: the field it became part of; empty where it was not used.
        times: how often it stands in the note.
    """

    kind: Literal["date", "amount", "link"]
    text: str
    source: Source
    used_for: str
    times: int = 1


def ledger(sheet: Sheet) -> list[Listed]:
    """Everything of the note that looks like a date, an amount or an address, in the note's order.

    The same words used for the same field, or not used, are one entry. A mention that gives the value of a field in
    other words than the one that was taken counts as used.
    """
    entries: dict[tuple[str, str, str], Listed] = {}
    values = _used_values(sheet)
    everything = _mentions(sheet)
    everything.sort(key=lambda pair: (pair[0].number, pair[1].start))
    for passage, mention in everything:
        kind, text = _named(mention)
        used = sheet.use_of(passage, mention) or values.get(_value(mention), "")
        key = (kind, text.lower(), used)
        known = entries.get(key)
        times = known.times + 1 if known else 1
        entries[key] = Listed(kind, text, known.source if known else Source.of(passage), used, times)
    return list(entries.values())


def _mentions(sheet: Sheet) -> list[tuple[Passage, Mention]]:
    return [*sheet.dates, *sheet.amounts, *((link.passage, link) for link in sheet.links), *sheet.beyond]


def _named(mention: Mention) -> tuple[Literal["date", "amount", "link"], str]:
    if isinstance(mention, LinkMention):
        return "link", mention.target
    return ("amount" if isinstance(mention, AmountMention) else "date"), mention.text


def _value(mention: Mention) -> str:
    if isinstance(mention, LinkMention):
        return mention.target.lower().rstrip("/")
    if isinstance(mention, AmountMention):
        return mention.money
    return f"{mention.first} {mention.last}" if mention.first and mention.first.year else ""


def _used_values(sheet: Sheet) -> dict[str, str]:
    found: dict[str, str] = {}
    for passage, mention in _mentions(sheet):
        used = sheet.use_of(passage, mention)
        if used and _value(mention):
            found.setdefault(_value(mention), used)
    return found
