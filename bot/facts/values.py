"""The types a fact may have, read from what staff type, and the plain words for what does not fit."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from bot.messages import LANGUAGES, Language


class Model(BaseModel):
    """A block of a knowledge file: unknown names are errors, values are never changed once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _text(value: Any) -> str:
    if value is None:
        raise ValueError('a text is missing here: write it in "quotes"')
    if not isinstance(value, str):
        raise ValueError('one text is expected here, in "quotes"')
    looks_like = getattr(value, "looks_like", "")
    if looks_like:
        raise ValueError(f'“{value}” without quotes is {looks_like} in YAML, not a text: write "{value}"')
    if not value.strip():
        raise ValueError("the text is empty: write it, or delete the line")
    return str(value).strip()


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("one word is expected here")
    return str(value).strip()


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not match:
        raise ValueError(f"“{text}” is not a date: write year-month-day with two digits each, like 2025-06-30")
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError(f"{text} does not exist in the calendar") from None


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value if value is not None else "").strip()
    if not re.fullmatch(r"\d{1,9}", text):
        hint = re.sub(r"\D", "", text)
        raise ValueError(f"“{text}” is not a whole number: write digits only" + (f", like {hint}" if hint else ""))
    return int(text)


_MONEY = re.compile(r"(?P<amount>\d+(?:\.\d{2})?) (?P<currency>[A-Z]{3})")


class Money(Model):
    """An amount with its currency (ISO 4217), typed as ``2720 EUR``."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def _money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    text = str(value or "").strip()
    match = _MONEY.fullmatch(text)
    if not match:
        digits = re.sub(r"\D", "", re.sub(r"[.,]\d{2}(?!\d)", "", text))
        example = f"{digits or '1055'} EUR"
        raise ValueError(
            f"“{text}” is not an amount: write digits without any separator, a space and the currency, like {example}"
        )
    from babel import Locale  # noqa: PLC0415  (only when a folder is loaded)

    if match["currency"] not in Locale("en").currencies:
        raise ValueError(f"“{match['currency']}” is not a currency code: write EUR, USD, …")
    return Money(amount=Decimal(match["amount"]), currency=match["currency"])


def _language_code(value: Any) -> str:
    from babel import Locale  # noqa: PLC0415

    text = str(value or "").strip()
    if text not in Locale("en").languages or not re.fullmatch(r"[a-z]{2,3}", text):
        raise ValueError(f"“{text}” is not a language code: write en for English, fr for French, es for Spanish, …")
    return text


def _url(value: Any) -> str:
    text = str(value or "").strip()
    if not re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(?:[/?#]\S*)?", text, re.IGNORECASE):
        raise ValueError(f"“{text}” is not a web address: write it whole, like https://www.itcilo.org")
    return text


def _email(value: Any) -> str:
    text = str(value or "").strip()
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text):
        raise ValueError(f"“{text}” is not an e-mail address: write it like name@example.org")
    return text


def _identifier(value: Any) -> str:
    text = str(value or "").strip()
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text):
        raise ValueError(f"“{text}” is not an id: small letters, digits and hyphens only, like visa-letter")
    return text


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **schema})


Words = Annotated[str, BeforeValidator(_text), _schema(minLength=1)]
Word = Annotated[str, BeforeValidator(_word), _schema(minLength=1)]
Id = Annotated[str, BeforeValidator(_identifier), _schema(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Day = Annotated[date, BeforeValidator(_date), _schema(format="date")]
Count = Annotated[int, BeforeValidator(_integer), WithJsonSchema({"type": "integer", "minimum": 0})]
Amount = Annotated[Money, BeforeValidator(_money), _schema(pattern=r"^\d+(\.\d{2})? [A-Z]{3}$")]
LanguageCode = Annotated[str, BeforeValidator(_language_code), _schema(pattern="^[a-z]{2,3}$")]
Url = Annotated[str, BeforeValidator(_url), _schema(format="uri")]
Email = Annotated[str, BeforeValidator(_email), _schema(format="email")]


class Text(Model):
    """A text in the assistant's languages; English is what the others fall back to."""

    en: Words
    fr: Words | None = None
    es: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_text_is_not_enough(cls, data: Any) -> Any:
        if isinstance(data, str):
            raise ValueError(
                'a text in each language is expected: en: "…", fr: "…", es: "…", each on a line of its own'
            )
        return data

    def get(self, language: Language) -> str:
        """The text in a language, English where that one is missing."""
        return getattr(self, language) or self.en

    def missing(self) -> list[Language]:
        """The languages without a text of their own."""
        return [language for language in LANGUAGES if not getattr(self, language)]


class Period(Model):
    """First and last day."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"the end {self.end} lies before the start {self.start}")
        return self

    @property
    def days(self) -> int:
        """How many days it has, the first and the last included."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


class Range(Model):
    """From–to, both included (hours a week)."""

    min: Count
    max: Count

    def __str__(self) -> str:
        return f"{self.min}-{self.max}"


class AtLeast(Model):
    """A number that is only known from below (“more than 15”), or exactly."""

    more_than: Count | None = None
    exactly: Count | None = None
    min: Count | None = None
    max: Count | None = None

    @property
    def number(self) -> int:
        """The number itself."""
        return next((n for n in (self.more_than, self.exactly, self.min) if n is not None), 0)

    def __str__(self) -> str:
        return f">{self.more_than}" if self.more_than is not None else str(self.number)


class Phase(Model):
    """One stretch of a course."""

    name: Text
    mode: Literal["online", "in_person"]
    place: Text | None = None
    start: Day | None = None
    end: Day | None = None


class FeePart(Model):
    """One part of a fee."""

    label: Text
    amount: Amount


class Grade(Model):
    """A passing grade: points of a total."""

    points: Count
    of: Count

    def __str__(self) -> str:
        return f"{self.points}/{self.of}"


class Points(Model):
    """How the points of the assessment are made up."""

    label: Text
    count: Count
    each: Count
    total: Count

    @model_validator(mode="after")
    def _adds_up(self) -> Points:
        if self.count * self.each != self.total:
            raise ValueError(f"{self.count} times {self.each} is not {self.total}")
        return self


class DiplomaRule(Model):
    """What a diploma asks for: the Academy, further courses within years, a final project."""

    academy: bool = False
    courses: Count
    years: Count
    capstone: bool = False


class Place(Model):
    """Where in a file something stands."""

    file: str = Field(default="")
    line: int = Field(default=0)
