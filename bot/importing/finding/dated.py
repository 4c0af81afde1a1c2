"""A date of the note with what it is the date of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.importing.dates import DateMention
from bot.importing.passages import Passage
from bot.importing.roles import Role

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Dated:
    """A day or period with what it is the date of."""

    days: Days
    passage: Passage
    mention: DateMention
    role: Role
