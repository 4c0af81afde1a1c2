"""Runs conversations written as JSON lines against the assistant and says which turns are right.

A turn is right when its outcome is among the acceptable ones, its language is the one expected, every ``must``
pattern is found in the text, no ``must_not`` is, and the expected courses are among those of the reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.messages import Channel, Dialogue, Message, Reply

HERE = Path(__file__).parent
FURTHER = HERE / "further"
"""Conversations that were looked at, harder ones than those that are promised."""

UNSEEN = HERE.parent / "bench" / "questions"
"""Conversations that nothing is tuned on."""

SETS = (HERE, FURTHER, UNSEEN)


@dataclass(frozen=True, slots=True)
class Turn:
    """One judged turn."""

    id: str
    number: int
    today: str
    user: str
    reply: Reply
    faults: tuple[str, ...]
    expected: dict[str, Any]


def conversations(path: Path) -> list[dict[str, Any]]:
    """The conversations of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge(assistant: Assistant, conversation: dict[str, Any]) -> Iterator[Turn]:
    """Hold a conversation and judge each turn."""
    dialogue: Dialogue | None = None
    today = date.fromisoformat(conversation["today"])
    channel: Channel = "email" if conversation.get("style") == "email" else "telegram"
    for number, expected in enumerate(conversation["turns"]):
        reply, dialogue = assistant.answer(Message(expected["user"], today, channel), dialogue)
        faults = tuple(_faults(reply, expected))
        yield Turn(conversation["id"], number, conversation["today"], expected["user"], reply, faults, expected)


def _faults(reply: Reply, expected: dict[str, Any]) -> Iterator[str]:
    text = reply.text
    if reply.language != expected["lang"]:
        yield f"language {reply.language}, not {expected['lang']}"
    if expected["outcome"] and reply.outcome not in expected["outcome"]:
        yield f"outcome {reply.outcome}, not {'/'.join(expected['outcome'])}"
    for course in expected.get("courses", ()):
        if course not in reply.courses:
            yield f"course {course} not in {list(reply.courses)}"
    for pattern in expected.get("must", ()):
        if not re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            yield f"must {pattern[:80]}"
    for pattern in expected.get("must_not", ()):
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            yield f"must not {pattern[:80]}"
