"""What the words of the examples tell: which are common, which belong to one language, which to other trainings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_COMMON = 6
"""Times from which a word of the examples is common."""

_FAR_MORE = 8
"""How many times as often a word stands in its language as in the next one."""

_SURELY = 3
"""Times above which a word that only one language has is surely of that language."""


def count_words(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """How often each word stands in the examples."""
    counts: Counter[str] = Counter()
    for tokens in texts:
        counts.update(token for token in tokens if token.isalpha())
    return counts


def common(counts: Mapping[str, int]) -> set[str]:
    """Words that stand in several examples: rarer ones may be misspelt names of courses."""
    return {word for word, count in counts.items() if count >= _COMMON}


def word_languages(
    languages: Iterable[str], texts: Iterable[list[str]]
) -> tuple[dict[str, str], dict[str, list[str]], set[str]]:
    """Words one language has far more often than the others, with it; words that several have, with these; words that
    one alone has.
    """
    counts: dict[str, Counter[str]] = {}
    for language, words in zip(languages, texts, strict=True):
        for word in words:
            counts.setdefault(word, Counter())[language] += 1
    dominant: dict[str, str] = {}
    shared: dict[str, list[str]] = {}
    exclusive: set[str] = set()
    for word, by_language in counts.items():
        (first, most), *others = by_language.most_common(2)
        if not others or others[0][1] * _FAR_MORE < most:
            if most > 1:
                dominant[word] = first
            if not others and most > _SURELY:
                exclusive.add(word)
        else:
            shared[word] = sorted(name for name, count in by_language.items() if count * _FAR_MORE >= most)
    return dominant, shared, exclusive


def foreign_words(labels: Iterable[str], texts: Iterable[list[str]]) -> set[str]:
    """Words of examples about other trainings that no example about ours has: procurement, masters, pilotage."""
    other: set[str] = set()
    ours: set[str] = set()
    for label, words in zip(labels, texts, strict=True):
        (other if label == "out_of_scope.other_training" else ours).update(words)
    return {word for word in other - ours if len(word) > 3 and word.isalpha()}
