"""Who may attend and what it takes."""

from __future__ import annotations

import re

from bot.importing.finding.languages import named
from bot.importing.found import Finding, Found, one
from bot.importing.passages import Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_LINE = 80
_COLON = re.compile(r":(?!//)(?!\s*<?(?:https?://|www\.))")
_NOT_SO = "the note lists these as requirements, not as what is selected by"


def find(sheet: Sheet) -> Finding:
    """Audience, selection, documents, technical needs, language level, experience, the rest."""
    selection, doubts = _selection(sheet)
    required = [
        (passage, sentence)
        for passage, sentence in sheet.sentences(
            sheet.within(("requirements", "selection", "audience", "apply", "language"))
        )
        if passage.block.kind == "item" or passage.section not in ("apply", "selection")
    ]
    found: Finding = {
        "requirements.audience": _audience(sheet),
        "requirements.selection": _list(selection, *doubts),
        "requirements.documents": _list([pair for pair in selection if sheet.words.has("documents", flat(pair[1]))]),
        "requirements.technical": _list([pair for pair in required if _is_technical(sheet, pair)]),
        "requirements.language_level": Found(),
        "requirements.experience": _single(
            [pair for pair in selection if sheet.words.has("experience", flat(pair[1]))]
        ),
    }
    level = [
        pair
        for pair in [*required, *selection]
        if sheet.words.has("language_level", flat(pair[1])) and named(flat(pair[1])) and len(pair[1]) < 200
    ]
    found["requirements.language_level"] = _single(level)
    others = [
        pair
        for pair in required
        if pair[0].section == "requirements"
        and pair[0].block.kind == "item"
        and pair not in level
        and pair not in selection
        and not _is_technical(sheet, pair)
        and not sheet.words.has("experience", flat(pair[1]))
    ]
    found["requirements.other"] = _list(others)
    return found


def _audience(sheet: Sheet) -> Found:
    passages = sheet.within(("audience",))
    items = [p for p in passages if p.block.kind == "item"]
    if items:
        return one([_clean(p.text) for p in items], items[0])
    labelled = [p for p in passages if p.labelled]
    if labelled:
        values = [p.value for p in labelled]
        parts = values if len(values) > 1 else re.split(r"[,;]\s", values[0].rstrip("."))
        return one([_clean(part) for part in parts if part.strip()], labelled[0])
    lines = [p for p in passages if p.block.kind == "text"]
    if len(lines) == 1 and lines[0].text.count(";") > 1:
        return one([_clean(part) for part in lines[0].text.split(";") if part.strip()], lines[0])
    if len(lines) > 1 and all(len(p.text) <= _LINE and not re.search(r"[.:]$", p.text) for p in lines):
        return one([_clean(p.text) for p in lines], lines[0])
    sentences = [(p, s) for p, s in sheet.sentences(passages) if not _is_technical(sheet, (p, s)) and len(s) > 25]
    return one([_clean(s) for _, s in sentences[:6]], sentences[0][0]) if sentences else Found()


def _selection(sheet: Sheet) -> tuple[list[tuple[Passage, str]], list[str]]:
    """The list of what counts in the selection, up to what is said of the deadline.

    Returns:
        Its items, and the doubts where the note does not call it so.
    """
    listed = [p for p in sheet.within(("selection",)) if p.block.kind in ("item", "row")]
    if listed:
        return [(p, _before_deadline(sheet, p)) for p in _run(listed)], []
    for passage in sheet.within(("apply", "audience", "requirements", "selection", "")):
        if not sheet.words.has("criteria", passage.flat):
            continue
        items = _items_after(sheet, passage)
        if items:
            return items, []
        parts = _after_colon(sheet, passage)
        if passage.block.kind != "heading" and parts:
            return [(passage, part.strip()) for part in parts.split(";") if part.strip()], []
    asked = [p for p in sheet.within(("apply",)) if p.block.kind == "item"]
    if asked and sheet.passages[asked[0].number - 1].block.kind == "heading":
        return [(p, _before_deadline(sheet, p)) for p in _run(asked)], [_NOT_SO]
    needed = [p for p in sheet.within(("requirements",)) if p.block.kind == "item"]
    if needed and not sheet.words.has("technical", flat(needed[0].own_heading)):
        return [(p, _before_deadline(sheet, p)) for p in _run(needed)], [_NOT_SO]
    return [], []


def _after_colon(sheet: Sheet, passage: Passage) -> str:
    """What a colon opens in the part of a passage that speaks of the criteria; one before an address opens nothing."""
    for _, sentence in passage.sentences():
        if sheet.words.has("criteria", flat(sentence)):
            opened = _COLON.search(sentence)
            return sentence[opened.end() :].strip() if opened else sentence if ";" in sentence else ""
    return ""


def _run(items: list[Passage]) -> list[Passage]:
    """The items under the heading of the first one."""
    return [item for item in items if item.own_heading == items[0].own_heading]


def _items_after(sheet: Sheet, passage: Passage) -> list[tuple[Passage, str]]:
    """The list right after a passage."""
    items: list[tuple[Passage, str]] = []
    for following in sheet.passages[passage.number + 1 :]:
        if following.block.kind not in ("item", "row"):
            break
        items.append((following, _before_deadline(sheet, following)))
    return items


def _before_deadline(sheet: Sheet, passage: Passage) -> str:
    """An item without a sentence on the deadline that follows it on the same line."""
    hits = sheet.words.hits(("deadline",), passage.flat)
    if not hits:
        return passage.text
    cut = re.split(r"(?:\.\s+|\s+)(?:The|La|El|Le)\s*$", passage.text[: hits[0].start])[0]
    return cut if len(cut) > 10 else passage.text


def _is_technical(sheet: Sheet, pair: tuple[Passage, str]) -> bool:
    return sheet.words.has("technical", flat(pair[1]))


def _list(pairs: list[tuple[Passage, str]], *doubts: str) -> Found:
    return one(list(dict.fromkeys(_clean(text) for _, text in pairs)), pairs[0][0], *doubts) if pairs else Found()


def _single(pairs: list[tuple[Passage, str]]) -> Found:
    return one(_clean(pairs[0][1]), pairs[0][0]) if pairs else Found()


def _clean(text: str) -> str:
    return re.sub(r"[;,]?(?:\s+(?:and|et|y))?\s*[;.]?$", "", text.strip()).strip(" ;.-")
