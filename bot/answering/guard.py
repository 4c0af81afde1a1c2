"""The guard: nothing leaves that does not stand in a fact, in the question or in the calendar.

Every number, date, address, link and language name is taken out of the finished text and looked for among the values
the reply was made of. It knows nothing of how the text was written, so a phrase with a figure of its own, a wrong
template or a slip of the pen are stopped alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from babel import Locale

from bot.messages import LANGUAGES, Language, UsedFact
from bot.text import RUN, fold, openings
from bot.understanding.dates import DateReader

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"“”«»]+[^\s<>()\"“”«».,;:!?]", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,\u202f\u00a0 ]\d{3})+(?!\d)|\d+")
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₣": "CHF"}
_SIGN = (
    "|".join(map(re.escape, _CURRENCIES)) + r"|\b(?:EUR|USD|GBP|CHF|JPY|CAD)\b|\beuros?\b|\bdollars?\b|\bd[oó]lares\b"
)
_DIGITS = r"\d[\d.,\u202f\u00a0 ]*\d|\d"
_AMOUNT = re.compile(rf"(?P<before>{_SIGN})\s*(?P<first>{_DIGITS})|(?P<second>{_DIGITS})\s*(?P<after>{_SIGN})")
_NAME_LETTERS = 4
"""Shorter names of languages are words of their own too (Lao, Twi, Ga)."""

_PERCENT = re.compile(r"(\d+)\s*(?:%|per cent|pour cent|por ciento)")
_FIGURE = re.compile(r"\d")
"""Without one a text has no number, amount or percentage."""

_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


_Claim = tuple[str, str, object]
"""What a text says: the piece, which kind of :class:`_Allowed` bears it out, and the value."""


@dataclass(slots=True)
class _Allowed:
    numbers: set[str] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    amounts: set[tuple[str, str]] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)

    def has(self, claim: _Claim) -> bool:
        """Whether what a text says is permitted."""
        _, kind, value = claim
        return value in getattr(self, kind)

    def permit(self, other: _Allowed) -> None:
        """Take over what another text permits."""
        self.numbers |= other.numbers
        self.days |= other.days
        self.months |= other.months
        self.addresses |= other.addresses
        self.languages |= other.languages
        self.amounts |= other.amounts
        self.percents |= other.percents

    def day(self, day: date) -> None:
        self.days.add((day.day, day.month))
        self.months.add(day.month)
        self.numbers |= {str(day.day), str(day.year)}


def violations(
    text: str,
    facts: Iterable[UsedFact],
    question: str,
    today: date,
    language: Language,
    dates: DateReader,
) -> list[str]:
    """What stands in a text and in none of its facts.

    Args:
        text: the finished reply as plain text.
        facts: the values it was made of.
        question: what was asked; its figures may be repeated.
        today: may be named.
        language: the reply's language.
        dates: finds dates in running text.

    Returns:
        The offending pieces, empty where all is well.
    """
    allowed = _Allowed()
    allowed.day(today)
    for fact in facts:
        allowed.permit(_permitted(fact.value, None, dates))
        if fact.field.endswith("percent"):
            allowed.percents.add(fact.value)
        allowed.permit(_permitted(fact.source, None, dates))
        if fact.field.endswith("languages"):
            allowed.languages |= set(re.findall(r"[a-z]{2,3}", fact.value))
    claims = [claim for line in text.splitlines() for claim in _claimed(line, language, dates)]
    strange = [claim for claim in claims if not allowed.has(claim)]
    if strange:
        allowed.permit(_permitted(question, today, dates))
    return [claim[0] for claim in strange if not allowed.has(claim)]


@lru_cache(maxsize=8192)
def _claimed(line: str, language: Language, dates: DateReader) -> tuple[_Claim, ...]:
    """What one line of a reply says that a fact must bear out.

    Lines repeat from reply to reply, so it is remembered; dates that count from today permit and claim nothing.
    """
    found: list[_Claim] = []
    rest = line
    for pattern in _addressed(line):
        found += [(match, "addresses", match.lower().rstrip("/")) for match in pattern.findall(rest)]
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    figures = _FIGURE.search(rest) is not None
    if figures:
        found += [(match.group(), "amounts", _amount(match)) for match in _AMOUNT.finditer(rest)]
        found += [(match.group(), "percents", _bare(match[1])) for match in _PERCENT.finditer(rest)]
    for mention in dates.find(rest, _ANY_DAY):
        piece = rest[slice(*mention.span)]
        if mention.kind == "month":
            found.append((piece, "months", mention.month))
        elif mention.kind == "day" and not mention.relative:
            found.append((piece, "days", (mention.day, mention.month)))
    if figures:
        found += [(match, "numbers", _bare(match)) for match in _NUMBER.findall(rest)]
    found += [(name, "languages", code) for name, code in _languages_named(rest, language)]
    return tuple(found)


_ANY_DAY = date(2000, 1, 1)


def _addressed(text: str) -> list[re.Pattern[str]]:
    """The patterns of addresses that may find one in a text."""
    web = "://" in text or "www." in text.lower()
    return [pattern for pattern, possible in ((_URL, web), (_MAIL, "@" in text)) if possible]


@lru_cache(maxsize=8192)
def _permitted(text: str, today: date | None, dates: DateReader) -> _Allowed:
    """What one text permits; facts repeat from reply to reply, so it is remembered. Never changed once made.

    Facts are the same every day: without a ``today``, dates that count from it permit nothing.
    """
    allowed = _Allowed()
    for pattern in _addressed(text):
        allowed.addresses |= {match.lower().rstrip("/") for match in pattern.findall(text)}
    figures = _FIGURE.search(text) is not None
    for year, month, day in _ISO.findall(text) if figures else ():
        try:
            allowed.day(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    for mention in dates.find(text, today or _ANY_DAY):
        if mention.month is not None and not (mention.relative and today is None):
            allowed.months.add(mention.month)
            if mention.day is not None:
                allowed.days.add((mention.day, mention.month))
    if figures:
        allowed.amounts |= {_amount(match) for match in _AMOUNT.finditer(text)}
        allowed.percents |= {_bare(match) for match in _PERCENT.findall(text)}
        allowed.numbers |= {_bare(match) for match in _NUMBER.findall(text)}
        allowed.numbers |= {str(int(match)) for match in re.findall(r"\d+", text)}
    for language in LANGUAGES:
        allowed.languages |= {code for _, code in _languages_named(text, language)}
    return allowed


def _amount(match: re.Match[str]) -> tuple[str, str]:
    """An amount as its digits and the currency's code."""
    sign = (match["before"] or match["after"]).lower()
    code = _CURRENCIES.get(sign) or ("EUR" if sign.startswith("eur") else "USD" if sign[0] == "d" else sign.upper())
    number = re.sub(r"[.,]\d{2}$", "", (match["first"] or match["second"]).strip())
    return _bare(number), code


def _bare(number: str) -> str:
    return str(int(re.sub(r"\D", "", number)))


@lru_cache(maxsize=4096)
def _languages_named(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """The names of languages in a text with their codes; names of one language (CLDR)."""
    pattern, codes, begun = _names(language)
    folded = fold(text)
    if begun.isdisjoint(RUN.findall(folded)):
        return ()
    return tuple((name, codes[name]) for name in pattern.findall(folded))


@lru_cache(maxsize=8)
def _names(language: str) -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    """The pattern of all names, their codes, and the words they begin with."""
    names = Locale(language).languages
    codes = {
        fold(str(name)): code for code, name in names.items() if len(code) == 2 and len(str(name)) >= _NAME_LETTERS
    }
    ordered = sorted(codes, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b"), codes, openings(codes)
