"""Dates in a message: written out, in figures, relative to today or to the start of a course.

Month names come from CLDR by way of babel, the other words from ``knowledge/lexicon``. A general date parser was
weighed and left: it takes 03/07/2025 for 7 March, “12 days before” for a day before today and “me” for a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from babel import Locale

from bot.facts.words import Lexicon
from bot.messages import Language
from bot.text import RUN, fold, fold_in_place, openings, phrase, words

_FIRST, _LAST = date(200, 1, 1), date(9800, 1, 1)
_NEAR, _BESIDE = 25, 10
"""Characters within which a weekday only adds to a date: one written out, or one like “today”."""

_FAR = 36_500
"""Days are counted within the calendar: nobody asks for a hundred years from now."""

Kind = Literal["day", "month", "year", "before", "after"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date in a message.

    Attributes:
        kind: ``day`` (a calendar day), ``month`` (a month, perhaps with its year), ``year``, ``before`` or ``after``
            (so many days before or after the start of a course).
        span: where it stands in the message, as character positions.
        relative: whether it was told from today (“tomorrow”, “in two weeks”).
        bare: whether only the day of the month was told (“the 20th”); then month and year are the next ones to come.
    """

    kind: Kind
    span: tuple[int, int]
    day: int | None = None
    month: int | None = None
    year: int | None = None
    days: int | None = None
    relative: bool = False
    bare: bool = False

    def near(self, day: date) -> DateMention:
        """“And on the 6th?” after a day was spoken of: the 6th that is nearest to that day.

        Args:
            day: what was spoken of.
        """
        if not self.bare or self.day is None:
            return self
        ahead = sorted(range(-31, 32), key=abs)
        found = (day + timedelta(days=n) for n in ahead if (day + timedelta(days=n)).day == self.day)
        nearest = next(found, None)
        return self if nearest is None else replace(self, month=nearest.month, year=nearest.year)

    def resolve(self, near: date) -> date | None:
        """The calendar day; a missing year is the one that brings it closest to ``near``."""
        if self.kind != "day" or self.day is None or self.month is None:
            return None
        years = [self.year] if self.year else [near.year - 1, near.year, near.year + 1]
        found = []
        for year in years:
            try:
                found.append(date(year, self.month, self.day))
            except ValueError:
                continue
        return min(found, key=lambda day: abs((day - near).days), default=None)


_FIGURE = re.compile(r"\d")
_OPENS = re.compile(r"(?:^|[.?!:;\n]|-)\s*$")
"""Where a sentence begins."""

_IN_FIGURES = frozenset({"iso", "figures", "span", "day", "bare", "year"})
"""Ways to write a date that need a figure."""

