"""The phases that have dates of their own: what they are called, where and how they are held."""

from __future__ import annotations

import re

from bot.importing.finding.dated import Dated
from bot.importing.found import Found, one
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_BRACKET = re.compile(r"\s*\(([^)\d]{3,40})\)")


def phase_list(sheet: Sheet, phases: list[Dated]) -> Found:
    """The phases in order, each with its name, its mode, its days, and its place where one is printed."""
    if not phases:
        return Found()
    values = []
    doubts: list[str] = []
    pieces = [_piece(item, phases) for item in phases]
    labels = [_label(item, piece) for item, piece in zip(phases, pieces, strict=True)]
    modes = [_mode(label or piece, sheet) or _mode(piece, sheet) for label, piece in zip(labels, pieces, strict=True)]
    for number, (item, label, told) in enumerate(zip(phases, labels, modes, strict=True), 1):
        mode = told
        if mode is None:
            mode = "in_person" if set(modes) == {"online", None} else "online"
            doubts.append(f"the note does not say whether “{label}” is online or in person")
        place = _BRACKET.search(pieces[number - 1])
        value = {"name": label or f"Phase {number}", "mode": mode}
        if place and _mode(place[1], sheet) != "online":
            value["place"] = place[1]
        value |= {"start": item.days[0].isoformat(), "end": item.days[1].isoformat()}
        values.append(value)
        sheet.use(item.passage, item.mention, "phases")
    return one(values, phases[0].passage, *doubts)


def _piece(item: Dated, phases: list[Dated]) -> str:
    """What the text says of one phase where it tells several in a row: “3–14 May (online) and 7–11 June (Turin)”."""
    text = item.passage.text
    same = [other.mention for other in phases if other.passage is item.passage]
    if len(same) < 2 or item.passage.block.cells:
        return text
    before = max((_end(text, other.end) for other in same if other.end <= item.mention.start), default=0)
    after = min((other.start for other in same if other.start >= item.mention.end), default=len(text))
    end = _end(text, item.mention.end)
    return text[before : end if end > item.mention.end else after]


def _end(text: str, end: int) -> int:
    """The end of a date with the bracket behind it."""
    bracket = _BRACKET.match(text, end)
    return bracket.end() if bracket else end


def _label(item: Dated, piece: str) -> str:
    """What a phase is called: the words before its dates, or the first cell of its row."""
    block, mention = item.passage.block, item.mention
    cell = next((cell for cell in block.cells if mention.text in cell), "")
    inside = cell.partition(mention.text)[0].strip(" :–—-,(")
    if len(inside) > 3 and cell != block.cells[0] and not block.header:
        return inside[-80:]
    if block.cells:
        return block.cells[0][:80] if mention.text not in block.cells[0] else " ".join(block.cells[1:2])[:80]
    head, _, tail = piece.partition(mention.text)
    before = re.split(r"[.;|]", head)[-1].strip(" :–—-,(")
    before = re.sub(r"^(?:and|et|y|then|puis|luego)(?:\s+|$)", "", before, flags=re.IGNORECASE)
    before = re.sub(r"(?:^|\s+)(?:from|du|del|on|the|of|le|el|runs|run)$", "", before, flags=re.IGNORECASE)
    bracket = _BRACKET.match(tail)
    if bracket and (not before or piece != item.passage.text):
        return bracket[1]
    if not before and item.passage.own_heading and item.passage.is_only(mention.start, mention.end):
        before = item.passage.own_heading
    if not before:
        before = re.split(r"[.;|)]", tail)[0].strip(" :–—-,(")
    return before[-80:]


def _mode(text: str, sheet: Sheet) -> str | None:
    words = sheet.words
    low = flat(text)
    online, present = words.has("online", low), words.has("in_person", low)
    if online and present:
        first = {hit.name: hit.start for hit in reversed(words.hits(("online", "in_person"), low))}
        return "online" if first["online"] < first["in_person"] else "in_person"
    return "online" if online else "in_person" if present else None
