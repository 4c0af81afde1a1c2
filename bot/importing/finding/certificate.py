"""What one gets in the end and how it is earned: the award, the assessment, grades, points, diplomas."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz

from bot.importing.found import Finding, Found, gathered, one
from bot.importing.passages import Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat, plain

_SECTIONS = ("certificate", "structure", "features", "join", "workload", "format", "about", "", "requirements", "head")
_AWARD = re.compile(
    r"\b(?:ITCILO |ILO )?(?:Certificate of \w+(?: \w+)?|[Cc]ertificat (?:de|d['’])\s?\w+|[Cc]ertificado de \w+|"
    r"[Aa]ttestation (?:de|d['’])\s?\w+|Diploma of \w+)"
)
_DIPLOMA = 88


def find(sheet: Sheet) -> Finding:
    """Award, assessment, passing grade, points and diplomas."""
    return {
        "certificate.award": _award(sheet),
        "certificate.assessment": _assessment(sheet),
        "certificate.passing": _passing(sheet),
        "certificate.points": _points(sheet),
        "certificate.diplomas": _diplomas(sheet),
    }


def _award(sheet: Sheet) -> Found:
    best: tuple[str, Passage] | None = None
    for passage in sheet.body:
        match = _AWARD.search(passage.text)
        if match and (best is None or len(match.group()) > len(best[0]) + 8):
            best = (re.sub(r" (?:to|and|from|at|if|upon|à|y|et|al|aux)$", "", match.group()).strip(), passage)
    if best:
        return one(*best)
    for passage, sentence in sheet.sentences(sheet.within(("certificate", "structure", "features"))):
        if sheet.words.has("certificate", flat(sentence)):
            return one(sentence, passage)
    return Found()


def _assessment(sheet: Sheet) -> Found:
    sentences = [
        (passage, sentence)
        for passage, sentence in sheet.sentences(sheet.within(("certificate", "structure", "join", "")))
        if sheet.words.has("assessment", flat(sentence)) and len(sentence) > 20
    ]
    own = [pair for pair in sentences if pair[0].section == "certificate"] or sentences
    return one([sentence.strip(" ;.") for _, sentence in own[:5]], own[0][0]) if own else Found()


def _passing(sheet: Sheet) -> Found:
    """“60/100”, “12 out of 20”, “70 %” beside words for passing."""
    out_of = sheet.words.cues["out_of"].pattern
    more = sheet.words.cues["or_more"].pattern
    of = rf"(?:/|(?:points?|puntos|marks)?\s*(?:{more})?\s*\(?(?:{out_of})(?: the| les| los)?)"
    fraction = re.compile(rf"(?<![\d.,/])(\d{{1,3}})\s*{of}\s*(\d{{1,3}})(?![\d/]|[.,]\d)")
    percent = re.compile(r"(?<![\d.,])(\d{1,3})\s?(?:%|per ?cent|percent|pour cent|por ciento)")
    found: list[tuple[Any, Passage]] = []
    for passage, sentence in sheet.sentences(sheet.within(_SECTIONS)):
        low = flat(sentence)
        if not sheet.words.has("passing", low):
            continue
        match = fraction.search(low)
        if (
            match
            and 0 < int(match[1]) <= int(match[2])
            and int(match[2]) in (10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200)
        ):
            found.append(({"points": int(match[1]), "of": int(match[2])}, passage))
            continue
        match = percent.search(low)
        attendance = re.search(r"attend|asisten|presence|participat(?:e|ion) in|sessions?\b", low)
        if match and int(match[1]) <= 100 and sheet.words.has("grade", low) and not attendance:
            found.append(({"points": int(match[1]), "of": 100}, passage))
    return gathered(found)


def _points(sheet: Sheet) -> Found:
    """“5 quizzes worth 12 points each and a final paper worth 40”, or a table of them."""
    words = sheet.words
    points = f"(?:{words.cues['points'].pattern})"
    worth = f"(?:{words.cues['worth'].pattern})"
    pattern = re.compile(
        rf"(?:(?P<count>{words.number})\s+)?(?P<label>(?:[a-z'-]+\s+){{1,6}}?)(?:{worth}\s+|[:|(–-]\s*)(?P<each>\d{{1,3}})\s+{points}"
        rf"(?:\s+(?P<one>each|chacun\w*|cada\s+un\w*))?(?:\s*\((?P<total>\d{{1,3}})[^)]*\))?"
    )
    for passage, sentence in sheet.sentences(sheet.within(_SECTIONS)):
        del sentence
        entries = []
        for match in pattern.finditer(passage.flat):
            label = _label(passage.text[match.start("label") : match.end("label")])
            each = int(match["each"])
            count = words.count(match["count"] or "1") or 1
            if match["total"] and not match["one"] and count * each != int(match["total"]):
                each = int(match["total"]) // count if int(match["total"]) % count == 0 else each
            if words.has("assessment", flat(label)):
                entries.append({"label": label, "count": count, "each": each, "total": count * each})
        if len(entries) > 1:
            return one(entries, passage)
    return Found()


def _label(text: str) -> str:
    return re.sub(
        r"^(?:(?:and|an|a|the|of|et|un|une|le|la|y|una|composed|are)\s+)+", "", text.strip(), flags=re.I
    ).strip(" :(–-")


def _diplomas(sheet: Sheet) -> Found:
    """The diplomas of the knowledge base that the note names; a name it does not know is told."""
    found: list[str] = []
    where: Passage | None = None
    doubts: list[str] = []
    names = {
        plain(name): diploma.id
        for diploma in sheet.knowledge.diplomas.values()
        for name in (diploma.name.en, diploma.name.fr, diploma.name.es)
        if name
    }
    for passage in sheet.passages:
        if not sheet.words.has("diploma", passage.flat) or passage.section == "related":
            continue
        text = plain(passage.text)
        known = [
            key for name, key in names.items() if fuzz.partial_ratio(_core(name), text) >= _DIPLOMA and len(text) >= 20
        ]
        for key in dict.fromkeys(known):
            if key not in found:
                found.append(key)
                where = where or passage
        if not known:
            match = re.search(
                r"\bDiploma (?:for|in|on) ((?:[A-Z][\w'-]+|and|of|for|in|on)(?: (?:[A-Z][\w'-]+|and|of|for|in|on))*)",
                passage.text,
            )
            if match:
                doubts.append(f"the note names a diploma that diplomas.yaml does not know: “{match.group()}”")
    return one(found, where, *doubts) if found and where else Found((), tuple(doubts))


def _core(name: str) -> str:
    """A diploma's name without the Centre's."""
    return re.sub(r"^(?:itcilo )?(diploma|diplome)(?: de l itcilo| del itcilo)? ", r"\1 ", name).replace(
        "diploma ", "", 1
    )
