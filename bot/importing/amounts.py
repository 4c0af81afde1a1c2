"""Amounts of money in a note, whatever way thousands, decimals and currencies are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.importing.vocabulary import Vocabulary, flat

_CODES = [
    "EUR",
    "USD",
    "CHF",
    "GBP",
    "JPY",
    "CAD",
    "AUD",
    "NZD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "TRY",
    "RUB",
    "UAH",
    "CNY",
    "HKD",
    "SGD",
    "KRW",
    "INR",
    "PKR",
    "BDT",
    "LKR",
    "NPR",
    "IDR",
    "MYR",
    "THB",
    "PHP",
    "VND",
    "AED",
    "SAR",
    "QAR",
    "KWD",
    "BHD",
    "OMR",
    "JOD",
    "LBP",
    "ILS",
    "EGP",
    "MAD",
    "TND",
    "DZD",
    "XOF",
    "XAF",
    "NGN",
    "GHS",
    "KES",
    "UGX",
    "TZS",
    "RWF",
    "ETB",
    "ZAR",
    "ZMW",
    "MUR",
    "MXN",
    "BRL",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "UYU",
    "CRC",
    "DOP",
    "GTQ",
]
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f\u2009]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?"


@dataclass(frozen=True, slots=True)
class AmountMention:
    """An amount where it stands in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        text: as printed.
        amount: the number.
        currency: its code (ISO 4217).
    """

    start: int
    end: int
    text: str
    amount: Decimal
    currency: str

    @property
    def money(self) -> str:
        """As a course file writes it: ``1055.50 EUR``."""
        plain = f"{self.amount:.2f}"
        return f"{plain.removesuffix('.00')} {self.currency}"


class AmountFinder:
    """Finds amounts in texts.

    Args:
        words: for the names and signs of currencies.
    """

    def __init__(self, words: Vocabulary) -> None:
        self.codes = {flat(code): code for code in _CODES}
        for book in words.books.values():
            for code, names in book.currencies.items():
                self.codes.update({flat(name): code for name in names})
        names = sorted(self.codes, key=len, reverse=True)
        name = "|".join((r"(?<!\w)" if n[0].isalpha() else "") + re.escape(n) + (r"(?!\w)" if n[-1].isalpha() else "")
                        for n in names)  # fmt: skip
        before = "|".join((r"(?<!\w)" if n[0].isalpha() else "") + re.escape(n) for n in names)
        magnitude = r"(?!\d|[.,]\d|\s*(?:million|milliard|billion|millon|bn|m\b|%|per cent))"
        self.before = re.compile(rf"(?P<name>{before})\s*(?P<number>{_NUMBER}){magnitude}(?:[.,]?[–—-]{{1,2}}(?!\d))?")
        self.after = re.compile(rf"(?<![\d.,])(?P<number>{_NUMBER})(?:[.,]?[–—-]{{1,2}})?\s*(?P<name>{name})")

    def find(self, text: str) -> list[AmountMention]:
        """Every amount of a text, in order."""
        low = flat(text)
        found: list[AmountMention] = []
        for pattern in (self.before, self.after):
            for match in pattern.finditer(low):
                if any(match.start() < other.end and other.start < match.end() for other in found):
                    continue
                name = match["name"]
                if len(name) == 3 and name.isalpha() and not text[match.start("name") : match.end("name")].isupper():
                    continue
                found.append(
                    AmountMention(match.start(), match.end(), text[match.start() : match.end()].strip(),
                                  _amount(match["number"]), self.codes[name])
                )  # fmt: skip
        return sorted(found, key=lambda mention: mention.start)


def _amount(text: str) -> Decimal:
    """The number: a last sign before two digits parts the cents, all others part thousands."""
    match = re.fullmatch(r"(.*?)[.,](\d{1,2})", text)
    whole, cents = (match[1], match[2]) if match else (text, "0")
    return Decimal(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{cents}")
