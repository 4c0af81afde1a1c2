"""A server, a bot and a staff group for each module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from handlers.telegram.words import Words
from tests.botapi import Group, Server, User
from tests.telegram.harness import Running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The library's advice, which the channel turns off for itself, and pytest on again."""
    for item in items:
        if "telegram" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings("ignore:Please use 'Bot"))
            item.add_marker(pytest.mark.filterwarnings("ignore:.*`retry_after`"))


FAQ = """\
- id: visa-letter
  questions:
    en:
      - "Will I get a letter for my visa?"
      - "Do you help with visas?"
  answer:
    en: "A letter for the visa is sent after admission."
"""


@dataclass
class World:
    """A bot with its staff group, in which Anna works."""

    server: Server
    bot: Running
    staff: Group
    anna: User


Start = Callable[..., Running]


@pytest.fixture(scope="session")
def words() -> Words:
    return Words.load()


@pytest.fixture(scope="module")
def world(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running bot with a staff forum, shared by a module; each test brings its own people."""
    with Server() as server:
        staff = server.group("Staff", forum=True, bot="administrator")
        anna = staff.join(server.user("Anna"))
        folder = tmp_path_factory.mktemp("telegram")
        with Running(server, assistant, folder, staff_chat_id=staff.id) as bot:
            yield World(server, bot, staff, anna)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own."""
    with Server() as found:
        yield found


@pytest.fixture
def start(server: Server, assistant: Assistant, tmp_path: Path) -> Iterator[Start]:
    """Starts a bot on the test's own server; it is ended with the test."""
    with ExitStack() as stack:

        def begin(**options: Any) -> Running:
            return stack.enter_context(Running(server, assistant, tmp_path, **options))

        yield begin


@pytest.fixture(scope="session", autouse=True)
def one_cache(cache_home: Path) -> Iterator[None]:
    """Processes that tests start find the weights that were trained before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        yield


@pytest.fixture(scope="session")
def small_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one question, quickly loaded."""
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "faq").mkdir()
    (folder / "faq" / "visa.yaml").write_text(FAQ)
    return folder
