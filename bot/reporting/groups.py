"""Questions gathered: those that want the same missing fact, and those that ask alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from bot.facts.knowledge import Knowledge
from bot.facts.words import Lexicon
from bot.reporting.likeness import alike, wording
from bot.reporting.missing import Field, Lacks, Missing
from bot.store import Recorded
from bot.text import fold, words

MOST = 30
"""So many groups of a kind are told; the rest is counted."""

_VARIANTS = 3
_NUMBERS = 5
_EXAMPLES = 5
_TELLING = 2
"""Where one of so many usual wordings is a question of an entry, the entry is taken to answer the group."""

_MOST_DIFFERENT = 15
_MISSPELT = 90


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are one to staff.

    Attributes:
        wording: how most of them ask; empty where no text is kept any more.
        variants: up to three other ways they ask.
        count: how many there are.
        languages: how many in which language.
        channels: how many came from where.
        topics: what was understood, most often first.
        courses: the courses asked about, most often first.
        last: when it was last asked.
        questions: the numbers of the latest of them.
        tickets: the latest tickets that came of them.
        examples: up to five ways of asking in each language, the most frequent first.
        missing: what would answer them; empty where the knowledge base has no place for it yet.
        asked: the latest that was asked in the commonest wording; None where no text is kept any more.
    """

    wording: str
    variants: tuple[str, ...]
    count: int
    languages: tuple[tuple[str, int], ...]
    channels: tuple[tuple[str, int], ...]
    topics: tuple[str, ...]
    courses: tuple[str, ...]
    last: datetime
    questions: tuple[int, ...]
    tickets: tuple[int, ...]
    examples: dict[str, tuple[str, ...]]
    missing: tuple[Missing, ...] = ()
    asked: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The questions without an answer.

    Attributes:
        open: what is missing, the biggest gap first.
        more: how many smaller gaps are left out.
        closed: what the knowledge base answers by now.
        wordless: how many ask for nothing that has a place, and their text is not kept any more.
        wanted: how often each fact that is not stated was asked for.
    """

    open: list[Group]
    more: int
    closed: list[Group]
    wordless: int
    wanted: Counter[Field]


class Gathering:
    """Gathers questions.

    Args:
        knowledge: the languages' small words, and what is known.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._lacks = Lacks(knowledge)
        self._small: dict[str, frozenset[str]] = {
            language: small_words(lexicon) for language, lexicon in knowledge.lexicon.items()
        }
        self._wordings: dict[tuple[str, str], str] = {}
        self._answered = {
            (language, self._wording(language, text))
            for entry in knowledge.faq.values()
            if entry.outcome != "unknown"
            for language, text in entry.questions.pairs()
        }

    def gaps(self, questions: Iterable[Recorded]) -> Gaps:
        """What the knowledge base lacked for questions; one that asks for two missing facts counts for both."""
        wanting: dict[tuple[Missing, ...], list[Recorded]] = defaultdict(list)
        rest: list[Recorded] = []
        answered: list[Recorded] = []
        for question in questions:
            found = [self._lacks.find(topic, course, question.text) for topic, course in question.gaps]
            wanted = dict.fromkeys(missing for missing in found if missing)
            for missing in wanted:
                wanting[missing].append(question)
            if not wanted:
                (rest if None in found or not found else answered).append(question)
        opened = [(members, missing) for missing, members in wanting.items()]
        closed = [members for members, _ in self._alike(answered)]
        for members, wordings in self._alike(rest):
            if self._answered.isdisjoint((members[0].language, one) for one in wordings[:_TELLING]):
                opened.append((members, ()))
            else:
                closed.append(members)
        opened.sort(key=lambda item: _bigger(item[0]))
        return Gaps(
            open=[self._group(members, missing) for members, missing in opened[:MOST]],
            more=max(len(opened) - MOST, 0),
            closed=[self._group(members) for members in sorted(closed, key=_bigger)[:MOST]],
            wordless=sum(question.text is None for question in rest),
            wanted=_fields_wanted(wanting),
        )

    def alike(self, questions: Iterable[Recorded]) -> list[Group]:
        """Questions that ask the same in nearly the same words of one language, the most frequent first."""
        found = sorted((members for members, _ in self._alike(questions)), key=_bigger)
        return [self._group(members) for members in found[:MOST]]

    def _alike(self, questions: Iterable[Recorded]) -> Iterator[tuple[list[Recorded], list[str]]]:
        """The questions of each group with its wordings, the most frequent first."""
        languages: dict[str, dict[str, list[Recorded]]] = defaultdict(lambda: defaultdict(list))
        for question in questions:
            if question.text:
                languages[question.language][self._wording(question.language, question.text)].append(question)
        for asked in languages.values():
            for wordings in alike({one: len(members) for one, members in asked.items()}):
                yield [question for one in wordings for question in asked[one]], wordings

    def _group(self, members: Sequence[Recorded], missing: tuple[Missing, ...] = ()) -> Group:
        said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for question in members:
            if question.text:
                said[question.language, self._wording(question.language, question.text)][question.text] += 1
        ordered = sorted(said, key=lambda key: (-said[key].total(), key))
        texts = _different((language, said[language, one].most_common(1)[0][0]) for language, one in ordered)
        examples: dict[str, list[str]] = defaultdict(list)
        for language, text in texts:
            if len(examples[language]) < _EXAMPLES:
                examples[language].append(text)
        latest = sorted(members, key=lambda question: question.id, reverse=True)
        return Group(
            wording=texts[0][1] if texts else "",
            variants=tuple(text for _, text in texts[1 : _VARIANTS + 1]),
            count=len(members),
            languages=_counted(members, lambda question: (question.language,)),
            channels=_counted(members, lambda question: (question.channel,)),
            topics=tuple(topic for topic, _ in _counted(members, lambda question: question.topics)),
            courses=tuple(course for course, _ in _counted(members, lambda question: question.courses)),
            last=max(question.asked_at for question in members),
            questions=tuple(question.id for question in latest[:_NUMBERS]),
            tickets=tuple([question.ticket for question in latest if question.ticket is not None][:_NUMBERS]),
            examples={language: tuple(found) for language, found in examples.items()},
            missing=missing,
            asked=next((question for question in latest if texts and question.text == texts[0][1]), None),
        )

    def _wording(self, language: str, text: str) -> str:
        found = self._wordings.get((language, text))
        if found is None:
            found = self._wordings[language, text] = wording(text, self._small.get(language, ()))
        return found


