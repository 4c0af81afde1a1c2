"""How much work it is: weeks, hours, hours a week."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.importing.found import Finding, Found, gathered
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet

_TELLING = (HEAD, "workload", "dates", "format", "practical")
_SILENT = (
    "refunds",
    "apply",
    "deadline",
    "costs",
    "campus",
    "contact",
    "diploma",
    "certificate",
    "requirements",
    "selection",
    "audience",
)


_SHORT = 120


def find(sheet: Sheet, dates: Found) -> Finding:
    """Weeks, hours and weekly hours."""
    weekly = _weekly(sheet)
    weeks = _against_dates(gathered(_counted(sheet, "weeks")), dates)
    return {"workload.weeks": weeks, "workload.hours": gathered(_counted(sheet, "hours")), "workload.weekly": weekly}


def _unit(sheet: Sheet, cue: str) -> str:
    return f"(?:{sheet.words.cues[cue].pattern})"


def _counted(sheet: Sheet, unit: str) -> list[tuple[int, Passage]]:
    """Each number of weeks or hours that is said of the whole course."""
    words = sheet.words
    pattern = re.compile(
        rf"(?P<number>{words.number})(?:\s*\(\s*\d+\s*\))?[\s-]+(?:[a-z]+[\s-]+){{0,2}}?{_unit(sheet, unit)}"
    )
    found: list[tuple[int, Passage, bool]] = []
    for passage in sheet.body:
        if passage.section in _SILENT:
            continue
        for match in pattern.finditer(passage.flat):
            number = words.count(match["number"])
            if number is None or number > 2000 or _is_part_of_more(sheet, passage.flat, match):
                continue
            start, end = passage.sentence(match.start(), match.end())
            telling = _tells(sheet, passage, passage.flat[start:end])
            near = passage.flat[max(start, match.start() - 25) : match.end() + 22]
            of_course = words.cues["whole_course"].search(passage.flat[max(start, match.start() - 40) : match.start()])
            adjective = "-" in match.group() and words.has("course_noun", passage.flat[match.end() : match.end() + 40])
            total = (
                words.has("total", near)
                or adjective
                or of_course is not None
                or re.search(r"estimat|estim", near) is not None
            )
            behind = re.split(r"\d", passage.flat[match.end() : match.end() + 25])[0]
            around = f"{passage.flat[max(start, match.start() - 45) : match.end()]}{behind}"
            if telling:
                around = _clause(passage.flat, match, start, end)
            if words.has("not_duration", around) and not total:
                continue
            row = bool(passage.block.cells) and words.has("duration", passage.flat)
            if telling or row or words.has("duration", passage.flat[start:end]):
                found.append((number, passage, total))
    if any(total for *_, total in found):
        best = {number for number, _, total in found if total}
        found = [item for item in found if item[2] or item[0] in best or item[0] > max(best) or item[1].is_short]
    return [(number, passage) for number, passage, _ in found]


def _tells(sheet: Sheet, passage: Passage, sentence: str) -> bool:
    """Whether a sentence speaks of the course as a whole: a short one where its length is told, or a bare duration."""
    if len(sentence) <= _SHORT and passage.section in _TELLING:
        return True
    if len(sentence) > 2 * _SHORT:
        return False
    units = re.compile(rf"{sheet.words.number}|{_unit(sheet, 'weeks')}|{_unit(sheet, 'hours')}")
    return len(re.findall(r"\w{3,}", units.sub(" ", sentence))) <= 1


def _clause(low: str, match: re.Match[str], start: int, end: int) -> str:
    """The words between the commas around a number."""
    before = re.split(r"[,;|•·]", low[start : match.start()])[-1]
    return f"{before} {match.group()} {re.split(r'[,;|•·]', low[match.end() : end])[0]}"


def _is_part_of_more(sheet: Sheet, low: str, match: re.Match[str]) -> bool:
    """Whether a number is one of hours a week, or the end of a range of them."""
    per_week = sheet.words.cues["per_week"]
    after = low[match.end() : match.end() + 14]
    return bool(
        per_week.search(after)
        or per_week.search(match.group())
        or re.match(r"\s*(?:/|per|par|por)\b", after)
        or re.search(r"\d\s*(?:-|–|to|a)\s*$", low[: match.start()])
    )


def _weekly(sheet: Sheet) -> Found:
    """Hours a week, a range or one number."""
    words = sheet.words
    to = rf"(?:-|–|—|{words.cues['to'].pattern})"
    number = words.number
    span = rf"(?P<min>{number})(?:\s*{to}\s*(?P<max>{number}))?[\s-]+(?:[a-z]+\s+){{0,2}}?{_unit(sheet, 'hours')}"
    week = f"(?:{words.cues['per_week'].pattern})"
    behind = re.compile(rf"{span}(?:\s+(?!\d)[a-z']+){{0,4}}?\s*{week}")
    ahead = re.compile(rf"{week}[^.;,|·•(\d]{{0,40}}?{span}")
    found: list[tuple[Any, Passage]] = []
    for passage in sheet.body:
        if passage.section in ("refunds", "campus", "contact"):
            continue
        for match in [*behind.finditer(passage.flat), *ahead.finditer(passage.flat)]:
            low, high = words.count(match["min"]), words.count(match["max"] or match["min"])
            if low is not None and high is not None and low <= high <= 80:
                found.append(({"min": low, "max": high}, passage))
    return gathered(found)


def _against_dates(weeks: Found, dates: Found) -> Found:
    """A doubt where the weeks do not fit the days from the first to the last."""
    if not weeks.versions or not dates.versions:
        return weeks
    for version in dates.versions:
        days = (date.fromisoformat(version.value["end"]) - date.fromisoformat(version.value["start"])).days + 1
        told = [v.value for v in weeks.versions if not (v.value - 1) * 7 <= days + 3 <= v.value * 7 + 6]
        if told:
            start, end = version.value["start"], version.value["end"]
            numbers = " and ".join(map(str, told))
            return weeks.doubting(f"{numbers} weeks do not fit the dates {start} to {end} ({days} days)")
    return weeks
