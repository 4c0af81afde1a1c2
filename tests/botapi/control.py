"""The JSON control interface: everything a test can ask of a server, one function an operation."""

from __future__ import annotations

import base64
import inspect
import json
from typing import Any

from .api import Api
from .faults import Fault
from .load import closed_loop
from .people import People
from .wire import HttpServer, Request, Response
from .world import Record, World

Json = dict[str, Any]
BROKEN: dict[str, Json] = {
    "poll": {"poll": {"id": "p1", "question": "?"}},
    "message": {"message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "text": "no date"}},
    "unknown": {"thing_of_tomorrow": {"id": 1}},
}


def view(record: Record) -> Json:
    """A message with its history, as JSON."""
    return {name: getattr(record, name) for name in ("seq", "message", "by_bot", "at", "edits", "deleted", "reaction")}


class Control:
    """Operations are the public methods; arguments and results are JSON."""

    def __init__(self, api: Api, http: HttpServer) -> None:
        self._api = api
        self._http = http
        self._people = People(api)
        self._world: World = api.world

    async def run(self, operation: str, arguments: Json) -> Any:
        """Run one operation by its name."""
        if operation.startswith("_") or operation in {"run", "handle"}:
            raise ValueError(f"no such operation: {operation}")
        result = getattr(self, operation)(**arguments)
        return await result if inspect.isawaitable(result) else result

    async def handle(self, request: Request) -> Response:
        """The same over HTTP: POST /<operation> with a JSON object."""
        try:
            arguments = json.loads(request.body or b"{}")
            result = await self.run(request.target.strip("/"), arguments)
            return Response(200, json.dumps({"ok": True, "result": result}).encode())
        except Exception as problem:  # told to the test, whatever it was
            text = f"{type(problem).__name__}: {problem}"
            return Response(400, json.dumps({"ok": False, "error": text}).encode())

    # looking

    def state(self) -> Json:
        """Counters: what the bot has fetched, what is pending."""
        updates, hook = self._api.updates, self._api.webhook
        return {
            "seq": self._world.seq, "pending": len(updates.pending), "polls": updates.polls,
            "polling": updates.polling, "confirmed": updates.confirmed, "conflicts": updates.conflicts,
            "allowed": updates.allowed, "webhook": hook.url,
            "downloads": self._api.downloads, "mistakes": self._api.mistakes,
            "violations": self._api.limits.violations,
            "faults": self._api.faults.listing(),
            "pending_ids": [e.update["update_id"] for e in updates.pending],
        }  # fmt: skip

    async def wait(self, seq: int, seconds: float) -> Json:
        """Wait until something has happened after `seq`."""
        await self._world.changed(seq, seconds)
        return {"seq": self._world.seq}

    def log(self, chat_id: int, since: int = 0) -> list[Json]:
        """The messages of a chat that came, changed or went after `since`."""
        records = self._world.chats[chat_id].records.values()
        return [
            view(r) for r in records
            if max(r.seq, r.deleted, r.edits[-1]["seq"] if r.edits else 0) > since
        ]  # fmt: skip

    def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """Requests of the bot after `since`, without getUpdates."""
        wanted = method.lower()
        return [c for c in self._api.calls if c["seq"] > since and wanted in {"", c["method"].lower()}]

    def attempts(self) -> list[Json]:
        """Deliveries to the webhook: update_id and status (0: no answer)."""
        return self._api.webhook.attempts

    def profile(self) -> Json:
        """Menus by `scope|language`, texts by `field|language`."""
        api = self._api
        return {
            "commands": {"|".join(key): commands for key, commands in api.commands.items()},
            "texts": {"|".join(key): text for key, text in api.texts.items()},
        }

    def chat(self, chat_id: int) -> Json:
        """A chat as it stands, with its topics."""
        chat = self._world.chats[chat_id]
        return chat.brief() | {
            "bot_status": chat.bot_status,
            "topics": [vars(topic) for topic in chat.topics.values()],
        }

    def file(self, file_id: str) -> Json:
        """A file's name and content (base64)."""
        upload = self._api.files[file_id]
        return {"name": upload.name, "content": base64.b64encode(upload.content).decode()}

    # people

    def user(self, **details: Any) -> Json:
        """A new person; see `People.user`."""
        return self._people.user(**details)

    def group(self, **details: Any) -> Json:
        """A new group; see `People.group`."""
        return self._people.group(**details).brief()

    def member(self, chat_id: int, user_id: int, status: str) -> None:
        """Give a person a status in a group."""
        self._world.chats[chat_id].members[user_id] = (self._people.person(user_id), status)

    def write(self, chat_id: int, user_id: int, body: Json, thread: int = 0, reply_to: int = 0) -> Json:
        """A message of a person."""
        record, update = self._people.write(chat_id, user_id, body, thread, reply_to)
        return view(record) | {"update_id": update}

    def album(self, chat_id: int, user_id: int, bodies: list[Json], thread: int = 0) -> list[Json]:
        """Several messages that belong together."""
        mark = {"media_group_id": self._people.album_id()}
        return [self.write(chat_id, user_id, body | mark, thread) for body in bodies]

    def edit(self, chat_id: int, message_id: int, text: str) -> Json:
        """A person edits a message."""
        update = self._people.edit(chat_id, message_id, text)
        return view(self._world.chats[chat_id].records[message_id]) | {"update_id": update}

    def delete(self, chat_id: int, message_id: int) -> None:
        """A person deletes a message; bots are not told."""
        self._world.chats[chat_id].records[message_id].deleted = self._world.touch()

    def press(self, chat_id: int, user_id: int, message_id: int, data: str, **state: bool) -> str:
        """A person presses a button; `state`: inaccessible, expired."""
        return self._people.press(chat_id, user_id, message_id, data, **state)

    def block(self, user_id: int, blocked: bool = True) -> int | None:
        """A person blocks the bot, or not any more."""
        return self._people.block(user_id, blocked)

    def deactivate(self, user_id: int) -> None:
        """A person's account is gone."""
        self._world.chats[user_id].deactivated = True

    def bot_status(self, chat_id: int, user_id: int, status: str, manage_topics: bool = True) -> int | None:
        """The bot is added, promoted or removed."""
        return self._people.bot_status(chat_id, user_id, status, manage_topics)

    def migrate(self, chat_id: int, user_id: int) -> Json:
        """A group becomes a supergroup."""
        return self._people.migrate(chat_id, user_id).brief()

    def topic(self, chat_id: int, user_id: int, action: str, thread: int = 0, name: str = "") -> Json:
        """A person creates, closes, reopens, renames or deletes a topic."""
        return dict(vars(self._people.topic(chat_id, user_id, thread, action, name)))

    def react(self, chat_id: int, user_id: int, message_id: int, emoji: str) -> int | None:
        """A person reacts to a message."""
        return self._people.react(chat_id, user_id, message_id, emoji)

    # trouble

    def fault(self, **rule: Any) -> int:
        """Put a `Fault` in force."""
        return self._api.faults.add(Fault(**rule))

    def clear_faults(self, fault_id: int = 0) -> None:
        """Lift one fault, or all."""
        self._api.faults.clear(fault_id)

    def push(self, body: Json) -> int:
        """Queue any update."""
        return self._api.updates.push_raw(body)

    def broken(self, kind: str = "poll") -> int:
        """Queue an update that python-telegram-bot cannot parse (`poll`, `message`), or does not know."""
        return self._api.updates.push_raw(BROKEN[kind])

    def again(self, count: int = 1) -> list[int]:
        """Deliver the last updates once more."""
        return self._api.updates.again(count)

    async def down(self) -> None:
        """Stop listening and cut all connections."""
        await self._http.close()

    async def up(self) -> None:
        """Listen again, on the same port."""
        await self._http.open()

    def cut(self) -> None:
        """Reset all connections, and go on."""
        self._http.cut_all()

    def limits(self, mode: str, **settings: Any) -> None:
        """Watch or enforce rate limits."""
        self._api.limits.configure(mode, **settings)

    def settings(self, **values: Any) -> None:
        """Change token, privacy, mentions_pass, clock_offset, query_seconds, https_only, retry …"""
        owners: list[Any] = [self._world, self._api, self._api.webhook]
        for name, value in values.items():
            owner = next((o for o in owners if hasattr(o, name)), None)
            if owner is None:
                raise ValueError(f"no such setting: {name}")
            setattr(owner, name, value)

    async def load(self, chats: int = 1, messages: int = 100, texts: list[str] | None = None, **details: Any) -> Json:
        """A closed loop of messages, measured; `details`: replies, patience, language."""
        asked = texts or ["How much does it cost?"]
        return await closed_loop(self._people, chats=chats, messages=messages, texts=asked, **details)
