"""Messages carried from one chat to another."""

from __future__ import annotations

from typing import Any

from ..api import Call, method
from ..errors import bad
from ..params import Params
from ..world import Record
from .sending import post, with_caption

Json = dict[str, Any]
CONTENT = (
    "text", "entities", "caption", "caption_entities", "document", "photo", "voice", "audio", "video",
    "animation", "video_note", "sticker", "location", "contact", "link_preview_options",
)  # fmt: skip


def _source(call: Call, verb: str) -> Record:
    chat = call.world.chat(call.params.text("from_chat_id"))
    record = chat.records.get(call.params.number("message_id"))
    if record is None or record.deleted:
        raise bad(f"message to {verb} not found")
    if not any(name in record.message for name in CONTENT):
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return record


def _copy(call: Call) -> Json:
    message = _source(call, "copy").message
    body = {name: message[name] for name in CONTENT if name in message}
    if "caption" in call.params.values and "text" not in body:
        body = {k: v for k, v in body.items() if not k.startswith("caption")}
        body = with_caption(call, body)
    return {"message_id": post(call, body).message["message_id"]}


def _forward(call: Call) -> Json:
    message = _source(call, "forward").message
    body = {name: message[name] for name in CONTENT if name in message}
    body["forward_origin"] = message.get("forward_origin") or {
        "type": "user",
        "date": message["date"],
        "sender_user": message["from"],
    }
    return post(call, body).message


def _each(call: Call) -> list[Call]:
    numbers = call.params.json("message_ids") or []
    if numbers != sorted(set(numbers)) or not 1 <= len(numbers) <= 100:
        raise bad("message identifiers must be in a strictly increasing order")
    values = [{k: v for k, v in call.params.values.items() if k != "message_ids"} for _ in numbers]
    return [Call(call.api, Params(v | {"message_id": n}), call.request) for v, n in zip(values, numbers, strict=True)]


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """A copy that does not name its source."""
    return _copy(call)


@method("copyMessages")
def copy_messages(call: Call) -> list[Json]:
    """Copies of several messages."""
    return [_copy(one) for one in _each(call)]


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """A copy that names its source."""
    return _forward(call)


@method("forwardMessages")
def forward_messages(call: Call) -> list[Json]:
    """Several messages forwarded."""
    return [{"message_id": _forward(one)["message_id"]} for one in _each(call)]
