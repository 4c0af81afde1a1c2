"""Concepts: the words of three languages that mean one thing (price, cost, tarif, precio → ``price``).

They let an example in one language teach the others and a rare word stand for a common one; staff keep the lists in
``knowledge/concepts/<language>.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.text import fold, words

_KEPT = 20_000
"""Words whose terms are kept in memory."""

_PIECES = 256
"""Pieces of text whose concepts are kept."""

_FEWEST = 2
"""Letters that a term with any ending has at least."""


class _Term(NamedTuple):
    """A term of several words, in the order of the lists."""

    position: int
    words: tuple[str, ...]
    name: str


class _Options(NamedTuple):
    """The terms that begin with a word: alone, by their second word, and those whose second word has any ending."""

    alone: list[str]
    second: dict[str, list[_Term]]
    loose: list[_Term]


class Concepts:
    """Finds concepts in folded words. A term may have several words; ``*`` at its end matches any ending."""

    def __init__(self, lists: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self.exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.prefixes: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._begun: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._known: dict[str, _Options] = {}
        # the same pieces of a message are looked at from many sides
        self._found = lru_cache(maxsize=_PIECES)(self._find)
        for mapping in lists:
            for name, terms in mapping.items():
                self.names.add(name)
                for term in terms:
                    key = tuple(
                        piece if not part.endswith("*") or piece != words(part)[-1] else piece + "*"
                        for part in fold(term).split()
                        for piece in words(part)
                    )
                    if not key:
                        continue
                    if key[0].endswith("*"):
                        self.prefixes.setdefault(key[0][:-1], []).append((key, name))
                    else:
                        self.exact.setdefault(key[0], []).append((key, name))

        for prefix in sorted(self.prefixes, key=len):
            if len(prefix) >= _FEWEST:
                self._begun.setdefault(prefix[:_FEWEST], []).append(prefix)

    def find(self, tokens: Sequence[str]) -> list[str]:
        """The concepts of a message in its order; longer terms first, each word used once a concept."""
        return list(self._found(tuple(tokens)))

    def _find(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        last = len(tokens) - 1
        for i, token in enumerate(tokens):
            options = self._options(token)
            names = options.alone
            longer = options.loose
            if i < last and options.second:
                longer = [*longer, *options.second.get(tokens[i + 1], ())]
            fitting = [term for term in longer if _fits(tokens, i, term.words)] if longer else None
            if fitting:
                longest = max(len(term.words) for term in fitting)
                names = [term.name for term in sorted(fitting) if len(term.words) == longest]
            for name in names:
                if not found or found[-1] != name:
                    found.append(name)
        return tuple(found)

    def _options(self, token: str) -> _Options:
        """The terms that begin with a word; words come again and again."""
        options = self._known.get(token)
        if options is None:
            terms = list(self.exact.get(token, ()))
            for prefix in self._begun.get(token[:_FEWEST], ()):
                if token.startswith(prefix):
                    terms += self.prefixes[prefix]
            options = _Options([], {}, [])
            for position, (key, name) in enumerate(terms):
                if len(key) == 1:
                    options.alone.append(name)
                elif key[1].endswith("*"):
                    options.loose.append(_Term(position, key, name))
                else:
                    options.second.setdefault(key[1], []).append(_Term(position, key, name))
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[token] = options
        return options

    def vocabulary(self) -> set[str]:
        """Every whole word of the lists."""
        keys = [key for entries in self.exact.values() for key, _ in entries]
        return {word for key in keys for word in key if not word.endswith("*")}


def _fits(tokens: Sequence[str], start: int, key: tuple[str, ...]) -> bool:
    if start + len(key) > len(tokens):
        return False
    for offset, word in enumerate(key):
        token = tokens[start + offset]
        if token != word and not (word[-1] == "*" and token.startswith(word[:-1])):
            return False
    return True
