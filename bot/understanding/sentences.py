"""Tens of thousands of short texts as lists of words, kept as numbers: a tenth of the memory of the lists."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import overload


class Sentences(Sequence[list[str]]):
    """Lists of words, made anew whenever one is asked for.

    Args:
        texts: the words of each.
    """

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        known: dict[str, int] = {}
        self._numbers, self._ends = array("I"), array("I", [0])
        for text in texts:
            self._numbers.extend(known.setdefault(word, len(known)) for word in text)
            self._ends.append(len(self._numbers))
        self._words = list(known)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> list[str]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[list[str]]: ...

    def __getitem__(self, index: int | slice) -> list[str] | Sequence[list[str]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return [self._words[number] for number in self._numbers[self._ends[place] : self._ends[place + 1]]]
