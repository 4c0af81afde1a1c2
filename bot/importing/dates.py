"""Dates in a note: days, periods, months and years in three languages, with month names from CLDR."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from babel import Locale

from bot.importing.vocabulary import Vocabulary, flat

Kind = Literal["day", "period", "month", "year"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; the year where it is printed."""

    year: int | None
    month: int
    day: int

    def on(self, year: int | None) -> date | None:
        """The calendar day, in the year printed or else in the given one; None where there is no such day."""
        try:
            return date(self.year or year or 0, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where it stands in a text.

    Attributes:
        kind: a day, a period, a month with its year, or a year.
        start: where it begins in the text.
        end: where it ends.
        text: as printed.
        first: the day, or the first day of the period.
        last: the last day of the period.
        year: of a month or a year.
        weekday: the number (Monday is 0) of the weekday printed before the day.
        doubtful: day and month could be exchanged (03/04/2027).
    """

    kind: Kind
    start: int
    end: int
    text: str
    first: Day | None = None
    last: Day | None = None
    year: int | None = None
    weekday: int | None = None
    doubtful: bool = False


class DateFinder:
    """Finds dates in texts.

    Args:
        words: for the words between two dates and the endings of ordinals.
    """

    def __init__(self, words: Vocabulary) -> None:
        self.months: dict[str, int] = {"sept": 9, "setiembre": 9}
        self.weekdays: dict[str, int] = {}
        for language in words.books:
            locale = Locale(language)
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in locale.months[context][width].items():
                        self.months[flat(name).rstrip(".")] = number
                    for number, name in locale.days[context][width].items():
                        self.weekdays[flat(name).rstrip(".")] = number
        month = _any(self.months)
        weekday = rf"(?:(?P<weekday>{_any(self.weekdays)})\.?,?\s+(?:the\s+|le\s+|el\s+)?)?"
        ordinal = _any({flat(word): 0 for book in words.books.values() for word in book.ordinals})
        between = _any({flat(word): 0 for book in words.books.values() for word in book.range})
        to = rf"\s*(?:[-–—−/]|(?<!\w)(?:{between})(?!\w))\s*"
        of = r"(?:\s*(?<!\w)(?:of|de|del|d')\s+|[.,]?\s*|-)"
        day = rf"(?:0?[1-9]|[12]\d|3[01])(?!\d)(?:[.\s]?(?:{ordinal})(?!\w))?\.?"
        year = rf"(?:{of}(?P<year>(?:19|20)\d\d)(?!\d))?"
        self.day_first = re.compile(
            rf"(?<![\d.,/])(?:(?:{_any(self.weekdays)})\.?,?\s+)?(?:(?P<day1>{day}){to}(?:(?:{_any(self.weekdays)})\.?,?\s+)?"
            rf"(?:the\s+|le\s+|el\s+)?)?"
            rf"{weekday}(?P<day>{day}){of}(?P<month>{month})(?!\w)\.?{year}"
        )
        self.month_first = re.compile(
            rf"{weekday}(?<!\w)(?P<month>{month})\.?\s+(?:the\s+)?(?P<day>{day})(?!\s?[:%€])"
            rf"(?:{to}(?P<day2>{day})(?!\s*(?:{month})(?!\w))(?!\w))?(?:\s*,?\s*(?P<year>(?:19|20)\d\d)(?!\d))?"
        )
        self.iso = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-/])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?!\d)")
        self.figures = re.compile(
            rf"(?<![\d.,/])(?:(?P<day1>\d{{1,2}})(?:[./](?P<month1>\d{{1,2}})\.?|\.)?{to})??"
            r"(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/]|[.,]\d)"
        )
        self.month = re.compile(rf"(?<!\w)(?P<month>{month})\.?{of}(?P<year>(?:19|20)\d\d)(?!\d)")
        self.year = re.compile(r"(?<![\d.,/€$£+-])(?P<year>(?:19|20)\d\d)(?![\d]|[.,/-]\d|\s?[€%])")
        self.to = re.compile(rf"^\.?{to}(?:the\s+|le\s+|el\s+)?$")

    def find(self, text: str) -> list[DateMention]:
        """Every date of a text, in order; none overlaps another."""
        low = flat(text)
        taken = [False] * len(low)
        found: list[DateMention] = []
        for pattern, read in (
            (self.iso, self._plain),
            (self.figures, self._figures),
            (self.day_first, self._day_first),
            (self.month_first, self._month_first),
            (self.month, self._month),
            (self.year, self._year),
        ):
            for match in pattern.finditer(low):
                if any(taken[match.start() : match.end()]):
                    continue
                mention = read(match, text)
                if mention is not None:
                    found.append(mention)
                    taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
        found.sort(key=lambda mention: mention.start)
        return self._periods(found, low, text)

    def _plain(self, match: re.Match[str], text: str) -> DateMention | None:
        return _mention(match, text, Day(int(match["year"]), int(match["month"]), int(match["day"])))

    def _figures(self, match: re.Match[str], text: str) -> DateMention | None:
        year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
        day, month = int(match["day"]), int(match["month"])
        if month > 12 >= day:
            day, month = month, day
            doubtful = False
        else:
            doubtful = day <= 12 and day != month and match["sep"] == "/"
        last = Day(year, month, day)
        if match["day1"]:
            month1 = int(match["month1"] or month)
            first = Day(year - (month1 > month), month1, int(match["day1"]))
            return _mention(match, text, first, last, doubtful)
        return _mention(match, text, last, None, doubtful)

    def _day_first(self, match: re.Match[str], text: str) -> DateMention | None:
        if text[match.start("month") : match.end("month")] in ("may", "mar", "sun") and not match["year"]:
            return None
        year = int(match["year"]) if match["year"] else None
        day = Day(year, self.months[match["month"]], _number(match["day"]))
        weekday = self.weekdays.get(match["weekday"] or "")
        if match["day1"] and not _NUMBERED.search(flat(text[: match.start()])):
            first = Day(year, day.month, _number(match["day1"]))
            if first.day < day.day:
                return _mention(match, text, first, day)
        if match["day1"]:
            at = match.start("weekday") if match["weekday"] else match.start("day")
            made = _mention(match, text, day)
            return replace(made, start=at, text=text[at : match.end()].strip(), weekday=weekday) if made else None
        made = _mention(match, text, day)
        return replace(made, weekday=weekday) if made else None

    def _month_first(self, match: re.Match[str], text: str) -> DateMention | None:
        if not text[match.start("month")].isupper():
            return None
        year = int(match["year"]) if match["year"] else None
        first = Day(year, self.months[match["month"]], _number(match["day"]))
        if match["day2"] and _number(match["day2"]) > first.day:
            return _mention(match, text, first, Day(year, first.month, _number(match["day2"])))
        made = _mention(match, text, first)
        return replace(made, weekday=self.weekdays.get(match["weekday"] or "")) if made else None

    def _month(self, match: re.Match[str], text: str) -> DateMention | None:
        return DateMention(
            "month", match.start(), match.end(), text[match.start() : match.end()], year=int(match["year"])
        )

    def _year(self, match: re.Match[str], text: str) -> DateMention | None:
        return DateMention("year", match.start(), match.end(), match.group(), year=int(match["year"]))

    def _periods(self, found: list[DateMention], low: str, text: str) -> list[DateMention]:
        """Two days joined by “to” are a period; what it lacks of years is taken from its other end."""
        joined: list[DateMention] = []
        for mention in found:
            before = joined[-1] if joined else None
            if (
                before
                and before.kind == mention.kind == "day"
                and before.first
                and mention.first
                and self.to.match(low[before.end : mention.start] or ".")
            ):
                joined[-1] = _period(before, mention, text)
            else:
                joined.append(mention)
        return [_years(mention) for mention in joined]


_NUMBERED = re.compile(
    r"(?:phase|module|modulo|week|semaine|semana|block|bloc|bloque|part|partie|parte|unit|fase|etape|etapa)\s*$"
)


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match.group()) if match else 0


def _mention(
    match: re.Match[str], text: str, first: Day, last: Day | None = None, doubtful: bool = False
) -> DateMention | None:
    if any(day.on(2024) is None for day in (first, last) if day):
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip(" ,"))
    end = match.start() + len(match.group().rstrip(" ,.-"))
    return DateMention("period" if last else "day", start, end, text[start:end], first, last, doubtful=doubtful)


def _period(before: DateMention, mention: DateMention, text: str) -> DateMention:
    return DateMention(
        "period", before.start, mention.end, text[before.start : mention.end], before.first, mention.first,
        weekday=before.weekday, doubtful=before.doubtful or mention.doubtful,
    )  # fmt: skip


def _years(mention: DateMention) -> DateMention:
    first, last = mention.first, mention.last
    if first is None or last is None:
        return mention
    crosses = (first.month, first.day) > (last.month, last.day)
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - crosses)
    elif last.year is None and first.year is not None:
        last = replace(last, year=first.year + crosses)
    return replace(mention, first=first, last=last)
