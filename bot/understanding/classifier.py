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


@dataclass(frozen=True, slots=True)
class Grams:
    """Which n-grams count: of words, and of characters within a word (with its edges)."""

    words: tuple[int, int] = (1, 2)
    characters: tuple[int, int] = (3, 5)
    bits: int = 16

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
            for second in distinct[i + 1 :]:
                by_concept[zlib.crc32(f"^{first}+{second}".encode()) & mask] += 1
        return by_word, by_character, by_concept


class LinearModel:
    """Trained weights: scores a message's tokens against every class.

    Attributes:
        labels: the classes, in the order of the scores.
        weights: one row a bucket, one column a class; the last row is the bias.
        idf: inverse document frequency of each bucket.
    """

    def __init__(self, labels: Sequence[str], weights: Floats, idf: Floats, grams: Grams) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.idf = idf
        self.grams = grams

    def vector(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> tuple[Indices, Floats]:
        """A message as sparse features: buckets and weights, each kind of n-gram of length one, plus the bias."""
        return _vector(self.grams, self.idf, tokens, concepts)

    def scores(self, tokens: Sequence[str], concepts: Sequence[str] = ()) -> Floats:
        """The margin of every class; above zero means it is more likely than not."""
        indices, values = self.vector(tokens, concepts)
        result: Floats = values @ np.asarray(self.weights[indices], dtype=np.float32)
        return result

    def save(self, path: Path) -> None:
        """Write the weights; see :meth:`load`."""
        path.mkdir(parents=True, exist_ok=True)
        np.save(path / "weights.npy", self.weights.astype(np.float16))
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
        idf = np.load(path / "idf.npy", allow_pickle=False)
        if weights.shape != ((1 << grams.bits) + 1, len(labels)) or idf.shape != (1 << grams.bits,):
            raise ValueError(f"weights of another shape in {path}")
        return cls(labels, weights, idf, grams)


def _vector(grams: Grams, idf: Floats, tokens: Sequence[str], concepts: Sequence[str] = ()) -> tuple[Indices, Floats]:
    indices: list[int] = []
    values: list[float] = []
    for counts in grams.buckets(tokens, concepts):
        if not counts:
            continue
        weights = [(1.0 + math.log(count)) * float(idf[bucket]) for bucket, count in counts.items()]
        norm = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        indices.extend(counts)
        values.extend(weight / norm for weight in weights)
    indices.append(1 << grams.bits)
    values.append(1.0)
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
    size = 1 << grams.bits
    frequency = np.zeros(size, dtype=np.float32)
    for tokens, concepts, _ in pairs:
        for counts in grams.buckets(tokens, concepts):
            frequency[list(counts)] += 1
    idf = (np.log((1 + len(pairs)) / (1 + frequency)) + 1).astype(np.float32)
    rows = [_vector(grams, idf, tokens, concepts) for tokens, concepts, _ in pairs]
    column = {label: i for i, label in enumerate(labels)}
    signs = -np.ones((len(rows), len(labels)), dtype=np.float32)
    for i, (_, _, label) in enumerate(pairs):
        signs[i, column[label]] = 1
    weights = np.zeros((size + 1, len(labels)), dtype=np.float32)
    alpha = np.zeros_like(signs)
    ridge = np.float32(1 / (2 * cost))
    curvature = np.asarray([float(values @ values) for _, values in rows], dtype=np.float32) + ridge
    random = np.random.default_rng(0)
    for _ in range(epochs):
        largest = 0.0
        for i in random.permutation(len(rows)):
            indices, values = rows[i]
            gradient = signs[i] * (values @ weights[indices]) - 1 + ridge * alpha[i]
            updated = np.maximum(alpha[i] - gradient / curvature[i], 0)
            step = updated - alpha[i]
            moved = np.flatnonzero(np.abs(step) > 1e-4)
            if not moved.size:
                continue
            largest = max(largest, float(np.abs(step[moved]).max()))
            alpha[i] = updated
            delta = (step * signs[i])[moved]
            if moved.size * 3 < len(labels):
                weights[indices[:, None], moved[None, :]] += values[:, None] * delta[None, :]
            else:
                weights[indices] += values[:, None] * (step * signs[i])[None, :]
        if largest < 0.02:
            break
    return LinearModel(labels, weights, idf, grams)
