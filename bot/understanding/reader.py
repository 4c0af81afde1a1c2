"""A message and what was said before, understood: language, requests with their courses, dates and amounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue, Message
from bot.text import latin_share, phrase, without_addresses, words
from bot.understanding.alternatives import alternatives
from bot.understanding.clauses import ClauseReader
from bot.understanding.dates import DateMention
from bot.understanding.dialogue import chosen, stored
from bot.understanding.intents import FAQ
from bot.understanding.mentions import MASK, CourseMention
from bot.understanding.pieces import QUIET, PieceReader, Read
from bot.understanding.requests import RequestMaker
from bot.understanding.training import Readers, course_mask, mask_tokens
from bot.understanding.understanding import Request, Understanding

SURE = 0.6
"""Below this probability a piece of a longer message is passed over."""

LEAST = 0.42
"""Below this probability a message is not understood: the assistant asks instead of guessing."""

_REACH, _FAR_REACH = 4, 8
"""Words a negation reaches over to a course's name; the same where a contrast follows (“not …, but …”)."""

_NEXT = 12
"""Characters after a course's name in which it is ruled out, or another one is told."""

_ELSEWHERE = ("other_training", "other_institution")
"""Facets of what is out of scope because it is about somebody else's training."""

_OPENING = 6
"""Words at the beginning of a message in which one of the courses told before is picked."""

_ASKED = frozenset({"when", "until_when", "how_much", "how_long", "where", "who"})
"""Concepts of question words that tell the topic well enough."""

_TELLING = frozenset({"refunds"})
_PULLED = 1.2
"""Topics of statements that draw a question beside them, and how far behind its best class they may be."""

_ANSWER_WORDS = 5
"""Words beside a course's name that still make an answer to “which course?”."""

_WISH = 0.9
"""What a wish without a question mark needs beside real questions."""

_POINTING = 4
"""Words beside small ones in a question that only points to the sentence before it."""

_SURELY_QUIET = 0.8
"""Probability from which a piece surely asks nothing."""

_UNSURE = 0.5
"""The most a request is believed that was not understood."""

_FLOOR = -0.6
"""Margin below which nothing is taken for a question: nine in ten of ours lie above, half of the strangers below."""


class Reader:
    """Understands messages; pure once built."""

    def __init__(self, knowledge: Knowledge, readers: Readers) -> None:
        self.knowledge = knowledge
        self.readers = readers
        self.clauses = ClauseReader(knowledge.lexicon.values())
        books = list(knowledge.lexicon.values())
        self.negations = self.clauses.negations
        self.contrasts = {phrase(term) for book in books for term in book.contrasts}
        self.small = {word for book in books for term in (*book.stopwords, *book.fillers) for word in words(term)}
        self.others = {phrase(term) for book in books for term in book.other}
        self.both = {phrase(term) for book in books for term in book.both}
        nouns = {word for book in books for term in (*book.pronouns, *book.course_nouns) for word in words(term)}
        self.pointing = nouns | self.small
        self.pieces = PieceReader(readers, self.clauses, self.small, knowledge.faq.values())
        self.maker = RequestMaker(knowledge, readers)

    def understand(self, message: Message, dialogue: Dialogue) -> Understanding:
        """Understand one message.

        Args:
            message: what came in.
            dialogue: what was said before in the conversation.
        """
        today = message.today
        dialogue = self._still_known(dialogue)
        body = self.clauses.body(message.text)
        plain = without_addresses(body)
        dates = self.readers.dates.find(plain, today)
        mentions = self.readers.courses.find(plain, today, dates)
        spans = _spans(dates, mentions)
        tokens = self.readers.abbreviations.telling(mask_tokens(plain, spans))
        language = self.readers.language.guess(
            body, [token for token in tokens if not token.startswith("x")] or words(plain), dialogue.language,
            message.language_hint,
        )  # fmt: skip
        if language == "other":
            guesses = () if self.readers.by_topic else self._guesses(self.pieces.read(plain, spans, language))
            return Understanding("other", (Request("out_of_scope", probability=0.9),), guesses=guesses)
        ambiguous = tuple(mentions[0].courses) if len(mentions) == 1 and len(mentions[0].courses) > 1 else ()
        mentions = self._not_negated(plain, mentions, dates, today)
        named = tuple(
            dict.fromkeys(course for mention in mentions if len(mention.courses) == 1 for course in mention.courses)
        )
        if not mentions:
            named = self._picked(plain, dialogue)
        choice = chosen(plain, dialogue, self.knowledge)
        if choice is not None:
            return replace(choice, language=language)
        reads = self.pieces.read(plain, spans, language)
        requests = self.maker.compared(self._requests(reads, mentions, dates, message, dialogue))
        requests = self._with_conversation(requests, reads, named, ambiguous, dates, message, dialogue)

        def instead(read: Read) -> Request:
            request = self.maker.make(read, mentions, dates, message, dialogue)
            return replace(request, courses=request.courses or named or dialogue.courses)

        second = tuple((intent.name, intent.probability) for read in reads for intent in read.intents[1:2])
        day = next((day for request in requests if (day := request.day)), None)
        return Understanding(
            language,
            tuple(requests),
            named,
            ambiguous,
            second,
            day,
            tuple(read.clause.text for read in reads),
            self._unanswered(reads, requests),
            self._guesses(reads),
            self._doubtful(reads, requests),
            alternatives(requests, reads, instead) if self.readers.by_topic else (),
        )

    @staticmethod
    def _guesses(reads: Sequence[Read]) -> tuple[tuple[str, float], ...]:
        """What the pieces most likely ask, sure or not."""
        best: dict[str, float] = {}
        for intent in (intent for read in reads for intent in read.intents):
            if intent.name not in (*QUIET, "out_of_scope", "handoff"):
                best[intent.name] = max(intent.probability, best.get(intent.name, 0.0))
        return tuple(sorted(best.items(), key=lambda item: -item[1]))

    def _still_known(self, dialogue: Dialogue) -> Dialogue:
        """A remembered dialogue without entries and courses that an edit took away."""

        def known(remembered: str) -> bool:
            topic = stored(remembered)[0]
            return not topic.startswith(FAQ) or topic.removeprefix(FAQ) in self.knowledge.faq

        courses = self.knowledge.courses
        return replace(
            dialogue,
            courses=tuple(name for name in dialogue.courses if name in courses),
            offered=tuple(name for name in dialogue.offered if name in courses),
            topics=tuple(filter(known, dialogue.topics)),
            pending=tuple(filter(known, dialogue.pending)),
        )

    @staticmethod
    def _doubtful(reads: Sequence[Read], requests: Sequence[Request]) -> int:
        """How many pieces are neither answered nor surely small talk or background."""
        answered = {request.topic for request in requests}
        return sum(
            read.best.name not in answered and not (read.best.name in QUIET and read.best.probability >= _SURELY_QUIET)
            for read in reads
        )

    def _unanswered(self, reads: Sequence[Read], requests: Sequence[Request]) -> tuple[str, ...]:
        """Questions that nothing came of: the reply says so, and is less sure."""
        answered = {request.topic for request in requests}
        return tuple(
            read.clause.text.strip()
            for number, read in enumerate(reads)
            if read.clause.question
            and not read.clause.within
            and read.best.name not in (*answered, *QUIET)
            and not (number and self._belongs(read, reads[number - 1], answered))
        )

    def _belongs(self, read: Read, before: Read, answered: set[str]) -> bool:
        """“… Is that possible, and until when?”: a question about what was asked, or told, just before."""
        content = [token for token in read.tokens if token not in self.small]
        return before.best.name in answered and len(content) <= _POINTING and self.clauses.points(read.clause.text)

    def _picked(self, text: str, dialogue: Dialogue) -> tuple[str, ...]:
        """“The other one”, “the first one, where do I sleep?”, “both”: of the courses told side by side before."""
        offered = dialogue.offered
        said = phrase(text)
        if len(offered) < 2:
            return ()
        padded = f" {said} "
        if len(offered) == 2 and any(f" {term} " in padded for term in self.both):
            return offered
        if any(f" {term} " in padded for term in self.others):
            rest = [course for course in offered if course not in dialogue.courses]
            return (rest[0],) if len(rest) == 1 else ()
        content = said.split()[:_OPENING]
        for i, word in enumerate(content):
            number = self.maker.ordinals.get(word)
            if number is None:
                continue
            following = content[i + 1] if i + 1 < len(content) else ""
            if following and following not in self.pointing:
                return ()
            position = number - 1 if number > 0 else len(offered) - 1
            return (offered[position],) if position < len(offered) else ()
        return ()

    def _only_the_other(self, text: str) -> bool:
        """“No, the other one”, where several are left: which one is asked back."""
        said = f" {phrase(text)} "
        for term in sorted(self.others, key=len, reverse=True):
            if f" {term} " in said:
                return all(word in self.small | self.negations for word in said.replace(f" {term} ", " ").split())
        return False

    def _not_negated(
        self, text: str, mentions: list[CourseMention], dates: Sequence[DateMention], today: date
    ) -> list[CourseMention]:
        """“Not the Academy, the other one”: a course that is ruled out is not meant, where another one is."""
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
        kept = kept or (self.readers.courses.by_dates(dates, today) if len(mentions) == 1 else [])
        return kept if kept or ruled_out else mentions

    def _requests(
        self,
        reads: Sequence[Read],
        mentions: Sequence[CourseMention],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> list[Request]:
        """What the pieces ask; of a longer message only what is sure enough."""
        asking = [read for read in reads if self.pieces.asks(read)]
        questions = any((read.clause.question or read.clause.asks) and read.best.probability >= SURE for read in asking)
        marked = any(read.clause.question and read.best.probability >= LEAST for read in asking)
        if marked:
            asking = [read for read in asking if read.clause.question or read.best.probability >= _WISH]
        strong = [read for read in asking if self._strong(read, len(reads), questions)]
        strong = _in_context(strong, reads)
        if not strong and asking:
            best = max(asking, key=lambda read: read.best.probability)
            strong = [best] if best.best.probability >= LEAST and best.best.margin > _FLOOR else []
        if self._only_thanks(strong, reads):
            return []
        if strong and not mentions and not dialogue.courses and self._elsewhere(strong, reads, message):
            return [Request("out_of_scope", ("other_training",), probability=0.7)]
        return self.maker.merged([self.maker.make(read, mentions, dates, message, dialogue) for read in strong])

    @staticmethod
    def _only_thanks(strong: Sequence[Read], reads: Sequence[Read]) -> bool:
        """“Thank you! Have a nice day”: beside thanks and greetings, what is no question must be sure to be one."""
        kind = any(read.best.name == "smalltalk" and read.best.probability >= SURE for read in reads)
        return kind and all(
            not (read.clause.question or read.clause.asks) and read.best.probability < _WISH for read in strong
        )

    def _elsewhere(self, strong: Sequence[Read], reads: Sequence[Read], message: Message) -> bool:
        """Whether the questions are about a training that is none of ours."""
        named = any(read.best.facet in _ELSEWHERE and read.best.probability >= _WISH for read in reads)
        return (named or self.readers.courses.other_training(message.text)) and all(
            not read.best.name.startswith(FAQ) and read.best.name != "handoff" for read in strong
        )

    def _strong(self, read: Read, among: int, questions: bool) -> bool:
        """Whether a piece surely asks; a statement beside questions must be surer."""
        if among == 1:
            return read.best.probability >= LEAST and read.best.margin > _FLOOR
        if questions and not (read.clause.question or read.clause.asks or read.clause.within):
            return False
        if read.clause.question and (read.clause.asks or not read.clause.within):
            return read.best.probability >= LEAST and read.best.margin > _FLOOR
        return read.best.probability >= SURE

    # -- conversation -------------------------------------------------------------------------------------------

    def _with_conversation(
        self,
        requests: list[Request],
        reads: Sequence[Read],
        named: tuple[str, ...],
        ambiguous: tuple[str, ...],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> list[Request]:
        """Fill in what a follow-up leaves out: the topic where only a course is named, or the course."""
        carried = [stored(topic) for topic in dialogue.pending or dialogue.topics]
        weak = not requests or max(request.probability for request in requests) < 0.55
        content = [token for read in reads for token in read.tokens]
        rest = [token for token in content if token not in (MASK, "xdate", "xdays", "0")]
        short = len(rest) <= 6 or sum(token not in self.small for token in rest) <= 3
        only_named = not [token for token in rest if token not in self.small]
        answering = bool(dialogue.pending) and len(rest) <= _ANSWER_WORDS
        if carried and (named or ambiguous) and (only_named or not requests or (weak and short) or answering):
            return [Request(topic, facets, named, 0.75) for topic, facets in carried]
        if carried and named and self._corrected(requests, reads, named, message, dialogue):
            return [Request(topic, facets, named, 0.7) for topic, facets in carried]
        if named and not carried and only_named:
            requests = []
        if carried and not named and self._only_the_other(message.text):
            return [Request(topic, facets, (), 0.6) for topic, facets in carried]
        timed = [(topic, facets) for topic, facets in carried if topic in ("deadline", "refunds", "dates")]
        follows = self.clauses.follows(message.text)
        unsure = weak or max((request.probability for request in requests), default=0.0) < 0.8
        already = {request.topic for request in requests} & {"deadline", "refunds", "dates"}
        if timed and dates and not named and short and not (already and not weak) and (unsure or only_named or follows):
            day, before = self.maker.day(dates, dialogue.courses, message.today)
            return [Request(timed[0][0], timed[0][1], dialogue.courses, 0.7, day, before)]
        if carried and follows and short and not named and weak and not self._surely_said(reads):
            return [Request(topic, facets, dialogue.courses, 0.6) for topic, facets in carried[:1]]
        if requests:
            if len(named) == 1 and not self.clauses.means_another(message.text):
                requests = [_of_one(request) for request in requests]
            topical = named or dialogue.courses
            if self.clauses.means_another(message.text) and not named:
                return [r if r.topic == "courses" or r.courses else replace(r, courses=topical) for r in requests]
            return [
                request if request.courses or ambiguous or not topical else replace(request, courses=topical)
                for request in requests
            ]
        if named and only_named:
            return [Request("dates", ("period",), named, 0.5), Request("content", ("summary",), named, 0.5)]
        return [replace(self._leftover(reads, message), courses=named)]

    def _surely_said(self, reads: Sequence[Read]) -> bool:
        """Whether a follow-up has a question word of its own (“and until when?”)."""
        return any(_ASKED & set(self.pieces.concepts.find(list(read.tokens))) for read in reads)

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
        return not any(read.clause.question for read in reads) and all(r.probability < _WISH for r in requests)

    def _leftover(self, reads: Sequence[Read], message: Message) -> Request:
        """A message that asks nothing known: small talk, out of scope, or not understood."""
        if not reads and any(unicodedata.category(sign) == "So" for sign in message.text):
            return Request("smalltalk", ("any",), probability=0.7)
        if not reads:
            facet = "gibberish" if latin_share(message.text) > 0.5 else "general"
            return Request("out_of_scope", (facet,), probability=0.6)
        best = max(reads, key=lambda read: read.best.probability).best
        out = [read.best for read in reads if read.best.name == "out_of_scope"]
        if any(read.best.facet == "gibberish" and MASK in read.tokens for read in reads):
            return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))
        if out or self.readers.courses.other_training(message.text):
            if not out:
                return Request("out_of_scope", ("other_training",), probability=0.7)
            ours = out[0].probability < SURE and any(MASK in read.tokens for read in reads)
            return Request(
                "unclear" if ours else "out_of_scope", () if ours else (out[0].facet,),
                probability=round(min(out[0].probability, _UNSURE) if ours else out[0].probability, 3),
            )  # fmt: skip
        if any(read.clause.question and read.best.name != "smalltalk" for read in reads):
            return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))
        if best.name == "smalltalk" or any(read.best.name == "smalltalk" for read in reads):
            small = next((read.best for read in reads if read.best.name == "smalltalk"), best)
            return Request("smalltalk", (small.facet,), probability=round(small.probability, 3))
        if best.name == "background":
            return Request(
                "smalltalk" if len(reads) == 1 and len(reads[0].tokens) < 8 else "unclear",
                ("any",),
                probability=0.5,
            )
        return Request("unclear", (), probability=min(round(best.probability, 3), _UNSURE))


