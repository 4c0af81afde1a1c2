"""Which courses are meant, of those that a message names or that were told side by side before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue
from bot.text import phrase, words
from bot.understanding.concepts import Concepts
from bot.understanding.courses import CourseFinder
from bot.understanding.dates import DateMention
from bot.understanding.mentions import CourseMention

_REACH, _FAR_REACH = 4, 8
"""Words a negation reaches over to a course's name; the same where a contrast follows (“not …, but …”)."""

_NEXT = 12
"""Characters after a course's name in which it is ruled out, or another one is told."""

_OPENING = 6
"""Words at the beginning of a message in which one of the courses told before is picked."""

_SENTENCE_END = re.compile(r"[.?!;\n]+")

_WANTED = "i_want"
"""Concept of words that choose (“the first one interests me”)."""

_FORMS = {"online": frozenset({"online"}), "in_person": frozenset({"blended", "in_person"})}
"""Concepts of how a course is held, with what its note calls that."""


class CourseChoice:
    """Tells which of several courses is meant.

    Args:
        knowledge: its lexicon has the words that choose.
        courses: finds courses by dates, where the named one is ruled out.
        ordinals: “first”, “last”, … with their numbers; -1 is the last.
        negations: words that rule out.
        small: words that alone ask nothing.
        concepts: finds concepts in words.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        courses: CourseFinder,
        ordinals: Mapping[str, int],
        negations: set[str],
        small: set[str],
        concepts: Concepts,
    ) -> None:
        self.courses = courses
        self.ordinals = ordinals
        self.negations = negations
        self.small = small
        books = knowledge.lexicon.values()
        self.contrasts = {phrase(term) for book in books for term in book.contrasts}
        self.others = {phrase(term) for book in books for term in book.other}
        self.both = {phrase(term) for book in books for term in book.both}
        nouns = {word for book in books for term in (*book.pronouns, *book.course_nouns) for word in words(term)}
        self.nouns = nouns
        self.pointing = nouns | small
        self.known = knowledge.courses
        self.concepts = concepts

    def not_negated(
        self, text: str, mentions: list[CourseMention], dates: Sequence[DateMention], today: date
    ) -> list[CourseMention]:
        """“Not the Academy, the other one”: a course that is ruled out is not meant, where another one is.

        Args:
            text: the message.
            mentions: courses named in it.
            dates: dates in it, which may tell another course.
            today: decides which courses are over.

        Returns:
            The courses that are meant, as mentions; all of them where none is ruled out.
        """
        kept = []
        ruled_out = False
        for mention in mentions:
            start = max((other.span[1] for other in mentions if other.span[1] <= mention.span[0]), default=0)
            segment = words(re.split(r"[,.;:!?\n]", text[start : mention.span[0]])[-1])
            following = words(text[mention.span[1] : mention.span[1] + _NEXT])
            contrasted = bool(set(following[:2]) & self.contrasts)
            denied = set(segment[-_FAR_REACH if contrasted else -_REACH :]) & self.negations
            after = bool(set(following[:1]) & self.negations) and "," in text[mention.span[1] :][:_NEXT]
            ruled_out |= after
            if not denied and not after:
                kept.append(mention)
        kept = kept or (self.courses.by_dates(dates, today) if mentions else [])
        return kept if kept or ruled_out else mentions

    def picked(self, text: str, dialogue: Dialogue) -> tuple[str, ...]:
        """“The other one”, “the first one, where do I sleep?”, “both”: of the courses told side by side before.

        Args:
            text: the message; it names no course.
            dialogue: holds the courses told side by side, and those spoken of.

        Returns:
            Ids; nothing where none is picked.
        """
        offered = dialogue.offered if len(dialogue.offered) > 1 else dialogue.courses
        said = phrase(text)
        if len(offered) < 2:
            return ()
        padded = f" {said} "
        if len(offered) == 2 and any(f" {term} " in padded for term in self.both):
            return offered
        if any(f" {term} " in padded for term in self.others):
            rest = [course for course in offered if course not in dialogue.courses]
            return (rest[0],) if len(rest) == 1 else ()
        if by_form := self._by_form(said.split(), offered):
            return by_form
        return self._by_ordinal(text, offered)

    def _by_ordinal(self, text: str, offered: Sequence[str]) -> tuple[str, ...]:
        """“The first one, where do I sleep?”, “I take the second. Link?”"""
        for sentence in map(words, _SENTENCE_END.split(text)):
            content = sentence[:_OPENING]
            place = next((i for i, word in enumerate(content) if word in self.ordinals), None)
            if place is None:
                continue
            number = self.ordinals[content[place]]
            following = content[place + 1] if place + 1 < len(content) else ""
            wanted = len(sentence) <= _OPENING and _WANTED in self.concepts.find(sentence)
            if following and following not in self.pointing and not wanted:
                return ()
            position = number - 1 if number > 0 else len(offered) - 1
            return (offered[position],) if position < len(offered) else ()
        return ()

    def _by_form(self, said: list[str], offered: Sequence[str]) -> tuple[str, ...]:
        """“The online one”: those that are held so, where a message says little else and not all are."""
        forms = {modes for concept in self.concepts.find(said) if (modes := _FORMS.get(concept))}
        if len(forms) != 1 or not self.nouns.intersection(said) or len(said) > _OPENING:
            return ()
        courses = [self.known[name] for name in offered if name in self.known]
        held = {course.id: {version.value for version in course.format.mode.versions} for course in courses}
        found = tuple(name for name, modes in held.items() if modes and modes <= set(*forms))
        return found if len(found) < len(offered) else ()

    def tells_the_other(self, text: str) -> bool:
        """Whether a text speaks of “the other” course (“and the other, the one of February?”)."""
        said = f" {phrase(text)} "
        return any(f" {term} " in said for term in self.others)

    def only_the_other(self, text: str) -> bool:
        """Whether a text says “No, the other one” or “And the second?” and no more.

        Which one it is is asked back where several, or none, are left to choose from.
        """
        content = set(words(text))
        if content & self.ordinals.keys() and content <= self.ordinals.keys() | self.pointing:
            return True
        said = f" {phrase(text)} "
        for term in sorted(self.others, key=len, reverse=True):
            if f" {term} " in said:
                return all(word in self.small | self.negations for word in said.replace(f" {term} ", " ").split())
        return False
