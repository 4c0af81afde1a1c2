"""How the course is held: online or in person, its platform, its undated phases, weeks and hours."""

from __future__ import annotations

import re

from bot.importing.found import Finding, Found, gathered, one
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_BODY = (
    *(HEAD, "format", "dates", "structure", "place", "about", "features", "join", "workload", "", "content"),
    *("objectives", "language", "practical", "requirements"),
)


def find(sheet: Sheet, dated_phases: Found) -> Finding:
    """Mode, place, platform, live sessions, recordings, phases."""
    mode = _mode(sheet, dated_phases)
    items, names = _phases(sheet, mode)
    return {
        "format.mode": mode,
        "format.place": _place(sheet, mode, dated_phases),
        "format.platform": _platform(sheet),
        "format.live": _sentence(sheet, "live"),
        "format.recordings": _sentence(sheet, "recorded"),
        "format.phases": items,
        "phases": names if not dated_phases.versions else dated_phases,
        "campus.stay": _stay(sheet, mode),
    }


def _mode(sheet: Sheet, phases: Found) -> Found:
    """What the note calls the course: a line or label of its own first, then its running text."""
    words = sheet.words
    names = (("blended", "blended"), ("online", "online"), ("in_person", "in_person"))
    if phases.versions:
        modes = {phase["mode"] for phase in phases.versions[0].value}
        if len(modes) > 1:
            return Found(tuple(type(v)("blended", v.sources) for v in phases.versions[:1]))
    labelled: list[tuple[str, Passage]] = []
    for passage in sheet.body:
        label = flat(passage.block.cells[0]) if passage.block.cells else passage.flat.partition(":")[0]
        is_label = passage.section == "format" or (
            len(label) < 30 and words.has("mode", label) and label != passage.flat
        )
        is_line = passage.section == HEAD and passage.is_short and len(passage.text.split()) <= 8
        if is_label or is_line:
            text = passage.flat.replace(label, "", 1) if is_label and label != passage.flat else passage.flat
            mode = next((value for cue, value in names if words.has(cue, text)), None)
            both = words.has("online", text) and words.has("in_person", text) and is_label
            if is_line and not is_label and words.has("apply", text):
                continue
            if mode:
                labelled.append(("blended" if both else mode, passage))
    titles = [pair for pair in labelled if pair[1].section in ("format", HEAD)]
    if labelled:
        kinds = {value for value, _ in labelled}
        if len(kinds) == 1:
            return gathered(labelled[:2])
        if "blended" in kinds or kinds == {"online", "in_person"}:
            first = next((pair for pair in labelled if pair[0] == "blended"), (titles or labelled)[0])
            return one("blended", first[1])
        return gathered(labelled)
    counts: dict[str, list[Passage]] = {"blended": [], "online": [], "in_person": []}
    for passage in sheet.within(_BODY):
        low = words.cues["not_mode"].sub(" ", passage.flat)
        for at, sentence in _pieces(passage, low):
            del at
            if words.has("apply", sentence) and not words.has("course_noun", sentence):
                continue
            for cue, value in names:
                if words.has(cue, sentence):
                    counts[value].append(passage)
    if counts["blended"]:
        return one("blended", counts["blended"][0])
    if counts["in_person"] and counts["online"]:
        sure = [p for p in counts["in_person"] if p.section in (HEAD, "dates", "place", "structure", "format")]
        many = max(counts["online"], counts["in_person"], key=len)
        if sure and len(counts["online"]) <= 3 * len(sure):
            return one("blended", sure[0], "online and face-to-face parts are both spoken of")
        return one("online" if many is counts["online"] else "in_person", many[0])
    for value in ("online", "in_person"):
        if counts[value]:
            return gathered((value, passage) for passage in counts[value][:2])
    return Found()


def _pieces(passage: Passage, low: str) -> list[tuple[int, str]]:
    return [(at, low[at : at + len(sentence)]) for at, sentence in passage.sentences()] or [(0, low)]


def _place(sheet: Sheet, mode: Found, phases: Found) -> Found:
    for passage in sheet.body:
        if passage.section == "place" and passage.block.kind != "heading":
            return one(
                passage.block.cells[-1] if passage.block.cells else passage.text.rpartition(":")[2].strip(), passage
            )
        if (
            passage.block.cells
            and len(passage.block.cells) == 2
            and sheet.words.section(passage.block.cells[0]) == "place"
        ):
            return one(passage.block.cells[1], passage)
        label, colon, value = passage.text.partition(":")
        if colon and value.strip() and sheet.words.section(label) == "place":
            return one(value.strip(), passage)
    if mode.value == "online":
        platform = _platform(sheet)
        return Found(tuple(type(v)("online", v.sources) for v in (platform.versions or mode.versions)[:1]))
    places = [phase["place"] for version in phases.versions for phase in version.value if "place" in phase]
    if places:
        return Found(tuple(type(v)(", ".join(dict.fromkeys(places)), v.sources) for v in phases.versions[:1]))
    return Found()


def _platform(sheet: Sheet) -> Found:
    for passage in sheet.body:
        match = re.search(r"(?:ITCILO\s+)?e-?campus\b", passage.text, re.IGNORECASE)
        if match:
            name = re.sub(r"e-?campus", "e-Campus", match.group(), flags=re.IGNORECASE)
            return one(re.sub(r"(?i)itcilo", "ITCILO", name), passage)
    for passage in sheet.within(("structure", "format", "about", "")):
        match = re.search(r"\b(Moodle|Zoom|Microsoft Teams|Canvas|Blackboard)\b", passage.text)
        if match:
            return one(match[1], passage)
    return Found()


def _sentence(sheet: Sheet, cue: str) -> Found:
    for passage, sentence in sheet.sentences(
        sheet.within(("structure", "format", "features", "workload", "join", "about", ""))
    ):
        if sheet.words.has(cue, flat(sentence)):
            return one(sentence, passage)
    return Found()


def _stay(sheet: Sheet, mode: Found) -> Found:
    """Where participants live; an online course has no stay, and its note seldom says so."""
    if mode.value == "online":
        return Found()
    for passage, sentence in sheet.sentences(sheet.within(("campus", "place", "structure", "format"))):
        if sheet.words.has("stay", flat(sentence)):
            return one(sentence, passage)
    return Found()


def _phases(sheet: Sheet, mode: Found) -> tuple[Found, Found]:
    """The list that follows “three phases:”, as texts and as named phases."""
    words = sheet.words
    for passage in sheet.within(("structure", "format", "join", "features", "about", "content", "")):
        if not words.has("phases_list", passage.flat):
            continue
        items: list[Passage] = []
        for following in sheet.passages[passage.number + 1 :]:
            if following.block.kind not in ("item", "row") or len(items) == 8:
                break
            items.append(following)
        if len(items) > 1 and items[1].block.header == items[0].block.cells != ():
            del items[0]
        if len(items) < 2:
            continue
        texts = [item.text.strip(" ;.") for item in items]
        names, doubts = [], []
        for item in items:
            name = re.split(r"[:(–]| - ", item.text)[0].strip(" “”\"'")
            present, online = words.has("in_person", item.flat), words.has("online", item.flat)
            kind = "in_person" if present and not online else "online"
            if mode.value != "online" and not present and not online:
                doubts.append(f"the note does not say whether “{name[:60]}” is online or in person")
            names.append({"name": name[:80], "mode": mode.value if mode.value in ("online", "in_person") else kind})
        return one(texts, passage), one(names, passage, *doubts)
    return Found(), Found()
