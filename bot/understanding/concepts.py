"""Concepts: the words of three languages that mean one thing (price, cost, tarif, precio → ``price``).

They let an example in one language teach the others and a rare word stand for a common one; staff keep the lists in
``knowledge/concepts/<language>.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.text import fold, words


class Concepts:
    """Finds concepts in folded words. A term may have several words; ``*`` at its end matches any ending."""

    def __init__(self, lists: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self.exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.prefixes: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.names: set[str] = set()
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

    def find(self, tokens: Sequence[str]) -> list[str]:
        """The concepts of a message in its order; longer terms first, each word used once a concept."""
        found: list[str] = []
        for i, token in enumerate(tokens):
            options = list(self.exact.get(token, ()))
            for length in range(2, len(token) + 1):
                options += self.prefixes.get(token[:length], ())
            fitting = [(key, name) for key, name in options if len(key) == 1 or _fits(tokens, i, key)]
            longest = max((len(key) for key, _ in fitting), default=0)
            for key, name in fitting:
                if len(key) == longest and (not found or found[-1] != name):
                    found.append(name)
        return found

    def vocabulary(self) -> set[str]:
        """Every whole word of the lists."""
        keys = [key for entries in self.exact.values() for key, _ in entries]
        return {word for key in keys for word in key if not word.endswith("*")}


def _fits(tokens: Sequence[str], start: int, key: tuple[str, ...]) -> bool:
    if start + len(key) > len(tokens):
        return False
    return all(
        token.startswith(word[:-1]) if word.endswith("*") else token == word
        for word, token in zip(key, tokens[start:], strict=False)
    )
