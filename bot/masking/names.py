"""The sender's own name: where it is known, where somebody introduces themselves, and under a closing formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.facts.words import PersonalWords
from bot.masking.sheet import NAME, Sheet, alternatives
from bot.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_USER_NAME = re.compile(r"@(\w{4,})")
_ADDRESS = re.compile(r"\S+@\S+")
_TOGETHER = re.compile(r"[ \t.,'’\-]{1,3}")
_LONGEST_NAME, _SHORTEST_WORD = 5, 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that need not be names.

    Attributes:
        courses: of the names of courses and places; never masked alone.
        common: that questions are made of.
        closings: formulas after which a name stands.
    """

    courses: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    closings: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        return word in self.courses or word in self.common


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


class Names:
    """Finds names.

    Args:
        words: the words before a name.
        vocabulary: words that need not be names.
    """

    def __init__(self, words: PersonalWords | None, vocabulary: Vocabulary) -> None:
        given = words or PersonalWords()
        self._vocabulary = vocabulary
        self._particles = {fold(word) for word in given.particles}
        self._cues = re.compile(rf"(?<!\w)(?:{alternatives(map(fold, given.names.all()))})(?!\w)[\s:,.()]*")
        closings = alternatives(map(fold, vocabulary.closings))
        self._closings = re.compile(
            rf"(?:^|[.?!;,])[ \t]*(?:{closings})(?!\w)(?P<gap>[ \t]*[,.!]?\s*)(?P<name>[^\n]{{2,60}})", re.M
        )

    def mask(self, sheet: Sheet, names: Iterable[str]) -> None:
        """Find the names of a person.

        Args:
            sheet: the text.
            names: what the person is called, as far as it is known: a full name, ``@user_name``.
        """
        whole = " ".join(names)
        for user in set(_USER_NAME.findall(whole)):
            sheet.find(re.compile(rf"(?<!\w)@?{re.escape(fold(user))}(?!\w)"), NAME, folded=True)
        own = {fold(word) for word in _WORD.findall(_ADDRESS.sub(" ", _USER_NAME.sub(" ", whole)))}
        self._known(sheet, own)
        self._introduced(sheet)
        self._signed(sheet, own)

    def _known(self, sheet: Sheet, own: set[str]) -> None:
        """Rows of the person's own names; a word of everyday use only beside another, or on a line of its own."""
        for row in _rows(sheet.open, own):
            if any(self._tells(word) for word in row) or (len(row) > 1 and self._is_whole(row, own)):
                sheet.take(row[0].start, row[-1].end, NAME)

    def _tells(self, word: _Word) -> bool:
        """Whether a word is a name by itself; one of two letters only with a capital (Bo, Li)."""
        long_enough = len(word.text) >= _SHORTEST_WORD or (len(word.text) > 1 and word.capital)
        return long_enough and word.folded not in self._vocabulary

    def _is_whole(self, row: list[_Word], own: set[str]) -> bool:
        """A full name made of everyday words (Grant May), none of them of a course's name."""
        said = {word.folded for word in row}
        return said == own and all(word.capital for word in row) and not said & self._vocabulary.courses

    def _introduced(self, sheet: Sheet) -> None:
        for cue in list(self._cues.finditer(sheet.folded)):
            row = self._row_at(sheet.open, cue.end())
            if row:
                sheet.take(row[0].start, row[-1].end, NAME)

    def _row_at(self, text: str, position: int) -> list[_Word]:
        """The words of the name that begins at a position."""
        row: list[_Word] = []
        while len(row) < _LONGEST_NAME:
            match = _WORD.match(text, position)
            if match is None:
                break
            word = _Word(match.start(), match.end(), match.group())
            particle = bool(row) and word.folded in self._particles
            # Grace and Will are names too where somebody introduces themselves
            introduced = not row and word.capital and word.folded not in self._vocabulary.courses
            if word.folded in self._vocabulary and not particle and not introduced:
                break
            row.append(word)
            gap = _TOGETHER.match(text, match.end())
            if gap is None or "," in gap.group() or (". " in gap.group() and len(word.text) > 1):
                break
            position = gap.end()
        while row and row[-1].folded in self._particles:
            row.pop()
        return row

    def _signed(self, sheet: Sheet, own: set[str]) -> None:
        """What stands alone under a closing formula, and lines that are the person's own name."""
        for match in list(self._closings.finditer(sheet.folded)) if self._vocabulary.closings else []:
            start, end = match.span("name")
            line = sheet.open[start:end]
            if not re.search(r"[?!\d\x00:]", line) and self._signs(line, "\n" in match["gap"], own):
                sheet.take(start, start + len(line.rstrip(" .,\t\r")), NAME)
        for match in list(re.finditer(r"(?<=\n)[ \t]*(?P<line>[^\n]+?)[ \t]*(?=\n|$)", sheet.open)):
            words = [fold(word) for word in _WORD.findall(match["line"])]
            if words and set(words) <= own and match["line"][0].isupper() and "?" not in match["line"]:
                sheet.take(*match.span("line"), NAME)

    def _signs(self, line: str, alone: bool, own: set[str]) -> bool:
        """Whether what follows a closing formula is a name: alone on its line, or each word with a capital."""
        words = [_Word(match.start(), match.end(), match.group()) for match in _WORD.finditer(line)]
        names = [word for word in words if word.folded not in self._particles]
        return (
            0 < len(words) <= _LONGEST_NAME
            and words[0] in names
            and all(word.folded in own or word.folded not in self._vocabulary for word in names)
            and (alone or all(word.capital for word in names))
        )


def _rows(text: str, own: set[str]) -> list[list[_Word]]:
    """The rows of neighbouring words that are among the person's own."""
    rows: list[list[_Word]] = []
    for match in _WORD.finditer(text):
        word = _Word(match.start(), match.end(), match.group())
        if word.folded not in own:
            continue
        if rows and _TOGETHER.fullmatch(text, rows[-1][-1].end, word.start):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows
