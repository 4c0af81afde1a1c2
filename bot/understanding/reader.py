"""A message and what was said before, understood: language, requests with their courses, dates and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.facts.clock import is_over
from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue, Message
from bot.text import without_addresses, words
from bot.understanding.alternatives import alternatives
from bot.understanding.asking import RequestFinder
from bot.understanding.beside import compared, of_those_found
from bot.understanding.clauses import ClauseReader
from bot.understanding.context import ContextReader
from bot.understanding.course_choice import CourseChoice
from bot.understanding.course_dates import unknown_year
from bot.understanding.courtesy import CourtesyReader
from bot.understanding.dialogue import chosen, introduced, stored
from bot.understanding.follow_up import FollowUps
from bot.understanding.intents import FAQ
from bot.understanding.listed import ListReader
from bot.understanding.masks import MaskedText, spans_of
from bot.understanding.pieces import QUIET, PieceReader, Read
from bot.understanding.requests import RequestMaker
from bot.understanding.training import Readers
from bot.understanding.understanding import Request, Understanding

_POINTING = 4
"""Words beside small ones in a question that only points to the sentence before it."""

_GOING_ON = 6
"""Words of a message that begins with “and” which is about what was said before."""

_SURELY_QUIET = 0.8
"""Probability from which a piece surely asks nothing."""


class Reader:
    """Understands messages; pure once built."""

    def __init__(self, knowledge: Knowledge, readers: Readers) -> None:
        self.knowledge = knowledge
        self.readers = readers
        books = knowledge.lexicon.values()
        self.clauses, self.courtesy = ClauseReader(knowledge.lexicon), CourtesyReader(books)
        self.small = {word for book in books for term in (*book.stopwords, *book.fillers) for word in words(term)}
        self.pieces = PieceReader(
            readers, self.clauses, ListReader(books, self.clauses), self.courtesy, self.small, knowledge.faq.values()
        )
        self.context = ContextReader(self.pieces.concepts, books, knowledge.faq.values())
        self.maker = RequestMaker(knowledge, readers)
        self.asking = RequestFinder(self.pieces, self.maker, readers.courses.names)
        self.choice = CourseChoice(
            knowledge,
            readers.courses,
            self.maker.particulars.ordinals,
            self.clauses.negations,
            self.small,
            self.pieces.concepts,
        )
        self.follow_ups = FollowUps(self.clauses, self.pieces.concepts, self.choice, self.maker, self.small)

    def understand(self, message: Message, dialogue: Dialogue) -> Understanding:
        """Understand one message.

        Args:
            message: what came in.
            dialogue: what was said before in the conversation.
        """
        today = message.today
        dialogue = self._still_known(dialogue)
        body = self.courtesy.body(message.text)
        plain = without_addresses(body)
        dates = self.readers.dates.find(plain, today)
        mentions = self.readers.courses.find(plain, today, dates)
        masked = MaskedText(plain, spans_of(mentions, dates))
        tokens = self.readers.abbreviations.telling(masked.words())
        language = self.readers.language.guess(
            body, [token for token in tokens if not token.startswith("x")] or words(plain), dialogue.language,
            message.language_hint,
        )  # fmt: skip
        if language == "other":
            guesses = () if self.readers.by_topic else self._guesses(self.pieces.read(masked, language))
            return Understanding("other", (Request("out_of_scope", probability=0.9),), guesses=guesses)
        if self._withdrawing(plain, dialogue) and all(mention.by == "date" for mention in mentions):
            # “and on 30 June?” after a day of withdrawal names a day, be it the first one of the course
            mentions = []
        ambiguous = tuple(mentions[0].courses) if len(mentions) == 1 and len(mentions[0].courses) > 1 else ()
        mentions = self.choice.not_negated(plain, mentions, dates, today)
        named = tuple(
            dict.fromkeys(course for mention in mentions if len(mention.courses) == 1 for course in mention.courses)
        )
        if not mentions:
            named = self.choice.picked(plain, dialogue)
        choice = chosen(plain, dialogue, self.knowledge)
        if choice is not None:
            return replace(choice, language=language)
        reads = self.context.applied(self.pieces.read(masked, language))
        goes_on = (
            not named and self.clauses.follows(plain) and (self.clauses.points(plain) or len(words(plain)) <= _GOING_ON)
        )
        reads = self.context.after(reads, (stored(topic)[0] for topic in dialogue.topics), goes_on)
        # what follows the closing formula asks nothing, nor does it tell what the question is about
        said = replace(message, text=plain)
        requests = compared(self.asking.find(reads, mentions, dates, said, dialogue))
        requests = self.follow_ups.filled(requests, reads, named, ambiguous, dates, message, dialogue)
        alive = {course.id for course in self.knowledge.courses.values() if not is_over(course, today)}
        requests = of_those_found(introduced(requests, self.knowledge), alive)
        requests = requests or [replace(self.asking.leftover(reads, message), courses=named)]

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
            unknown_year(self.knowledge.courses, plain, dates, mentions, today),
        )

    def _withdrawing(self, text: str, dialogue: Dialogue) -> bool:
        """Whether a message goes on from what happens when somebody withdraws."""
        return self.clauses.follows(text) and any(stored(topic)[0] == "refunds" for topic in dialogue.topics)

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
            and not all(map(self.pieces.is_small, read.tokens))
            and not (number and self._belongs(read, reads[number - 1], answered))
        )

    def _belongs(self, read: Read, before: Read, answered: set[str]) -> bool:
        """“… Is that possible, and until when?”: a question about what was asked, or told, just before."""
        content = [token for token in read.tokens if token not in self.small]
        return before.best.name in answered and len(content) <= _POINTING and self.clauses.points(read.clause.text)