def small_words(lexicon: Lexicon) -> frozenset[str]:
    """The words of a language that do not tell one question from another, folded."""
    lists = (lexicon.stopwords, lexicon.greetings, lexicon.closings, lexicon.fillers, lexicon.asking)
    single = (words(term) for terms in (*lists, lexicon.course_nouns) for term in terms)
    return frozenset(found[0] for found in single if len(found) == 1)


def _different(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of (language, text) those that are no mere misspelling of one before; the first few."""
    chosen: list[tuple[str, str]] = []
    for language, text in texts:
        if all(fuzz.ratio(fold(text), fold(other)) < _MISSPELT for _, other in chosen):
            chosen.append((language, text))
            if len(chosen) == _MOST_DIFFERENT:
                break
    return chosen


def _counted(members: Iterable[Recorded], of: Callable[[Recorded], Iterable[str]]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(value for question in members for value in of(question)).most_common())


def _bigger(members: Sequence[Recorded]) -> tuple[int, int]:
    """What sorts groups: the biggest first, of equal ones that asked last."""
    return -len(members), -max(question.id for question in members)


def _fields_wanted(wanting: Mapping[tuple[Missing, ...], Sequence[Recorded]]) -> Counter[Field]:
    wanted: Counter[Field] = Counter()
    for missing, members in wanting.items():
        for one in missing:
            if isinstance(one, Field):
                wanted[one] += len(members)
    return wanted
