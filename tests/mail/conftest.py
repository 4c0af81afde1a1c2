"""Servers for each test of the mail channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.servers import DOVECOT, Account, Dovecot, Process, Sink, installed, pymap, smtp_sink


@pytest.fixture
def imap() -> Iterator[tuple[Account, Process]]:
    with pymap() as server:
        yield server


@pytest.fixture
def account(imap: tuple[Account, Process]) -> Account:
    return imap[0]


@pytest.fixture
def smtp() -> Iterator[tuple[Sink, int]]:
    with smtp_sink() as server:
        yield server


@pytest.fixture
def sink(smtp: tuple[Sink, int]) -> Sink:
    return smtp[0]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    if not installed(DOVECOT):
        pytest.skip("dovecot is not installed (Debian: dovecot-core dovecot-imapd)")
    folder = tmp_path_factory.mktemp("dovecot")
    # an unprivileged server must be able to walk down to its own folder
    for parent in folder.parents:
        if parent.name.startswith("pytest"):
            parent.chmod(parent.stat().st_mode | 0o011)
    server = Dovecot(folder)
    yield server
    server.close()
