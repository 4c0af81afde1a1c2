"""Updates pushed to the bot's own web server, with retries, in order within a chat."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from .updates import Pending, Updates
from .world import World

Json = dict[str, Any]
Reply = Callable[[Json], Awaitable[Any]]


class Webhook:
    """The delivery to one address; `retry` and `retry_max` are seconds."""

    def __init__(self, world: World, updates: Updates, execute: Reply) -> None:
        self._world = world
        self._updates = updates
        self._execute = execute
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.retry, self.retry_max = 0.05, 1.0
        self.timeout = 30.0
        self.last_error: tuple[int, str] | None = None
        self.attempts: list[Json] = []  # {"update_id", "status"}; status 0: no answer
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._queues: dict[Any, deque[Pending]] = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        updates.on_new.append(self.deliver)

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Point to another address, or to none."""
        await self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._slots = asyncio.Semaphore(max_connections)
        self.last_error = None
        self._updates.webhook_active = bool(url)
        self.deliver(list(self._updates.pending))

    async def stop(self) -> None:
        """End all deliveries under way; what is unconfirmed stays pending."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()
        self._queues.clear()

    def deliver(self, entries: list[Pending]) -> None:
        """Start delivering these updates."""
        if not self.url:
            return
        for entry in entries:
            key = _chat_of(entry.update)
            if key in self._queues:
                self._queues[key].append(entry)
                continue
            self._queues[key] = deque([entry])
            task = asyncio.get_running_loop().create_task(self._drain(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: Any) -> None:
        queue = self._queues[key]
        while queue:
            await self._deliver_one(queue[0])
            entry = queue.popleft()
            with contextlib.suppress(ValueError):
                self._updates.pending.remove(entry)
                self._updates.confirmed += 1
            self._world.touch()
        del self._queues[key]

    async def _deliver_one(self, entry: Pending) -> None:
        pause = self.retry
        body = json.dumps(entry.update).encode()
        while True:
            async with self._slots:
                try:
                    status, answer = await asyncio.wait_for(self._post(body), self.timeout)
                except (OSError, EOFError, ValueError) as problem:
                    status, answer = 0, b""
                    self._fail(f"Connection failed: {type(problem).__name__}")
            self.attempts.append({"update_id": entry.update["update_id"], "status": status})
            self._world.touch()
            if 200 <= status < 300:
                await self._inline(answer)
                return
            if status:
                self._fail(f"Wrong response from the webhook: {status}")
            await asyncio.sleep(pause)
            pause = min(2 * pause, self.retry_max)

    def _fail(self, text: str) -> None:
        self.last_error = (int(self._world.now()), text)

    async def _inline(self, answer: bytes) -> None:
        with contextlib.suppress(ValueError):
            call = json.loads(answer) if answer.strip() else None
            if isinstance(call, dict) and "method" in call:
                await self._execute(call)

    async def _post(self, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        while True:
            fresh = not self._idle
            if fresh:
                context = ssl._create_unverified_context() if secure else None
                port = parts.port or (443 if secure else 80)
                reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
            else:
                reader, writer = self._idle.pop()
            try:
                result = await self._exchange(reader, writer, parts.netloc, parts.path or "/", body)
            except (OSError, EOFError):
                writer.close()
                if fresh:
                    raise
                continue  # a kept connection that the other side has closed
            except BaseException:
                writer.close()
                raise
            self._idle.append((reader, writer))
            return result

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str, body: bytes
    ) -> tuple[int, bytes]:
        secret = f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n" if self.secret else ""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"{secret}Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length") or 0)
        return status, await reader.readexactly(length)


def _chat_of(update: Json) -> Any:
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message", content)
            if isinstance(message, dict) and isinstance(message.get("chat"), dict):
                return message["chat"].get("id")
    return None
