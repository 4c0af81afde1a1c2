"""A message and what was said before, understood: language, requests with their courses, dates and amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.clock import candidates, first_day
from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue, Message
from bot.understanding.clauses import Clause, ClauseReader
from bot.understanding.courses import MASK, CourseMention
from bot.understanding.dates import DateMention
from bot.understanding.dialogue import chosen, stored
from bot.understanding.intents import FAQ, Intent
from bot.understanding.text import latin_share, phrase, without_addresses, words
from bot.understanding.training import Readers, mask_tokens
from bot.understanding.understanding import Request, Understanding

SURE = 0.6
"""Below this probability a piece of a longer message is passed over."""

LEAST = 0.42
"""Below this probability a message is not understood: the assistant asks instead of guessing."""

_SPLIT = 0.1
"""Margin above which a piece of a sentence stands for a question of its own."""

_FLOOR = -0.6
"""Margin below which nothing is taken for a question: nine in ten of ours lie above, half of the strangers below."""

_PEOPLE = frozenset({"ngo", "union", "employer_org", "government", "researcher", "consultant", "un_staff"})
_STEM = 7
"""Concepts of people that target groups are told by, and the letters by which professions are compared."""

_TELLING = frozenset({"intro_self"})
"""Concepts of sentences in which people speak of themselves."""

_TOPIC_OF = {"fee": ("fees", "total"), "weeks": ("workload", "weeks"), "language": ("language", "languages")}
_COMPARABLE = {"fees": "fee", "workload": "weeks", "language": "", "requirements": "", "format": ""}

_OWN, _POINTING, _POINTING_WORDS, _SENTENCE_WORDS = 0.3, 2, 7, 5
"""A question below this margin, of so few words, belongs to the sentence before it, if that has so many."""

_HANGING = 0.8
"""The same for a piece that begins with a preposition."""

QUIET = ("background", "smalltalk")
_AMOUNT = re.compile(
    r"(?:€|eur(?:os?)?)\s*(\d{1,3}(?:[.,\s]\d{3})+|\d{2,6})|(\d{1,3}(?:[.,\s]\d{3})+|\d{2,6})\s*(?:€|eur(?:os?)?\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Read:
    """One clause with what the classifier says of it."""

    clause: Clause
    tokens: tuple[str, ...]
    intents: tuple[Intent, ...]

    @property
    def best(self) -> Intent:
        """The most likely class."""
        return self.intents[0]


class Reader:
    """Understands messages; pure once built."""

    def __init__(self, knowledge: Knowledge, readers: Readers) -> None:
        self.knowledge = knowledge
        self.readers = readers
        self.clauses = ClauseReader(knowledge.lexicon.values())
        self.concepts = readers.intents.concepts
        books = list(knowledge.lexicon.values())
        self.negations = {phrase(term) for book in books for term in book.not_this if " " not in term}
        self.ordinals = {phrase(word): number for book in books for word, number in book.ordinals.items()}
        self.small = {word for book in books for term in (*book.stopwords, *book.fillers) for word in words(term)}

    def understand(self, message: Message, dialogue: Dialogue) -> Understanding:
        """Understand one message.

        Args:
            message: what came in.
            dialogue: what was said before in the conversation.
        """
        today = message.today
        body = self.clauses.body(message.text)
        plain = without_addresses(body)
        dates = self.readers.dates.find(plain, today)
        mentions = self.readers.courses.find(plain, today, dates)
        spans = _spans(dates, mentions)
        tokens = mask_tokens(plain, spans)
        language = self.readers.language.guess(
            body, [token for token in tokens if not token.startswith("x")] or words(plain), dialogue.language,
            message.language_hint,
        )  # fmt: skip
        if language == "other":
            return Understanding("other", (Request("out_of_scope", probability=0.9),))
        ambiguous = tuple(mentions[0].courses) if len(mentions) == 1 and len(mentions[0].courses) > 1 else ()
        mentions = self._not_negated(plain, mentions)
        named = tuple(
            dict.fromkeys(course for mention in mentions if len(mention.courses) == 1 for course in mention.courses)
        )
        choice = chosen(plain, dialogue, self.knowledge)
        if choice is not None:
            return replace(choice, language=language)
        reads = self._reads(plain, spans)
        requests = self._compared(self._requests(reads, mentions, dates, message, dialogue))
        requests = self._with_conversation(requests, reads, named, ambiguous, dates, message, dialogue)
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
        )

    def _not_negated(self, text: str, mentions: list[CourseMention]) -> list[CourseMention]:
        """“Not the Academy, the other one”: a course that is ruled out is not meant, where another one is."""
        kept = [
            mention
            for mention in mentions
            if not (set(words(text[max(0, mention.span[0] - 14) : mention.span[0]])[-2:]) & self.negations)
        ]
        return kept or mentions

    # -- pieces -------------------------------------------------------------------------------------------------

    def _read(self, clause: Clause, spans: list[tuple[tuple[int, int], str]]) -> Read | None:
        start = clause.start
        moved = [((a - start, b - start), word) for (a, b), word in spans]
        tokens = mask_tokens(clause.text, moved)
        if not tokens:
            return None
        return Read(clause, tuple(tokens), tuple(self.readers.intents.read(tokens)))

    def _reads(self, body: str, spans: list[tuple[tuple[int, int], str]]) -> list[Read]:
        """Sentences, those that ask several things taken apart."""
        found: list[Read] = []
        sentences = self.clauses.sentences(body)
        if len(sentences) > 1:
            sentences = [clause for clause in sentences if not self.clauses.is_greeting(clause.text)] or sentences
        sentences = [self.clauses.without_greeting(clause) for clause in sentences]
        for clause in self._joined(sentences, spans):
            whole = self._read(clause, spans)
            if whole is None:
                continue
            found += self._split(whole, spans) or [whole]
        return found

    def _joined(self, sentences: Sequence[Clause], spans: list[tuple[tuple[int, int], str]]) -> list[Clause]:
        """“I would like to apply in June. Is that possible?” is one question."""
        found: list[Clause] = []
        for clause in sentences:
            if found and self._points_back(clause, found[-1], spans):
                last = found.pop()
                text = f"{last.text.rstrip(' .')} {clause.text}"
                found.append(Clause(text, last.start, True, True))
            else:
                found.append(clause)
        return found

    def _points_back(self, clause: Clause, before: Clause, spans: list[tuple[tuple[int, int], str]]) -> bool:
        """Whether a question has no content of its own (“Is that possible?”) and asks about the sentence before."""
        if not clause.question or before.question or len(words(before.text)) < _SENTENCE_WORDS:
            return False
        content = [word for word in words(clause.text) if word not in self.small]
        if len(content) > _POINTING or len(words(clause.text)) > _POINTING_WORDS:
            return False
        read = self._read(clause, spans)
        return read is None or not self._asks(read) or read.best.margin < _OWN

    def _split(self, whole: Read, spans: list[tuple[tuple[int, int], str]]) -> list[Read]:
        """The pieces of a sentence where they surely ask different things; else nothing."""
        pieces = self.clauses.pieces(whole.clause)
        if len(pieces) < 2:
            return []
        reads = [read for read in (self._read(piece, spans) for piece in pieces) if read]
        sure = [
            read
            for read in reads
            if self._asks(read)
            and read.best.margin > (_SPLIT if read is reads[0] or not self._hangs(read) else _HANGING)
            and any(not self._is_small(token) for token in read.tokens)
        ]
        told = [read for read in sure if read.clause.asks or not self._tells(read)]
        sure = told or sure
        if len({(read.best.name, read.best.facet) for read in sure}) < 2 and len(told) == len(sure):
            return []
        return sure

    def _hangs(self, read: Read) -> bool:
        """“… for the course of this autumn”: a piece that begins with a preposition belongs to the one before."""
        return read.tokens[0] in self.readers.courses.of | self.readers.courses.about and not read.clause.asks

    def _tells(self, read: Read) -> bool:
        """“I do not speak English” beside a question tells about the person."""
        return bool(_TELLING & set(self.concepts.find(list(read.tokens))))

    def _is_small(self, token: str) -> bool:
        """Words that alone ask nothing: articles, fillers, masks."""
        return token in self.small or token in (MASK, "xdate", "xdays", "0")

    def _asks(self, read: Read) -> bool:
        return read.best.name not in (*QUIET, "out_of_scope")

    # -- requests -----------------------------------------------------------------------------------------------

    def _requests(
        self,
        reads: Sequence[Read],
        mentions: Sequence[CourseMention],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> list[Request]:
        """What the pieces ask; of a longer message only what is sure enough."""
        asking = [read for read in reads if self._asks(read)]
        questions = any((read.clause.question or read.clause.asks) and read.best.probability >= SURE for read in asking)
        strong = [read for read in asking if self._strong(read, len(reads), questions)]
        if not strong and asking:
            best = max(asking, key=lambda read: read.best.probability)
            strong = [best] if best.best.probability >= LEAST and best.best.margin > _FLOOR else []
        if strong and not mentions and not dialogue.courses and self._elsewhere(strong, message):
            return [Request("out_of_scope", ("other_training",), probability=0.7)]
        return self._merge([self._request(read, mentions, dates, message, dialogue) for read in strong])

    def _elsewhere(self, strong: Sequence[Read], message: Message) -> bool:
        """Whether the questions are about a training that is none of ours."""
        return self.readers.courses.other_training(message.text) and all(
            not read.best.name.startswith(FAQ) and read.best.name != "handoff" for read in strong
        )

    def _strong(self, read: Read, among: int, questions: bool) -> bool:
        """Whether a piece surely asks; a statement beside questions must be surer."""
        if among == 1:
            return read.best.probability >= LEAST and read.best.margin > _FLOOR
        if questions and not (read.clause.question or read.clause.asks or read.clause.within):
            return False
        return read.best.probability >= SURE

    def _request(
        self,
        read: Read,
        mentions: Sequence[CourseMention],
        dates: Sequence[DateMention],
        message: Message,
        dialogue: Dialogue,
    ) -> Request:
        start, end = read.clause.start, read.clause.start + len(read.clause.text)
        own = [mention for mention in mentions if start <= mention.span[0] < end and len(mention.courses) == 1]
        everywhere = [mention for mention in mentions if len(mention.courses) == 1]
        earlier = [mention for mention in everywhere if mention.span[0] < start]
        about = own or _together(earlier, message.text) or everywhere
        courses = tuple(dict.fromkeys(course for mention in about for course in mention.courses))
        name = read.best.name
        facets = tuple(self.readers.intents.facets(read.tokens, name)) if not name.startswith(FAQ) else ()
        concepts = set(self.concepts.find([self.readers.intents.speller.repair(token) for token in read.tokens]))
        name, facets = refine(name, facets, concepts)
        everywhere_said = set(self.concepts.find(words(message.text))) if name == "courses" else concepts
        here = [mention for mention in dates if start <= mention.span[0] < end] or (
            list(dates) if len(mentions) == 0 or all(m.by != "date" for m in mentions) else []
        )
        by_name = any(mention.by != "date" for mention in mentions) or bool(dialogue.courses)
        edges_too = name == "refunds" and by_name and len(here) == 1 and concepts.isdisjoint({"start", "end"})
        day, before = self._day(here, courses or dialogue.courses, message.today, edges_too)
        return Request(
            topic=name,
            facets=facets,
            courses=courses,
            probability=round(read.best.probability, 3),
            day=day,
            days_before=before,
            wanted=_wanted(everywhere_said),
            paid=_paid(message.text) if name == "refunds" else None,
            number=self._number(read) if name == "content" else None,
            groups=self._groups(read, courses or dialogue.courses) if "audience" in facets else (),
            text=read.clause.text.strip(),
        )

    def _day(
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

    def _number(self, read: Read) -> int | None:
        """Which module is asked about: its number, -1 for the last one; None where none is singled out."""
        if "module" not in self.concepts.find(list(read.tokens)):
            return None
        said = words(read.clause.text)
        digits = [int(word) for word in said if word.isdigit() and int(word) <= 30]
        if digits:
            return digits[0]
        found = [self.ordinals[word] for word in said if word in self.ordinals]
        return found[0] if found else None

    def _groups(self, read: Read, courses: Sequence[str]) -> tuple[int, ...]:
        """Which target groups of the one course in question a piece speaks of: “I work for an NGO”."""
        known = [self.knowledge.courses[name] for name in courses if name in self.knowledge.courses]
        if len(known) != 1 or not known[0].requirements.audience.stated:
            return ()
        said = [self.readers.intents.speller.repair(token) for token in read.tokens]
        people = set(self.concepts.find(said)) & _PEOPLE
        stems = {word[:_STEM] for word in said if len(word) >= _STEM}
        found = []
        for position, group in enumerate(known[0].requirements.audience.versions[0].value):
            texts = [words(text) for text in (group.en, group.fr, group.es) if text]
            concepts = {concept for text in texts for concept in self.concepts.find(text)} & _PEOPLE
            professions = {
                word[:_STEM] for text in texts for word in text if "profession" in self.concepts.find([word])
            }
            if people & concepts or stems & professions:
                found.append(position)
        return tuple(found)

    def _merge(self, requests: Sequence[Request]) -> list[Request]:
        """One request a topic and course, its facets together, in the order of the message."""
        merged: dict[tuple[str, tuple[str, ...]], Request] = {}
        for request in requests:
            key = (request.topic, request.courses)
            old = merged.get(key)
            if old is None:
                merged[key] = request
                continue
            merged[key] = replace(
                old,
                facets=tuple(dict.fromkeys((*old.facets, *request.facets))),
                probability=max(old.probability, request.probability),
                day=old.day or request.day,
                days_before=old.days_before if old.days_before is not None else request.days_before,
                wanted=tuple(dict.fromkeys((*old.wanted, *request.wanted))),
                paid=old.paid or request.paid,
            )
        return list(merged.values())

    def _compared(self, requests: list[Request]) -> list[Request]:
        """“Which one is cheapest?” asks to compare, not for each fee; about one named course it asks just that."""
        comparing = next((r for r in requests if r.topic == "courses" and "compare" in r.facets), None)
        if comparing is None:
            return requests
        if len(comparing.courses) == 1 and comparing.wanted:
            topic = _TOPIC_OF.get(comparing.wanted[0].partition(":")[0])
            if topic is not None:
                asked = replace(comparing, topic=topic[0], facets=(topic[1],), wanted=())
                others = [r for r in requests if r is not comparing and r.topic not in ("requirements", topic[0])]
                return [*others, asked]
            return requests
        kept = [r for r in requests if r is comparing or r.courses or r.topic not in _COMPARABLE]
        wanted = [_COMPARABLE[r.topic] for r in requests if r not in kept and _COMPARABLE[r.topic]]
        merged = replace(comparing, wanted=tuple(dict.fromkeys((*comparing.wanted, *wanted))))
        return [merged if r is comparing else r for r in kept]

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
        short = len(rest) <= 6
        only_named = not [token for token in rest if token not in self.small]
        if carried and (named or ambiguous) and (only_named or not requests or (weak and short)):
            return [Request(topic, facets, named, 0.75) for topic, facets in carried]
        if named and not carried and only_named:
            requests = []
        timed = [(topic, facets) for topic, facets in carried if topic in ("deadline", "refunds", "dates")]
        follows = self.clauses.follows(message.text)
        unsure = weak or max((request.probability for request in requests), default=0.0) < 0.8
        already = {request.topic for request in requests} & {"deadline", "refunds", "dates"}
        if timed and dates and not named and short and not (already and not weak) and (unsure or only_named or follows):
            day, before = self._day(dates, dialogue.courses, message.today)
            return [Request(timed[0][0], timed[0][1], dialogue.courses, 0.7, day, before)]
        if carried and follows and short and not named and weak:
            return [Request(topic, facets, dialogue.courses, 0.6) for topic, facets in carried[:1]]
        if requests:
            return [
                request
                if request.courses or ambiguous or not dialogue.courses
                else replace(request, courses=dialogue.courses)
                for request in requests
            ]
        if named and not carried:
            return [Request("dates", ("period",), named, 0.5), Request("content", ("summary",), named, 0.5)]
        return [self._leftover(reads, message)]

    def _leftover(self, reads: Sequence[Read], message: Message) -> Request:
        """A message that asks nothing known: small talk, out of scope, or not understood."""
        if not reads:
            facet = "gibberish" if latin_share(message.text) > 0.5 else "general"
            return Request("out_of_scope", (facet,), probability=0.6)
        best = max(reads, key=lambda read: read.best.probability).best
        out = [read.best for read in reads if read.best.name == "out_of_scope"]
        if out or self.readers.courses.other_training(message.text):
            if not out:
                return Request("out_of_scope", ("other_training",), probability=0.7)
            return Request("out_of_scope", (out[0].facet,), probability=round(out[0].probability, 3))
        if best.name == "smalltalk" or any(read.best.name == "smalltalk" for read in reads):
            small = next((read.best for read in reads if read.best.name == "smalltalk"), best)
            return Request("smalltalk", (small.facet,), probability=round(small.probability, 3))
        if best.name == "background":
            return Request(
                "smalltalk" if len(reads) == 1 and len(reads[0].tokens) < 8 else "unclear",
                ("any",),
                probability=0.5,
            )
        return Request("unclear", (), probability=round(best.probability, 3))


def _together(earlier: Sequence[CourseMention], text: str) -> list[CourseMention]:
    """The last course named before, with those named in the same sentence."""
    found: list[CourseMention] = []
    for mention in reversed(earlier):
        if found and re.search(r"[.?!\n]", text[mention.span[1] : found[0].span[0]]):
            break
        found.insert(0, mention)
    return found


def refine(name: str, facets: tuple[str, ...], concepts: set[str]) -> tuple[str, tuple[str, ...]]:
    """Facets that the examples do not set apart: the passing grade within the assessment."""
    if name == "certificate" and "assessment" in facets and concepts & {"grade", "pass_fail"}:
        return name, ("passing", *(facet for facet in facets if facet not in ("passing", "assessment")))
    if name == "fees" and "parts" in facets and concepts.isdisjoint({"price_parts", "subsistence", "included"}):
        return name, ("total", *(facet for facet in facets if facet not in ("parts", "total")))
    if name == "format" and "live" in facets and "recording" in concepts and "own_pace" not in concepts:
        return name, ("recordings",)
    return name, facets


def _wanted(concepts: set[str]) -> tuple[str, ...]:
    """What to compare courses by."""
    found = []
    if concepts & {"price", "cheapest"}:
        found.append("fee")
    if concepts & {"shortest", "duration"}:
        found.append("weeks")
    found += [
        f"language:{code}"
        for code, name in (("en", "english"), ("fr", "french"), ("es", "spanish"))
        if name in concepts
    ]
    found += [mode for mode in ("online", "in_person") if mode in concepts]
    if "next_edition" in concepts:
        found.append("next")
    return tuple(found)


def _paid(text: str) -> Decimal | None:
    match = _AMOUNT.search(text)
    if not match:
        return None
    return Decimal(re.sub(r"\D", "", match[1] or match[2]))


def _spans(dates: Sequence[DateMention], mentions: Sequence[CourseMention]) -> list[tuple[tuple[int, int], str]]:
    spans = [(mention.span, MASK) for mention in mentions]
    return spans + [(mention.span, "xdays" if mention.kind in ("before", "after") else "xdate") for mention in dates]


__all__ = ["LEAST", "SURE", "Read", "Reader", "phrase", "refine"]
