"""Fees that differ with who takes part: none of them is the fee of the course."""

from __future__ import annotations

from bot.importing.amounts import AmountMention
from bot.importing.passages import Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

Priced = tuple[Passage, AmountMention]


def by_group(sheet: Sheet, amounts: list[Priced]) -> list[Priced]:
    """The amounts that are asked of groups of participants.

    Args:
        sheet: the note.
        amounts: those that may be the fee or a part of it.

    Returns:
        Those with a group beside them, and the other rows of the same list; empty where at most one has one and
        nothing else is asked.
    """
    named = [pair for pair in amounts if _names_group(sheet, *pair)]
    if not named or len(amounts) < 2:
        return []
    rows = {passage.number for passage, _ in named if passage.block.kind in ("row", "item")}
    grown = True
    while grown:
        near = {p.number for p, _ in amounts if p.block.kind in ("row", "item") and {p.number - 1, p.number + 1} & rows}
        grown = not near <= rows
        rows |= near
    total = {passage.number for passage, _ in amounts if sheet.words.has("total", passage.flat)}
    found = [pair for pair in amounts if pair in named or pair[0].number in rows]
    return [] if total & rows else found


def _names_group(sheet: Sheet, passage: Passage, mention: AmountMention) -> bool:
    """Whether the label of an amount, or the words around it up to the next, name a group of participants."""
    if passage.block.cells:
        column = next((n for n, cell in enumerate(passage.block.cells) if mention.text in cell), 0)
        header = passage.block.header[column : column + 1] if len(passage.block.header) > column else ()
        return any(sheet.words.has("fee_group", flat(text)) for text in (passage.block.cells[0], *header))
    others = [other for where, other in sheet.amounts if where is passage and other is not mention]
    first = max([other.end for other in others if other.end <= mention.start], default=0)
    start, _ = passage.sentence(mention.start, mention.end)
    clause = passage.flat[max(first, start) : mention.start]
    return len(clause.split()) <= _MOST_WORDS and sheet.words.has("fee_group", clause)


_MOST_WORDS = 7
"""More words before an amount are a sentence of its own, which may speak of anyone."""
