"""When the course takes place: its period, and its phases where they have dates of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.importing.dates import DateMention
from bot.importing.finding.dated import Dated, Days
from bot.importing.finding.phases import phase_list
from bot.importing.found import Finding, Found, Source, Version, gathered
from bot.importing.passages import HEAD, Passage
from bot.importing.roles import Role, role_of
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_FAR = 2
"""A period so many years away from the course's own is another edition."""


def find(sheet: Sheet) -> tuple[Finding, list[Dated]]:
    """The course's dates and dated phases.

    Returns:
        What was found, and every date with its role, for the finders that come after.
    """
    roles = list(_roles(sheet))
    sheet.year = _main_year(sheet, roles)
    dated = [
        Dated(days, passage, mention, role)
        for passage, mention, role in roles
        if (days := _days(mention, sheet.year)) is not None
    ]
    course = [item for item in dated if item.role == "course" and item.days[0] != item.days[1]]
    course += _pairs(dated)
    course = [item for item in course if _near(item, sheet.year)]
    phases, strays = _phases(dated, course)
    course += strays
    inner = [item for item in course if _is_part(item, course, phases)]
    course = [item for item in course if item not in inner]
    phases = sorted([*phases, *inner], key=lambda item: item.days)
    doubts: list[str] = []
    if not course and len(phases) > 1:
        course, doubts = (
            _around(phases),
            ["no overall period is printed: this reaches from the first phase to the last"],
        )
    elif not course and len(phases) == 1:
        course, phases = phases, []
    if not course:
        single = [item for item in dated if item.role in ("course", "starts") and _near(item, sheet.year)]
        course = single[:1]
        if course:
            doubts = ["only one day is printed: add the last day"]
    found = _course(sheet, course, doubts) if course else _month(sheet)
    found = _against_phases(found, phases)
    result: Finding = {"dates": found, "phases": phase_list(sheet, phases)}
    periods = [version.value for version in found.versions]
    sheet.start = min((date.fromisoformat(period["start"]) for period in periods), default=None)
    return result, dated


def _month(sheet: Sheet) -> Found:
    """A month without days is no date, but staff should know of it."""
    for passage, mention in sheet.dates:
        if mention.kind == "month" and passage.is_short and passage.section in (HEAD, "dates"):
            return Found((), (f"only “{mention.text}” is printed ({passage.place}): no first and last day",))
    return Found()


def _roles(sheet: Sheet) -> Iterator[tuple[Passage, DateMention, Role]]:
    """Each day and period of the note with its role."""
    last: tuple[int, int] = (-1, 0)
    body = sheet.body_numbers
    columns = list(_with_columns(sheet))
    merged = sum(is_merged for *_, is_merged in columns)
    for passage, mention, is_merged in columns:
        if mention.kind not in ("day", "period") or passage.number not in body:
            continue
        before = last[1] if last[0] == passage.number else 0
        last = (passage.number, mention.end)
        several = is_merged and merged > 1
        yield passage, mention, "phase" if several else role_of(passage, mention, before, sheet.words)


def _with_columns(sheet: Sheet) -> Iterator[tuple[Passage, DateMention, bool]]:
    """The dates of the note; a row's first and last day in columns of their own are one period (True)."""
    dates = iter(sheet.dates)
    for passage, mention in dates:
        heads = [flat(head) for head in passage.block.header]
        columns = any(sheet.words.has("starts", h) for h in heads) and any(sheet.words.has("ends", h) for h in heads)
        following = next(dates, None) if columns and mention.kind == "day" else None
        if following and following[0] is passage and following[1].kind == "day":
            yield passage, replace(mention, kind="period", last=following[1].first), True
            sheet.use(*following, "phases")
            continue
        yield passage, mention, False
        if following:
            yield *following, False


def _main_year(sheet: Sheet, roles: list[tuple[Passage, DateMention, Role]]) -> int | None:
    """The year of the course: that of its dates, else the one its head or the file's title names."""
    for wanted in (("course", "starts", "ends"), ("phase", "phase?"), ("deadline",)):
        years = Counter(
            day.year
            for passage, mention, role in roles
            for day in (mention.first, mention.last)
            if day and day.year and role in wanted
            for _ in range(3 if passage.section in (HEAD, "dates") else 1)
        )
        if years:
            return years.most_common(1)[0][0]
    for passage, mention in sheet.dates:
        if mention.kind in ("year", "month") and passage.section == HEAD and passage.is_short:
            return mention.year
    return None


