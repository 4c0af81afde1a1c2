"""Courses told by a description: “the one in Turin”, “el que trata de refugiados”, “celui de février”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import NamedTuple

from bot.facts.knowledge import Knowledge
from bot.text import words
from bot.understanding.clauses import negations
from bot.understanding.course_clues import CourseClues
from bot.understanding.course_dates import by_dates
from bot.understanding.course_names import ARTICLES
from bot.understanding.dates import DateMention
from bot.understanding.mentions import CourseMention, Token

_REACH, _BETWEEN = 8, 4
"""Words of a description after its opening, and between an article and “one”."""

_BREAK = re.compile(r"[.,;:!?\n()]")
"""Ends a description."""


class _Clue(NamedTuple):
    """The one course that a word of a description fits, and where the word stands."""

    course: str
    span: tuple[int, int]


class DescribedCourses:
    """Finds courses by what is said of the one that is meant.

    Args:
        knowledge: the courses; its lexicon has the words that open a description.
        clues: what only one course has.
    """

    def __init__(self, knowledge: Knowledge, clues: CourseClues) -> None:
        self.courses = knowledge.courses
        self.clues = clues
        self.names = clues.names
        self.definite: set[tuple[str, str]] = set()
        self.any: set[tuple[str, str]] = set()
        for book in knowledge.lexicon.values():
            of, about, relatives, held = (_words(terms) for terms in (book.of, book.about, book.relatives, book.held))
            pronouns, several = _words(book.pronouns), _words(book.indefinite)
            nouns = _words(book.course_nouns) | _words(book.contracted)
            self.definite |= _pairs(pronouns, of | about | relatives | held) | _pairs(nouns, relatives)
            self.any |= _pairs(several, held) | _pairs(nouns, of | held)
        books = list(knowledge.lexicon.values())
        self.of = {word for book in books for word in _words(book.of)}
        self.indefinite = {word for book in books for word in _words(book.indefinite)}
        self.personal = {word for book in books for word in _words(book.of_oneself)}
        self.denying = negations(books)
        self.passed = self.names.stopwords | ARTICLES
        self.pronouns = clues.pronouns
        self.stressed = clues.pronouns - ARTICLES
        self.clueing = clues.places.keys() | clues.telling.keys()

    def find(self, text: str, tokens: list[Token], today: date, dates: Sequence[DateMention]) -> list[CourseMention]:
        """Every description that fits one course, in the order of the message.

        Args:
            text: the message.
            tokens: its words.
            today: decides which edition is meant.
            dates: dates in it.

        Returns:
            One mention a description, from its opening to its clue.
        """
        if not dates and self.clueing.isdisjoint([token.text for token in tokens]):
            return []
        found: list[CourseMention] = []
        for opening, said, end, definite in self._segments(text, tokens):
            if found and tokens[opening].start < found[-1].span[1]:
                continue
            told = self._told(said, definite, today, dates)
            if told is not None and definite:
                found.append(
                    CourseMention((told.course,), (tokens[opening].start, max(told.span[1], end)), "description")
                )
            elif told is not None:
                # “any course in October?” names none, as a month alone does not
                found.append(CourseMention((told.course,), told.span, "date"))
        return found

    def _segments(self, text: str, tokens: list[Token]) -> Iterator[tuple[int, list[Token], int, bool]]:
        """Where descriptions may stand: the number of the first token, the words that describe, where it ends at least
        and whether it is of one certain course.
        """
        for i, token in enumerate(tokens):
            pair = (token.text, tokens[i + 1].text if i + 1 < len(tokens) else "")
            paired = pair in self.definite or pair in self.any
            if not paired and token.text not in self.stressed:
                continue
            before = next((t.text for t in reversed(tokens[max(0, i - 2) : i]) if t.text not in ARTICLES), "")
            if before in self.personal:
                continue
            the = bool(i and tokens[i - 1].text in ARTICLES)
            definite = self._is_certain(pair, before, the)
            if definite or pair in self.any:
                last = self._until(text, tokens, i + 2, _REACH)
                last = self._nearest(tokens, i + 2, last) if pair[1] in self.of else last
                yield i, tokens[i + 2 : last], 0, definite
            elif token.text in self.stressed:
                near = range(i - 2, max(i - 2 - _BETWEEN, -1), -1)
                article = next((n for n in near if tokens[n].text in ARTICLES), None)
                if article is not None and self._until(text, tokens, article + 1, _BETWEEN) >= i:
                    yield article, tokens[article + 1 : i], token.end, True

    def _is_certain(self, pair: tuple[str, str], before: str, the: bool) -> bool:
        """Whether two words open the description of one certain course: “the one in …”, not “one in …”."""
        if pair not in self.definite or (pair[0] not in self.pronouns and before in self.indefinite):
            return False
        return pair[0] not in self.indefinite or the

    def _nearest(self, tokens: list[Token], first: int, last: int) -> int:
        """“The one of Turin”, not “the one of the embassy in Italy”: what comes first after “of” is its clue."""
        while first < last and tokens[first].text in self.passed:
            first += 1
        return min(first + 1, last)

    def _until(self, text: str, tokens: list[Token], first: int, most: int) -> int:
        """The end of a description that begins at a word: at a sign, or after so many words."""
        last = first
        while last < len(tokens) and last - first < most:
            if last and _BREAK.search(text[tokens[last - 1].end : tokens[last].start]):
                break
            last += 1
        return last

    def _told(self, said: Sequence[Token], definite: bool, today: date, dates: Sequence[DateMention]) -> _Clue | None:
        """The first clue of a description that fits one course; “one in October” is told by its date."""
        if not said or any(token.text in self.denying or token.text in self.personal for token in said):
            return None
        # “a course in 2026” is any course of that year
        told = [self._by_date(said, today, [m for m in dates if definite or m.kind != "year"])]
        if definite:
            told += [self._by_place(said), self._by_subject(said, today)]
        return min((clue for clue in told if clue), key=lambda clue: clue.span[1], default=None)

    def _by_date(self, said: Sequence[Token], today: date, dates: Sequence[DateMention]) -> _Clue | None:
        within = [mention for mention in dates if said[0].start <= mention.span[0] < said[-1].end]
        # “the one that begins on Monday the 16th”
        within = [replace(m, relative=False) if m.kind == "day" else m for m in within]
        fitting = [course for mention in by_dates(self.courses, within, today) for course in mention.courses]
        return _Clue(fitting[0], within[0].span) if len(fitting) == 1 and within else None

    def _by_place(self, said: Sequence[Token]) -> _Clue | None:
        return next((_Clue(course, (t.start, t.end)) for t in said if (course := self.clues.places.get(t.text))), None)

    def _by_subject(self, said: Sequence[Token], today: date) -> _Clue | None:
        for token in said:
            ids = self.clues.telling.get(token.text)
            if ids:
                editions = self.names.editions(ids, today, ())
                return _Clue(editions[0], (token.start, token.end)) if len(editions) == 1 else None
        return None


def _words(terms: Sequence[str]) -> set[str]:
    """The words of terms."""
    return {word for term in terms for word in words(term)}


def _pairs(first: set[str], second: set[str]) -> set[tuple[str, str]]:
    """Every two words that may stand beside one another."""
    return set(product(first, second))
