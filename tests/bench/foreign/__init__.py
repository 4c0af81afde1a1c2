"""Questions about anything but our courses: bank cards, travel, cooking, small talk in three languages, and strangers.

Each file holds classes, ``[name]`` above the questions of one, every one put in another way; ``english-out.txt`` holds
questions of none of the classes.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
_WORDS = re.compile(r"[^\W\d_]+")

Classes = dict[str, list[str]]
Pairs = list[tuple[str, str]]
"""Questions with their class."""


def classes(name: str) -> Classes:
    """The classes of a file, ``english-a`` for example."""
    found: Classes = {}
    questions: list[str] = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"\[(\w+)\]", line)
        if heading:
            questions = found.setdefault(heading[1].replace("_", "-"), [])
        elif line.strip():
            questions.append(line)
    return found


def english() -> Classes:
    """Some seventy classes of questions in English."""
    return {**classes("english-a"), **classes("english-b")}


def chat() -> Classes:
    """Small talk: sixty classes, twenty a language, with the language before the name."""
    return {
        f"{language}-{name}": questions
        for language in ("en", "fr", "es")
        for name, questions in classes(f"chat-{language}").items()
    }


def strangers() -> list[str]:
    """Questions that belong to none of the English classes."""
    return classes("english-out")["out-of-scope"]


def split(data: Classes, shots: int, seed: int) -> tuple[Pairs, Pairs]:
    """So many questions of each class to learn from, and the rest to ask."""
    learnt: Pairs = []
    asked: Pairs = []
    for name, questions in data.items():
        order = list(questions)
        random.Random(f"{seed}{name}").shuffle(order)
        learnt += [(text, name) for text in order[:shots]]
        asked += [(text, name) for text in order[shots:]]
    return learnt, asked


def many(entries: int, questions: int) -> Pairs:
    """As many questions as wanted, made of the English ones: words added, and a vocabulary of its own for each entry.

    They measure time and memory; how many are understood says nothing.
    """
    chance = random.Random(0)
    data = list(english().values())
    pool = sorted({word.lower() for texts in data for text in texts for word in _WORDS.findall(text)})
    found: Pairs = []
    for number in range(entries):
        own = [chance.choice(pool)[:4] + chance.choice(pool)[-4:] for _ in range(25)]
        for _ in range(questions):
            said = chance.choice(data[number % len(data)]).split()
            for word in (*chance.sample(pool, chance.randint(0, 3)), chance.choice(own)):
                said.insert(chance.randint(0, len(said)), word)
            found.append((" ".join(said), f"entry-{number}"))
    return found


def folder(where: Path, pairs: Sequence[tuple[str, str]]) -> Path:
    """A knowledge folder whose free questions are these; a class that begins with a language is in that language."""
    by_class: Classes = {}
    for text, name in pairs:
        by_class.setdefault(name, []).append(text)
    lines: list[str] = []
    for name, texts in by_class.items():
        language = name[:2] if name[:3] in ("en-", "fr-", "es-") else "en"
        lines += [f"- id: {name}", "  questions:", f"    {language}:"]
        lines += [f"      - {json.dumps(text, ensure_ascii=False)}" for text in texts]
        lines += ["  answer:", '    en: "This is the answer."']
    (where / "faq").mkdir(parents=True, exist_ok=True)
    (where / "faq" / "foreign.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return where
