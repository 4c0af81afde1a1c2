"""The Telegram channel against an empty echo bot: same library, same server, in turns, in one run.

    python -m tests.bench.telegram [--rounds 3] [--messages 600]

The CPU of a message is the steadiest figure on a busy machine, and the one the aim is set on: at most 1.6 times
the echo bot's, with durable journalling on. Pacing is off, or Telegram's limits would be measured. With 200
chats in a closed loop the round trip is mostly waiting: 200 divided by the rate.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.botapi import Server, project_root, usage

AIM = 1.6
CHATS = (1, 200)
# what people ask: the same few things in most cases, now and then something of their own
COMMON = (
    "How much does the Academy cost?",
    "Until when can I apply for the Academy?",
    "Quand a lieu l'Académie ?",
    "¿Cuánto cuesta la Academia?",
    "What are the requirements for the Academy?",
)

Figures = dict[str, float]


def texts(distinct: bool) -> list[str]:
    """Questions to send: a few that come again and again, or every one another."""
    if not distinct:
        return list(COMMON)
    return [f"{text} I ask for {number} colleagues." for number in range(2, 402) for text in COMMON]


@contextmanager
def running(command: list[str], server: Server, environment: dict[str, str]) -> Iterator[tuple[int, float]]:
    """A bot as a process; its number and the seconds until it polled."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=project_root(), env=environment)
    try:
        server.wait_polling(180)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(15)


def environment_for(server: Server, folder: str) -> dict[str, str]:
    """The settings of the product's bot."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return own | {
        "ASSISTANT_TELEGRAM_TOKEN": server.token,
        "ASSISTANT_TELEGRAM_API_URL": server.url,
        "ASSISTANT_DATABASE": str(Path(folder) / "bench.db"),
        "ASSISTANT_TODAY": "2025-05-02",
    }


def measured(name: str, chats: int, messages: int) -> Figures:
    """One round of one bot."""
    with tempfile.TemporaryDirectory() as folder, Server(own_process=True) as server:
        environment = environment_for(server, folder)
        module = ["tests.botapi.echo", "--url", server.url, "--token", server.token, "--concurrent", "8"]
        if name != "echo":
            module = ["tests.bench.unpaced_bot"]
        with running([sys.executable, "-m", *module], server, environment) as (pid, start):
            asked = texts(distinct=name == "product, all distinct")
            server.load(chats=min(chats, 20), messages=100, texts=asked[-500:])
            before = usage(pid)
            load: dict[str, Any] = server.load(chats=chats, messages=messages, texts=asked)
            after = usage(pid)
    if load["lost"]:
        raise SystemExit(f"{name}: {load['lost']} messages were not answered")
    return {
        "cpu": (after["cpu_seconds"] - before["cpu_seconds"]) * 1000 / messages,
        "p50": load["p50_ms"],
        "p99": load["p99_ms"],
        "rate": load["rate"],
        "start": start,
        "memory": after["peak_mib"],
    }


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=600)
    options = parser.parse_args()
    names = ("echo", "product", "product, all distinct")
    table = Table("bot", "chats", "p50 ms", "p99 ms", "messages/s", "CPU ms a message", "ratio", "start s", "peak MiB")
    console = Console(width=120)
    for chats in CHATS:
        found: dict[str, list[Figures]] = {name: [] for name in names}
        for _ in range(options.rounds):
            for name in names:
                found[name].append(measured(name, chats, options.messages))
        echo = statistics.median(round["cpu"] for round in found["echo"])
        for name, rounds in found.items():
            middle = {key: statistics.median(round[key] for round in rounds) for key in rounds[0]}
            table.add_row(
                name, str(chats), f"{middle['p50']:.1f}", f"{middle['p99']:.1f}", f"{middle['rate']:.0f}",
                f"{middle['cpu']:.2f}", f"{middle['cpu'] / echo:.2f}", f"{middle['start']:.1f}",
                f"{middle['memory']:.0f}",
            )  # fmt: skip
    console.print(table)
    console.print(f"The aim is a ratio of at most {AIM}; medians of {options.rounds} rounds of {options.messages}.")


if __name__ == "__main__":
    main()
