"""Courses told without their name: by a code, by the place, by a word of the subject, by a fee."""

from __future__ import annotations

import re
from datetime import date

from bot.facts.clock import is_over
from bot.facts.knowledge import Knowledge
from bot.text import fold, words
from bot.understanding.course_names import ARTICLES, CourseNames
from bot.understanding.mentions import CourseMention, Token

_BEFORE = 5
"""Words before a place in which somebody says to live there, or to be from there."""

_JOINED = 5
"""Words after “and” in which another course is told by its subject."""


class CourseClues:
    """Finds courses by what only one of them, or one series, has.

    Args:
        knowledge: the courses.
        names: their names, and the small words around them.
    """

    def __init__(self, knowledge: Knowledge, names: CourseNames) -> None:
        self.names = names
        books = knowledge.lexicon.values()
        self.connectors = {word for book in books for term in book.connectors for word in words(term)}
        self.pronouns = {word for book in books for term in book.pronouns for word in words(term)}
        self.personal = {word for book in books for term in book.of_oneself for word in words(term)}
        self.origins = {word for book in books for term in book.origins for word in words(term)}
        self.courses = knowledge.courses
        self.codes = _codes(knowledge)
        self.places = _meeting_places(knowledge)
        self.telling = _telling_words(knowledge, names)
        self.fees = _fees(knowledge)

    def by_code(self, text: str) -> list[CourseMention]:
        """A course's code, with or without its letters, or its id."""
        found = []
        for match in re.finditer(r"[a-z0-9]+(?:-[a-z0-9]+)*", fold(text)):
            course = self.codes.get(match.group()) if len(match.group()) > 5 else None
            if course:
                found.append(CourseMention((course,), match.span(), "code"))
        return found

    def by_place(self, tokens: list[Token]) -> list[CourseMention]:
        """“The Turin one”, “celui de Turin”: the one course that meets there, named by the place."""
        for i, token in enumerate(tokens):
            course = self.places.get(token.text)
            if course is None:
                continue
            before = [t.text for t in tokens[max(0, i - 3) : i]]
            after = [t.text for t in tokens[i + 1 : i + 2]]
            told = self.names.nouns | self.pronouns
            pointed = len(before) > 1 and before[-1] in self.names.of and before[-2] in ARTICLES
            if pointed or any(word in told for word in (*before, *after)):
                return [CourseMention((course,), (token.start, token.end), "place")]
        return []

    def meeting(self, text: str, today: date) -> tuple[str, ...]:
        """“Which days must I be in Italy?”: the one course in question that meets at a place that a question names; not
        where somebody lives or is from.

        Args:
            text: the question.
            today: decides whether the course is over.

        Returns:
            Its id; nothing where there is none.
        """
        said = words(text)
        at = next((i for i, word in enumerate(said) if self.places.get(word)), None)
        if at is None or (self.personal | self.origins).intersection(said[max(0, at - _BEFORE) : at]):
            return ()
        course = self.places[said[at]]
        return () if is_over(self.courses[course], today) else (course,)

    def by_subject(self, tokens: list[Token], today: date) -> list[CourseMention]:
        """“The one on rights”, “celui sur les droits”: the one series whose names have the word."""
        for i, token in enumerate(tokens):
            ids = self.telling.get(token.text)
            if ids is None:
                continue
            before = [t.text for t in tokens[max(0, i - 4) : i]]
            while before and before[-1] in ARTICLES:
                before.pop()
            after = [t.text for t in tokens[i + 1 : i + 2]]
            pointed = len(before) > 1 and before[-1] in self.names.of | self.names.about and before[-2] in self.pronouns
            # in Spanish an article may be a pronoun, but not after the word it stands for
            if pointed or any(word in self.pronouns and word not in ARTICLES for word in after):
                return [CourseMention(self.names.editions(ids, today, ()), (token.start, token.end), "name", True)]
        return []

    def beside(self, tokens: list[Token], today: date, found: list[CourseMention]) -> list[CourseMention]:
        """“The Academy and the one on rights”: beside a course named another one, told by its subject."""
        last = max((mention.span[1] for mention in found), default=0)
        for i, token in enumerate(tokens):
            if token.start >= last and token.text in self.connectors:
                other = [m for m in self.by_subject(tokens[i + 1 : i + 1 + _JOINED], today) if m.courses]
                return [m for m in other if not any(set(m.courses) & set(named.courses) for named in found)]
        return []

    def by_fee(self, text: str) -> list[CourseMention]:
        """“Is lodging within the 2720?”: a fee that only one course has."""
        found = []
        for match in re.finditer(r"(?<![\d.,])\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\b\d{3,6}\b", text):
            course = self.fees.get(int(re.sub(r"\D", "", match.group())))
            if course:
                found.append(CourseMention((course,), match.span(), "amount"))
        return found


def _codes(knowledge: Knowledge) -> dict[str, str]:
    """Codes, their digits alone and ids, with the course of each."""
    codes: dict[str, str] = {}
    for course in knowledge.courses.values():
        codes[course.id] = course.id
        for code in course.code.versions:
            codes[fold(code.value)] = course.id
            codes[re.sub(r"\D", "", code.value)] = course.id
    return codes


def _meeting_places(knowledge: Knowledge) -> dict[str, str]:
    """Words of the places where exactly one course meets in person."""
    meeting: dict[str, set[str]] = {}
    for course in knowledge.courses.values():
        for version in course.phases.versions:
            for phase in version.value:
                if phase.mode == "in_person" and phase.place:
                    for text in (phase.place.en, phase.place.fr or "", phase.place.es or ""):
                        for word in words(text):
                            meeting.setdefault(word, set()).add(course.id)
    return {word: next(iter(ids)) for word, ids in meeting.items() if len(ids) == 1 and len(word) > 3}


def _telling_words(knowledge: Knowledge, names: CourseNames) -> dict[str, set[str]]:
    """Words that only the names of one series have, with its courses."""
    having: dict[str, set[str]] = {}
    for course, own in names.vocabulary.items():
        for word in own:
            having.setdefault(word, set()).add(course)
    series = {course.id: course.series for course in knowledge.courses.values()}
    general = {word for book in knowledge.lexicon.values() for term in book.general for word in words(term)}
    return {
        word: ids
        for word, ids in having.items()
        if len({series[name] for name in ids}) == 1
        and len(word) > 3
        and word.isalpha()
        and word not in names.nouns | general
    }


def _fees(knowledge: Knowledge) -> dict[int, str | None]:
    """Fees with the one course that has each; None where several have it."""
    fees: dict[int, str | None] = {}
    for course in knowledge.courses.values():
        totals = {int(total.value.amount) for total in course.fee.total.versions}
        parts = {int(part.amount.amount) for version in course.fee.parts.versions for part in version.value}
        for amount in totals | parts:
            fees[amount] = None if amount in fees else course.id
    return fees
