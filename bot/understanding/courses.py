"""Which course a message means: by name, part of a name, translation, acronym, code, date or series.

Names are compared word by word, typo-tolerant (rapidfuzz), never as whole sentences: a long message resembles any
short name somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.facts.clock import edition
from bot.facts.course import Course
from bot.facts.knowledge import Knowledge
from bot.text import fold, words
from bot.understanding.course_dates import by_dates, calendar_words, naming_dates
from bot.understanding.dates import DateMention
from bot.understanding.mentions import CourseMention, Token, merged, tokenize


class CourseFinder:
    """Finds courses in messages."""

    def __init__(
        self, knowledge: Knowledge, known_words: Iterable[str] = (), foreign_words: Iterable[str] = ()
    ) -> None:
        self.knowledge = knowledge
        self.stopwords = {
            word for book in knowledge.lexicon.values() for term in book.stopwords for word in words(term)
        }
        self.stopwords -= _KEPT
        self.nouns = {word for book in knowledge.lexicon.values() for term in book.course_nouns for word in words(term)}
        self.about = {word for book in knowledge.lexicon.values() for term in book.about for word in words(term)}
        self.institutions = {
            word for book in knowledge.lexicon.values() for term in book.institutions for word in words(term)
        }
        self.of = {word for book in knowledge.lexicon.values() for term in book.of for word in words(term)}
        self.aliases: dict[tuple[str, ...], set[str]] = {}
        self.vocabulary: dict[str, set[str]] = {}
        self.codes: dict[str, str] = {}
        for course in knowledge.courses.values():
            names = [
                *course.aliases.all(),
                *(getattr(course.name, language) or "" for language in ("en", "fr", "es")),
            ]
            names += [getattr(course.short, language) or "" for language in ("en", "fr", "es")]
            series = knowledge.series.get(course.series)
            names += series.aliases.all() if series else []
            for version in course.title.versions:
                names += [getattr(version.value, language) or "" for language in ("en", "fr", "es")]
            own = self.vocabulary.setdefault(course.id, set())
            for name in names:
                whole = tuple(words(name))
                key = tuple(word for word in whole if word not in self.stopwords)
                own.update(key)
                if len(key) == 1 and len(whole) > 2:
                    key = whole
                if key and not all(word.isdigit() for word in key):
                    self.aliases.setdefault(key, set()).add(course.id)
            self.codes[course.id] = course.id
            for code in course.code.versions:
                self.codes[fold(code.value)] = course.id
                self.codes[re.sub(r"\D", "", code.value)] = course.id
        self.strongly_about = {
            word for book in knowledge.lexicon.values() for term in book.strongly_about for word in words(term)
        }
        self.neutral = calendar_words() | self.nouns
        begins = "|".join(
            re.escape(term)
            for book in knowledge.lexicon.values()
            for term in sorted(book.begins, key=len, reverse=True)
        )
        self.beginning = re.compile(
            rf"(?:\b(?:that|which|qui|que|celui qui|celle qui|el que|la que|the one)\s+)?\b(?:{begins})\s+"
            r"(?:(?:on|in|le|el|en|au|from|du|del)\s+)?(?:the\s+)?$"
        )
        self.pronouns = {word for book in knowledge.lexicon.values() for term in book.pronouns for word in words(term)}
        self.places = self._meeting_places()
        self.telling = self._telling_words()
        self.fees: dict[int, str | None] = {}
        for course in knowledge.courses.values():
            for total in course.fee.total.versions:
                amount = int(total.value.amount)
                self.fees[amount] = None if amount in self.fees else course.id
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for key in sorted(self.aliases, key=len, reverse=True):
            self.by_first.setdefault(key[0], []).append(key)
        self.alias_words = {word for key in self.aliases for word in key}
        self.by_letter: dict[str, list[str]] = {}
        for word in sorted(self.alias_words):
            if len(word) >= _LONG:
                self.by_letter.setdefault(word[0], []).append(word)
        self.known = set(known_words) | self.stopwords | self.nouns | self.institutions
        self.foreign = set(foreign_words)
        self._similar: dict[str, frozenset[str]] = {}

    def _meeting_places(self) -> dict[str, str]:
        """Words of the places where exactly one course meets in person."""
        meeting: dict[str, set[str]] = {}
        for course in self.knowledge.courses.values():
            for version in course.phases.versions:
                for phase in version.value:
                    if phase.mode == "in_person" and phase.place:
                        for text in (phase.place.en, phase.place.fr or "", phase.place.es or ""):
                            for word in words(text):
                                meeting.setdefault(word, set()).add(course.id)
        return {word: next(iter(ids)) for word, ids in meeting.items() if len(ids) == 1 and len(word) > 3}

    def _telling_words(self) -> dict[str, set[str]]:
        """Words that only the names of one series have, with its courses."""
        having: dict[str, set[str]] = {}
        for course, own in self.vocabulary.items():
            for word in own:
                having.setdefault(word, set()).add(course)
        series = {course.id: course.series for course in self.knowledge.courses.values()}
        return {
            word: ids
            for word, ids in having.items()
            if len({series[name] for name in ids}) == 1 and len(word) > 3 and word.isalpha() and word not in self.nouns
        }

    def find(self, text: str, today: date, dates: Sequence[DateMention] = ()) -> list[CourseMention]:
        """Every course a message names, in its order.

        Args:
            text: the message.
            today: decides which edition of a series a name means.
            dates: dates found in it; used where no name is.
        """
        tokens = tokenize(text)
        found = self._codes(text) + self._names(tokens, today, {mention.year for mention in dates if mention.year})
        if found:
            days = {mention.span for mention in dates if mention.kind == "day"}
            naming = naming_dates(self.knowledge.courses, dates, found)
            # a day beside a name only names the course where a verb says so: “… that begins on 16 February”
            found += [m for m in naming if m.span not in days or self._with_verb(m, text) is not m]
        else:
            found = self._places(tokens) or self._subjects(tokens, today)
            found = found or self.by_dates(dates, today) or self._amounts(text)
        found = [self._with_verb(mention, text) if mention.by == "date" else mention for mention in found]
        return sorted(found, key=lambda mention: mention.span)

    def _places(self, tokens: list[Token]) -> list[CourseMention]:
        """“The Turin one”, “celui de Turin”: the one course that meets there, named by the place."""
        for i, token in enumerate(tokens):
            course = self.places.get(token.text)
            if course is None:
                continue
            before = [t.text for t in tokens[max(0, i - 3) : i]]
            after = [t.text for t in tokens[i + 1 : i + 2]]
            told = self.nouns | self.pronouns
            pointed = len(before) > 1 and before[-1] in self.of and before[-2] in _ARTICLES
            if pointed or any(word in told for word in (*before, *after)):
                return [CourseMention((course,), (token.start, token.end), "place")]
        return []

    def _subjects(self, tokens: list[Token], today: date) -> list[CourseMention]:
        """“The one on rights”, “celui sur les droits”: the one series whose names have the word."""
        for i, token in enumerate(tokens):
            ids = self.telling.get(token.text)
            if ids is None:
                continue
            before = [t.text for t in tokens[max(0, i - 4) : i]]
            while before and before[-1] in _ARTICLES:
                before.pop()
            after = [t.text for t in tokens[i + 1 : i + 2]]
            pointed = len(before) > 1 and before[-1] in self.of | self.about and before[-2] in self.pronouns
            if pointed or any(word in self.pronouns for word in after):
                return [CourseMention(self._editions(ids, today, ()), (token.start, token.end), "name", True)]
        return []

    def _amounts(self, text: str) -> list[CourseMention]:
        """“Is lodging within the 2720?”: a fee that only one course has."""
        found = []
        for match in re.finditer(r"(?<![\d.,])\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\b\d{3,6}\b", text):
            course = self.fees.get(int(re.sub(r"\D", "", match.group())))
            if course:
                found.append(CourseMention((course,), match.span(), "amount"))
        return found

    def _with_verb(self, mention: CourseMention, text: str) -> CourseMention:
        """“… that begins on 16 February”: the verb belongs to the date that names the course."""
        before = self.beginning.search(text[: mention.span[0]].lower())
        return replace(mention, span=(before.start(), mention.span[1])) if before else mention

    def _codes(self, text: str) -> list[CourseMention]:
        found = []
        for match in re.finditer(r"[a-z0-9]+(?:-[a-z0-9]+)*", fold(text)):
            course = self.codes.get(match.group()) if len(match.group()) > 5 else None
            if course:
                found.append(CourseMention((course,), match.span(), "code"))
        return found

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

    def _names(self, tokens: list[Token], today: date, years: Collection[int]) -> list[CourseMention]:
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
            if self._is_foreign(tokens, start, end, key) or self._is_employer(tokens, start, end):
                continue
            taken.update(range(start, end))
            ids = self._editions(self.aliases[key], today, years)
            found.append(CourseMention(ids, (tokens[start].start, tokens[end - 1].end), "name", length == 1))
        return merged(found)

    def _match(self, tokens: list[Token], start: int, key: tuple[str, ...]) -> int | None:
        position, end = start, start
        for n, word in enumerate(key):
            gap = 0
            while position < len(tokens) and word not in self.similar(tokens[position].text):
                gap += 1
                if n == 0 or gap > 3 or tokens[position].text not in self.stopwords:
                    return None
                position += 1
            if position >= len(tokens):
                return None
            position += 1
            end = position
        return end

    def _is_employer(self, tokens: list[Token], start: int, end: int) -> bool:
        """“Ministry of Social Protection” is where somebody works; not so before or after the word “course”."""
        if any(token.text in self.nouns for token in (*tokens[max(0, start - 2) : start], *tokens[end : end + 1])):
            return False
        before = [token.text for token in tokens[max(0, start - 6) : start]]
        while before and before[-1] in self.of | _ARTICLES | (self.alias_words - self.nouns):
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

    def _editions(self, ids: set[str], today: date, years: Collection[int]) -> tuple[str, ...]:
        by_series: dict[str, list[Course]] = {}
        for name in sorted(ids):
            course = self.knowledge.courses[name]
            by_series.setdefault(course.series, []).append(course)
        chosen = []
        for courses in by_series.values():
            told = [course for course in courses if any(period.start.year in years for period in course.periods())]
            chosen.append(edition(told or courses, today).id)
        return tuple(chosen)

    def by_dates(self, dates: Sequence[DateMention], today: date) -> list[CourseMention]:
        """The courses that dates mean by their first or last day, their month or year."""
        return by_dates(self.knowledge.courses, dates, today)


_LONG = 5
"""Letters from which a word of a name may be misspelt."""

_ARTICLES = frozenset(["the", "la", "le", "les", "l", "el", "los", "las"])
_KEPT = frozenset("e")
"""Stopwords that tell names apart: the e of e-Academy."""
