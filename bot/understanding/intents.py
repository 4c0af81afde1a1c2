"""What a piece of text asks: topics with their facets, entries of the FAQ, or none of them, each with a probability."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.classifier import Floats, Grams, LinearModel
from bot.understanding.concepts import Concepts
from bot.understanding.nearest import NearestExamples

GRAMS = Grams(lengths=(1.4, 1.4, 0.5))
"""What is looked at where the folder has courses, which the concepts speak of."""

FAQ_GRAMS = Grams(characters=(2, 5), fitting=False)
"""The same where it has free questions alone, about anything."""

FAQ = "faq:"

_IMPLIED = 0.2
"""What a concept that implies a topic adds to its margin."""

_IMPLIED_PERSON = 0.35
"""The same where it implies that a person is wanted."""

_NEAREST = 0.6
"""What the nearest examples add to the margin of a topic that all of them ask."""

_UNDISPUTED = 1.0
"""Lead of a topic that no vote would change much."""

_SCORED = 256
"""Pieces of text whose scores are kept: a message asks for the same ones several times."""

_NEVER = -math.inf
"""Margin of a class that is no more."""

_RANKED = 6
"""Classes of a text that are told, best first."""

_SECOND = 0.2
"""Margin above which a second facet of a topic is asked too."""

_FAQ_HANDICAP = 0.1
"""Lead that an entry of the FAQ needs over the structured topics, whose answers come from the fields."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One class with its probability: ``name`` is a topic, ``handoff``, … or ``faq:<id>``; ``facet`` is its part."""

    name: str
    facet: str
    probability: float
    margin: float


def split_label(label: str) -> tuple[str, str]:
    """``fees.total`` → ``("fees", "total")``; ``faq:visa`` → ``("faq:visa", "")``."""
    if label.startswith(FAQ):
        return label, ""
    name, _, facet = label.partition(".")
    return name, facet


