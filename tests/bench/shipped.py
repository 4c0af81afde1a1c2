"""The assistant beside other engines on its own ground: the shipped examples to learn from, set-aside questions asked.

Asked is the first message of each conversation set aside that has one topic; right is a first guess of that topic. The
other engines see the message as it is; the assistant takes it apart, masks names and dates, and knows the day.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from statistics import mean
from typing import Any

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Channel, Message
from bot.understanding.intents import split_label
from bot.understanding.training import labelled
from tests.bench.engines import ENGINES, Engine
from tests.bench.tables import Table
from tests.questions.scoring import UNSEEN, conversations

Asked = list[tuple[str, dict[str, Any], str]]
"""Language, conversation, topic."""


def on_the_shipped_examples(assistant: Assistant, knowledge: Knowledge) -> Table:
    """Accuracy and cost of every engine in one run."""
    learnt = [(text, label) for _, text, label in labelled(knowledge)]
    asked = _asked()
    begin = time.process_time()
    Assistant.build(knowledge)
    learning = time.process_time() - begin
    rows = [("this assistant", *_row(partial(_own_guess, assistant), asked), f"{learning:.1f}")]
    for name, engine in list(ENGINES.items())[1:]:
        begin = time.process_time()
        built = engine(learnt)
        learning = time.process_time() - begin
        rows.append((name, *_row(partial(_guess, built), asked), f"{learning:.1f}"))
    head = ("engine", *LANGUAGES, "all", "ms a message", "learning s")
    note = (
        f"First guess of the topic right in per cent, {len(asked)} questions set aside, {len(learnt)} examples of "
        f"{len({label for _, label in learnt})} classes."
    )
    return Table("Beside other engines, on the shipped examples", head, rows, note)


def _asked() -> Asked:
    found: Asked = []
    for language in LANGUAGES:
        for item in conversations(UNSEEN / f"{language}.jsonl"):
            topics = item["turns"][0]["topics"]
            if len(topics) == 1 and item["turns"][0]["lang"] == language:
                found.append((language, item, topics[0]))
    return found


def _row(guess: Callable[[dict[str, Any]], str], asked: Asked) -> Sequence[str]:
    begin = time.process_time()
    right = [(language, guess(item) == topic) for language, item, topic in asked]
    a_message = 1000 * (time.process_time() - begin) / len(asked)
    shares = [100 * mean(ok for other, ok in right if other == language) for language in LANGUAGES]
    return (*(f"{share:.1f}" for share in shares), f"{100 * mean(ok for _, ok in right):.1f}", f"{a_message:.1f}")


def _own_guess(assistant: Assistant, item: dict[str, Any]) -> str:
    channel: Channel = "email" if item.get("style") == "email" else "telegram"
    reply, _ = assistant.answer(Message(item["turns"][0]["user"], date.fromisoformat(item["today"]), channel))
    return reply.topics[0] if reply.topics else ""


def _guess(engine: Engine, item: dict[str, Any]) -> str:
    return split_label(engine.ask(item["turns"][0]["user"])[0])[0]
