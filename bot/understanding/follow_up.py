"""What a follow-up leaves out: its topic or its course, filled in from what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.messages import Dialogue, Message
from bot.text import words
from bot.understanding.asking import WISH
from bot.understanding.clauses import ClauseReader
from bot.understanding.concepts import Concepts
from bot.understanding.course_choice import CourseChoice
from bot.understanding.dates import DateMention
from bot.understanding.dialogue import HOW_HELD, stored
from bot.understanding.masks import MASKS
from bot.understanding.pieces import QUIET, Read
from bot.understanding.requests import RequestMaker
from bot.understanding.understanding import Request

_HOW_HELD = frozenset({"online", "in_person", "blended", "place_turin"})
"""Concepts of how a course is held, which its name may have (“Is the training in Turin?”)."""

_ASKED = frozenset({"when", "until_when", "how_much", "how_long", "where", "who"})
"""Concepts of question words that tell the topic well enough."""

_TIMED = ("deadline", "refunds", "dates")
"""Topics whose answer depends on a day."""

_ANSWER_WORDS = 5
"""Words beside a course's name that still make an answer to “which course?”."""

_WEAK, _UNDOUBTED = 0.55, 0.8
"""Probability below which a message asks nothing of its own; the same where it names another day."""

_MOVED = ("refunds", ("transfer",))
"""What talk of another course may be taken for."""

_ALL_OF_IT = (("courses", ("overview",)),)
"""What is asked of a course that is only named."""

_DIPLOMA = ("certificate", ("diploma",))
"""A topic that outlives the answer: what it takes is asked bit by bit."""

_LIKELY = 0.1
"""Probability from which a class is one that a message may ask."""

_SHORT, _SHORT_CONTENT, _SUPPOSED = 6, 3, 12
"""Words of a short message, or those of them that are not small; the words of one that supposes another day."""


