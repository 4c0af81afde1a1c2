"""HTTP/1.1 on a loopback socket: just enough of a server, and quick."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


@dataclass
class Request:
    """One HTTP request, complete with its body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    gone: asyncio.Future[None] = field(repr=False)  # done once the client hung up


@dataclass
class Response:
    """What goes back. `reset` breaks the connection instead."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    reset: bool = False

    def encode(self) -> bytes:
        """The bytes on the wire."""
        reason = REASONS.get(self.status, "Status")
        head = (
            f"HTTP/1.1 {self.status} {reason}\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


Handler = Callable[[Request], Awaitable[Response]]


class Connection(asyncio.Protocol):
    """One client connection; requests are answered one after the other."""

    def __init__(self, handler: Handler, connections: set[Connection]) -> None:
        self._handler = handler
        self._connections = connections
        self._buffer = bytearray()
        self._waiting: deque[Request] = deque()
        self._busy = False
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, so that it can be cut."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for this client that it has left."""
        self._connections.discard(self)
        if not self._gone.done():
            self._gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Collect bytes until whole requests are there."""
        self._buffer += data
        while (request := self._next_request()) is not None:
            self._waiting.append(request)
        self._advance()

    def cut(self, *, rst: bool = True) -> None:
        """Break the connection, with a TCP reset if `rst`."""
        sock = self._transport.get_extra_info("socket")
        if rst and sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _next_request(self) -> Request | None:
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return None
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        start = end + len(HEAD_END)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self._chunked(start)
        else:
            stop = start + int(headers.get("content-length") or 0)
            body = bytes(self._buffer[start:stop]) if len(self._buffer) >= stop else None
            if body is not None:
                del self._buffer[:stop]
        if body is None:
            return None
        method, target, _ = (lines[0] + "  ").split(" ", 2)
        return Request(method, target, headers, body, self._gone)

    def _chunked(self, at: int) -> bytes | None:
        body = b""
        while (end := self._buffer.find(b"\r\n", at)) >= 0:
            size = int(bytes(self._buffer[at:end]).split(b";")[0], 16)
            at = end + 2 + size + 2
            if len(self._buffer) < at:
                return None
            if size == 0:
                del self._buffer[:at]
                return body
            body += bytes(self._buffer[end + 2 : at - 2])
        return None

    def _advance(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        task = asyncio.get_running_loop().create_task(self._answer(self._waiting.popleft()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: Request) -> None:
        response = await self._handler(request)
        self._busy = False
        if response.reset:
            self.cut()
        elif not self._transport.is_closing():
            self._transport.write(response.encode())
            if request.headers.get("connection", "").lower() == "close":
                self._transport.close()
        self._advance()


class HttpServer:
    """A listening socket that can be closed and opened again on the same port."""

    def __init__(self, handler: Handler, host: str = "127.0.0.1", port: int = 0) -> None:
        self._handler = handler
        self.host = host
        self.port = port
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()

    async def open(self) -> None:
        """Listen; the port is chosen at the first opening and kept."""
        if self._server is not None:
            return
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._handler, self._connections), self.host, self.port, backlog=512
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for connection in list(self._connections):
            connection.cut()
        await asyncio.sleep(0)

    def cut_all(self) -> None:
        """Reset every open connection, and go on listening."""
        for connection in list(self._connections):
            connection.cut()
