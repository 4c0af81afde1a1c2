"""The test kit's server: start it, watch it, make trouble."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from .actors import Group, User
from .links import Link, ProcessLink, ThreadLink, UrlLink
from .runtime import TOKEN

Json = dict[str, Any]
T = TypeVar("T")


class Server:
    """A Bot API server for one bot, with people in it. Use it as a context manager.

    Args:
        token: the only token that it takes.
        port: fixed port, or 0 for any.
        own_process: run in a process of its own (for benchmarks, so that it does not share the interpreter).
        url, control: addresses of a server that runs already (`python -m tests.botapi`).
    """

    def __init__(
        self,
        token: str = TOKEN,
        port: int = 0,
        *,
        own_process: bool = False,
        url: str = "",
        control: str = "",
    ) -> None:
        self.token = token
        self._start: Callable[[], Link] = lambda: ThreadLink(token, port)
        if control:
            self._start = lambda: UrlLink(url, control)
        elif own_process:
            self._start = lambda: ProcessLink(token, port)
        self._link: Link | None = None

    def __enter__(self) -> Server:
        self._link = self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        mistakes = self.state()["mistakes"]
        self.link.close()
        self._link = None
        if mistakes and kind is None:
            raise AssertionError(f"the server itself made mistakes: {mistakes}")

    @property
    def link(self) -> Link:
        """The way to the running server."""
        if self._link is None:
            raise RuntimeError("the server is not running: use `with Server() as server:`")
        return self._link

    def call(self, operation: str, **arguments: Any) -> Any:
        """Run an operation of `control.Control`."""
        return self.link.call(operation, **arguments)

    @property
    def url(self) -> str:
        """The base address, what `ASSISTANT_TELEGRAM_API_URL` takes."""
        return self.link.url

    @property
    def base_url(self) -> str:
        """What `ApplicationBuilder.base_url()` takes."""
        return f"{self.url}/bot"

    # people

    def user(self, name: str = "Ada", language: str | None = "en", **details: Any) -> User:
        """A person. `details`: username, last_name, id, started (False: has never written to the bot)."""
        return User(self, self.call("user", name=name, language=language, **details))

    def group(self, title: str = "Staff", **details: Any) -> Group:
        """A group. `details`: forum, supergroup, bot (member, administrator, left), manage_topics, id."""
        return Group(self, self.call("group", title=title, **details)["id"])

    # looking and waiting

    def state(self) -> Json:
        """Counters: seq, pending, polls, polling, confirmed, conflicts, violations, downloads …"""
        return dict(self.call("state"))

    @property
    def seq(self) -> int:
        """How much has happened so far; for `since`."""
        return int(self.call("wait", seq=-1, seconds=0)["seq"])

    def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """The bot's requests (without getUpdates): seq, at, method, params, ok, result or description."""
        return list(self.call("calls", method=method, since=since))

    def profile(self) -> Json:
        """Command menus and profile texts that the bot has set."""
        return dict(self.call("profile"))

    def wait_until(self, look: Callable[[], T], timeout: float = 10.0, what: str = "something") -> T:
        """Wait until `look()` gives something true, trying anew whenever anything happens on the server."""
        end = time.monotonic() + timeout
        while True:
            seq = self.seq
            if found := look():
                return found
            rest = end - time.monotonic()
            if rest <= 0:
                latest = [f"{c['method']} {c['params']} ok={c['ok']}" for c in self.calls()[-5:]]
                raise TimeoutError(f"{timeout} s without {what}; the bot's last requests: {latest}")
            self.call("wait", seq=seq, seconds=min(rest, 5.0))

    def wait_call(
        self,
        method: str,
        match: Callable[[Json], bool] = lambda _: True,
        timeout: float = 10.0,
        since: int = 0,
    ) -> Json:
        """Wait for a request of the bot."""
        found = self.wait_until(
            lambda: [c for c in self.calls(method, since) if match(c)], timeout, f"a call of {method}"
        )
        return found[0]

    def wait_polling(self, timeout: float = 20.0, after: int = 0) -> None:
        """Wait until a bot waits in a poll; `after`: a later one than the `polls` of an earlier `state()`."""

        def look() -> bool:
            state = self.state()
            return bool(state["polling"]) and int(state["polls"]) > after

        self.wait_until(look, timeout, "a waiting getUpdates")

    def wait_webhook(self, timeout: float = 20.0) -> str:
        """Wait until a bot has set a webhook; its address."""
        return str(self.wait_until(lambda: self.state()["webhook"], timeout, "setWebhook"))

    @property
    def webhook_attempts(self) -> list[Json]:
        """Deliveries to the webhook: update_id and status (0: no answer)."""
        return list(self.call("attempts"))

    def wait_confirmed(self, timeout: float = 10.0) -> None:
        """Wait until the bot has confirmed every update."""
        self.wait_until(lambda: not self.state()["pending"], timeout, "the confirmation of every update")

    def wait_idle(self, quiet: float = 0.3, timeout: float = 20.0) -> None:
        """Wait until nothing is pending and nothing has happened for `quiet` seconds: to prove a silence."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            state = self.state()
            after = self.call("wait", seq=state["seq"], seconds=quiet)["seq"]
            if after == state["seq"] and not state["pending"]:
                return
        raise TimeoutError(f"no quiet {quiet} s within {timeout} s")

    # trouble

    def fault(self, kind: str, **rule: Any) -> int:
        """Put a `faults.Fault` in force: kind, method, chat_id, after, times, skip, status, seconds."""
        return int(self.call("fault", kind=kind, **rule))

    def clear_faults(self) -> None:
        """Lift all faults."""
        self.call("clear_faults")

    def again(self, count: int = 1) -> list[int]:
        """Deliver the last `count` updates once more, with the same ids."""
        return list(self.call("again", count=count))

    def push(self, body: Json) -> int:
        """Queue any JSON object as an update."""
        return int(self.call("push", body=body))

    def broken(self, kind: str = "poll") -> int:
        """Queue an update that the library cannot parse (`poll`, `message`) or does not know (`unknown`)."""
        return int(self.call("broken", kind=kind))

    def down(self) -> None:
        """The server is gone: connections cut, nobody listens. People can still write."""
        self.call("down")

    def up(self) -> None:
        """The server is back on the same port."""
        self.call("up")

    def cut(self) -> None:
        """Reset all connections."""
        self.call("cut")

    def limits(self, mode: str = "enforce", **settings: Any) -> None:
        """Watch (`record`) or `enforce` rate limits, or `off`; total=30, chat=1, group=20, slack, edits."""
        self.call("limits", mode=mode, **settings)

    @property
    def violations(self) -> list[Json]:
        """Requests that broke a rate limit."""
        return list(self.state()["violations"])

    def settings(self, **values: Any) -> None:
        """Change token, privacy, mentions_pass, clock_offset, query_seconds, https_only, retry …"""
        self.call("settings", **values)

    def load(self, chats: int = 1, messages: int = 100, **details: Any) -> Json:
        """Closed-loop load; see `load.closed_loop`."""
        return dict(self.call("load", chats=chats, messages=messages, **details))


async def aside(function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """Run a waiting function of the kit without stopping the event loop that a bot runs on."""
    return await asyncio.to_thread(function, *arguments, **named)


def project_root() -> Path:
    """The directory from which `python -m` finds this package."""
    return Path(__file__).resolve().parents[len((__package__ or "").split("."))]