_PRECEDES_MONTH = re.compile(r"\b(?:in|of|this|next|last|the|from|since|until|till|by|for|mid)[\s-]+$", re.IGNORECASE)
"""Words before English “may” that make it the month."""


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted({fold(word) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s'-]+") for word in ordered)


class DateReader:
    """Finds dates in messages of three languages."""

    def __init__(self, lexicon: dict[Language, Lexicon]) -> None:
        books = list(lexicon.values())
        self.small = {fold(word) for book in books for word in (*book.stopwords, *book.fillers)}
        self.months: dict[str, int] = {}
        for language in lexicon:
            locale = Locale(language)
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in locale.months[context][width].items():
                        self.months[fold(name).rstrip(".")] = number
        self.months.update({"sept": 9, "setiembre": 9})
        self.months.pop("mar", None)
        self.numbers = {fold(word): number for book in books for word, number in book.numbers.items()}
        self.units = {fold(word): number for book in books for word, number in book.units.items()}
        self.weekdays: dict[str, int] = {}
        for language in lexicon:
            for day_number, name in Locale(language).days["stand-alone"]["wide"].items():
                self.weekdays[fold(name)] = day_number
        weekdays = _alternatives(self.weekdays)
        month = _alternatives(self.months) + r"|mar(?=[\s.]*\d)"
        number = r"\d{1,3}|" + _alternatives(self.numbers)
        unit = _alternatives(self.units)
        before = _alternatives(word for book in books for word in book.before)
        after = _alternatives(word for book in books for word in book.after)
        ago = _alternatives(word for book in books for word in book.ago)
        within = _alternatives(word for book in books for word in book.within)
        sep = r"[\s,.]*(?:of|de|del|d')?[\s,.]*"
        year = rf"(?:{sep}(?P<year>20\d\d)\b)?"
        day = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|ero|ro|o|º|°|e)?"
        end = r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?"
        to = r"\s*(?:-|–|—|to|au|al|a|y|et|and|until|till|hasta|jusqu'au)\s*"
        quantity = rf"(?P<number>{number})\s*(?P<unit>{unit})"
        self.patterns: list[tuple[str, re.Pattern[str]]] = [
            ("iso", re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")),
            (
                "figures",
                re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>20\d\d|\d\d))\b(?![.,]?\d)"),
            ),
            ("figures", re.compile(r"\b(?!24/7)(?P<day>\d{1,2})/(?P<month>\d{1,2})\b(?![/.,]?\d)")),
            ("span", re.compile(rf"\b{day}{to}{end}{sep}(?P<month>{month})\b\.?{year}")),
            ("day", re.compile(rf"\b{day}{sep}(?P<month>{month}|mar)\b\.?{year}")),
            (
                "day",
                re.compile(rf"\b(?P<month>{month})\b\.?\s*(?:the\s*)?{day}\b(?!\d|\)\s)(?:{sep}(?P<year>20\d\d)\b)?"),
            ),
            (
                "before",
                re.compile(rf"\b{quantity}\b(?:\s+(?:calendar|full|natural|open)\b)?\s*(?:{before})\b"),
            ),
            ("after", re.compile(rf"\b{quantity}\b\s*(?:{after})\b")),
            ("ago", re.compile(rf"\b(?:{quantity}\s*(?:{ago}))\b")),
            ("ago", re.compile(rf"\b(?:{ago})\s+{quantity}\b")),
            ("within", re.compile(rf"\b(?:{within})\s+{quantity}\b(?!\s*(?:{before})\b)")),
            ("month", re.compile(rf"\b(?P<month>{month})\b\.?{year}")),
            (
                "bare",
                re.compile(
                    r"\b(?:on |by |until |before |after )?the (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b"
                    r"(?! (?:module|week|phase|block|unit|session|question|time|edition))"
                ),
            ),
            ("bare", re.compile(rf"\b(?:{weekdays})\s+(?P<day>[12]?\d|3[01])\b(?![/.:h]?\d)")),
            (
                "bare",
                re.compile(
                    r"\b(?:le|el|au|al|del|du) (?P<day>[12]?\d|3[01])"
                    r"(?=\s*(?:[?!.,;)]|$|et\b|y\b|ou\b|o\b|que\b|je\b|si\b))"
                ),
            ),
            ("year", re.compile(r"\b(?P<year>20[12]\d)\b(?!\s*(?:eur|€|euro|usd))")),
        ]
        eve = [word for book in books for word in book.eve]
        self.patterns.append(("eve", re.compile(rf"\b(?:{_alternatives(eve)})\b")))
        units, months = openings(self.units), openings([*self.months, "mar"])
        self.needed = dict.fromkeys(("before", "after", "ago", "within"), units)
        self.needed |= dict.fromkeys(("span", "day", "month"), months) | {"eve": openings(eve)}
        self.past = {phrase(word) for book in books for word in book.past}
        self.present = {phrase(word) for book in books for word in book.present}
        self.beside = {word for book in books for term in (*book.connectors, *book.copulas) for word in words(term)}
        self.weekday = re.compile(rf"\b(?:{weekdays})\b(?!s)")
        self.words: list[tuple[re.Pattern[str], int, frozenset[str]]] = []
        for attribute, days in (
            ("day_after_tomorrow", 2), ("tomorrow", 1), ("yesterday", -1), ("today", 0), ("next_week", 7),
            ("next_month", 30),
        ):  # fmt: skip
            terms = [word for book in books for word in getattr(book, attribute)]
            if terms:
                self.words.append((re.compile(rf"\b(?:{_alternatives(terms)})\b"), days, openings(terms)))

        self.years: list[tuple[re.Pattern[str], int, frozenset[str]]] = []
        for attribute, ahead in (("last_year", -1), ("this_year", 0), ("next_year", 1)):
            terms = [word for book in books for word in getattr(book, attribute)]
            if terms:
                self.years.append((re.compile(rf"\b(?:{_alternatives(terms)})\b"), ahead, openings(terms)))

    def find(self, text: str, today: date) -> list[DateMention]:
        """Every date of a message in its order.

        Args:
            text: the message; accents and capitals do not matter.
            today: what relative dates count from.
        """
        today = min(max(today, _FIRST), _LAST)
        folded = fold_in_place(text)
        taken = [False] * len(folded)
        found: list[DateMention] = []

        def claim(start: int, end: int) -> bool:
            if any(taken[start:end]):
                return False
            taken[start:end] = [True] * (end - start)
            return True

        figures = _FIGURE.search(folded) is not None
        said = set(RUN.findall(folded))
        for kind, pattern in self.patterns:
            if (kind in _IN_FIGURES and not figures) or (kind in self.needed and said.isdisjoint(self.needed[kind])):
                continue
            for match in pattern.finditer(folded):
                if kind == "month" and (_is_other_word(text, match) or self._asks_leave(folded, match)):
                    continue
                mentions = self._mentions(kind, match, today)
                if mentions and claim(*match.span()):
                    found += mentions
        for pattern, days, begun in self.words:
            for match in pattern.finditer(folded) if said & begun else ():
                if self._is_morning(folded, match):
                    continue
                if claim(*match.span()):
                    found.append(_on(today + timedelta(days=days), match.span()))
        for pattern, ahead, begun in self.years:
            for match in pattern.finditer(folded) if said & begun else ():
                if claim(*match.span()):
                    found.append(DateMention("year", match.span(), year=today.year + ahead, relative=True))
        for match in self.weekday.finditer(folded) if said & self.weekdays.keys() else ():
            near = any(
                abs(match.start() - m.span[0]) < (_BESIDE if m.relative else _NEAR) and m.kind == "day" for m in found
            )
            if not near and claim(*match.span()):
                ahead = self._ahead(folded, match, today)
                found.append(_on(today + timedelta(days=ahead), match.span()))
        return sorted(found, key=lambda mention: mention.span)

    def _ahead(self, folded: str, match: re.Match[str], today: date) -> int:
        """Days from today to a weekday: the next one, “this” one, which may be today, or the last one."""
        ahead = (self.weekdays[match.group()] - today.weekday() - 1) % 7 + 1
        before, after = words(folded[: match.start()])[-2:], words(folded[match.end() :])[:1]
        told = {*after, *before[-1:], " ".join(before)}
        if told & self.past:
            return ahead - 7 if ahead < 7 else -7
        if ahead == 7 and before and before[-1] in self.present:
            return 0
        return ahead

    def _asks_leave(self, folded: str, match: re.Match[str]) -> bool:
        """“May the participant pay?”: no month is followed by an article or a pronoun, unless it is “in May”."""
        following = re.match(r"\s+([a-z]+)", folded[match.end() :])
        if match.group() != "may" or following is None or following[1] in self.beside:
            return False
        opening = _OPENS.search(folded[: match.start()]) and "?" in folded[match.end() :]
        if following[1] not in self.small and not opening:
            return False
        return not _PRECEDES_MONTH.search(folded[: match.start()])

    def _mentions(self, kind: str, match: re.Match[str], today: date) -> list[DateMention]:
        groups = match.groupdict()
        span = match.span()
        if kind in ("before", "after", "ago", "within"):
            word = groups["number"]
            amount = int(word) if word.isdigit() else self.numbers.get(re.sub(r"[\s'-]+", " ", word), 0)
            days = min(amount * self.units[groups["unit"]], _FAR)
            if kind in ("ago", "within"):
                return [_on(today + timedelta(days=-days if kind == "ago" else days), span)]
            return [DateMention("before" if kind == "before" else "after", span, days=days)]
        if kind == "eve":
            return [DateMention("before", span, days=1)]
        if kind == "year":
            return [DateMention("year", span, year=int(groups["year"]))]
        if kind == "bare":
            return [replace(_next_day(int(groups["day"]), span, today), bare=True)]
        name = groups["month"]
        month = int(name) if name.isdigit() else self.months.get(name, 3 if name == "mar" else 0)
        year = int(groups["year"]) if groups.get("year") else None
        if year is not None and year < 100:
            year += 2000
        if kind == "month":
            return [DateMention("month", span, month=month, year=year)]
        day = int(groups["day"])
        if kind == "figures" and month > 12 >= day:
            day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return []
        first = DateMention("day", span, day=day, month=month, year=year)
        if kind == "span":
            return [first, DateMention("day", span, day=int(groups["day2"]), month=month, year=year)]
        return [first]

    @staticmethod
    def _is_morning(folded: str, match: re.Match[str]) -> bool:
        """Spanish “mañana” is the morning after “de la”, “por la” or “esta”."""
        return match.group() == "manana" and bool(
            re.search(r"(?:de|por|en|a) la\s*$|esta\s*$", folded[: match.start()])
        )


def _next_day(number: int, span: tuple[int, int], today: date) -> DateMention:
    """“The 20th”: this month's where it is still to come, else next month's."""
    for ahead in range(62):
        day = today + timedelta(days=ahead)
        if day.day == number:
            return _on(day, span)
    return DateMention("day", span, number, today.month, today.year)


def _is_other_word(text: str, match: re.Match[str]) -> bool:
    """English “may”, “mar”, “ago”: a month is written with a capital or follows a preposition."""
    start = match.start()
    if len(match.group()) > 3 or match.groupdict().get("year"):
        return False
    if text[start].isupper() and text[:start].strip():
        return False
    return match.group() != "may" or not _PRECEDES_MONTH.search(text[:start])


def _on(day: date, span: tuple[int, int]) -> DateMention:
    return DateMention("day", span, day.day, day.month, day.year, relative=True)
