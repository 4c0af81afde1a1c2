"""What is taught: modules, electives, objectives, and what the course is about."""

from __future__ import annotations

import re
from typing import Any

from bot.importing.found import Finding, Found, Source, Version, gathered, one
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_TAUGHT = ("content", "features", "structure", "about", "electives", HEAD, "")
_LONGEST = 160


def find(sheet: Sheet) -> Finding:
    """Summary, modules, electives, objectives, methods, and the counts."""
    modules, numbers = _modules(sheet)
    electives = _electives(sheet)
    return {
        "content.summary": _summary(sheet),
        "content.modules": modules,
        "content.module_count": _module_count(sheet, numbers),
        "content.electives": electives,
        "content.elective_count": _elective_count(sheet, electives),
        "content.objectives": _items(sheet, ("objectives",)),
        "content.methods": _items(sheet, ("join",)),
    }


def _summary(sheet: Sheet) -> Found:
    """The first sentence that speaks of the course itself."""
    passages = [*sheet.within(("about",)), *(p for p in sheet.head if not p.is_short), *sheet.within(("features",))]
    first = None
    for passage, sentence in sheet.sentences(passages):
        if len(sentence) < 50:
            continue
        first = first or (passage, sentence)
        low = flat(sentence)
        if sheet.words.has("course_noun", low) and not sheet.words.has("other_edition", low):
            return one(sentence, passage)
    return one(first[1], first[0]) if first else Found()


def _items(sheet: Sheet, sections: tuple[str, ...]) -> Found:
    """The list of a section; its sentences where it holds no list."""
    passages = sheet.within(sections)
    items = [p for p in passages if p.block.kind == "item"]
    if items:
        return one([_clean(p.text) for p in items], items[0])
    texts = [(p, s) for p, s in sheet.sentences(passages) if len(s) > 30]
    return one([_clean(sentence) for _, sentence in texts[:8]], texts[0][0]) if texts else Found()


def _clean(text: str) -> str:
    return text.strip(" ;.,").removesuffix(" and").strip(" ;,")


def _numbered(sheet: Sheet, passage: Passage) -> tuple[int, str] | None:
    """The number and the name of a module: “Module 3: …”, “Block II – …”, a row “Module 3 | …”."""
    nouns = sheet.words.cues["numbered"].pattern
    match = re.match(rf"\W*(?:{nouns})\s*(?:n[°o.]?\s*)?(\d{{1,2}}|[ivx]{{1,4}})\s*(?:[:.|)–—-]|$)\s*", passage.flat)
    if not match:
        return None
    number = int(match[1]) if match[1].isdigit() else _ROMAN.index(match[1]) + 1 if match[1] in _ROMAN else 0
    name = passage.text[match.end() :].split(" | ")[0].strip(" :–—-")
    if not name and passage.number + 1 < len(sheet.passages):
        name = sheet.passages[passage.number + 1].text
    name = re.split(r"(?<=[a-zà-ÿ])[.;] (?=[A-Z])", name)[0]
    return (number, _clean(name)[:_LONGEST]) if number and name else None


def _modules(sheet: Sheet) -> tuple[Found, list[int]]:
    """The modules, numbered ones first; else the list of the content section.

    Returns:
        The modules, and the numbers printed beside them.
    """
    found: dict[str, list[tuple[int, str, Passage]]] = {}
    for passage in sheet.body:
        if passage.section in ("dates", "refunds", "costs", "contact", "certificate"):
            continue
        module = _numbered(sheet, passage)
        if module:
            found.setdefault(passage.section, []).append((*module, passage))
    lists: list[tuple[list[str], Passage]] = []
    numbers: list[int] = []
    for entries in found.values():
        kept: list[tuple[int, str, Passage]] = []
        for number, name, passage in entries:
            if not kept or number > kept[-1][0]:
                kept.append((number, name, passage))
        if len(kept) > 1 and kept[0][0] == 1:
            lists.append(([name for _, name, _ in kept], kept[0][2]))
            if len(kept) > len(numbers):
                numbers = [number for number, _, _ in kept]
    if lists:
        best = max(lists, key=lambda pair: len(pair[0]))
        return one(best[0], best[1]), numbers
    announced = _announced(sheet)
    if announced:
        return _listed(announced), list(range(1, len(announced) + 1))
    items = [p for p in sheet.within(("content",)) if p.block.kind in ("item", "row") and not _after_elective(sheet, p)]
    items = items or [p for p in sheet.within(("structure",)) if p.block.kind == "item" and p.block.ordered]
    if items:
        return _listed(items), []
    headings = [p for p in sheet.within(("content",)) if p.block.kind == "heading" and not sheet.words.section(p.text)]
    lines = headings or [
        p
        for p in sheet.within(("content",))
        if len(p.text) < 80 and not re.search(r"[.:;]$", p.text) and not sheet.words.section(p.text)
    ]
    if len(lines) > 1:
        return one([_clean(p.text) for p in lines], lines[0]), []
    return Found(), []


def _listed(items: list[Passage]) -> Found:
    return one([_clean(_words_of(p))[:_LONGEST] for p in items], items[0])


