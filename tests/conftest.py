"""What all tests share: the shipped knowledge, trained once for all of them, and a clock that ends a hang."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge, load
from bot.messages import Channel, Message, Reply

settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")

_KEPT = 6
"""Trained weights of so many earlier versions are kept; each is some tens of megabytes."""

Ask = Callable[..., Reply]


@pytest.fixture(scope="session")
def cache_home() -> Path:
    """What ``XDG_CACHE_HOME`` is for every assistant and every command a test starts."""
    name = f"applicant-assistant-tests-{os.getuid()}"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path(tempfile.gettempdir()) / name)


@pytest.fixture(scope="session")
def cache(cache_home: Path) -> Path:
    """The folder of trained weights, the oldest ones removed."""
    folder = cache_home / "itcilo-applicant-assistant"
    folder.mkdir(parents=True, exist_ok=True)
    if "XDG_CACHE_HOME" not in os.environ:
        with suppress(OSError):
            trained = sorted(
                (path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
            )
            for path in trained[:-_KEPT]:
                shutil.rmtree(path, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    loaded = load()
    assert loaded.knowledge is not None, "\n".join(map(str, loaded.errors))
    return loaded.knowledge


@pytest.fixture(scope="session")
def assistant(knowledge: Knowledge, cache: Path) -> Assistant:
    return Assistant.build(knowledge, cache)


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """Ask one question outside any conversation."""

    def asked(text: str, today: str = "2025-05-02", channel: Channel = "telegram", hint: str | None = None) -> Reply:
        return assistant.answer(Message(text, date.fromisoformat(today), channel, hint))[0]

    return asked
