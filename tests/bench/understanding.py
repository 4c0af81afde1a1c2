"""How well messages are understood, on examples held out of training and on the questions of tests/questions.

``python -m tests.bench.understanding`` prints held-out accuracy by language, with and without concepts, the most
frequent confusions, how far probabilities can be trusted, and CPU time beside a nearest-question search.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from bot.assistant import Assistant, default_cache
from bot.facts.knowledge import Knowledge, load
from bot.understanding.classifier import train
from bot.understanding.concepts import Concepts
from bot.understanding.courses import CourseFinder
from bot.understanding.dates import DateReader
from bot.understanding.intents import GRAMS, IntentReader, Speller, count_words, split_label
from bot.understanding.mentions import tokenize
from bot.understanding.training import labelled, masked
from tests.questions.scoring import HERE, conversations, judge

_ANY_DAY = date(2025, 5, 2)
_SHARE = 5
UNSEEN = Path(__file__).parent / "questions"
"""Conversations that nothing was tuned on."""
_TIMED = 300


@dataclass(frozen=True, slots=True)
class Judged:
    """One held-out example: what it is and what it was taken for."""

    language: str
    label: str
    taken_for: str
    facet: str
    probability: float

    @property
    def right(self) -> bool:
        """Whether the topic or entry is the right one."""
        return split_label(self.label)[0] == self.taken_for


def held_out(
    knowledge: Knowledge, concepts: Concepts, seed: int = 1
) -> tuple[list[Judged], IntentReader, list[list[str]]]:
    """Train on four fifths of the examples and judge the rest."""
    examples = list(labelled(knowledge))
    dates = DateReader(knowledge.lexicon)
    known = count_words([token.text for token in tokenize(text)] for _, text, _ in examples)
    courses = CourseFinder(knowledge, known)
    tokens = [masked(text, courses, dates, _ANY_DAY) for _, text, _ in examples]
    order = [i for i in range(len(examples)) if tokens[i]]
    random.Random(seed).shuffle(order)
    test, rest = order[: len(order) // _SHARE], order[len(order) // _SHARE :]
    model = train(((tokens[i], concepts.find(tokens[i]), examples[i][2]) for i in rest), GRAMS)
    words = {**dict.fromkeys(concepts.vocabulary(), 1), **count_words(tokens[i] for i in rest)}
    reader = IntentReader(model, Speller(words), concepts)
    judged = []
    for i in test:
        best = reader.read(tokens[i])[0]
        judged.append(Judged(examples[i][0], examples[i][2], best.name, best.facet, best.probability))
    return judged, reader, [tokens[i] for i in test]


def share(judged: Sequence[Judged]) -> str:
    """The share right, in per cent."""
    return f"{100 * sum(item.right for item in judged) / len(judged):.1f}" if judged else "–"


def main() -> None:
    """Measure and print."""
    console = Console()
    knowledge = load().knowledge
    if knowledge is None:
        raise SystemExit("the knowledge base has errors: run python -m bot check")
    concepts = Concepts(knowledge.concepts.values())
    judged, reader, tokens = held_out(knowledge, concepts)
    without, _, _ = held_out(knowledge, Concepts([]))
    table = Table("held out", "examples", "right %", "without concepts %", title="Topics and FAQ entries")
    for language in ("en", "fr", "es"):
        own = [item for item in judged if item.language == language]
        bare = [item for item in without if item.language == language]
        table.add_row(language, str(len(own)), share(own), share(bare))
    for name, faq in (("topics", False), ("FAQ entries", True)):
        own = [item for item in judged if item.label.startswith("faq:") == faq]
        bare = [item for item in without if item.label.startswith("faq:") == faq]
        table.add_row(name, str(len(own)), share(own), share(bare))
    console.print(table)
    confusions = Counter((split_label(item.label)[0], item.taken_for) for item in judged if not item.right)
    table = Table("is", "taken for", "times", title="Most frequent confusions")
    for (label, taken), count in confusions.most_common(12):
        table.add_row(label, taken, str(count))
    console.print(table)
    table = Table("probability", "examples", "right %", title="Can the probability be trusted?")
    for low in range(10):
        own = [item for item in judged if low / 10 <= item.probability < (low + 1) / 10 + (low == 9)]
        if own:
            table.add_row(f"{low / 10:.1f}–{(low + 1) / 10:.1f}", str(len(own)), share(own))
    console.print(table)
    _questions(console, knowledge)
    _times(console, knowledge, reader, tokens)


def _questions(console: Console, knowledge: Knowledge) -> None:
    assistant = Assistant.build(knowledge, default_cache())
    table = Table("questions", "turns", "right %", title="Whole conversations")
    for path in (*sorted(HERE.glob("*.jsonl")), *sorted(UNSEEN.glob("*.jsonl"))):
        turns = [turn for conversation in conversations(path) for turn in judge(assistant, conversation)]
        right = sum(not turn.faults for turn in turns)
        name = f"{path.stem} (not tuned on)" if path.parent == UNSEEN else path.stem
        table.add_row(name, str(len(turns)), f"{100 * right / len(turns):.1f}")
    console.print(table)


def _times(console: Console, knowledge: Knowledge, reader: IntentReader, tokens: list[list[str]]) -> None:
    """CPU time a message, beside the nearest example by rapidfuzz's ratio on the same examples."""
    sample = tokens[:_TIMED]
    questions = [text for _, text, _ in labelled(knowledge)]
    rounds: list[tuple[float, float]] = []
    for _ in range(3):
        begin = time.process_time()
        for item in sample:
            reader.read(item)
        middle = time.process_time()
        for item in sample[: _TIMED // 10]:
            process.extractOne(" ".join(item), questions, scorer=fuzz.ratio)
        end = time.process_time()
        rounds.append(((middle - begin) / len(sample), (end - middle) / (_TIMED // 10)))
    ours, nearest = (sorted(column)[1] for column in zip(*rounds, strict=True))
    console.print(
        f"CPU a message: {1000 * ours:.2f} ms; nearest question by edit ratio {1000 * nearest:.2f} ms; "
        f"ratio {ours / nearest:.2f} (median of three rounds, in turns)"
    )


if __name__ == "__main__":
    main()
