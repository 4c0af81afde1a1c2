"""What a knowledge folder costs, measured in a process of its own: ``python -m tests.bench.cost FOLDER CACHE COUNT``.

Prints one JSON object: seconds of CPU to load, p50 and p99 of the CPU milliseconds a message, messages a second, and
the peak memory in MB. Messages are questions of ``tests/questions`` where the folder has courses, else its own.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.building import settle
from bot.facts.knowledge import Knowledge, load
from bot.messages import Message
from tests.questions.scoring import HERE, conversations

_DAY = date(2025, 5, 2)


def latency(assistant: Assistant, texts: list[str]) -> dict[str, float]:
    """CPU milliseconds a message on one core: ``p50``, ``p99``, and ``rate``, messages a second."""
    for text in texts[:20]:
        assistant.answer(Message(text, _DAY, "telegram"))
    spent = []
    for text in texts:
        begin = time.process_time()
        assistant.answer(Message(text, _DAY, "telegram"))
        spent.append(1000 * (time.process_time() - begin))
    spent.sort()
    return {
        "p50": spent[len(spent) // 2],
        "p99": spent[int(len(spent) * 0.99)],
        "rate": 1000 * len(spent) / sum(spent),
    }


def messages(knowledge: Knowledge, count: int) -> list[str]:
    """Messages to ask."""
    if knowledge.courses:
        found = [
            turn["user"]
            for path in sorted(HERE.glob("*.jsonl"))
            for item in conversations(path)
            for turn in item["turns"]
        ]
    else:
        # a word left out: word for word would be too easy
        found = [text.partition(" ")[2] or text for e in knowledge.faq.values() for _, text in e.questions.pairs()]
    return found[:: max(1, len(found) // count)][:count]


def peak() -> float:
    """The most memory this process has had, in MB; what its parent had does not count, as it would for getrusage."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Measure and print."""
    folder, cache, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    begin = time.process_time()
    knowledge = load(folder).knowledge
    if knowledge is None:
        raise SystemExit(f"{folder} has errors")
    assistant = Assistant.build(knowledge, cache)
    settle()
    figures: dict[str, Any] = {"load": time.process_time() - begin}
    if count:
        figures |= latency(assistant, messages(knowledge, count))
    figures["memory"] = peak()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
