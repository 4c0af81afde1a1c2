"""What a piece of text asks: topics with their facets, entries of the FAQ, or none of them, each with a probability."""

from __future__ import annotations

import copy
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.classifier import Grams, LinearModel
from bot.understanding.concepts import Concepts

GRAMS = Grams()
"""What is looked at where the folder has courses, which the concepts speak of."""

FAQ_GRAMS = Grams(fitting=False)
"""The same where it has free questions alone, about anything."""

FAQ = "faq:"

_IMPLIED = 0.2
"""What a concept that implies a topic adds to its margin."""

_IMPLIED_PERSON = 0.35
"""The same where it implies that a person is wanted."""

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
        self.by_length: dict[int, list[str]] = {}
        for word in counts:
            if len(word) >= 4:
                self.by_length.setdefault(len(word), []).append(word)
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
        for length in range(len(word) - most, len(word) + most + 1):
            near = process.extract(
                word, self.by_length.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=None, processor=None
            )
            for candidate, distance, _ in near:
                rank = (int(distance), candidate[0] != word[0], -self.counts[candidate], candidate)
                best = rank if best is None or rank < best else best
        return best[3] if best else word


class IntentReader:
    """Scores text against every class the examples know."""

    def __init__(
        self, model: LinearModel, speller: Speller, concepts: Concepts, implies: Mapping[str, str] | None = None
    ) -> None:
        self.implies = {concept: split_label(label) for concept, label in (implies or {}).items()}
        self.model = model
        self.speller = speller
        self.concepts = concepts
        self.names = [split_label(label) for label in model.labels]
        self.gone: frozenset[str] = frozenset()

    def without(self, gone: Iterable[str]) -> IntentReader:
        """The same reader for knowledge in which some of the classes are no more."""
        reader = copy.copy(self)
        reader.gone = frozenset(gone)
        return reader

    def read(self, tokens: Sequence[str]) -> list[Intent]:
        """The likeliest classes with their probability, best first, one entry a topic (its best facet).

        Args:
            tokens: folded words, course names and dates masked.
        """
        if not tokens:
            return []
        repaired = [self.speller.repair(token) for token in tokens]
        known = sum(self.speller.known(token) for token in repaired) / len(repaired)
        found = self.concepts.find(repaired)
        implied = {self.implies[concept][0] for concept in found if concept in self.implies}
        margins = self.model.scores(repaired, found)
        best: dict[str, tuple[float, str]] = {}
        for (name, facet), margin in zip(self.names, map(float, margins), strict=True):
            if name in self.gone:
                continue
            if name in implied:
                margin += _IMPLIED_PERSON if name == "handoff" else _IMPLIED  # noqa: PLW2901
            if name.startswith(FAQ):
                margin -= _FAQ_HANDICAP  # noqa: PLW2901
            if name not in best or margin > best[name][0]:
                best[name] = (margin, facet)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        result = []
        for position, (name, (margin, facet)) in enumerate(ranked[:_RANKED]):
            rival = ranked[1][1][0] if position == 0 and len(ranked) > 1 else ranked[0][1][0]
            result.append(Intent(name, facet, probability(margin - rival, known, len(tokens) == 1), margin))
        return result

    def facets(self, tokens: Sequence[str], name: str, within: float = 0.35) -> list[str]:
        """The facets of a topic that a text asks for, best first: the best one and those close to it."""
        repaired = [self.speller.repair(token) for token in tokens]
        margins = self.model.scores(repaired, self.concepts.find(repaired))
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


def count_words(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """How often each word stands in the examples."""
    counts: Counter[str] = Counter()
    for tokens in texts:
        counts.update(token for token in tokens if token.isalpha())
    return counts
