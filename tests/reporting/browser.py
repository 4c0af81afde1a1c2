"""Debian's Chromium, headless, spoken to over its DevTools protocol; nothing of it but what a test of a page needs."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium")
_SECONDS = 60


@dataclass
class Page:
    """One page that is open.

    Attributes:
        complaints: errors and warnings of the console, and exceptions.
        requests: addresses of everything the page asked for, itself included.
    """

    socket: aiohttp.ClientWebSocketResponse
    session: str = ""
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    loaded: bool = False
    _number: int = 0

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method and wait for its answer; what happens meanwhile is noted."""
        self._number += 1
        number = self._number
        session = {"sessionId": self.session} if self.session else {}
        await self.socket.send_json({"id": number, "method": method, "params": params, **session})
        while True:
            message = await self.socket.receive_json()
            self._note(message)
            if message.get("id") == number:
                assert "error" not in message, message
                return dict(message["result"])

    async def open(self, path: Path, width: int, scheme: str = "light") -> None:
        """Open a file as on a screen so wide, and wait until all of it is there."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 500
        )
        await self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.loaded = False
        await self.call("Page.navigate", url=path.as_uri())
        while not self.loaded:
            self._note(await self.socket.receive_json())

    async def on_paper(self) -> None:
        """Show the page as it would be printed."""
        await self.call("Emulation.setEmulatedMedia", media="print")

    async def value(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def picture(self) -> bytes:
        """The whole page as a picture, a PNG."""
        answer = await self.call("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    async def print(self) -> bytes:
        """The page as printed, a PDF."""
        answer = await self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(answer["data"])

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.complaints.append(str(params))
            case "Page.loadEventFired":
                self.loaded = True


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Page]:
    """A browser of its own with one empty page, ended with the test."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
            "--disable-background-networking", "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_SECONDS):
                address = await _address(process)
                async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
                    page = Page(socket)
                    target = await page.call("Target.createTarget", url="about:blank")
                    attached = await page.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
                    page.session = attached["sessionId"]
                    for domain in ("Page", "Network", "Log", "Runtime"):
                        await page.call(f"{domain}.enable")
                    yield page
        finally:
            process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Where it listens, which it says on its standard error."""
    assert process.stderr
    async for line in process.stderr:
        if b"DevTools listening on " in line:
            return line.decode().split("listening on ")[1].strip()
    raise AssertionError("the browser ended before it listened")
