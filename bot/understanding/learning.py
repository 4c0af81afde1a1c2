"""Learning the weights of a linear classifier from examples, in little memory.

One-vs-rest linear support vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al.,
“A Dual Coordinate Descent Method for Large-scale Linear SVM”, ICML 2008, algorithm 1), many classes at once over
hashed features. That is what LIBLINEAR does, in numpy alone.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import Floats, Grams, LinearModel, Rows, forget, packed, weighted

Naming = Callable[[Sequence[str]], Sequence[str]]
"""Finds the concepts of a text."""

_MOST_ROWS = 3 << 14
"""N-grams that are learned at most, no more than two bytes tell apart; what is rarer is left out."""


_STEPS = 255
"""How finely the values of an example are told apart."""

_PACKED = 1 << 12
"""Rows that are packed at once, so that it takes little memory."""

_AT_ONCE = 38
"""Classes that are learned at once: more take more memory, fewer more time."""

_WHOLE, _SETTLED = 2, 0.003
"""Epochs in which every example is seen, and the step below which all is learned."""


class Lesson:
    """Examples as a model learns from them, packed; their words are not needed any more.

    Each example is a run of rows of the weights, two bytes each, and of values, a byte each beside the size of a step.

    Args:
        texts: the words of each example; those without any are left out.
        labels: the class of each; the order of the examples does not matter.
        grams: which features to look at.
        concepts: finds the concepts of a text.
    """

    def __init__(
        self, texts: Sequence[Sequence[str]], labels: Sequence[str], grams: Grams, concepts: Naming = lambda _: ()
    ) -> None:
        used = [i for i, text in enumerate(texts) if text]
        used.sort(key=lambda i: (zlib.crc32(f"{labels[i]} {' '.join(texts[i])}".encode()), labels[i]))
        self.grams = grams
        self.labels = sorted({labels[i] for i in used})
        column = {label: i for i, label in enumerate(self.labels)}
        self.classes = np.asarray([column[labels[i]] for i in used], dtype=np.int32)
        frequency = np.zeros(1 << grams.bits, dtype=np.float32)
        for i in used:
            for counts in grams.buckets(texts[i], concepts(texts[i])):
                frequency[list(counts)] += 1
        self.idf = ((np.log((1 + len(used)) / (1 + frequency)) + 1) ** grams.damping).astype(np.float32)
        self.numbers = _numbered(frequency)
        self.width = int(self.numbers.max(initial=-1)) + 1
        rows, values, ends = array("H"), array("B"), array("I", [0])
        sizes, curvature = array("f"), array("f")
        for i in used:
            buckets, weights = weighted(grams.counted(texts[i], concepts(texts[i])), self.idf)
            numbers = self.numbers[buckets]
            seen = numbers >= 0
            size = float(weights[seen].max(initial=0)) / _STEPS or 1.0
            steps = np.rint(weights[seen] / size).astype(np.uint8)
            rows.frombytes(numbers[seen].astype(np.uint16).tobytes())
            values.frombytes(steps.tobytes())
            sizes.append(size)
            curvature.append(1.0 + size * size * float(np.square(steps, dtype=np.float32).sum()))
            ends.append(len(rows))
        self.rows = np.frombuffer(rows, dtype=np.uint16)
        self.values = np.frombuffer(values, dtype=np.uint8)
        self.sizes = np.frombuffer(sizes, dtype=np.float32)
        self.ends = ends
        self.curvature = np.frombuffer(curvature, dtype=np.float32)
        forget()

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, i: int) -> tuple[NDArray[np.intp], Floats]:
        """The rows and values of an example."""
        start, end = self.ends[i], self.ends[i + 1]
        return self.rows[start:end].astype(np.intp), self.values[start:end] * self.sizes[i]

    def learned(self, cost: float = 1.0, epochs: int = 6, resting: float = 0.03) -> LinearModel:
        """Learn the weights.

        Args:
            cost: the C of the support vector machine; larger follows the examples more closely.
            epochs: how often each example is seen at most.
            resting: step below which an example is left alone for a while; smaller is slower and more settled.

        Returns:
            The model; the same one for the same examples.
        """
        starts = range(0, max(1, self.width), _PACKED)
        blocks: list[list[NDArray[np.float16]]] = [[] for _ in starts]
        bias = np.empty(len(self.labels), dtype=np.float32)
        for first in range(0, len(self.labels), _AT_ONCE):
            last = min(first + _AT_ONCE, len(self.labels))
            learned, bias[first:last] = _descend(self, self.classes - first, last - first, cost, epochs, resting)
            for block, start in zip(blocks, starts, strict=True):
                block.append(learned[start : start + _PACKED].astype(np.float16))
            del learned
        return LinearModel(self.labels, *packed(blocks), bias, self.numbers, self.idf, self.grams)


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
    inputs: Lesson, classes: NDArray[np.int32], width: int, cost: float, epochs: int, resting: float
) -> tuple[Floats, Floats]:
    """The weights and the bias of some classes by dual coordinate descent.

    Args:
        inputs: the examples.
        classes: the class of each, counted from the first of those that are learned; others lie outside.
        width: how many are learned.
        cost, epochs, resting: see :meth:`Lesson.learned`.
    """
    weights = np.zeros((inputs.width, width), dtype=np.float32)
    bias = np.zeros(width, dtype=np.float32)
    alpha = np.zeros((len(inputs), width), dtype=np.float32)
    signs = -np.ones(width, dtype=np.float32)
    ridge = np.float32(1 / (2 * cost))
    curvature = inputs.curvature + ridge
    random = np.random.default_rng(0)
    steps = np.ones(len(inputs), dtype=np.float32)
    for epoch in range(epochs):
        # those that hardly moved the last time are left alone, but for the first epochs and the last
        least = resting if _WHOLE <= epoch < epochs - 1 else 0.0
        for i in random.permutation(np.flatnonzero(steps >= least)):
            rows, values = inputs[i]
            own = classes[i] if 0 <= classes[i] < width else -1
            if own >= 0:
                signs[own] = 1
            gradient = signs * (values @ weights[rows] + bias) - 1 + ridge * alpha[i]
            updated = np.maximum(alpha[i] - gradient / curvature[i], 0)
            step = updated - alpha[i]
            sizes = np.abs(step)
            steps[i] = sizes.max()
            moved = np.flatnonzero(sizes > 1e-4)
            if moved.size:
                alpha[i] = updated
                step *= signs
                if moved.size * 3 < width:
                    weights[rows[:, None], moved[None, :]] += values[:, None] * step[moved][None, :]
                    bias[moved] += step[moved]
                else:
                    weights[rows] += values[:, None] * step[None, :]
                    bias += step
            if own >= 0:
                signs[own] = -1
        if steps.max() < _SETTLED:
            break
    return weights, bias