def _in_context(strong: Sequence[Read], reads: Sequence[Read]) -> list[Read]:
    """“I must cancel. How much of the price comes back?”: a statement tells what a question beside it is about."""
    told = {
        read.best.name for read in reads if not read.clause.question and read.best.probability >= _WISH
    } & _TELLING  # fmt: skip
    found = []
    for read in strong:
        other = next((intent for intent in read.intents if intent.name in told), None)
        if other is None or not read.clause.question or other.margin < read.best.margin - _PULLED:
            found.append(read)
            continue
        found.append(replace(read, intents=(other, *(intent for intent in read.intents if intent is not other))))
    return found


def _of_one(request: Request) -> Request:
    """Which courses are open, asked of one course, is whether that one is."""
    about_it = request.facets[:1] == ("open",) and len(request.courses) == 1 and "next" not in request.wanted
    if request.topic == "courses" and about_it:
        return replace(request, topic="deadline", facets=("still_open",), wanted=())
    return request


def _spans(dates: Sequence[DateMention], mentions: Sequence[CourseMention]) -> list[tuple[tuple[int, int], str]]:
    spans = [(mention.span, course_mask(mention)) for mention in mentions]
    return spans + [(mention.span, "xdays" if mention.kind in ("before", "after") else "xdate") for mention in dates]
