"""Questions that two entries claim: identical once folded, or the same words in another order or with a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.checking.subject import Example, Subject, Warned
from bot.text import words

_SLIP_FROM = 6


def collisions(subject: Subject) -> Iterator[Warned]:
    """Each question of the FAQ that another entry or a topic has as well."""
    by_bag: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for example in subject.examples():
        by_bag[tuple(sorted(words(example.text)))].append(example)
    for examples in by_bag.values():
        yield from _clashing(subject, examples, examples, "is also a question of")
    for one, other in _slips(by_bag):
        yield from _clashing(subject, by_bag[one], by_bag[other], "is nearly a question of")


def _clashing(subject: Subject, ours: list[Example], theirs: list[Example], how: str) -> Iterator[Warned]:
    """The first clash between each two names."""
    seen: set[tuple[str, str]] = set()
    for example in ours:
        for other in theirs:
            one, two = _name(example.label), _name(other.label)
            if one == two or not (one.startswith("faq:") or two.startswith("faq:")):
                continue
            first, second = (example, other) if one.startswith("faq:") else (other, example)
            key = (min(one, two), max(one, two))
            if key in seen or _apart(subject, one, two):
                continue
            seen.add(key)
            message = (
                f"“{first.text}” (in “{_name(first.label).removeprefix('faq:')}”) {how}"
                f" “{_name(second.label).removeprefix('faq:')}” ({second.file}:{second.line}):"
                " only one of them can answer it"
            )
            yield Warned("questions collide", first.file, first.line, message)


def _name(label: str) -> str:
    return label if label.startswith("faq:") else label.partition(".")[0]


def _apart(subject: Subject, one: str, two: str) -> bool:
    """Whether two entries are for different courses."""
    sets = [
        set(entry.courses or ())
        for name in (one, two)
        if (entry := subject.knowledge.faq.get(name.removeprefix("faq:"))) and name.startswith("faq:")
    ]
    return len(sets) == 2 and all(sets) and sets[0].isdisjoint(sets[1])


def _slips(by_bag: dict[tuple[str, ...], list[Example]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of questions that differ by one letter of one long word: compared only where all other words agree."""
    rest: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for bag in by_bag:
        if len(bag) < 3:
            continue
        for position, word in enumerate(bag):
            if len(word) >= _SLIP_FROM:
                rest[(*bag[:position], *bag[position + 1 :])].append((word, bag))
    for group in rest.values():
        for position, (word, bag) in enumerate(group):
            for other, second in group[position + 1 :]:
                if word != other and OSA.distance(word, other, score_cutoff=1) <= 1:
                    yield bag, second
