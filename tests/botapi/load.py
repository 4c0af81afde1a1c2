"""Load: many people in a closed loop, measured inside the server; and what a process used."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from .people import People

Json = dict[str, Any]
FIRST_ID = 9_000_000


async def closed_loop(
    people: People,
    *,
    chats: int,
    messages: int,
    texts: list[str],
    replies: int = 1,
    patience: float = 30.0,
    language: str = "en",
) -> Json:
    """`chats` people write `messages` messages in all, each waiting for `replies` answers before the next.

    A message without an answer after `patience` seconds is lost.

    Returns:
        count, lost, seconds, rate (answered messages a second), p50_ms, p99_ms, max_ms and
        server_cpu_seconds (of the whole process that the server runs in).
    """
    loop = asyncio.get_running_loop()
    waiting: dict[int, tuple[asyncio.Future[None], list[int]]] = {}
    times: list[float] = []
    lost = 0
    left = messages

    def heard(chat_id: int) -> None:
        entry = waiting.get(chat_id)
        if entry is None:
            return
        entry[1][0] -= 1
        if entry[1][0] <= 0 and not entry[0].done():
            entry[0].set_result(None)

    async def person(number: int) -> None:
        nonlocal left, lost
        user = people.user(name=f"Load {number}", language=language, id=FIRST_ID + number)
        turn = number
        while left > 0:
            left -= 1
            answered = loop.create_future()
            waiting[user["id"]] = (answered, [replies])
            start = time.perf_counter()
            people.write(user["id"], user["id"], {"text": texts[turn % len(texts)]})
            turn += 1
            done, _ = await asyncio.wait([answered], timeout=patience)
            if done:
                times.append(time.perf_counter() - start)
            else:
                lost += 1

    people.world.on_bot_message.append(heard)
    cpu, start = time.process_time(), time.perf_counter()
    try:
        await asyncio.gather(*(person(number) for number in range(chats)))
    finally:
        people.world.on_bot_message.remove(heard)
    seconds = time.perf_counter() - start
    return summary(times) | {
        "count": len(times),
        "lost": lost,
        "seconds": round(seconds, 3),
        "rate": round(len(times) / seconds, 1),
        "server_cpu_seconds": round(time.process_time() - cpu, 3),
    }


def summary(times: list[float]) -> Json:
    """p50, p99 and the worst of some durations, in milliseconds."""
    if not times:
        return {"p50_ms": None, "p99_ms": None, "max_ms": None}
    ordered = sorted(times)

    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return {"p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": round(1000 * ordered[-1], 2)}


def usage(pid: int) -> Json:
    """CPU seconds so far, and memory and its peak in MiB, of a process on Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    memory = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return {"cpu_seconds": cpu, "rss_mib": round(memory["VmRSS"], 1), "peak_mib": round(memory["VmHWM"], 1)}
