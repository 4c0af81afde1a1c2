"""One edition of a course: what its information note states, contradicts or leaves out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from bot.facts.fields import FieldOf, walk
from bot.facts.values import (
    Amount,
    AtLeast,
    Count,
    Day,
    Email,
    FeePart,
    Grade,
    Id,
    LanguageCode,
    Model,
    Period,
    Phase,
    Points,
    Range,
    Text,
    Url,
    Word,
    Words,
)


class Aliases(Model):
    """What people call something, by language; never shown."""

    en: list[Words] = Field(default_factory=list)
    fr: list[Words] = Field(default_factory=list)
    es: list[Words] = Field(default_factory=list)

    def all(self) -> list[str]:
        """Every alias, whatever the language."""
        return [*self.en, *self.fr, *self.es]


class Apply(Model):
    """How and where to register."""

    link: FieldOf[Url]
    how: FieldOf[Text]


class Fee(Model):
    """What the course costs."""

    total: FieldOf[Amount]
    parts: FieldOf[list[FeePart]]
    includes: FieldOf[list[Text]]


class Payment(Model):
    """Who pays, when and how."""

    who: FieldOf[Text]
    when: FieldOf[Text]
    how: FieldOf[Text]


class Funding(Model):
    """Scholarships and reductions."""

    scholarship: FieldOf[Text]
    discount: FieldOf[Text]


class Refunds(Model):
    """The refund policy that the course's own note prints, by its id."""

    rules: FieldOf[Id]


class Requirements(Model):
    """Who may attend and what it takes."""

    audience: FieldOf[list[Text]]
    selection: FieldOf[list[Text]]
    documents: FieldOf[list[Text]]
    technical: FieldOf[list[Text]]
    language_level: FieldOf[Text]
    experience: FieldOf[Text]
    other: FieldOf[list[Text]]


class CourseLanguage(Model):
    """The languages the course is held in."""

    languages: FieldOf[list[LanguageCode]]
    interpretation: FieldOf[Text]


class Format(Model):
    """Online, blended or in person, and how it runs."""

    mode: FieldOf[Literal["online", "blended", "in_person"]]
    place: FieldOf[Text]
    platform: FieldOf[Text]
    live: FieldOf[Text]
    phases: FieldOf[list[Text]]
    recordings: FieldOf[Text]


class Workload(Model):
    """Weeks, hours, hours a week."""

    weeks: FieldOf[Count]
    hours: FieldOf[Count]
    weekly: FieldOf[Range]


class Content(Model):
    """What is taught."""

    summary: FieldOf[Text]
    modules: FieldOf[list[Text]]
    module_count: FieldOf[Count]
    electives: FieldOf[list[Text]]
    elective_count: FieldOf[AtLeast]
    objectives: FieldOf[list[Text]]
    methods: FieldOf[list[Text]]


class Certificate(Model):
    """What one gets and how it is earned."""

    award: FieldOf[Text]
    assessment: FieldOf[list[Text]]
    passing: FieldOf[Grade]
    points: FieldOf[list[Points]]
    diplomas: FieldOf[list[Id]]


class Stay(Model):
    """Whether and when participants are on the campus."""

    stay: FieldOf[Text]


class CourseContact(Model):
    """Whom the course's own note names."""

    email: FieldOf[Email]
    website: FieldOf[Word]
    person: FieldOf[Text]
    address: FieldOf[Text]
    phone: FieldOf[Word]


class Course(Model):
    """One edition of a course, as its file states it."""

    id: Id
    series: Id
    name: Text
    short: Text
    aliases: Aliases
    title: FieldOf[Text]
    code: FieldOf[Word]
    dates: FieldOf[Period]
    phases: FieldOf[list[Phase]]
    deadline: FieldOf[Day]
    apply: Apply
    fee: Fee
    payment: Payment
    funding: Funding
    refunds: Refunds
    requirements: Requirements
    language: CourseLanguage
    format: Format
    workload: Workload
    content: Content
    certificate: Certificate
    campus: Stay
    contact: CourseContact

    def field(self, path: str) -> Any:
        """The field at a dotted path, e.g. ``fee.total``; KeyError where there is none of that name."""
        value: Any = self
        for name in path.split("."):
            if not isinstance(value, Model) or name not in type(value).model_fields:
                raise KeyError(path)
            value = getattr(value, name)
        return value

    def fields(self) -> list[tuple[str, Any]]:
        """Every field with its path."""
        return list(walk(self))

    def periods(self) -> list[Period]:
        """The periods its note gives: one, or several where it contradicts itself."""
        return [version.value for version in self.dates.versions]
