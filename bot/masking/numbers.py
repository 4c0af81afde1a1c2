"""Numbers that belong to a person, told from those a question is about by their shape and by the words before them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from babel import Locale
from babel.numbers import list_currencies

from bot.facts.words import PersonalWords
from bot.masking.sheet import NUMBER, PHONE, Sheet, alternatives
from bot.messages import LANGUAGES
from bot.text import fold

_BLANK = " \u00a0\u202f\u2009"
_SEPARATOR = rf"[{_BLANK}.\-–/()]"
_NOT_INSIDE = rf"(?<!\w)(?<!\d[{_BLANK}.\-–/])"
_YEARS = range(1900, 2100)

_FIGURE = rf"(?:\d{{1,3}}(?:[{_BLANK}.,'’]\d{{3}})+|\d{{1,12}})(?:[.,]\d{{1,2}})?"
_RANGE = rf"{_FIGURE}(?:[{_BLANK}]?[-–][{_BLANK}]?{_FIGURE})?"
_SYMBOLS = {symbol for language in LANGUAGES for symbol in Locale(language).currency_symbols.values()}
_CURRENCIES = alternatives({*list_currencies(), *(one for one in _SYMBOLS if len(one) > 1 or not one.isalpha())})
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
_DATES = re.compile(rf"(?<!\w)(?<!\d[./-]){_DAY}(?:\s?[-–]\s?{_DAY})?(?![./-]?\d)")
_GLUED_DATE = re.compile(r"(?<!\w)\d{1,2}[^\W\d_]{3,10}\.?(?:19|20)\d{2}(?!\w)")
_CLOCK = r"(?:[01]?\d|2[0-4])[.:h][0-5]\d"
_HOURS = re.compile(rf"(?<!\w)(?<!\d[./-]){_CLOCK}(?:\s?[-–]\s?{_CLOCK})(?![./-]?\d)")

_COMPACT_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}(?!\w)")
_SPACED_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4})?(?!\w)")
_LATER_DATE = rf"[{_BLANK}]\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d(?!\d)"
_ABROAD = rf"(?<![\w+])(?:\+|(?<!\d[{_BLANK}.\-–/])00)[{_BLANK}]?\(?\d(?:%s{_SEPARATOR}{{0,3}}\d){{6,14}}(?!\w)"
_PHONES_ABROAD = (re.compile(_ABROAD % f"(?!{_LATER_DATE})"), re.compile(_ABROAD % ""))
_TOKEN = re.compile(r"(?<!\w)[A-Za-z0-9]{7,24}(?!\w)")
_SERIAL = re.compile(r"(?<!\w)[A-Z]{1,3}[ -]\d{6,10}[A-Z]?(?!\w)")
_RUN = re.compile(rf"(?<!\w)\(?\d(?:{_SEPARATOR}{{0,2}}\d)*(?!\w)")

_AFTER_CUE = r"(?:[\s:.#°º=,()\-–]|\b(?:%s)\b)*"
_GIVEN_PHONE = rf"(?P<given>\+?\(?\d(?:{_SEPARATOR}{{0,2}}\d){{5,14}})(?!\w)"
_GIVEN_DOCUMENT = r"(?P<given>(?:[a-z]{1,4}[ -]?)?\d(?:[ .\-/]?\d|[a-z])*)(?!\w)"

_SHORTEST, _CARD = 8, 13
_DOCUMENT_DIGITS, _TOKEN_DIGITS, _IBAN_DIGITS = 5, 6, 8


class Numbers:
    """Finds numbers.

    Args:
        words: the words before phone and document numbers, and of money.
        codes: codes of courses, which look like passports.
    """

    def __init__(self, words: PersonalWords | None, codes: frozenset[str]) -> None:
        self._codes = frozenset(_bare(code) for code in codes)
        given = words or PersonalWords()
        signs = rf"(?<![^\W\d_])(?:{_CURRENCIES}|(?i:{alternatives(given.money)}))(?![^\W\d_])"
        self._amounts = re.compile(
            rf"{_NOT_INSIDE}(?<!\+)(?:(?:{signs})[{_BLANK}]?{_RANGE}|{_RANGE}[{_BLANK}]?(?:{signs}|%))(?![.,]?\d)"
        )
        between = _AFTER_CUE % alternatives(map(fold, given.between))
        self._phone_cues = _cued(given.phones.all(), between, _GIVEN_PHONE)
        self._document_cues = _cued(given.documents.all(), between, _GIVEN_DOCUMENT)

    def mask(self, sheet: Sheet) -> None:
        """Find what is to stay first, then what is to go, the surest shapes before the vague ones."""
        sheet.find(self._amounts, None)
        sheet.find(_COMPACT_IBAN, lambda piece: NUMBER if _digits(piece) >= _IBAN_DIGITS else "")
        sheet.find(_SPACED_IBAN, lambda piece: NUMBER if _is_iban(piece) else "")
        for pattern in _PHONES_ABROAD:
            sheet.find(pattern, PHONE)
        sheet.find(_DATES, lambda piece: None if _are_days(piece) else "")
        sheet.find(_GLUED_DATE, None)
        sheet.find(_HOURS, None)
        sheet.find(self._document_cues, self._document, "given", folded=True)
        sheet.find(self._phone_cues, lambda piece: "" if _dated(_groups(piece)) else PHONE, "given", folded=True)
        sheet.find(_TOKEN, self._token)
        sheet.find(_SERIAL, lambda piece: None if _bare(piece) in self._codes else NUMBER)
        sheet.find(_RUN, _run)

    def _document(self, piece: str) -> str:
        return NUMBER if _digits(piece) >= _DOCUMENT_DIGITS and _bare(piece) not in self._codes else ""

    def _token(self, piece: str) -> str | None:
        if _bare(piece) in self._codes:
            return None
        return NUMBER if _digits(piece) >= _TOKEN_DIGITS and not piece.isdecimal() else ""


def _cued(terms: list[str], between: str, given: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(map(fold, terms))})(?!\w){between}{given}")


def _bare(code: str) -> str:
    return re.sub(r"[\W_]", "", code).casefold()


def _digits(piece: str) -> int:
    return sum(character.isdigit() for character in piece)


def _is_year(group: str) -> bool:
    return len(group) == 4 and int(group) in _YEARS


def _is_iban(piece: str) -> bool:
    """Whether the check digits fit (ISO 13616), or there are too many digits for anything else."""
    bare = _bare(piece).upper()
    number = "".join(str(int(character, 36)) for character in bare[4:] + bare[:4])
    return int(number) % 97 == 1 or _digits(piece) >= _CARD


def _are_days(piece: str) -> bool:
    """Whether what looks like a date, or two, can be found in a calendar, day or month first."""
    days = re.findall(_DAY, piece)
    return all(_is_day(day, whole_year=len(days) > 1) for day in days)


def _is_day(piece: str, whole_year: bool) -> bool:
    first, second, third = re.split(r"[./-]", piece)
    signs = set(re.findall(r"[./-]", piece))
    if len(first) == 4:
        first, third = third, first
    if len(signs) > 1 or len(third) == 3 or (len(third) == 2 and whole_year):
        return False
    year = int(third) if len(third) == 4 else 2000 + int(third)
    return year in _YEARS and (_exists(year, second, first) or _exists(year, first, second))


def _exists(year: int, month: str, day: str) -> bool:
    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True


def _run(piece: str) -> str:
    """What a row of digits is; empty where it may be a year, an amount or a count."""
    groups = _groups(piece)
    count = sum(map(len, groups))
    if count < _SHORTEST or _counted(groups) or _of_money(groups) or _dated(groups):
        return ""
    spoken = len(groups) > 1 or piece.startswith(("0", "("))
    return PHONE if spoken and count < _CARD else NUMBER


def _groups(piece: str) -> list[str]:
    return re.findall(r"\d+", piece)


def _dated(groups: list[str]) -> bool:
    """Years, and days and months beside them: 30 06 2025, 2025-2026, 20250630."""
    if len(groups) == 1 and len(groups[0]) == len("20250630"):
        return _compact_day(groups[0])
    years = [group for group in groups if _is_year(group)]
    return bool(years) and all(len(group) <= 2 or group in years for group in groups)


def _counted(groups: list[str]) -> bool:
    """1 2 3 4 …"""
    numbers = [int(group) for group in groups if len(group) <= 2]
    return len(numbers) == len(groups) > 2 and all(after - before == 1 for before, after in pairwise(numbers))


def _of_money(groups: list[str]) -> bool:
    """A round sum without its currency: 10 000 000, 15000000."""
    if groups[0].startswith("0"):
        return False
    in_threes = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) == 1:
        return groups[0].endswith("00000")
    return in_threes and groups[-1] == "000" and len(groups) <= 4


def _compact_day(group: str) -> bool:
    return (
        _exists(int(group[:4]), group[4:6], group[6:])
        if _is_year(group[:4])
        else (_is_year(group[4:]) and _exists(int(group[4:]), group[2:4], group[:2]))
    )
