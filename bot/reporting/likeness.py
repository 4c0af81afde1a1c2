"""Questions that ask the same in nearly the same words, gathered: quick enough for a year of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from rapidfuzz import fuzz, process

from bot.text import words

ALIKE = 75
"""From this likeness on (rapidfuzz's ratio of the sorted words, 0 to 100) two wordings ask the same."""

_MOST_WORDS = 40
_KEY = 4
_KEYS = 3
_COMPARISONS = 6_000_000
_MOST_COMPARED = 400


def wording(text: str, passed_over: Collection[str]) -> str:
    """What of a question tells it from others: its words folded and sorted, figures as one, small words left out.

    Args:
        text: the question.
        passed_over: small words of its language, folded.
    """
    every = ["0" if word.isdigit() else word for word in words(text)[: 3 * _MOST_WORDS]]
    telling = [word for word in every if word not in passed_over] or every
    return " ".join(sorted(set(telling[:_MOST_WORDS])))


def alike(counted: Mapping[str, int]) -> list[list[str]]:
    """Gather wordings that are nearly the same.

    Each wording, the most frequent first, joins the most similar group it is close enough to, else it begins one. It
    is compared only with groups that share the beginning of one of its three rarest words; what no other wording has
    cannot lead to one and does not count as rare. Of very many wordings each is compared with fewer groups, the most
    frequent ones, so that a hundred thousand take about as long as ten thousand.

    Args:
        counted: wordings of one language as :func:`wording` gives them, and how often each was asked.

    Returns:
        Groups of wordings, in each the most frequent first.
    """
    often = Counter(key for wording in counted for key in _beginnings(wording))
    filed: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, list[str]] = {}
    most = min(_COMPARISONS // (_KEYS * max(len(counted), 1)), _MOST_COMPARED)
    for one in sorted(counted, key=lambda wording: (-counted[wording], wording)):
        keys = _rarest(_beginnings(one), often)
        near = list(chain.from_iterable(filed[key] for key in keys))
        found = process.extractOne(one, near, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is not None:
            groups[found[0]].append(one)
            continue
        groups[one] = [one]
        for key in keys:
            if len(filed[key]) < most:
                filed[key].append(one)
    return list(groups.values())


def _beginnings(wording: str) -> list[str]:
    return list(dict.fromkeys(word[:_KEY] for word in wording.split()))


def _rarest(keys: Iterable[str], often: Mapping[str, int]) -> list[str]:
    shared = [key for key in keys if often[key] > 1]
    return sorted(shared, key=lambda key: (often[key], key))[:_KEYS]
