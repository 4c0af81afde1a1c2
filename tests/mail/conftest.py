"""Servers for each test of the mail channel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.program import FAQ, Program
from tests.mail.servers import Account, Process, Sink, pymap, smtp_sink
from tests.mail.system_servers import DOVECOT, Dovecot, installed


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


@pytest.fixture
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
    print(server.log())  # shown where the test failed


@pytest.fixture
def faq_only(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "visa.yaml").write_text(FAQ, "utf-8")
    return folder


@pytest.fixture
def program(
    account: Account, smtp: tuple[Sink, int], database: Path, faq_only: Path, cache_home: Path, tmp_path: Path
) -> Iterator[Program]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    program = Program(
        {
            **clean,
            "PYTHONPATH": os.getcwd(),
            "XDG_CACHE_HOME": str(cache_home),
            "ASSISTANT_KNOWLEDGE": str(faq_only),
            "ASSISTANT_DATABASE": str(database),
            "ASSISTANT_IMAP_URL": account.url,
            "ASSISTANT_SMTP_URL": f"smtp://127.0.0.1:{smtp[1]}",
            "ASSISTANT_MAIL_MODE": "send",
        },
        tmp_path / "log",
    )
    yield program
    if program.process is not None and program.process.poll() is None:
        program.process.kill()
        program.process.wait(20)
