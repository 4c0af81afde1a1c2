"""What the course is called."""

from __future__ import annotations

import re
from collections import Counter

from bot.importing.found import Finding, Found, one
from bot.importing.passages import HEAD, Passage, name_case
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import plain

_MOST_WORDS = 30
_LABELS_IN = (HEAD, "about", "practical", "content", "")


def find(sheet: Sheet) -> Finding:
    """The title: a label says so, else the line of the head that looks most like one."""
    for passage in sheet.within(_LABELS_IN):
        label, value = (
            (passage.block.cells[0], passage.block.cells[-1]) if passage.block.cells else _label(passage.text)
        )
        if re.search(r"[^\W\d]{3}", value) and sheet.words.cues["title"].fullmatch(plain(label)):
            return {"title": one(name_case(value, sheet.words), passage)}
    lines = [p for p in _joined(sheet) if _can_be(sheet, p)]
    if not lines:
        named = re.split(r"\s[|–-]\s", sheet.note.title)[0].strip()
        first = sheet.passages[0]
        if len(named.split()) > 1:
            return {"title": one(named, first, "the title is that of the file; the note's head shows none")}
        return {"title": Found()}
    repeated = Counter(plain(p.text) for p in sheet.head)
    dated = {p.number for p, mention in sheet.dates if mention.kind in ("day", "period") and p.is_short}
    own = plain(re.split(r"\s[|–]\s|\s-\s", sheet.note.title)[0])

    def score(passage: Passage) -> float:
        words = len(passage.text.split())
        points = 2.0 * (passage.block.size - 1) * 2 + (words >= 3) + 2 * min(repeated[plain(passage.text)] - 1, 2)
        points += 3 * (passage.block.kind == "heading" and 0 < passage.block.level <= 1) + (
            passage.block.kind == "heading"
        )
        points += 2.5 * any(number - passage.number in (1, 2) for number in dated)
        points += 3 * (bool(own) and own == plain(passage.text))
        points -= 0.15 * passage.number + 2 * (words > 22) + 2 * sheet.words.has("image", passage.flat)
        return points

    best = max(lines, key=score)
    return {"title": one(name_case(best.text.strip(" :–-|"), sheet.words), best)}


def _label(text: str) -> tuple[str, str]:
    label, colon, value = text.partition(":")
    return (label, value.strip()) if colon and len(label) < 40 else ("", "")


def _joined(sheet: Sheet) -> list[Passage]:
    """The lines of the head; a title in capitals on two lines is one."""
    return [p for p in sheet.head if p.block.kind in ("heading", "text")]


def _can_be(sheet: Sheet, passage: Passage) -> bool:
    """Whether a line can be a title: words, no sentence, no date, none of the phrases that stand on every note."""
    text = passage.text.strip()
    words = plain(text)
    if len(text.split()) > _MOST_WORDS or len(words) < 4 or re.search(r"[.;,]$", text) or "@" in text or "http" in text:
        return False
    if any(p is passage for p, mention in sheet.dates if mention.kind in ("day", "period")):
        return False
    rest = plain(sheet.words.cues["boilerplate"].sub(" ", passage.flat))
    return len(rest) > 3 or (
        sheet.words.cues["boilerplate"].fullmatch(passage.flat.strip()) is None and len(words.split()) > 2
    )
