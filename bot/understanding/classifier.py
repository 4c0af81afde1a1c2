"""A linear classifier over word and character n-grams: small, explainable, quick.

One-vs-rest linear support vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al.,
“A Dual Coordinate Descent Method for Large-scale Linear SVM”, ICML 2008, algorithm 1), all classes at once over
hashed features. That is what LIBLINEAR does, in numpy alone.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]
Rows = NDArray[np.int32]

_CONCEPTS = 2
"""Which kind of n-gram the concepts are."""

_MOST_ROWS = 1 << 16
"""N-grams that are learned at most; what is rarer is left out, so that memory stays bounded."""


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
        by_word: Counter[int] = Counter()
        for n in range(self.words[0], self.words[1] + 1):
            for i in range(len(tokens) - n + 1):
                by_word[zlib.crc32(" ".join(tokens[i : i + n]).encode()) & mask] += 1
        by_character: Counter[int] = Counter()
        low, high = self.characters
        for token in tokens:
            padded = f"_{token}_"
            for n in range(low, high + 1):
                if len(padded) <= n:
                    by_character[zlib.crc32(f"~{padded}".encode()) & mask] += 1
                    break
                for i in range(len(padded) - n + 1):
                    by_character[zlib.crc32(f"~{padded[i : i + n]}".encode()) & mask] += 1
        by_concept: Counter[int] = Counter()
        distinct = sorted(set(concepts))
        for i, first in enumerate(distinct):
            by_concept[zlib.crc32(f"^{first}".encode()) & mask] += 1
            for second in distinct[i + 1 :] if self.fitting else ():
                by_concept[zlib.crc32(f"^{first}+{second}".encode()) & mask] += 1
        return by_word, by_character, by_concept


class LinearModel:
    """Trained weights: scores a message's tokens against every class.

    Attributes:
        labels: the classes, in the order of the scores.
        weights: one row an n-gram that examples have, one column a class; the last row is the bias.
        rows: the row of each bucket of the hash; -1 where no example has it.
        idf: inverse document frequency of each bucket, the highest where no example has it: what is unknown makes the
            rest of a message count less.
    """

    def __init__(self, labels: Sequence[str], weights: Floats, rows: Rows, idf: Floats, grams: Grams) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.rows = rows
        self.idf = idf
        self.grams = grams

    def scores(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> Floats:
        """The margin of every class; above zero means it is more likely than not."""
        buckets, values = _vector(self.grams, self.idf, tokens, concepts)
        rows = self.rows[buckets]
        seen = rows >= 0
        result: Floats = values[seen] @ np.asarray(self.weights[rows[seen]], dtype=np.float32)
        return result + np.asarray(self.weights[-1], dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the weights; see :meth:`load`."""
        path.mkdir(parents=True, exist_ok=True)
        np.save(path / "weights.npy", self.weights.astype(np.float16))
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
        weights = np.load(path / "weights.npy", mmap_mode="r", allow_pickle=False)
        rows = np.load(path / "rows.npy", allow_pickle=False)
        idf = np.load(path / "idf.npy", allow_pickle=False)
        shapes = (weights.shape, rows.shape, idf.shape)
        size = (1 << grams.bits,)
        if shapes != ((int(rows.max(initial=-1)) + 2, len(labels)), size, size):
            raise ValueError(f"weights of another shape in {path}")
        return cls(labels, weights, rows, idf, grams)


def _vector(grams: Grams, idf: Floats, tokens: Sequence[str], concepts: Sequence[str]) -> tuple[Indices, Floats]:
    """A message as sparse features: buckets and their values."""
    indices: list[int] = []
    values: list[float] = []
    for position, counts in enumerate(grams.buckets(tokens, concepts)):
        if not counts:
            continue
        length = grams.lengths[position]
        if position == _CONCEPTS and not grams.fitting:
            length *= math.sqrt(min(1.0, len(set(concepts)) / len(tokens)))
        weights = [(1.0 + math.log(count)) * float(idf[bucket]) for bucket, count in counts.items()]
        norm = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        indices.extend(counts)
        values.extend(length * weight / norm for weight in weights)
    return np.asarray(indices, dtype=np.int64), np.asarray(values, dtype=np.float32)