class Speller:
    """Repairs words that no example has by the nearest word that examples do have."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self.alike: dict[tuple[str, str], list[str]] = {}
        for word in counts:
            if len(word) >= 4:
                for ends in _ends(word):
                    self.alike.setdefault(ends, []).append(word)
        self.cache: dict[str, str] = {}

    def known(self, word: str) -> bool:
        """Whether examples have the word."""
        return word in self.counts

    def repair(self, word: str) -> str:
        """The word itself where it is known or nothing is near; else the nearest, the more frequent on a tie."""
        if len(word) < 4 or word in self.counts or not word.isalpha():
            return word
        if word not in self.cache:
            if len(self.cache) > 50_000:
                self.cache.clear()
            self.cache[word] = self._nearest(word)
        return self.cache[word]

    def _nearest(self, word: str) -> str:
        most = 1 if len(word) < 8 else 2
        best: tuple[int, int, int, str] | None = None
        for ends in _ends(word):
            near = process.extract(
                word, self.alike.get(ends, ()), scorer=OSA.distance, score_cutoff=most, limit=None, processor=None
            )
            for candidate, distance, _ in near:
                rank = (int(distance), candidate[0] != word[0], -self.counts[candidate], candidate)
                best = rank if best is None or rank < best else best
        return best[3] if best else word


def _ends(word: str) -> tuple[tuple[str, str], ...]:
    """By what a word is found again when it is misspelt: its beginning, its end, or the outermost letters of both.

    A slip or two leave one of them as it was; only words that share one are compared letter by letter.
    """
    return (word[:3], ""), ("", word[-3:]), (word[0], word[-1])


class IntentReader:
    """Scores text against every class the examples know."""

    def __init__(
        self,
        model: LinearModel,
        speller: Speller,
        concepts: Concepts,
        implies: Mapping[str, str] | None = None,
        nearest: NearestExamples | None = None,
    ) -> None:
        self.nearest = nearest
        self.implies = {concept: split_label(label) for concept, label in (implies or {}).items()}
        self.model = model
        self.speller = speller
        self.concepts = concepts
        self.names = [split_label(label) for label in model.labels]
        self.gone: frozenset[str] = frozenset()
        # labels are sorted, so that those of one topic stand together
        order = sorted(range(len(self.names)), key=lambda i: self.names[i][0])
        self._order = np.asarray(order, dtype=np.intp)
        self._topics = list(dict.fromkeys(self.names[i][0] for i in order))
        self._place = {name: position for position, name in enumerate(self._topics)}
        starts = {self.names[i][0]: position for position, i in reversed(list(enumerate(order)))}
        self._first = np.asarray([starts[name] for name in self._topics], dtype=np.intp)
        self._bounds = [*map(int, self._first), len(order)]
        self._facets = [self.names[i][1] for i in order]
        handicap = [_FAQ_HANDICAP if name.startswith(FAQ) else 0.0 for name in self._topics]
        self._handicap = np.asarray(handicap, dtype=np.float32)
        names = [split_label(label)[0] for label in nearest.labels] if nearest else []
        self._voted = np.asarray([self._place[name] for name in names], dtype=np.intp)
        self._scored = lru_cache(maxsize=_SCORED)(self._score)
        self._polled = lru_cache(maxsize=_SCORED)(self._poll)

    def without(self, gone: Iterable[str]) -> IntentReader:
        """The same reader for knowledge in which some of the classes are no more."""
        reader = copy.copy(self)
        reader.gone = frozenset(gone)
        return reader

    def _score(self, tokens: tuple[str, ...]) -> tuple[list[str], list[str], Floats, Floats]:
        """The words as repaired, their concepts, the margin of every class, and that of every topic; asked for more
        than once a message.
        """
        repaired = [self.speller.repair(token) for token in tokens]
        found = self.concepts.find(repaired)
        margins = self.model.scores(repaired, found)
        best = np.maximum.reduceat(margins[self._order], self._first) - self._handicap
        return repaired, found, margins, best

    def _poll(self, tokens: tuple[str, ...]) -> Floats:
        """The margin of every topic with what the nearest examples add; where one leads far, they are not asked."""
        repaired, _, _, best = self._scored(tokens)
        if self.nearest is None or len(best) < 2:
            return best
        second, first = np.partition(best, -2)[-2:]
        if first - second >= _UNDISPUTED:
            return self._agreed(best)
        votes = np.zeros(len(best), dtype=np.float32)
        np.add.at(votes, self._voted, self.nearest.votes(repaired))
        return best + votes * np.float32(_NEAREST)

    def _agreed(self, best: Floats) -> Floats:
        """The margins as they are where all the nearest examples agree with the classifier."""
        agreed = best.copy()
        if self.nearest is not None and len(best) > 1:
            agreed[int(np.argmax(best))] += np.float32(_NEAREST)
        return agreed

    def read(self, tokens: Sequence[str], polled: bool = True) -> list[Intent]:
        """The likeliest classes with their probability, best first, one entry a topic (its best facet).

        Args:
            tokens: folded words, course names and dates masked.
            polled: whether the nearest examples are asked too; without them it is quicker, and a little less right.
        """
        if not tokens:
            return []
        repaired, found, margins, topics = self._scored(tuple(tokens))
        known = sum(map(self.speller.known, repaired)) / len(repaired)
        best = self._polled(tuple(tokens)).copy() if polled else self._agreed(topics)
        for name in {self.implies[concept][0] for concept in found if concept in self.implies}:
            if name in self._place:
                best[self._place[name]] += _IMPLIED_PERSON if name == "handoff" else _IMPLIED
        for name in self.gone & self._place.keys():
            best[self._place[name]] = _NEVER
        order = np.argsort(-best, kind="stable")[:_RANKED]
        ranked = [
            (i, margin) for i, margin in zip(order.tolist(), best[order].tolist(), strict=True) if margin > _NEVER
        ]
        ordered: list[float] = margins[self._order].tolist()
        result = []
        for position, (i, margin) in enumerate(ranked):
            rival = ranked[min(1, len(ranked) - 1) if position == 0 else 0][1]
            sure = probability(margin - rival, known, len(tokens) == 1)
            result.append(Intent(self._topics[i], self._facet(i, ordered), sure, margin))
        return result

    def _facet(self, topic: int, ordered: Sequence[float]) -> str:
        """The best facet of a topic, by the margins in the order of the topics."""
        return self._facets[max(range(self._bounds[topic], self._bounds[topic + 1]), key=ordered.__getitem__)]

    def facets(self, tokens: Sequence[str], name: str, within: float = 0.35) -> list[str]:
        """The facets of a topic that a text asks for, best first: the best one and those close to it."""
        _, _, margins, _ = self._scored(tuple(tokens))
        found = [
            (float(margin), facet)
            for (label, facet), margin in zip(self.names, margins, strict=True)
            if label == name and facet
        ]
        if not found:
            return []
        found.sort(reverse=True)
        top = found[0][0]
        return [facet for margin, facet in found if margin == top or (margin > top - within and margin > _SECOND)]


def probability(gap: float, known: float, single: bool) -> float:
    """How likely the best class is right.

    The weights were fitted on held-out examples (``make bench``, understanding: reliability).

    Args:
        gap: the lead of its margin over the next class's; negative for a class that is not the best.
        known: the share of words that examples know.
        single: whether the text is one word.
    """
    return 1 / (1 + math.exp(-(2.5 * gap + 0.6 * known + (0.6 if single else 0.0) - 1.0)))