class FollowUps:
    """Reads messages together with the conversation before them.

    Args:
        clauses: tells how a message goes on from another.
        concepts: finds question words.
        choice: tells “the other one”.
        maker: tells which day is asked about.
        small: words that alone ask nothing.
    """

    def __init__(
        self,
        clauses: ClauseReader,
        concepts: Concepts,
        choice: CourseChoice,
        maker: RequestMaker,
        small: set[str],
    ) -> None:
        self.clauses = clauses
        self.concepts = concepts
        self.choice = choice
        self.maker = maker
        self.small = small

    def filled(
        self,
        requests: list[Request],
        reads: Sequence[Read],
        named: tuple[str, ...],
        ambiguous: tuple[str, ...],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> list[Request]:
        """Fill in what a follow-up leaves out: the topic where only a course is named, or the course.

        Args:
            requests: what the message asks by itself.
            reads: its pieces.
            named: the courses it means.
            ambiguous: courses that a name in it may mean.
            dates: dates in it.
            message: the whole message.
            dialogue: what was said before.

        Returns:
            The requests; none where neither the message nor the conversation asks anything.
        """
        carried = [stored(topic) for topic in dialogue.pending or dialogue.topics]
        weak = not requests or max(request.probability for request in requests) < _WEAK
        content = [token for read in reads for token in read.tokens]
        # an ordinal picks a course (“and the second?”)
        rest = [token for token in content if token not in MASKS and not (named and token in self.choice.ordinals)]
        short = len(rest) <= _SHORT or sum(token not in self.small for token in rest) <= _SHORT_CONTENT
        only_named = not [token for token in rest if token not in self.small]
        answering = bool(dialogue.pending) and len(rest) <= _ANSWER_WORDS and not self._asks_anew(reads, carried)
        told = not dialogue.pending and named == dialogue.courses
        carrying = only_named or not requests or (weak and short) or answering
        if carried and (named or ambiguous) and carrying and not told:
            return [Request(topic, facets, named, 0.75) for topic, facets in _of_the_chosen(carried, named)]
        if carried and named and self._corrected(requests, reads, named, message, dialogue):
            return [Request(topic, facets, named, 0.7) for topic, facets in carried]
        if named and only_named and (told or not carried):
            requests = []
        # “and on the 5th?” is a day, “and the second?” a course
        dated = any(mention.kind == "day" for mention in dates)
        if carried and not named and not dated and self.choice.only_the_other(message.text):
            return [Request(topic, facets, (), 0.6) for topic, facets in carried]
        if carried and named and not told and self._of_the_other(requests, message):
            return [Request(topic, facets, named, 0.7) for topic, facets in _of_the_chosen(carried, named)]
        timed = [(topic, facets) for topic, facets in carried if topic in _TIMED]
        follows = self.clauses.follows(message.text)
        unsure = weak or max((request.probability for request in requests), default=0.0) < _UNDOUBTED
        already = {request.topic for request in requests}.intersection(_TIMED)
        another = only_named or (not (already and not weak) and (unsure or follows))
        # “and if I wait until the 20th?” after a day of withdrawal is about another one
        supposed = dialogue.day is not None and bool(self.clauses.conditions.intersection(words(message.text)[:2]))
        supposed = supposed and len(rest) <= _SUPPOSED and "refunds" not in already
        if (
            timed
            and any(mention.kind != "year" for mention in dates)
            and not named
            and ((short and another) or supposed)
        ):
            spoken = date.fromisoformat(dialogue.day) if dialogue.day else message.today
            days = [mention.near(spoken) for mention in dates] if dialogue.day else dates
            day, before = self.maker.day(days, dialogue.courses, message.today, timed[0][0] == "refunds")
            return [Request(timed[0][0], timed[0][1], dialogue.courses, 0.7, day, before)]
        if carried and follows and short and not named and weak and not self._asks_other(reads, carried):
            return [Request(topic, facets, dialogue.courses, 0.6) for topic, facets in carried[:1]]
        if _DIPLOMA in carried and short and not named and not self.clauses.means_another(message.text):
            requests = [_of_the_diploma(request) for request in requests]
        if any(topic == "fees" for topic, _ in carried) and short and follows and not named:
            requests = [_of_the_price(request) for request in requests]
        if requests:
            another_course = self.clauses.means_another(message.text)
            if len(named) == 1 and not another_course:
                requests = [
                    _of_one(request, len(reads) == 1 and self.maker.looks_for(reads[0])) for request in requests
                ]
            elif len(named) > 1 and not another_course:
                # “the one in Turin, is it over? And the one in February, is it open?”
                requests = [_of_one(request, False) for request in requests]
            topical = named or dialogue.courses
            general = any(read.best.name == "courses" and self.maker.generally(read) for read in reads)
            left = [
                request.courses
                or ambiguous
                or (another_course and not named and request.topic == "courses")
                or (general and request.topic == "courses" and "next" in request.wanted)
                for request in requests
            ]
            filled = [r if own else replace(r, courses=topical) for r, own in zip(requests, left, strict=True)]
            return _chosen(filled, carried, named)
        if named and only_named:
            how = _HOW_HELD & set(self.concepts.find(words(message.text)))
            asking = self.clauses.is_asking(message.text) or self.clauses.question_words.intersection(rest)
            asked = HOW_HELD if how and asking else _ALL_OF_IT
            return [Request(topic, facets, named, 0.5) for topic, facets in asked]
        return []

    def _of_the_other(self, requests: Sequence[Request], message: Message) -> bool:
        """“And the other, the one of February?” asks the same of another course."""
        read_as = {(request.topic, request.facets[:1]) for request in requests}
        of_others = all(topic == "courses" or (topic, facet) == _MOVED for topic, facet in read_as)
        return of_others and self.clauses.follows(message.text) and self.choice.tells_the_other(message.text)

    def _asks_anew(self, reads: Sequence[Read], carried: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether a message that could say which course is meant surely asks something else (“What does … cost?”)."""
        asked = {topic for topic, _ in carried}
        return any(
            read.best.name not in (*asked, *QUIET)
            and read.best.probability >= _UNDOUBTED
            and (read.clause.question or read.clause.asks)
            for read in reads
        )

    def _asks_other(self, reads: Sequence[Read], carried: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether a follow-up has a question word of its own (“and until when?”), or words that never ask what was
        asked before (“and the fee?”).
        """
        if any(_ASKED & set(self.concepts.find(list(read.tokens))) for read in reads):
            return True
        likely = {intent.name for read in reads for intent in read.intents if intent.probability >= _LIKELY}
        likely -= {*QUIET, "out_of_scope"}
        return bool(likely) and likely.isdisjoint(topic for topic, _ in carried)

    def _corrected(
        self,
        requests: Sequence[Request],
        reads: Sequence[Read],
        named: tuple[str, ...],
        message: Message,
        dialogue: Dialogue,
    ) -> bool:
        """“Sorry, I meant the other Academy”: another course, and no question but the one before."""
        if set(named) <= set(dialogue.courses) or not self.clauses.corrects(message.text):
            return False
        return not any(read.clause.question for read in reads) and all(r.probability < WISH for r in requests)


def _of_the_chosen(
    carried: Sequence[tuple[str, tuple[str, ...]]], named: tuple[str, ...]
) -> Sequence[tuple[str, tuple[str, ...]]]:
    """What is asked of a course that is chosen: not which courses there are, but what was asked beside that."""
    if len(named) != 1:
        return carried
    return [(topic, facets) for topic, facets in carried if topic != "courses"] or _ALL_OF_IT


def _chosen(
    requests: list[Request], carried: Sequence[tuple[str, tuple[str, ...]]], named: tuple[str, ...]
) -> list[Request]:
    """“I take the Academy one” after a list of courses compares nothing: the one chosen is to be told."""
    listed = any(topic == "courses" for topic, _ in carried)
    if not (listed and len(named) == 1 and len(requests) == 1 and requests[0].topic == "courses"):
        return requests
    if requests[0].wanted or requests[0].facets[:1] not in (("compare",), ("list",), ("recommend",)):
        return requests
    return [replace(requests[0], facets=("overview",))]


def _of_the_diploma(request: Request) -> Request:
    """How many courses, and in what time, asked of the diploma spoken of."""
    if request.topic not in ("courses", "workload"):
        return request
    return replace(request, topic=_DIPLOMA[0], facets=_DIPLOMA[1], wanted=())


def _of_the_price(request: Request) -> Request:
    """“And the meals?” after the price asks whether it covers them."""
    if request.topic != "campus" or request.facets[:1] == ("location",):
        return request
    return replace(request, topic="fees", facets=("includes",))


def _of_one(request: Request, sought: bool) -> Request:
    """Which courses are open, asked of one course, is whether that one is; looking for a course on the subject of one
    asks for that one.
    """
    if sought and request.topic == "courses" and request.facets[:1] == ("list",) and len(request.courses) == 1:
        return replace(request, facets=("overview",), wanted=())
    about_it = request.facets[:1] == ("open",) and len(request.courses) == 1 and "next" not in request.wanted
    if request.topic == "courses" and about_it:
        return replace(request, topic="deadline", facets=("still_open",), wanted=())
    return request