def _days(mention: DateMention, year: int | None) -> Days | None:
    if mention.first is None:
        return None
    last = mention.last or mention.first
    start, end = mention.first.on(year), last.on(year)
    if start is None or end is None:
        return None
    if end < start and last.year is None:
        end = last.on((year or 0) + 1) or end
    return (start, end) if start <= end else None


def _near(item: Dated, year: int | None) -> bool:
    return year is None or abs(item.days[0].year - year) < _FAR


def _pairs(dated: list[Dated]) -> list[Dated]:
    """A first and a last day that are told apart from each other."""
    found = []
    starts = [item for item in dated if item.role == "starts"]
    ends = [item for item in dated if item.role == "ends"]
    for first in starts:
        if first.days[0] != first.days[1]:
            found.append(first)
            continue
        later = [item for item in ends if item.days[1] > first.days[0]]
        if later:
            last = min(later, key=lambda item: abs(item.passage.number - first.passage.number))
            found.append(Dated((first.days[0], last.days[1]), first.passage, first.mention, "course"))
    return found


def _phases(dated: list[Dated], course: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """The phases, and what looked like one and is a period of the course that contradicts the others."""
    sure = [item for item in dated if item.role == "phase" and _is_listed(item)]
    likely = [item for item in dated if item.role == "phase?" and item.days[0] != item.days[1]]
    phases: list[Dated] = []
    strays: list[Dated] = []
    for item in sorted([*sure, *likely], key=lambda item: (item.passage.number, item.mention.start)):
        same = any(item.days == other.days for other in course)
        inside = any(other.days[0] <= item.days[0] and item.days[1] <= other.days[1] for other in course)
        beside = any(
            other is not item and other.days != item.days and abs(other.passage.number - item.passage.number) < 8
            for other in (*sure, *likely)
        )
        if same and item.role == "phase?":
            strays.append(item)
        elif inside or item.role == "phase" or beside or not course:
            phases.append(item)
        else:
            strays.append(item)
    unique: list[Dated] = []
    for item in phases:
        if all(item.days != other.days for other in unique):
            unique.append(item)
    return sorted(unique, key=lambda item: item.days), strays


def _is_part(item: Dated, course: list[Dated], phases: list[Dated]) -> bool:
    """Whether a period within the course's own stands in a list beside a phase that ends before it."""
    within = any(
        other.days[0] < item.days[0] and item.days[1] <= other.days[1] for other in course if other is not item
    )
    beside = any(
        abs(phase.passage.number - item.passage.number) == 1
        and phase.passage.block.kind == item.passage.block.kind
        and phase.days[1] < item.days[0]
        for phase in phases
    )
    return within and beside


def _is_listed(item: Dated) -> bool:
    """Whether a phase has a length, or at least a line of its own; a day in running text is an event."""
    return item.days[0] != item.days[1] or bool(item.passage.block.cells) or item.passage.section == "dates"


def _around(phases: list[Dated]) -> list[Dated]:
    first, last = phases[0], max(phases, key=lambda item: item.days[1])
    return [Dated((first.days[0], last.days[1]), first.passage, first.mention, "course")]


def _course(sheet: Sheet, course: list[Dated], doubts: list[str]) -> Found:
    found = gathered(((_period(item.days), item.passage) for item in course), doubts)
    yearless = all(item.mention.first and item.mention.first.year is None for item in course)
    for item in course:
        sheet.use(item.passage, item.mention, "dates")
        if yearless:
            found = found.doubting(f"“{item.mention.text}” is printed without a year; {item.days[0].year} is taken")
        if item.mention.doubtful:
            found = found.doubting(f"“{item.mention.text}” is read as day/month/year; it could be month/day")
        if item.mention.weekday is not None and item.days[0].weekday() != item.mention.weekday:
            found = found.doubting(f"“{item.mention.text}”: the weekday and the date do not fit together")
    return found


def _period(days: Days) -> dict[str, str]:
    return {"start": days[0].isoformat(), "end": days[1].isoformat()}


def _against_phases(found: Found, phases: list[Dated]) -> Found:
    """A phase outside the stated period contradicts it."""
    if len(found.versions) != 1 or len(phases) < 2:
        return found
    value = found.value
    first = min(item.days[0] for item in phases)
    last = max(item.days[1] for item in phases)
    start, end = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    if start <= first and last <= end:
        return found
    section = Source(
        f"{Source.of(phases[0].passage).section} (from the first phase to the last)", phases[0].passage.place
    )
    other = Version(_period((min(first, start) if first > start else first, last if last > end else end)), (section,))
    return Found((*found.versions, other), (*found.doubts, "the phases do not lie within the period of the course"))
