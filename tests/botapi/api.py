"""The Bot API itself: a request comes in, its method runs, trouble and limits included."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .errors import NOT_FOUND, UNAUTHORIZED, ApiError, bad, too_many
from .faults import Fault, Faults
from .limits import RateLimits
from .params import Params, Upload, read_params
from .updates import Updates
from .webhook import Webhook
from .wire import Request, Response
from .world import Record, World

Json = dict[str, Any]
CALLS_KEPT = 50_000
UNLOGGED = frozenset({"getupdates"})


@dataclass
class Call:
    """What a method gets to work with."""

    api: Api
    params: Params
    request: Request

    @property
    def world(self) -> World:
        """All chats and messages."""
        return self.api.world


@dataclass
class Query:
    """A pressed button, waiting for its answer."""

    id: str
    at: float
    record: Record
    expired: bool = False
    answers: int = 0


Method = Callable[[Call], Any]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as the Bot API method `name`."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register


class Api:
    """One Bot API server for one bot."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.updates = Updates(world)
        self.webhook = Webhook(world, self.updates, self._execute)
        self.faults = Faults()
        self.limits = RateLimits()
        self.calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self.queries: dict[str, Query] = {}
        self.query_seconds = 60.0
        self.files: dict[str, Upload] = {}
        self.downloads: list[str] = []
        self.mistakes: list[str] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.logged_out = False
        self.https_only = False

    async def handle(self, request: Request) -> Response:
        """Answer any HTTP request; a mistake of this server is a 500 and is kept in `mistakes`."""
        try:
            return await self._route(request)
        except Exception:
            self.mistakes.append(traceback.format_exc())
            return _answer(ApiError(500, "Internal Server Error").payload())

    async def _route(self, request: Request) -> Response:
        path, _, query = request.target.partition("?")
        path = unquote(path)
        if path.startswith("/bot"):
            token, _, name = path[4:].partition("/")
            return await self._bot_request(token, name, query, request)
        if path.startswith("/file/bot"):
            return self._download(path)
        return Response(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')

    async def _bot_request(self, token: str, name: str, query: str, request: Request) -> Response:
        try:
            params = read_params(query, request.headers.get("content-type", ""), request.body)
        except (ValueError, IndexError):
            return _answer(bad("can't parse the request").payload())
        if token != self.world.token:
            return _answer(ApiError(*UNAUTHORIZED).payload())
        chat_id = params.text("chat_id")
        fault = self.faults.pick(name, chat_id)
        if fault is not None and not fault.after and (broken := await self._strike(fault, request)) is not None:
            self._log(name, params, {"ok": False, "fault": fault.kind})
            return broken
        wait = self.limits.check(name, chat_id)
        payload = too_many(wait).payload() if wait else await self._run(name, params, request)
        if name.lower() not in UNLOGGED:
            self._log(name, params, payload | ({"fault": fault.kind} if fault else {}))
        if fault is not None and fault.after and (broken := await self._strike(fault, request)) is not None:
            return broken
        return _answer(payload)

    async def _run(self, name: str, params: Params, request: Request) -> Json:
        if self.logged_out:
            return bad("Logged out").payload()
        entry = METHODS.get(name.lower())
        if entry is None:
            return ApiError(*NOT_FOUND).payload()
        try:
            result: Any = entry[1](Call(self, params, request))
            if inspect.isawaitable(result):
                result = await result
        except ApiError as refusal:
            return refusal.payload()
        return {"ok": True, "result": result}

    async def _strike(self, fault: Fault, request: Request) -> Response | None:
        if fault.kind == "slow":
            await asyncio.wait([request.gone], timeout=fault.seconds)
            return None
        if fault.kind == "hang":
            await request.gone
        if fault.kind in {"reset", "hang"}:
            return Response(reset=True)
        if fault.kind == "garbage":
            page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return Response(502, page, "text/html")
        if fault.kind == "retry_after":
            return _answer(too_many(int(fault.seconds)).payload())
        return _answer(ApiError(fault.status, fault.description).payload())

    def _log(self, name: str, params: Params, payload: Json) -> None:
        entry = {
            "seq": self.world.touch(),
            "at": time.time(),
            "method": name,
            "params": params.values,
            "files": {key: upload.name for key, upload in params.files.items()},
        }
        self.calls.append(entry | payload)

    async def _execute(self, call: Json) -> None:
        """Run a method that a bot gave as its answer to a webhook."""
        loop = asyncio.get_running_loop()
        values = {k: v for k, v in call.items() if k != "method"}
        request = Request("POST", "/", {}, b"", loop.create_future())
        params = Params(values)
        self._log(call["method"], params, await self._run(call["method"], params, request))

    def _download(self, path: str) -> Response:
        token, _, file_path = path.removeprefix("/file/bot").partition("/")
        upload = self.files.get(file_path.rpartition("/")[2])
        self.downloads.append(file_path)
        self.world.touch()
        if token != self.world.token or upload is None:
            return _answer(ApiError(*NOT_FOUND).payload())
        return Response(200, upload.content, "application/octet-stream")

    def keep_file(self, upload: Upload) -> str:
        """Store a file and give it an id."""
        file_id = f"BQACAgQAAxkBAAI{len(self.files) + 1:06d}"
        self.files[file_id] = upload
        return file_id


def _answer(payload: Json) -> Response:
    status = 200 if payload["ok"] else int(payload["error_code"])
    return Response(status, json.dumps(payload).encode())
