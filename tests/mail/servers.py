"""Real servers on loopback: pymap, an aiosmtpd sink that fails on demand, and a wire that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import Envelope, Session
from imapclient import IMAPClient  # type: ignore[import-untyped]

US = "migration@itcilo.org"


def free_port() -> int:
    """A port nobody listens on, below those that clients are given: else one of them sits on it during a restart."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port


def until(condition: Callable[[], Any], seconds: float = 20, what: str = "it") -> Any:
    """Wait for a condition, looking every few milliseconds; what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if found := condition():
                return found
        time.sleep(0.01)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), 0.5) as sock:
        sock.settimeout(2)
        return bool(sock.recv(4))


@dataclass
class Account:
    """One account as a mail client sees it."""

    port: int
    user: str
    password: str
    maildir: Path | None = None

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{self.password}@127.0.0.1:{self.port}/INBOX"

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[Any]:
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.login(self.user, self.password)
            if folder:
                client.select_folder(folder)
            yield client

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the inbox, as a server's own delivery does."""
        if self.maildir is None:
            with self.client("") as client:
                for message in messages:
                    client.append("INBOX", message)
            return
        for message in messages:
            self.maildir_deliver(message)

    def maildir_deliver(self, message: bytes) -> None:
        assert self.maildir is not None
        for name in ("tmp", "new", "cur"):
            (self.maildir / name).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{os.urandom(4).hex()}.test"
        path = self.maildir / "tmp" / name
        path.write_bytes(message)
        if os.getuid() == 0:
            owner = self.maildir.parent.stat()
            for item in (self.maildir, *(self.maildir / part for part in ("tmp", "new", "cur")), path):
                os.chown(item, owner.st_uid, owner.st_gid)
        path.rename(self.maildir / "new" / name)

    def messages(self, folder: str) -> list[EmailMessage]:
        with self.client("") as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [parsed(found[uid][b"BODY[]"]) for uid in sorted(found)]

    def flags(self, folder: str = "INBOX") -> dict[int, set[str]]:
        with self.client(folder) as client:
            uids = client.search("ALL")
            found = client.get_flags(uids) if uids else {}
            return {uid: {flag.decode() for flag in flags} for uid, flags in sorted(found.items())}


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


class Process:
    """A server in a process group of its own."""

    def __init__(self, command: list[str], port: int, **options: Any) -> None:
        self.command, self.port, self.options = command, port, options
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **self.options}
        self.process = subprocess.Popen(self.command, start_new_session=True, **options)
        until(lambda: answers(self.port), 20, f"{self.command[0]} on port {self.port}")

    def stop(self, kill: bool = False) -> None:
        """End it and its children at once: one that lingers would take connections and not answer."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        until(self._gone, 10, "the end of the server's processes")

    def _gone(self) -> bool:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


@contextlib.contextmanager
def pymap(port: int | None = None) -> Iterator[tuple[Account, Process]]:
    """An IMAP server in memory; it keeps no keywords and has no special folders."""
    port = port or free_port()
    program = [sys.executable, "-c", "from pymap.main import main; main()"]
    server = Process([*program, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict"], port)
    try:
        yield Account(port, "demouser", "demopass"), server
    finally:
        server.stop(kill=True)


@dataclass
class Delivery:
    """One message as an SMTP server took it."""

    sender: str
    recipients: list[str]
    raw: bytes
    at: float
    session: int

    @property
    def message(self) -> EmailMessage:
        return parsed(self.raw)


@dataclass
class Sink:
    """An SMTP server that keeps what it takes, and fails as it is told.

    ``faults`` are used up one by one: a line to answer at the end of DATA, ``drop`` to take the message and close
    without an answer, ``drop-data`` to close at DATA, ``rcpt 4xx …`` to refuse the recipient, ``close`` to close at
    MAIL.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    forward: Callable[[Delivery], None] | None = None
    sessions: set[int] = field(default_factory=set)

    def next_fault(self, *kinds: str) -> str | None:
        if self.faults and any(self.faults[0].startswith(kind) for kind in kinds):
            return self.faults.pop(0)
        return None

    async def handle_MAIL(
        self, server: SmtpServer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        if self.next_fault("close"):
            assert server.transport is not None
            server.transport.close()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SmtpServer, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.next_fault("rcpt")
        if fault:
            return fault.removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SmtpServer, session: Session, envelope: Envelope) -> str:
        fault = self.next_fault("4", "5", "drop")
        if fault and fault != "drop":
            return fault
        assert isinstance(envelope.content, bytes)
        delivery = Delivery(
            envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content, time.monotonic(), id(session)
        )
        self.deliveries.append(delivery)
        if self.forward is not None:
            await asyncio.to_thread(self.forward, delivery)
        if fault == "drop":
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [delivery.message for delivery in self.deliveries if address in delivery.recipients]


class _Dropping(SmtpServer):
    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.next_fault("drop-data"):
            assert self.transport is not None
            self.transport.abort()  # type: ignore[attr-defined]
            return
        await super().smtp_DATA(arg)


class _Control(Controller):
    def factory(self) -> SmtpServer:
        return _Dropping(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def smtp_sink(port: int | None = None) -> Iterator[tuple[Sink, int]]:
    sink = Sink()
    port = port or free_port()
    control = _Control(sink, hostname="127.0.0.1", port=port, ready_timeout=20)
    control.start()
    try:
        yield sink, port
    finally:
        control.stop()


class Proxy:
    """A wire between client and server that can be cut, go silent, or be joined at the wrong place."""

    def __init__(self, target: int) -> None:
        self.target, self.silent = target, threading.Event()
        self.connections = 0
        self.join_idle = False
        self.idles = 0
        self.said = b""
        self.held = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.target), 5)
                except OSError:
                    client.close()
                    continue
                server.settimeout(None)
                self.connections += 1
                self._pairs.append((client, server))
                threading.Thread(target=self._pump, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, from_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not from_server:
                    self.said += data
                self.idles += from_server and data.startswith(b"+ ")
                if from_server and self.join_idle and data.startswith(b"+ "):
                    # hold the go-ahead of IDLE back until more follows it
                    self.held.set()
                    if select.select([source], [], [], 2)[0]:
                        self.join_idle = False
                        while select.select([source], [], [], 0.2)[0]:
                            data += source.recv(65536)
                if not self.silent.is_set():
                    target.sendall(data)
        for sock in (source, target):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Break every connection."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for sock in pair:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()

    def close(self) -> None:
        self._listener.close()
        self.cut()
