"""``ask``: one question and one reply, or a stream of JSON lines."""

from __future__ import annotations

import json
import os
import sys
from collections import OrderedDict
from datetime import date
from typing import IO, TYPE_CHECKING, Any, TextIO

from bot.commands.build import assistant_for
from bot.messages import Channel, Dialogue, Message, Reply

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

_MOST_CONVERSATIONS = 100_000
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def ask_once(settings: Settings, question: str, channel: str, as_json: bool, explain: bool) -> int:
    """Answer one question on standard output; exit status 0."""
    assistant = assistant_for(settings)
    message = Message(question, settings.today(), "email" if channel == "email" else "telegram")
    if explain:
        from bot.commands.explain import print_explanation  # noqa: PLC0415

        print_explanation(assistant, message)
        return 0
    reply, _ = assistant.answer(message)
    print(json.dumps(as_object(reply, None), ensure_ascii=False) if as_json else reply.text)
    return 0


def as_object(reply: Reply, name: object) -> dict[str, Any]:
    """A reply as the contract's JSON object."""
    return {
        "id": name,
        "text": reply.text,
        "lang": reply.language,
        "outcome": reply.outcome,
        "topics": list(reply.topics),
        "courses": list(reply.courses),
        "confidence": round(reply.confidence, 3),
        "facts": [
            {"course": fact.course, "field": fact.field, "value": fact.value, "source": fact.source}
            for fact in reply.facts
        ],
        "links": [link.url for link in reply.links],
        "choices": list(reply.choices),
    }


def ask_lines(settings: Settings, lines: IO[bytes], out: TextIO) -> int:
    """Answer JSON lines in order, each flushed; a line that is no question gets an error line (exit status 0)."""
    assistant = assistant_for(settings)
    today = settings.today()
    conversations: OrderedDict[str, Dialogue] = OrderedDict()
    for raw in lines:
        if not raw.strip():
            continue
        result = _answer_line(assistant, raw, today, conversations)
        try:
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
            out.flush()
        except BrokenPipeError:
            # whoever reads has gone: nothing is wrong, and the interpreter must not complain at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
    return 0


def _answer_line(
    assistant: Assistant, raw: bytes, today: date, conversations: OrderedDict[str, Dialogue]
) -> dict[str, Any]:
    name: object = None
    try:
        item = json.loads(raw.decode("utf-8"))
        if not isinstance(item, dict):
            raise ValueError("a JSON object is expected")
        name = item.get("id")
        message = _message(item, today)
        key = item.get("conversation")
        if key is not None and not isinstance(key, (str, int)):
            raise ValueError("“conversation” is a text")
        before = conversations.pop(str(key), None) if key is not None else None
        reply, after = assistant.answer(message, before)
        if key is not None:
            conversations[str(key)] = after
            if len(conversations) > _MOST_CONVERSATIONS:
                conversations.popitem(last=False)
        return as_object(reply, name)
    except (ValueError, RecursionError) as error:
        text = "this is no JSON object" if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError)) else str(error)
        return {"id": name, "error": text}


def _message(item: dict[str, Any], today: date) -> Message:
    text = item.get("text")
    if not isinstance(text, str):
        raise ValueError("“text” is missing or no text")
    channel: Channel
    match item.get("channel", "telegram"):
        case "telegram":
            channel = "telegram"
        case "email":
            channel = "email"
        case other:
            raise ValueError(f"“channel” is telegram or email, not {other!r}")
    given = item.get("today")
    if given is not None:
        if not isinstance(given, str):
            raise ValueError("“today” is a date like 2025-05-02")
        try:
            today = date.fromisoformat(given)
            if not _FIRST_YEAR <= today.year <= _LAST_YEAR:
                raise ValueError
        except ValueError:
            raise ValueError("“today” is a date like 2025-05-02") from None
    return Message(text, today, channel)
