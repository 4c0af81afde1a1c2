"""Ways to a server: in a thread of this process, in a process of its own, or running already."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from .runtime import Runtime

START_SECONDS = 20
CALL_SECONDS = 900
PACKAGE = __package__ or "tests.botapi"


class Link(Protocol):
    """What the kit needs of a server."""

    url: str

    def call(self, operation: str, **arguments: Any) -> Any:
        """Run a control operation and return its result, a copy of its own."""

    def close(self) -> None:
        """Let go of the server."""


class ThreadLink:
    """A server on its own event loop in a thread of this process."""

    def __init__(self, token: str, port: int = 0) -> None:
        self._loop = asyncio.new_event_loop()
        self._runtime = Runtime(token, port)
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._runtime.start(), self._loop).result(START_SECONDS)
        self.url = f"http://127.0.0.1:{self._runtime.http.port}"

    def call(self, operation: str, **arguments: Any) -> Any:
        """Run a control operation on the server's loop."""
        return asyncio.run_coroutine_threadsafe(self._run(operation, arguments), self._loop).result(CALL_SECONDS)

    async def _run(self, operation: str, arguments: dict[str, Any]) -> Any:
        arguments = json.loads(json.dumps(arguments))
        return json.loads(json.dumps(await self._runtime.control.run(operation, arguments)))

    def close(self) -> None:
        """Stop the server and its loop."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    async def _finish(self) -> None:
        await self._runtime.stop()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


class UrlLink:
    """A server that runs already; `control` is the address of its control interface."""

    def __init__(self, url: str, control: str) -> None:
        self.url = url
        parts = urlsplit(control)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80

    def call(self, operation: str, **arguments: Any) -> Any:
        """Run a control operation over HTTP."""
        connection = HTTPConnection(self._host, self._port, timeout=CALL_SECONDS)
        try:
            connection.request("POST", f"/{operation}", json.dumps(arguments), {"Connection": "close"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer["result"]

    def close(self) -> None:
        """Nothing to do: the server is someone else's."""


class ProcessLink(UrlLink):
    """A server in a process of its own (`python -m tests.botapi`)."""

    def __init__(self, token: str, port: int = 0) -> None:
        root = Path(__file__).resolve().parents[len(PACKAGE.split("."))]
        command = [sys.executable, "-m", PACKAGE, "--port", str(port), "--token", token]
        self.process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server did not start: exit status {self.process.wait()}")
        told = json.loads(line)
        super().__init__(told["url"], told["control"])

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(START_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()
