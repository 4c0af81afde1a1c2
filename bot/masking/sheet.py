"""A text in which pieces are found one after the other, each once: some are masked, some surely stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.text import fold_in_place

MAIL, PHONE, NUMBER, NAME = "[e-mail]", "[phone]", "[number]", "[name]"

_TAKEN = "\x00"


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    label: str | None


class Sheet:
    """A text being masked.

    Args:
        text: the text.

    Attributes:
        text: the text.
        open: the same with blanks of one kind where a piece was taken, so that nothing is found twice.
        folded: ``open`` in small letters without accents, position by position.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.open = text.replace(_TAKEN, " ")
        self.folded = fold_in_place(self.open)
        self._pieces: list[_Piece] = []

    def take(self, start: int, end: int, label: str | None) -> None:
        """Take a piece out.

        Args:
            start: where it begins.
            end: where it ends.
            label: what stands in its place; None where it stays as it is.
        """
        self._pieces.append(_Piece(start, end, label))
        blank = _TAKEN * (end - start)
        self.open = self.open[:start] + blank + self.open[end:]
        self.folded = self.folded[:start] + blank + self.folded[end:]

    def find(
        self,
        pattern: re.Pattern[str],
        label: Callable[[str], str | None] | str | None,
        group: str | int = 0,
        folded: bool = False,
    ) -> None:
        """Take every match of a pattern.

        Args:
            pattern: what to look for.
            label: what stands in its place, or a function that tells by the piece and gives an empty text where it is
                not to be taken; None to keep the piece as it is.
            group: the part of the match that is taken.
            folded: whether to look in the folded text.
        """
        for match in pattern.finditer(self.folded if folded else self.open):
            start, end = match.span(group)
            given = label(self.text[start:end]) if callable(label) else label
            if given != "":
                self.take(start, end, given)

    def masked(self) -> str:
        """The text with what was found; neighbours of one kind become one."""
        out: list[str] = []
        position = 0
        for piece in sorted(self._pieces, key=lambda piece: piece.start):
            if piece.label is None:
                continue
            between = self.text[position : piece.start]
            if not (out and out[-1] == piece.label and not between.strip(" \t,.-'’")):
                out += [between, piece.label]
            position = piece.end
        return "".join((*out, self.text[position:]))


def alternatives(terms: Iterable[str]) -> str:
    """The terms as alternatives of a regular expression, the longest first; nothing matches where there are none."""
    found = sorted({" ".join(term.split()) for term in terms if term.strip()}, key=len, reverse=True)
    return "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in found) or r"(?!)"