def train(
    examples: Iterable[tuple[Sequence[str], Sequence[str], str]],
    grams: Grams,
    cost: float = 1.0,
    epochs: int = 4,
) -> LinearModel:
    """Train on examples.

    Args:
        examples: tokens, concepts and class of each; order does not matter.
        grams: which features to look at.
        cost: the C of the support vector machine; larger follows the examples more closely.
        epochs: how often each example is seen at most.

    Returns:
        The model; the same one for the same examples.
    """
    pairs = sorted((tuple(tokens), tuple(concepts), label) for tokens, concepts, label in examples)
    labels = sorted({label for _, _, label in pairs})
    frequency = np.zeros(1 << grams.bits, dtype=np.float32)
    for tokens, concepts, _ in pairs:
        for counts in grams.buckets(tokens, concepts):
            frequency[list(counts)] += 1
    idf = ((np.log((1 + len(pairs)) / (1 + frequency)) + 1) ** grams.damping).astype(np.float32)
    rows = _numbered(frequency)
    inputs = []
    for tokens, concepts, _ in pairs:
        buckets, values = _vector(grams, idf, tokens, concepts)
        numbers = rows[buckets]
        seen = numbers >= 0
        bias = int(rows.max(initial=-1)) + 1
        inputs.append((np.append(numbers[seen], np.int32(bias)), np.append(values[seen], np.float32(1.0))))
    column = {label: i for i, label in enumerate(labels)}
    weights = _descend(inputs, [column[label] for _, _, label in pairs], len(labels), cost, epochs)
    return LinearModel(labels, weights, rows, idf, grams)


def _numbered(frequency: Floats) -> Rows:
    """A row for each bucket that examples have; of very many only those that come most often."""
    seen = np.flatnonzero(frequency)
    if seen.size > _MOST_ROWS:
        order = np.lexsort((seen, -frequency[seen]))
        seen = np.sort(seen[order[:_MOST_ROWS]])
    rows = np.full(frequency.shape, -1, dtype=np.int32)
    rows[seen] = np.arange(seen.size, dtype=np.int32)
    return rows


def _descend(
    inputs: Sequence[tuple[Rows, Floats]], classes: Sequence[int], width: int, cost: float, epochs: int
) -> Floats:
    """The weights of all classes by dual coordinate descent; the last row of each input is the bias."""
    weights = np.zeros((1 + max(int(rows[-1]) for rows, _ in inputs), width), dtype=np.float32)
    alpha = np.zeros((len(inputs), width), dtype=np.float32)
    signs = -np.ones(width, dtype=np.float32)
    ridge = np.float32(1 / (2 * cost))
    curvature = np.asarray([float(values @ values) for _, values in inputs], dtype=np.float32) + ridge
    random = np.random.default_rng(0)
    for _ in range(epochs):
        largest = 0.0
        for i in random.permutation(len(inputs)):
            rows, values = inputs[i]
            signs[classes[i]] = 1
            gradient = signs * (values @ weights[rows]) - 1 + ridge * alpha[i]
            updated = np.maximum(alpha[i] - gradient / curvature[i], 0)
            step = updated - alpha[i]
            moved = np.flatnonzero(np.abs(step) > 1e-4)
            if moved.size:
                largest = max(largest, float(np.abs(step[moved]).max()))
                alpha[i] = updated
                step *= signs
                if moved.size * 3 < width:
                    weights[rows[:, None], moved[None, :]] += values[:, None] * step[moved][None, :]
                else:
                    weights[rows] += values[:, None] * step[None, :]
            signs[classes[i]] = -1
        if largest < 0.02:
            break
    return weights
