"""A linear classifier over word and character n-grams: small, explainable, quick.

The weights of one-vs-rest linear support vector machines over hashed features; how they are learned is in
:mod:`bot.understanding.learning`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]
Counted = tuple[Rows, Floats, tuple[tuple[int, float], ...]]

_CONCEPTS = 2
"""Which kind of n-gram the concepts are."""

_WITHIN = crc32(b"~")
"""Checksum of the sign that tells n-grams of characters from words."""


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
        runs = ([" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1)] for n in range(low, high + 1))
        by_word = Counter([crc32(run.encode()) & mask for run in chain.from_iterable(runs)])
        shortest, longest = self.characters
        by_character = Counter(chain.from_iterable([_of_characters(t, shortest, longest, mask) for t in tokens]))
        distinct = sorted(set(concepts))
        pairs = combinations(distinct, 2) if self.fitting else ()
        by_concept = Counter([_of_concepts(mask, name) for name in distinct])
        by_concept.update([_of_concepts(mask, *pair) for pair in pairs])
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
        values = np.array([n for counts, _ in parts for n in counts.values()], dtype=np.float32)
        values = 1 + np.log(values)
        return buckets, values, tuple((len(counts), length) for counts, length in parts)


def forget() -> None:
    """Let go of the words that were read; those of all examples are more than those of messages."""
    _of_characters.cache_clear()
    _of_concepts.cache_clear()


def hashed(text: str, mask: int) -> int:
    """The bucket of a text; ``mask`` has as many bits as there are to be."""
    return crc32(text.encode()) & mask


@lru_cache(maxsize=16_384)
def _of_characters(token: str, low: int, high: int, mask: int) -> tuple[int, ...]:
    """The n-grams within a word and its edges; words come again and again."""
    padded = f"_{token}_"
    # letters of one byte are cut as bytes; the checksum of “~” and a gram goes on from that of “~”
    letters = padded.encode()
    found: list[int] = []
    for n in range(low, high + 1):
        if len(padded) <= n:
            found.append(hashed(f"~{padded}", mask))
            break
        if padded.isascii():
            found += [crc32(letters[i : i + n], _WITHIN) & mask for i in range(len(padded) - n + 1)]
        else:
            found += [hashed(f"~{padded[i : i + n]}", mask) for i in range(len(padded) - n + 1)]
    return tuple(found)


@lru_cache(maxsize=16_384)
def _of_concepts(mask: int, *names: str) -> int:
    """A concept or a pair of them; there are few."""
    return hashed("^" + "+".join(names), mask)


class LinearModel:
    """Trained weights: scores a message's tokens against every class.

    Attributes:
        labels: the classes, in the order of the scores.
        weights: one row an n-gram that examples have, one column a class, a byte each: see :func:`packed`.
        sizes: what one step of a byte is worth in each row.
        bias: of each class.
        rows: the row of each bucket of the hash; -1 where no example has it.
        idf: inverse document frequency of each bucket, the highest where no example has it: what is unknown makes the
            rest of a message count less.
    """

    def __init__(
        self,
        labels: Sequence[str],
        weights: NDArray[np.int8],
        sizes: Floats,
        bias: Floats,
        rows: Rows,
        idf: Floats,
        grams: Grams,
    ) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.sizes = sizes
        self.bias = bias
        self.rows = rows
        self.idf = idf
        self.grams = grams

    def scores(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> Floats:
        """The margin of every class; above zero means it is more likely than not."""
        buckets, values = weighted(self.grams.counted(tokens, concepts), self.idf)
        rows = self.rows[buckets]
        seen = rows >= 0
        rows = rows[seen]
        result: Floats = (values[seen] * self.sizes[rows]) @ self.weights[rows].astype(np.float32)
        return result + self.bias

    def save(self, path: Path) -> None:
        """Write the weights; see :meth:`load`."""
        path.mkdir(parents=True, exist_ok=True)
        for name in ("weights", "sizes", "bias", "rows", "idf"):
            np.save(path / f"{name}.npy", getattr(self, name))
        (path / "labels.txt").write_text("\n".join(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, path: Path, grams: Grams) -> LinearModel:
        """Read saved weights.

        Raises:
            OSError, ValueError: where they are missing or damaged.
        """
        labels = (path / "labels.txt").read_text(encoding="utf-8").split("\n")
        weights, sizes, bias, rows, idf = (
            np.load(path / f"{name}.npy", allow_pickle=False) for name in ("weights", "sizes", "bias", "rows", "idf")
        )
        shapes = (weights.shape, sizes.shape, bias.shape, rows.shape, idf.shape)
        height, width, size = int(rows.max(initial=-1)) + 1, len(labels), 1 << grams.bits
        if shapes != ((height, width), (height,), (width,), (size,), (size,)):
            raise ValueError(f"weights of another shape in {path}")
        return cls(labels, weights, sizes, bias, rows, idf, grams)


def packed(blocks: list[list[NDArray[np.float16]]]) -> tuple[NDArray[np.int8], Floats]:
    """Weights in a byte each: steps of the size that lets the largest of a row fit, and those sizes.

    A message sums hundreds of them, in which what rounding adds and takes is lost.

    Args:
        blocks: the weights, some rows each; of those some classes each, side by side. The list is emptied on the way,
            so that it and what comes of it are never in memory together.
    """
    steps, sizes = [], []
    blocks.reverse()
    while blocks:
        rows = np.hstack(blocks.pop()).astype(np.float32)
        size = np.maximum(np.abs(rows).max(axis=1, initial=0), 1e-6) / 127
        steps.append(np.rint(rows / size[:, None]).astype(np.int8))
        sizes.append(size)
    return np.concatenate(steps), np.concatenate(sizes)


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
