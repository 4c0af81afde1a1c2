"""Courses by name, part of a name, translation or acronym, and names that are none of ours.

Names are compared word by word, typo-tolerant (rapidfuzz), never as whole sentences: a long message resembles any
short name somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.facts.clock import edition
from bot.facts.course import Course
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES
from bot.text import words
from bot.understanding.course_dates import calendar_words
from bot.understanding.mentions import CourseMention, Token, merged, tokenize

ARTICLES = frozenset(["the", "la", "le", "les", "l", "el", "los", "las"])

_BREAK = re.compile(r"[.,;:!?\n()]")
"""Ends a clause."""

_LONG = 5
"""Letters from which a word of a name may be misspelt."""

_KEPT = frozenset("e")
"""Stopwords that tell names apart: the e of e-Academy."""


class CourseNames:
    """Finds courses by their names.

    Args:
        knowledge: names the courses and their series.
        known_words: words that are no misspelt names.
        foreign_words: subjects of trainings that are none of ours.
    """

    def __init__(self, knowledge: Knowledge, known_words: Iterable[str], foreign_words: Iterable[str]) -> None:
        self.knowledge = knowledge
        books = list(knowledge.lexicon.values())
        self.stopwords = {word for book in books for term in book.stopwords for word in words(term)} - _KEPT
        self.nouns = {word for book in books for term in book.course_nouns for word in words(term)}
        self.about = {word for book in books for term in book.about for word in words(term)}
        self.strongly_about = {word for book in books for term in book.strongly_about for word in words(term)}
        self.institutions = {word for book in books for term in book.institutions for word in words(term)}
        self.pronouns = {word for book in books for term in (*book.pronouns, *book.about) for word in words(term)}
        self.of = {word for book in books for term in book.of for word in words(term)}
        self.neutral = calendar_words() | self.nouns
        self.aliases: dict[tuple[str, ...], set[str]] = {}
        self.vocabulary: dict[str, set[str]] = {}
        for course in knowledge.courses.values():
            self._learn(course)
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for key in sorted(self.aliases, key=len, reverse=True):
            self.by_first.setdefault(key[0], []).append(key)
        self.alias_words = {word for key in self.aliases for word in key}
        self.by_letter: dict[str, list[str]] = {}
        for word in sorted(self.alias_words):
            if len(word) >= _LONG:
                self.by_letter.setdefault(word[0], []).append(word)
        # “the academy is online” says something of it
        self.joining = self.stopwords - {word for book in books for term in book.copulas for word in words(term)}
        self.known = set(known_words) | self.stopwords | self.nouns | self.institutions
        self.foreign = set(foreign_words)
        self._similar: dict[str, frozenset[str]] = {}

    def _learn(self, course: Course) -> None:
        """Take in every name of a course, as the words that tell it."""
        series = self.knowledge.series.get(course.series)
        titles = [version.value for version in course.title.versions]
        names = [
            *course.aliases.all(),
            *(getattr(name, language) or "" for name in (course.name, course.short) for language in LANGUAGES),
            *(series.aliases.all() if series else ()),
            *(getattr(title, language) or "" for title in titles for language in LANGUAGES),
        ]
        own = self.vocabulary.setdefault(course.id, set())
        for name in names:
            whole = tuple(words(name))
            key = tuple(word for word in whole if word not in self.stopwords)
            own.update(key)
            if len(key) == 1 and len(whole) > 2:
                key = whole
            if key and not all(word.isdigit() for word in key):
                self.aliases.setdefault(key, set()).add(course.id)

    def find(self, text: str, tokens: list[Token], today: date, years: Collection[int]) -> list[CourseMention]:
        """Every place where a name stands, longer names first.

        Args:
            text: a message.
            tokens: its words.
            today: decides which edition of a series a name means.
            years: years that the message names; an edition of one of them is meant rather than another.
        """
        matches: list[tuple[int, int, int, tuple[str, ...]]] = []
        for i, token in enumerate(tokens):
            for first in self.similar(token.text):
                for key in self.by_first.get(first, ()):
                    end = self._match(tokens, i, key)
                    if end is not None:
                        matches.append((i, end, len(key), key))
        matches.sort(key=lambda match: (-match[2], -(match[1] - match[0]), match[0]))
        taken: set[int] = set()
        found: list[CourseMention] = []
        for start, end, length, key in matches:
            if taken & set(range(start, end)):
                same = [m for m in found if m.span == (tokens[start].start, tokens[end - 1].end)]
                if not same:
                    continue
            if self._is_foreign(tokens, start, end, key) or self._is_employer(text, tokens, start, end):
                continue
            taken.update(range(start, end))
            ids = self.editions(self.aliases[key], today, years)
            found.append(CourseMention(ids, (tokens[start].start, tokens[end - 1].end), "name", length == 1))
        return merged(found)

    def other_training(self, text: str) -> bool:
        """Whether a text speaks of a training on a subject that is none of ours (“your procurement course”)."""
        tokens = tokenize(text)
        for i, token in enumerate(tokens):
            if token.text not in self.nouns:
                continue
            before = tokens[i - 1].text if i else ""
            after = [t.text for t in tokens[i + 1 : i + 6]]
            subject = [word for word in after if word not in self.stopwords][:3] if set(after[:2]) & self.about else []
            if before in self.foreign or any(word in self.foreign for word in subject):
                return True
        return False

    def editions(self, ids: set[str], today: date, years: Collection[int]) -> tuple[str, ...]:
        """Of each series of some courses the edition that is meant: of the years told, else the one of the day."""
        by_series: dict[str, list[Course]] = {}
        for name in sorted(ids):
            course = self.knowledge.courses[name]
            by_series.setdefault(course.series, []).append(course)
        chosen = []
        for courses in by_series.values():
            told = [course for course in courses if any(period.start.year in years for period in course.periods())]
            chosen.append(edition(told or courses, today).id)
        return tuple(chosen)

    def similar(self, word: str) -> frozenset[str]:
        """The words of course names that a written word may stand for."""
        cached = self._similar.get(word)
        if cached is not None:
            return cached
        if word in self.alias_words:
            result = {word}
            if word.endswith("s") and word[:-1] in self.alias_words:
                result.add(word[:-1])
            if len(word) > 5:
                result |= {name for name in self._near(word, 1) if len(name) > 5}
        elif len(word) < 5 or word in self.known or word.isdigit():
            result = set()
        else:
            result = self._near(word, 1 if len(word) < 8 else 2)
        if word + "s" in self.alias_words:
            result.add(word + "s")
        if len(self._similar) > 20_000:
            self._similar.clear()
        self._similar[word] = frozenset(result)
        return self._similar[word]

    def _near(self, word: str, most: int) -> set[str]:
        """Words of names with the same first letter that differ by so many slips at most."""
        alike = self.by_letter.get(word[0], ())
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None, processor=None)
        return {name for name, _, _ in found}

    def _match(self, tokens: list[Token], start: int, key: tuple[str, ...]) -> int | None:
        position, end = start, start
        for n, word in enumerate(key):
            gap = 0
            while position < len(tokens) and word not in self.similar(tokens[position].text):
                gap += 1
                if n == 0 or gap > 3 or tokens[position].text not in self.joining:
                    return None
                position += 1
            if position >= len(tokens):
                return None
            position += 1
            end = position
        return end

    def _is_employer(self, text: str, tokens: list[Token], start: int, end: int) -> bool:
        """“Ministry of Social Protection” is where somebody works; not so before or after the word “course”."""
        if any(token.text in self.nouns for token in (*tokens[max(0, start - 2) : start], *tokens[end : end + 1])):
            return False
        first = start
        while first > max(0, start - 6) and not _BREAK.search(text[tokens[first - 1].end : tokens[first].start]):
            first -= 1
        before = [token.text for token in tokens[first:start]]
        while before and before[-1] in self.of | ARTICLES | (self.alias_words - self.nouns - self.stopwords):
            before.pop()
        return bool(before) and before[-1] in self.institutions and before[-1] not in self.nouns

    def _is_foreign(self, tokens: list[Token], start: int, end: int, key: tuple[str, ...]) -> bool:
        """“Academy on social dialogue”: a general name with a subject that is not the course's."""
        if len(key) > 1 or end >= len(tokens):
            return False
        if tokens[end].text not in self.about or tokens[end].start - tokens[end - 1].end > 1:
            return False
        own: set[str] = set()
        for course in self.aliases[key]:
            own |= self.vocabulary[course]
        following = [token.text for token in tokens[end : end + 6] if token.text not in self.stopwords][:2]
        if not following or any(self.similar(word) & own for word in following):
            return False
        if tokens[end].text in self.strongly_about:
            subject = following[0]
            return len(subject) > 3 and subject.isalpha() and subject not in self.neutral
        return any(word in self.foreign for word in following)
