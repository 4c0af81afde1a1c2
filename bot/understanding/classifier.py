"""A linear classifier over word and character n-grams: small, explainable, quick.

The weights of one-vs-rest linear support vector machines over hashed features; how they are learned is in
:mod:`bot.understanding.learning`.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]
Counted = tuple[Rows, Floats, tuple[tuple[int, float], ...]]

_CONCEPTS = 2
"""Which kind of n-gram the concepts are."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Which n-grams count: of words, and of characters within a word (with its edges).

    Attributes:
        words: shortest and longest n-gram of words.
        characters: shortest and longest n-gram of characters.
        bits: how many bits of hash tell n-grams apart.
        lengths: the length that the part of each kind has in a message's vector: words, characters, concepts.
        damping: power of the inverse document frequency; below 1 rare n-grams count a little less.
        fitting: whether the concepts are those of what the examples speak of. Then a message is told by its concepts
            and their pairs; else each counts by itself, and all together by the share of the words they are.
    """

    words: tuple[int, int] = (1, 2)
    characters: tuple[int, int] = (3, 5)
    bits: int = 18
    lengths: tuple[float, float, float] = (0.6, 1.0, 1.0)
    damping: float = 0.7
    fitting: bool = True

    def buckets(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> tuple[Counter[int], ...]:
        """Hashed n-grams of words and of characters, and concepts with their pairs, with their counts."""
        mask = (1 << self.bits) - 1
        low, high = self.words
        by_word = Counter(
            hashed(" ".join(tokens[i : i + n]), mask) for n in range(low, high + 1) for i in range(len(tokens) - n + 1)
        )
        by_character: Counter[int] = Counter()
        for token in tokens:
            by_character.update(_of_characters(token, *self.characters, mask))
        by_concept: Counter[int] = Counter()
        distinct = sorted(set(concepts))
        for i, first in enumerate(distinct):
            by_concept[hashed(f"^{first}", mask)] += 1
            for second in distinct[i + 1 :] if self.fitting else ():
                by_concept[hashed(f"^{first}+{second}", mask)] += 1
        return by_word, by_character, by_concept

    def counted(self, tokens: Sequence[str], concepts: Sequence[str]) -> Counted:
        """The n-grams of a message: buckets, counts damped, and of each kind how many and of what length."""
        parts = []
        for position, counts in enumerate(self.buckets(tokens, concepts)):
            length = self.lengths[position]
            if position == _CONCEPTS and not self.fitting:
                length *= math.sqrt(min(1.0, len(set(concepts)) / max(1, len(tokens))))
            parts.append((counts, length))
        buckets = np.array([bucket for counts, _ in parts for bucket in counts], dtype=np.int32)
        values = np.array([1 + math.log(n) for counts, _ in parts for n in counts.values()], dtype=np.float32)
        return buckets, values, tuple((len(counts), length) for counts, length in parts)


def hashed(text: str, mask: int) -> int:
    """The bucket of a text; ``mask`` has as many bits as there are to be."""
    return zlib.crc32(text.encode()) & mask


@lru_cache(maxsize=16_384)
def _of_characters(token: str, low: int, high: int, mask: int) -> tuple[int, ...]:
    """The n-grams within a word and its edges; words come again and again."""
    padded = f"_{token}_"
    found: list[int] = []
    for n in range(low, high + 1):
        if len(padded) <= n:
            found.append(hashed(f"~{padded}", mask))
            break
        found += [hashed(f"~{padded[i : i + n]}", mask) for i in range(len(padded) - n + 1)]
    return tuple(found)


class LinearModel:
    """Trained weights: scores a message's tokens against every class.

    Attributes:
        labels: the classes, in the order of the scores.
        weights: one row an n-gram that examples have, one column a class; the last row is the bias.
        rows: the row of each bucket of the hash; -1 where no example has it.
        idf: inverse document frequency of each bucket, the highest where no example has it: what is unknown makes the
            rest of a message count less.
    """

    def __init__(
        self, labels: Sequence[str], weights: NDArray[np.float16], rows: Rows, idf: Floats, grams: Grams
    ) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.rows = rows
        self.idf = idf
        self.grams = grams

    def scores(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> Floats:
        """The margin of every class; above zero means it is more likely than not."""
        buckets, values = weighted(self.grams.counted(tokens, concepts), self.idf)
        rows = self.rows[buckets]
        seen = rows >= 0
        result: Floats = values[seen] @ np.asarray(self.weights[rows[seen]], dtype=np.float32)
        return result + np.asarray(self.weights[-1], dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the weights; see :meth:`load`."""
        path.mkdir(parents=True, exist_ok=True)
        np.save(path / "weights.npy", self.weights)
        np.save(path / "rows.npy", self.rows)
        np.save(path / "idf.npy", self.idf)
        (path / "labels.txt").write_text("\n".join(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, path: Path, grams: Grams) -> LinearModel:
        """Read saved weights, mapped into memory so that only the rows a message needs are read.

        Raises:
            OSError, ValueError: where they are missing or damaged.
        """
        labels = (path / "labels.txt").read_text(encoding="utf-8").split("\n")
        weights = np.asarray(np.load(path / "weights.npy", mmap_mode="r", allow_pickle=False))
        rows = np.load(path / "rows.npy", allow_pickle=False)
        idf = np.load(path / "idf.npy", allow_pickle=False)
        shapes = (weights.shape, rows.shape, idf.shape)
        size = (1 << grams.bits,)
        if shapes != ((int(rows.max(initial=-1)) + 2, len(labels)), size, size):
            raise ValueError(f"weights of another shape in {path}")
        return cls(labels, weights, rows, idf, grams)


def weighted(counted: Counted, idf: Floats) -> tuple[Rows, Floats]:
    """A message as sparse features: buckets and their values, each kind of the length it is to have.

    Args:
        counted: its n-grams, see :meth:`Grams.counted`.
        idf: of each bucket.
    """
    buckets, counts, kinds = counted
    values = counts * idf[buckets]
    start = 0
    for number, length in kinds:
        part = values[start : start + number]
        if number:
            part *= length / math.sqrt(float(part @ part))
        start += number
    return buckets, values
