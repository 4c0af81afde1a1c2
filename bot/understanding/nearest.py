"""What the examples most like a text are examples of: a vote of the nearest ones, by the words they share.

A linear model weighs words one by one; a text that is nearly an example, in words that are common elsewhere, it may
take for something else. The two err differently, and together less often.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import Floats, hashed

_BITS = 18
_PAIR = 0.8
"""What two words in a row count beside the same words alone."""

_COMMON = 2_000
"""Words and pairs that so many examples have tell none of them apart."""

_WHOLE = 255
"""How finely what a gram counts in an example is told."""

_VOTERS, _NEAR, _SHARPNESS = 20, 0.3, 3
"""How many of the nearest examples vote, how near beside the nearest, and the power of their likeness that counts."""


def _grams(tokens: Sequence[str]) -> dict[int, float]:
    """The words and pairs of words of a text, hashed, with what each counts."""
    mask = (1 << _BITS) - 1
    found = {hashed(" ".join(pair), mask): _PAIR for pair in pairwise(tokens)}
    return found | {hashed(token, mask): 1.0 for token in tokens}


class NearestExamples:
    """Votes of the examples nearest to a text.

    Attributes:
        labels: the classes, in the order of the votes.
        starts: where the examples of each gram begin among ``holders``, ``weights``.
        holders: the examples that have the gram.
        weights: what it counts in each, 255 for all of its length.
        rarity: of each gram.
        classes: the class of each example.
    """

    def __init__(
        self,
        labels: Sequence[str],
        starts: NDArray[np.int32],
        holders: NDArray[np.int32],
        weights: NDArray[np.uint8],
        rarity: Floats,
        classes: NDArray[np.int16],
    ) -> None:
        self.labels = list(labels)
        self.starts = starts
        self.holders = holders
        self.weights = weights
        self.rarity = rarity
        self.classes = classes

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], labels: Sequence[str]) -> NearestExamples:
        """Take in examples.

        Args:
            texts: the words of each.
            labels: the class of each.
        """
        names = sorted(set(labels))
        column = {label: i for i, label in enumerate(names)}
        size = 1 << _BITS
        frequency = np.zeros(size, dtype=np.int32)
        for text in texts:
            frequency[list(_grams(text))] += 1
        rarity = np.zeros(size, dtype=np.float32)
        had = frequency > 0
        rarity[had] = np.log(len(texts) / frequency[had]) + 1
        telling = had & (frequency <= _COMMON)
        starts = np.zeros(size + 1, dtype=np.int32)
        starts[1:] = np.cumsum(np.where(telling, frequency, 0))
        holders = np.zeros(int(starts[-1]), dtype=np.int32)
        weights = np.zeros(int(starts[-1]), dtype=np.uint8)
        filled = starts[:-1].copy()
        for number, text in enumerate(texts):
            grams = _grams(text)
            length = math.sqrt(sum((share * rarity[gram]) ** 2 for gram, share in grams.items())) or 1.0
            for gram, share in grams.items():
                if telling[gram]:
                    holders[filled[gram]] = number
                    weights[filled[gram]] = round(_WHOLE * share * float(rarity[gram]) / length)
                    filled[gram] += 1
        classes = np.asarray([column[label] for label in labels], dtype=np.int16)
        return cls(names, starts, holders, weights, rarity, classes)

    def votes(self, tokens: Sequence[str]) -> Floats:
        """The share of each class in the votes, together 1; all 0 where no example shares a telling word.

        Args:
            tokens: the words of a text.
        """
        grams = _grams(tokens)
        result = np.zeros(len(self.labels), dtype=np.float32)
        places = np.fromiter(grams, dtype=np.intp, count=len(grams))
        values = np.fromiter(grams.values(), dtype=np.float32, count=len(grams)) * self.rarity[places]
        starts, ends = self.starts[places], self.starts[places + 1]
        held = ends > starts
        if not held.any():
            return result
        runs = list(zip(starts[held].tolist(), ends[held].tolist(), strict=True))
        holders = [self.holders[start:end] for start, end in runs]
        weights = [self.weights[start:end] for start, end in runs]
        shares = values[held] / (math.sqrt(float(values @ values)) * _WHOLE)
        counts = np.concatenate(weights) * np.repeat(shares, (ends - starts)[held])
        likeness = np.bincount(np.concatenate(holders), counts, minlength=len(self.classes))
        voters = np.flatnonzero(likeness >= _NEAR * likeness.max())
        if voters.size > _VOTERS:
            voters = voters[np.argpartition(likeness[voters], voters.size - _VOTERS)[-_VOTERS:]]
        np.add.at(result, self.classes[voters], likeness[voters] ** _SHARPNESS)
        total = float(result.sum())
        return result / total if total else result

    def save(self, path: Path) -> None:
        """Write the examples' grams; see :meth:`load`."""
        path.mkdir(parents=True, exist_ok=True)
        for name in ("starts", "holders", "weights", "rarity", "classes"):
            np.save(path / f"{name}.npy", getattr(self, name))
        (path / "labels.txt").write_text("\n".join(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> NearestExamples:
        """Read what was saved.

        Raises:
            OSError, ValueError: where it is missing or damaged.
        """
        labels = (path / "labels.txt").read_text(encoding="utf-8").split("\n")
        names = ("starts", "holders", "weights", "rarity", "classes")
        starts, holders, weights, rarity, classes = (
            np.load(path / f"{name}.npy", allow_pickle=False) for name in names
        )
        whole = starts.shape == ((1 << _BITS) + 1,) and holders.shape == weights.shape == (int(starts[-1]),)
        if not whole or int(classes.max(initial=-1)) >= len(labels):
            raise ValueError(f"examples of another shape in {path}")
        return cls(labels, starts, holders, weights, rarity, classes)
