"""What holds for every course: the Centre's address, the campus, diplomas, refund rules, series of editions."""

from __future__ import annotations

from pydantic import Field, RootModel

from bot.facts.course import Aliases
from bot.facts.fields import FieldOf, Stated
from bot.facts.values import (
    AtLeast,
    Count,
    DiplomaRule,
    Email,
    Id,
    Model,
    Text,
    Word,
    Words,
)


class Contact(Model):
    """How to reach the programme."""

    organisation: FieldOf[Text]
    programme: FieldOf[Text]
    email: Stated[Email]
    website: FieldOf[Word]
    address: FieldOf[Text]
    person: FieldOf[Text]
    phone: FieldOf[Word]


class Campus(Model):
    """The Turin campus."""

    location: FieldOf[Text]
    address: FieldOf[Text]
    rooms: FieldOf[AtLeast]
    accommodation: FieldOf[Text]
    services: FieldOf[list[Text]]
    reception: FieldOf[Text]
    surroundings: FieldOf[Text]
    activities: FieldOf[list[Text]]
    organisations: FieldOf[Count]
    training_courses: FieldOf[AtLeast]
    participants: FieldOf[Text]
    insurance: FieldOf[Text]
    airport_transfer: FieldOf[Text]
    arrival: FieldOf[Text]


class Diploma(Model):
    """A diploma that courses count for."""

    id: Id
    name: Text
    requirements: FieldOf[DiplomaRule]
    summary: Text | None = None
    courses: list[Id]


class Series(Model):
    """Editions of one course."""

    id: Id
    name: Text
    aliases: Aliases = Field(default_factory=Aliases)


class Bracket(Model):
    """From so many to so many days before the start, this share of the price is kept."""

    days_min: Count | None = None
    days_max: Count | None = None
    penalty_percent: Count
    source: Words

    def holds(self, days: int) -> bool:
        """Whether a number of days before the start falls into it (the first day itself is 0)."""
        return (self.days_min or 0) <= days and (self.days_max is None or days <= self.days_max)


class Notice(Model):
    """Something that can be done until so many days before the start."""

    notice_days: Count
    text: Text
    source: Words


class RefundPolicy(Model):
    """Refund rules and what goes with them."""

    id: Id
    name: Text
    printed_in: Id
    source: Words
    applies_to: Text
    brackets: list[Bracket] = Field(min_length=1)
    bank_charges: FieldOf[Text]
    substitution: Notice
    transfer: Notice
    notice: Text

    def bracket(self, days: int) -> Bracket | None:
        """The bracket a number of days before the start falls into; None after the start."""
        if days < 0:
            return None
        return next((bracket for bracket in self.brackets if bracket.holds(days)), None)


class SeriesFile(RootModel[list[Series]]):
    """The series of courses."""


class DiplomaFile(RootModel[list[Diploma]]):
    """The diplomas that courses count for."""


class PolicyFile(RootModel[list[RefundPolicy]]):
    """Rules on withdrawal and refunds."""
