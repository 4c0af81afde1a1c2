"""Which courses a message means: by name, code, date, place, subject or fee."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.facts.knowledge import Knowledge
from bot.understanding.course_clues import CourseClues
from bot.understanding.course_dates import by_dates, naming_dates
from bot.understanding.course_names import CourseNames
from bot.understanding.dates import DateMention
from bot.understanding.described import DescribedCourses
from bot.understanding.mentions import CourseMention, tokenize


class CourseFinder:
    """Finds courses in messages.

    Args:
        knowledge: the courses.
        known_words: words that are no misspelt names.
        foreign_words: subjects of trainings that are none of ours.
    """

    def __init__(
        self, knowledge: Knowledge, known_words: Iterable[str] = (), foreign_words: Iterable[str] = ()
    ) -> None:
        self.knowledge = knowledge
        self.names = CourseNames(knowledge, known_words, foreign_words)
        self.clues = CourseClues(knowledge, self.names)
        self.described = DescribedCourses(knowledge, self.clues)
        begins = "|".join(
            re.escape(term)
            for book in knowledge.lexicon.values()
            for term in sorted(book.begins, key=len, reverse=True)
        )
        self.beginning = re.compile(
            rf"(?:\b(?:that|which|qui|que|celui qui|celle qui|el que|la que|the one)\s+)?\b(?:{begins})\s+"
            r"(?:(?:on|in|le|el|en|au|from|du|del)\s+)?(?:the\s+)?$"
        )

    def find(self, text: str, today: date, dates: Sequence[DateMention] = ()) -> list[CourseMention]:
        """Every course a message names, in its order.

        Args:
            text: the message.
            today: decides which edition of a series a name means.
            dates: dates found in it; used where no name is.
        """
        tokens = tokenize(text)
        years = {mention.year for mention in dates if mention.year}
        found = self.clues.by_code(text) + self.names.find(text, tokens, today, years)
        if found:
            described = self.described.find(text, tokens, today, dates)
            found += self.clues.beside(tokens, today, found) or _others(described, found)
            days = {mention.span for mention in dates if mention.kind == "day"}
            naming = naming_dates(self.knowledge.courses, dates, found)
            # a day beside a name only names the course where a verb says so: “… that begins on 16 February”
            found += [m for m in naming if m.span not in days or self._with_verb(m, text) is not m]
        else:
            found = self.described.find(text, tokens, today, dates)
            found = found or self.clues.by_place(tokens) or self.clues.by_subject(tokens, today)
            found = found or self.by_dates(dates, today) or self.clues.by_fee(text)
        found = [self._with_verb(mention, text) if mention.by == "date" else mention for mention in found]
        return sorted(found, key=lambda mention: mention.span)

    def _with_verb(self, mention: CourseMention, text: str) -> CourseMention:
        """“… that begins on 16 February”: the verb belongs to the date that names the course."""
        before = self.beginning.search(text[: mention.span[0]].lower())
        return replace(mention, span=(before.start(), mention.span[1])) if before else mention

    def by_dates(self, dates: Sequence[DateMention], today: date) -> list[CourseMention]:
        """The courses that dates mean by their first or last day, their month or year."""
        return by_dates(self.knowledge.courses, dates, today)


def _others(described: Sequence[CourseMention], named: Sequence[CourseMention]) -> list[CourseMention]:
    """Courses that a message describes beside those it names; “the Academy, the one in Turin” is one."""
    known = {course for mention in named for course in mention.courses}
    apart = [m for m in described if all(m.span[1] <= n.span[0] or m.span[0] >= n.span[1] for n in named)]
    return [mention for mention in apart if known.isdisjoint(mention.courses)]