def _words_of(passage: Passage) -> str:
    """What an item says; of a row the cells that hold words, not its number or hours."""
    cells = [cell for cell in passage.block.cells if re.search(r"[^\W\d]{3}", cell)]
    return ": ".join(cells) if cells else passage.text


def _announced(sheet: Sheet) -> list[Passage]:
    """The list that follows a sentence such as “The course has five modules:”."""
    words = sheet.words
    for passage in sheet.within(_TAUGHT):
        if passage.text.rstrip().endswith(":") and _counts(sheet, passage) and not words.has("elective", passage.flat):
            items = []
            for following in sheet.passages[passage.number + 1 :]:
                if following.block.kind != "item":
                    break
                items.append(following)
            if len(items) > 1:
                return items
    return []


def _counts(sheet: Sheet, passage: Passage) -> list[re.Match[str]]:
    """The numbers of modules in a passage."""
    noun = f"(?:{sheet.words.cues['module'].pattern})"
    pattern = rf"(?P<number>{sheet.words.number})\s+(?:\([^)]*\)\s*)?(?:[a-z-]+\s+){{0,3}}?{noun}"
    return list(re.finditer(pattern, passage.flat))


def _module_count(sheet: Sheet, numbers: list[int]) -> Found:
    """The number the note states, and the number it lists where that one differs."""
    words = sheet.words
    stated: list[tuple[int, Passage]] = []
    for passage in sheet.within((*_TAUGHT, "format", "workload", "join")):
        for match in _counts(sheet, passage):
            start, end = passage.sentence(match.start(), match.end())
            nearby = passage.flat[max(start, match.start() - 25) : min(end, match.end() + 15)]
            number = words.count(match["number"])
            skip = words.has("elective", match.group()) or words.has("choose", nearby) or number is None or number < 2
            session = re.search(r"session|seance|sesion", match.group()) is not None
            short = passage.is_short and passage.section in (HEAD, "workload", "format", "features")
            if not skip and not session and (words.has("organised", passage.flat[start : match.start()]) or short):
                stated.append((number or 0, passage))
    listed = len(numbers)
    listing = next(iter(_announced(sheet)), None)
    found = gathered(stated)
    extra = any(words.has("extra_module", p.flat) for p in sheet.body)
    if len(found.versions) == 1 and listed and listed != found.value and not extra:
        where = listing or next(p for p in sheet.body if _numbered(sheet, p))
        version = Version(listed, (Source(f"{Source.of(where).section} (counted from the list)", where.place),))
        return Found((*found.versions, version), (f"{found.value} are stated, {listed} are listed",))
    if not found.versions and listed and not extra:
        where = listing or next(p for p in sheet.body if _numbered(sheet, p))
        return one(listed, where, "counted from the list; the note does not print the number")
    if not found.versions and listed:
        return Found((), (f"{listed} numbered modules are listed, and an introductory one: the note prints no number",))
    return found


def _after_elective(sheet: Sheet, passage: Passage) -> bool:
    """Whether the text just above a list speaks of electives."""
    if passage.section == "electives":
        return True
    for before in reversed(sheet.passages[: passage.number]):
        if before.block.kind in ("item", "row"):
            continue
        return sheet.words.has("elective", before.flat)
    return False


def _electives(sheet: Sheet) -> Found:
    items = [
        p
        for p in sheet.within(("content", "electives", "structure", ""))
        if p.block.kind in ("item", "row") and _after_elective(sheet, p)
    ]
    return one([_clean(p.text.replace(" | ", ": "))[:_LONGEST] for p in items], items[0]) if len(items) > 1 else Found()


def _elective_count(sheet: Sheet, electives: Found) -> Found:
    words = sheet.words
    noun = f"(?:{words.cues['elective'].pattern})"
    pattern = re.compile(
        rf"(?P<more>(?:{words.cues['more_than'].pattern})\s+)?(?P<number>{words.number})\s+(?:[a-z-]+\s+){{0,2}}?{noun}"
    )
    found: list[tuple[Any, Passage]] = []
    for passage in sheet.body:
        for match in pattern.finditer(passage.flat):
            start, _ = passage.sentence(match.start(), match.end())
            number = words.count(match["number"])
            if number is None or number < 2 or words.has("choose", passage.flat[start : match.start()]):
                continue
            exact = match["more"] and re.match(r"at least|au moins|al menos", match["more"])
            key = "min" if exact else "more_than" if match["more"] else "exactly"
            found.append(({key: number}, passage))
    listed = len(electives.value or ())
    if found:
        result = gathered(found)
        stated = result.value
        if isinstance(stated, dict) and "exactly" in stated and listed and stated["exactly"] != listed:
            version = Version({"exactly": listed}, electives.versions[0].sources)
            return Found(
                (*result.versions, version), (f"{stated['exactly']} electives are stated, {listed} are listed",)
            )
        return result
    if listed:
        where = electives.versions[0]
        doubt = "counted from the list; the note does not print the number"
        return Found((Version({"exactly": listed}, where.sources),), (doubt,))
    return Found()
