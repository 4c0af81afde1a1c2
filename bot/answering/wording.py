"""Saying values in the reader's language: dates, amounts, lists and plurals by CLDR, phrases from the YAML.

Each value that is said brings the fact it comes from, so that a finished text can be traced figure by figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from bot.facts.course import Course
from bot.facts.fields import FieldOf, Stated
from bot.facts.knowledge import Knowledge
from bot.facts.values import AtLeast, FeePart, Grade, Money, Period, Phase, Points, Range, Text
from bot.facts.words import PLACEHOLDER
from bot.messages import Channel, Language, Spans, UsedFact, styled
from bot.text import words

_LOCALES: dict[Language, Locale] = {"en": Locale("en", "GB"), "fr": Locale("fr"), "es": Locale("es")}


@dataclass(frozen=True, slots=True)
class Slot:
    """A text with the facts in it."""

    text: str
    facts: tuple[UsedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is made in: the knowledge, the language, the day, the channel."""

    knowledge: Knowledge
    language: Language
    today: date
    channel: Channel = "telegram"


@dataclass(slots=True)
class Wording:
    """Says things in one language."""

    context: Context
    locale: Locale = field(init=False)

    def __post_init__(self) -> None:
        self.locale = _LOCALES[self.context.language]

    # -- values -------------------------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """A calendar day, written out."""
        text = format_date(day, "long", locale=self.locale)
        # French writes the first of a month as an ordinal, which CLDR's patterns cannot say
        return text.replace("1", "1er", 1) if day.day == 1 and self.context.language == "fr" else text

    def period(self, start: date, end: date) -> str:
        """First to last day, what they share said once."""
        if start.year != end.year:
            return f"{self.day(start)} – {self.day(end)}"
        if start.month != end.month:
            return f"{format_skeleton('MMMMd', start, locale=self.locale)} – {self.day(end)}"
        return f"{start.day}–{self.day(end)}" if start != end else self.day(end)

    def money(self, money: Money) -> str:
        """An amount with its currency, without empty cents."""
        whole = money.amount == money.amount.to_integral_value()
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", "0") if whole else None
        return str(
            format_currency(money.amount, money.currency, format=pattern, locale=self.locale, currency_digits=not whole)
        )

    def number(self, number: int) -> str:
        """A whole number."""
        return format_decimal(number, locale=self.locale)

    def percent(self, percent: int) -> str:
        """A percentage."""
        return format_percent(percent / 100, locale=self.locale)

    def listing(self, items: Sequence[str], style: str = "standard") -> str:
        """“a, b and c”."""
        return format_list(list(items), style=style, locale=self.locale) if items else ""  # type: ignore[arg-type]

    def language_name(self, code: str) -> str:
        """The name of a language."""
        return str(self.locale.languages.get(code, code))

    def said(self, value: Any) -> str:
        """Any value of the knowledge base as running text."""
        language = self.context.language
        match value:
            case Text():
                return value.get(language)
            case Money():
                return self.money(value)
            case Period():
                return self.period(value.start, value.end)
            case date():
                return self.day(value)
            case Range():
                return f"{self.number(value.min)}–{self.number(value.max)}"
            case AtLeast():
                number = self.number(value.number)
                return self.text("value.more_than", n=number) if value.more_than is not None else number
            case Grade():
                return self.text("value.grade", points=self.number(value.points), of=self.number(value.of))
            case Points():
                label = value.label.get(language)
                if value.count == 1:
                    return self.text("value.points_once", label=label, total=self.number(value.total))
                return self.text(
                    "value.points",
                    label=label,
                    count=self.number(value.count),
                    each=self.number(value.each),
                    total=self.number(value.total),
                )
            case FeePart():
                return f"{value.label.get(language)} {self.money(value.amount)}"
            case Phase():
                return self._phase(value)
            case bool():
                return str(value)
            case int():
                return self.number(value)
            case list():
                return self.listing([self.said(item) for item in value])
            case _:
                return str(value)

    def _phase(self, phase: Phase) -> str:
        language = self.context.language
        name = phase.name.get(language)
        place = f" ({phase.place.get(language)})" if phase.place else ""
        if phase.start and phase.end:
            return f"{name}{place}{self.text('value.colon')}{self.period(phase.start, phase.end)}"
        return f"{name}{place}"

    def languages(self, codes: Iterable[str]) -> str:
        """Names of languages as a list."""
        return self.listing([self.language_name(code) for code in codes])

    # -- phrases ------------------------------------------------------------------------------------------------

    def raw(self, key: str, count: int | None = None) -> str:
        """A phrase before its placeholders are filled; the plural form for ``count`` by CLDR."""
        books = self.context.knowledge.phrases
        own = books[self.context.language]
        phrase = own[key] if key in own else books["en"][key]
        if isinstance(phrase, str):
            return phrase
        category = self.locale.plural_form(count if count is not None else 2)
        return phrase.get(category) or phrase["other"]

    def has(self, key: str) -> bool:
        """Whether a phrase exists."""
        return any(key in self.context.knowledge.phrases[language] for language in (self.context.language, "en"))

    def text(self, key: str, count: int | None = None, /, **values: str) -> str:
        """A phrase with its placeholders filled, as plain text."""
        return PLACEHOLDER.sub(lambda match: values.get(match[1], ""), self.raw(key, count)).replace("**", "")

    def spans(self, key: str, count: int | None = None, /, **slots: Slot | str) -> tuple[Spans, tuple[UsedFact, ...]]:
        """A phrase with its placeholders filled, ``**bold**`` kept as style, and the facts it says."""
        facts: list[UsedFact] = []

        def fill(match: re.Match[str]) -> str:
            slot = slots.get(match[1], "")
            if isinstance(slot, Slot):
                facts.extend(slot.facts)
                return slot.text
            return slot

        filled = PLACEHOLDER.sub(fill, self.raw(key, count))
        return styled(filled), tuple(facts)

    # -- slots --------------------------------------------------------------------------------------------------

    def name(self, course: Course) -> Slot:
        """The course's name."""
        text = course.name.get(self.context.language)
        return Slot(text, (UsedFact(course.id, "name", text, f"courses/{course.id}.yaml"),))

    def short(self, course: Course) -> Slot:
        """The course's short name, for tables and buttons."""
        text = course.short.get(self.context.language)
        return Slot(text, (UsedFact(course.id, "short", text, f"courses/{course.id}.yaml"),))

    def stated(self, course: Course | None, path: str, version: Stated[Any]) -> Slot:
        """A value of a field with its fact."""
        if path.endswith(".languages"):
            text = self.languages(version.value)
        elif path == "certificate.diplomas":
            text = self.listing([self.diploma_name(name) for name in version.value])
        elif path == "format.mode":
            text = self.text(f"mode.{version.value}")
        else:
            text = self.said(version.value)
        return Slot(text, (self.fact(course, path, version, text),))

    def diploma_name(self, name: str) -> str:
        """A diploma's name."""
        diploma = self.context.knowledge.diplomas.get(name)
        return diploma.name.get(self.context.language) if diploma else name

    def fact(self, course: Course | None, path: str, version: Stated[Any], text: str = "") -> UsedFact:
        """The fact behind a stated value; its value is written as programs read it."""
        value = version.value
        if isinstance(value, Text):
            written = value.get(self.context.language)
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            written = ", ".join(value) if path.endswith(".languages") else text or ", ".join(value)
        elif isinstance(value, list):
            written = "; ".join(_written(item, self.context.language) for item in value)
        else:
            written = _written(value, self.context.language)
        return UsedFact(course.id if course else None, path, written, origin(course, version.source), version.place)

    def computed(self, course: Course | None, path: str, value: str, text: str, basis: str) -> Slot:
        """A value worked out from facts."""
        return Slot(text, (UsedFact(course.id if course else None, path, value, f"computed from {basis}"),))

    def length(self, course: Course) -> Slot:
        """How many days a course takes from the first to the last, counted from its dates."""
        period = course.periods()[0]
        return self.computed(course, "workload.days", str(period.days), self.number(period.days), f"dates {period}")

    def source(self, course: Course | None, source: str) -> Slot:
        """Where in the note something stands, in the reader's language."""
        names = []
        for section in source.split("; "):
            key = "place." + "_".join(words(section))
            names.append(self.text(key) if self.has(key) else self.text("common.section", name=section))
        fact = UsedFact(course.id if course else None, "source", source, origin(course, source))
        return Slot(self.listing(names), (fact,))

    def email(self) -> Slot:
        """The programme's mail address; empty where the knowledge base has none."""
        contact = self.context.knowledge.contact
        if contact is None:
            return Slot("")
        return self.stated(None, "contact.email", contact.email)

    def centre(self, path: str, field_of: FieldOf[Any]) -> Slot:
        """A single-valued field of the campus or the contact."""
        return self.stated(None, path, field_of.versions[0])


def _written(value: Any, language: Language) -> str:
    match value:
        case Text():
            return value.get(language)
        case FeePart():
            return f"{value.label.get(language)} {value.amount}"
        case Points():
            return f"{value.label.get(language)}: {value.count} x {value.each} = {value.total}"
        case Phase():
            place = f" {value.place.get(language)}" if value.place else ""
            dates = f" {value.start}/{value.end}" if value.start else ""
            return f"{value.name.get(language)}{place}{dates}"
        case _:
            return str(value)


def origin(course: Course | None, source: str) -> str:
    """Where a value stands: ``<note>, <section>`` or what staff signed."""
    if course is None or source.startswith("staff:") or ".txt" in source:
        return source
    return f"{course.id}.txt, {source}"
