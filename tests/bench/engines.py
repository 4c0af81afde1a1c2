"""The product beside other ways of finding the entry that a question belongs to: all learn from the same examples."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from bot.assistant import Assistant
from bot.facts.knowledge import load
from bot.messages import Message
from bot.text import phrase, words
from tests.bench.foreign import Pairs, folder

_ANY_DAY = date(2025, 5, 2)


class Engine(Protocol):
    """Learns from questions with their class; ``ask`` gives a class and how sure that is, on any scale."""

    def __init__(self, learnt: Pairs) -> None: ...

    def ask(self, text: str) -> tuple[str, float]: ...


class Product:
    """The assistant with a knowledge folder of free questions alone."""

    def __init__(self, learnt: Pairs) -> None:
        with tempfile.TemporaryDirectory() as name:
            loaded = load(folder(Path(name), learnt))
        assert loaded.knowledge is not None, loaded.errors[:3]
        self.assistant = Assistant.build(loaded.knowledge)

    def ask(self, text: str) -> tuple[str, float]:
        reply, _ = self.assistant.answer(Message(text, _ANY_DAY, "telegram"))
        return (reply.topics[0].removeprefix("faq:") if reply.topics else ""), reply.confidence


class NearestQuestion:
    """rapidfuzz: the example nearest by ``ratio``."""

    def __init__(self, learnt: Pairs) -> None:
        self.texts = [phrase(text) for text, _ in learnt]
        self.names = [name for _, name in learnt]

    def ask(self, text: str) -> tuple[str, float]:
        found = process.extractOne(phrase(text), self.texts, scorer=fuzz.ratio)
        return (self.names[found[2]], found[1]) if found else ("", 0.0)


class FullText:
    """SQLite FTS5: the example that ranks best by BM25."""

    def __init__(self, learnt: Pairs) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute("create virtual table example using fts5(text, name unindexed)")
        self.database.executemany("insert into example values (?, ?)", [(phrase(text), name) for text, name in learnt])

    def ask(self, text: str) -> tuple[str, float]:
        query = " OR ".join(f'"{word}"' for word in words(text))
        if not query:
            return "", 0.0
        row = self.database.execute(
            "select name, -bm25(example) from example where example match ? order by bm25(example) limit 1", (query,)
        ).fetchone()
        return (row[0], row[1]) if row else ("", 0.0)


class SupportVectors:
    """scikit-learn: LinearSVC over TF-IDF of words and characters."""

    def __init__(self, learnt: Pairs) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415

        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, tokenizer=str.split, token_pattern=None),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        )
        self.model: Any = make_pipeline(features, LinearSVC())
        self.model.fit([phrase(text) for text, _ in learnt], [name for _, name in learnt])

    def ask(self, text: str) -> tuple[str, float]:
        margins = self.model.decision_function([phrase(text)])[0]
        best = int(margins.argmax())
        return str(self.model.classes_[best]), float(margins[best])


ENGINES: dict[str, type[Engine]] = {
    "this assistant": Product,
    "rapidfuzz, nearest by ratio": NearestQuestion,
    "SQLite FTS5, BM25": FullText,
    "scikit-learn LinearSVC": SupportVectors,
}


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """How often a question of the classes is surer than one of none, in per cent; a tie counts half."""
    above = sum((one > other) + 0.5 * (one == other) for one in inside for other in outside)
    return 100 * above / (len(inside) * len(outside))
