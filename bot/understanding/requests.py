"""From a piece to a request: its facets, courses, dates, amounts, what to compare by, whose group is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.facts.clock import candidates, first_day
from bot.facts.knowledge import TOPICS, Knowledge
from bot.messages import Dialogue, Message
from bot.text import words
from bot.understanding.beside import ALONE
from bot.understanding.course_dates import of_coming_years
from bot.understanding.course_names import ARTICLES
from bot.understanding.dates import DateMention
from bot.understanding.details import compared_by, paid, refine
from bot.understanding.intents import FAQ
from bot.understanding.masks import MASK
from bot.understanding.mentions import CourseMention
from bot.understanding.particulars import ParticularsReader
from bot.understanding.pieces import Read
from bot.understanding.training import Readers
from bot.understanding.understanding import Request

_PLAUSIBLE = -0.5
_MERELY = 0.6
"""Probability below which what a piece asks is a mere guess."""

_NEAR_DATE = 4
"""Words before a date that say what it is of."""

_WITHOUT_PLACE = (*ALONE, "format")
"""Topics whose answer needs no course, or is about all of them, be a place named or not."""

_OF_ONE: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {
    ("subject",): ("content", ("modules",)),
    ("recommend",): ("requirements", ("audience",)),
}
"""What is asked of courses, where one is named: whether it deals with a subject, whether it is for somebody."""


class RequestMaker:
    """Makes requests of pieces that ask.

    Args:
        knowledge: names courses and their dates.
        readers: the trained readers.
    """

    def __init__(self, knowledge: Knowledge, readers: Readers) -> None:
        self.knowledge = knowledge
        self.readers = readers
        self.concepts = readers.intents.concepts
        self.particulars = ParticularsReader(knowledge, readers)

    def make(
        self,
        read: Read,
        mentions: Sequence[CourseMention],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> Request:
        """The request a piece makes.

        Args:
            read: the piece.
            mentions: courses named anywhere in the message.
            dates: dates anywhere in it.
            message: the whole message.
            dialogue: what was said before.
        """
        start, end = read.clause.start, read.clause.start + len(read.clause.text)
        own = [mention for mention in mentions if start <= mention.span[0] < end and len(mention.courses) == 1]
        everywhere = [mention for mention in mentions if len(mention.courses) == 1]
        earlier = [mention for mention in everywhere if mention.span[0] < start]
        about = own or _together(earlier, message.text) or everywhere
        courses = tuple(dict.fromkeys(course for mention in about for course in mention.courses))
        best = read.best
        if best.name == "courses" and best.facet == "compare" and len(courses) == 1 and len(read.intents) > 1:
            # “which week is it?” about one course compares nothing
            second = read.intents[1]
            best = second if second.name in TOPICS and second.margin > _PLAUSIBLE else best
        name = best.name
        facets = tuple(self.readers.intents.facets(read.tokens, name)) if not name.startswith(FAQ) else ()
        if best.facet and best.facet not in facets:
            # what the sentences around it tell outweighs the words of the piece
            facets = (best.facet,)
        concepts = set(self.concepts.find([self.readers.intents.speller.repair(token) for token in read.tokens]))
        if "complaint" in concepts and not read.clause.question:
            name, facets = "handoff", ("complaint",)
        name, facets = refine(name, facets, concepts)
        years = {mention.span for mention in dates if mention.kind == "year"}
        if facets[:1] == ("still_open",) and about and all(mention.span in years for mention in about):
            # “any training I can still join for 2026?”
            name = "courses"
        coming = of_coming_years(self.knowledge.courses, dates, message.today) if name == "courses" else ()
        courses = courses or coming
        if name == "courses" and courses and all(mention.by == "date" for mention in about):
            # “any course in 2026?” names none
            facets, concepts = ("open",), {*concepts, "next_edition"}
        elif name == "courses" and courses and facets[:1] in _OF_ONE:
            name, facets = _OF_ONE[facets[:1]]
        elif name == "courses" and not own and "next_edition" in concepts and self.generally(read):
            courses = ()
        stay = {"in_person", "place_turin"} & {*concepts, *self._said(read)}
        about_weeks = name == "workload" and facets[:1] == ("weeks",)
        guess = name in TOPICS and read.best.probability < _MERELY
        about_week = guess and len(courses) == 1 and "week" in self._said(read)
        if (about_weeks or about_week) and stay and self._in_turin(courses or dialogue.courses):
            # “how many weeks are in Turin?”, “which week is in Turin?” ask for one phase
            name, facets = "dates", ("phases",)
        if stay and not courses and not dialogue.courses and "phases" in facets:
            courses = self._meeting(message.today)
        if not courses and not dialogue.courses and name not in _WITHOUT_PLACE:
            courses = self.readers.courses.clues.meeting(read.clause.text, message.today)
        everywhere_said = concepts | set(self.concepts.find(words(message.text))) if name == "courses" else concepts
        here = [mention for mention in dates if start <= mention.span[0] < end] or (
            list(dates) if len(mentions) == 0 or all(m.by != "date" for m in mentions) else []
        )
        by_name = any(mention.by != "date" for mention in mentions) or bool(dialogue.courses)
        edges_too = name == "refunds" and by_name and len(here) == 1 and not self._names(here[0], message.text)
        day, before = self.day(here, courses or dialogue.courses, message.today, edges_too)
        return Request(
            topic=name,
            facets=facets,
            courses=courses,
            probability=round(read.best.probability, 3),
            day=day,
            days_before=before,
            wanted=compared_by(everywhere_said),
            paid=paid(message.text) if name == "refunds" else None,
            number=self.particulars.module(read) if name == "content" else None,
            subjects=self.particulars.subjects(read, courses or dialogue.courses) if name == "content" else (),
            dealt=self._dealt(read, name, facets, message.text)
            if name == "courses"
            else self._themed(read, name, courses or dialogue.courses),
            groups=self.particulars.groups(read, courses or dialogue.courses, message.text)
            if "audience" in facets
            else (),
            beyond="includes" in facets and self.particulars.beyond(concepts, courses or dialogue.courses),
            text=read.clause.text.strip(),
        )

    def _themed(
        self, read: Read, name: str, courses: Sequence[str]
    ) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Which courses deal with the theme of a question on contents that names none (“Which module is on …?”)."""
        return self.particulars.sought(read.clause.text) if name == "content" and not courses else ()

    def _dealt(
        self, read: Read, name: str, facets: tuple[str, ...], text: str
    ) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Which courses deal with what is asked for, or with what somebody who wants advice speaks of."""
        if facets[:1] not in (("subject",), ("recommend",)):
            return ()
        named = self.particulars.everywhere(read) if facets[0] == "subject" else ()
        # “does any course touch on that?” is about what the message told before
        found = named or self.particulars.sought(text)
        return found or (self.particulars.meant_for(text) if facets[0] == "recommend" else ())

    def generally(self, read: Read) -> bool:
        """Whether a piece speaks of courses by the general word (“the next course”), not of one told before."""
        return bool(self.readers.courses.names.nouns & set(words(read.clause.text)))

    def looks_for(self, read: Read) -> bool:
        """Whether a piece speaks of some course (“a course on …”), not of the one course (“besides the Academy”)."""
        before = list(read.tokens[: read.tokens.index(MASK)]) if MASK in read.tokens else []
        names = self.readers.courses.names
        if before and before[-1] in ARTICLES:
            return len(before) > 1 and before[-2] in names.strongly_about
        return bool(before) and before[-1] not in names.of

    def _names(self, mention: DateMention, text: str) -> bool:
        """Whether a date says which course is meant (“the Academy of 30 June”, “which begins on 30 June”)."""
        before = words(text[: mention.span[0]])[-_NEAR_DATE:]
        if {"start", "end"} & set(self.concepts.find(before)):
            return True
        while before and before[-1] in ARTICLES:
            before.pop()
        return bool(before) and before[-1] in self.readers.courses.names.of

    def _said(self, read: Read) -> list[str]:
        """The concepts of a piece as it was written, of the names of courses too."""
        return self.concepts.find(words(read.clause.text))

    def day(
        self, dates: Sequence[DateMention], courses: Sequence[str], today: date, edges_too: bool = False
    ) -> tuple[date | None, int | None]:
        """The day asked about: a calendar day, or so many days before the start.

        The first and last day of the course only name it, unless ``edges_too``.
        """
        known = [self.knowledge.courses[name] for name in courses if name in self.knowledge.courses]
        if not known:
            known = candidates(self.knowledge.courses.values(), today)[:1]
        near = first_day(known[0]) if known and first_day(known[0]) < date.max else today
        edges = {edge for course in known for period in course.periods() for edge in (period.start, period.end)}
        for mention in dates:
            if mention.kind == "before":
                return None, mention.days
            if mention.kind == "after" and mention.days is not None:
                return near + timedelta(days=mention.days), None
            day = mention.resolve(near)
            told = {(edge.day, edge.month) for edge in edges}
            if day is not None and (edges_too or mention.relative or (day.day, day.month) not in told):
                return day, None
        return None, None

    def _in_turin(self, courses: Sequence[str]) -> bool:
        """Whether any of the courses in question has a part in person, or none is known."""
        known = [self.knowledge.courses[name] for name in courses if name in self.knowledge.courses]
        return not known or any(
            "online" not in [version.value for version in course.format.mode.versions] for course in known
        )

    def _meeting(self, today: date) -> tuple[str, ...]:
        """The one course in question that has days in person; nothing where it is none or several."""
        found = [
            course.id
            for course in candidates(self.knowledge.courses.values(), today)
            if any(phase.mode == "in_person" for version in course.phases.versions for phase in version.value)
        ]
        return tuple(found) if len(found) == 1 else ()


def _together(earlier: Sequence[CourseMention], text: str) -> list[CourseMention]:
    """The last course named before, with those named in the same sentence."""
    found: list[CourseMention] = []
    for mention in reversed(earlier):
        if found and re.search(r"[.?!\n]", text[mention.span[1] - 1 : found[0].span[0]]):
            break
        found.insert(0, mention)
    return found
