"""``forget`` and ``export``: everything that is kept about one person, erased or handed out."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from bot.commands.visiting import staff_chat, visit, when_sent

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Tables

_NAMES = {
    "inbox": "messages received",
    "outbox": "messages sent or to be sent",
    "conversations": "conversations",
    "questions": "recorded questions",
    "answers": "counted answers",
    "tickets": "questions to the team",
    "subscriptions": "reminders",
}
_MOMENTS = ("_at", "not_before")
_WRITTEN = ("topics", "courses", "gaps", "dialogue", "known", "said", "context")
"""Columns that hold JSON."""
_NOT_THEIRS = ("run", "dedupe", "digest", "fleeting", "person")
"""Columns of the machinery: marks and hashes that tell nothing of the person."""


def run_forget(settings: Settings, who: str) -> int:
    """Erase a person everywhere and print what was erased; the exit status."""
    from handlers.telegram.forgetting import clear_staff_chat  # noqa: PLC0415

    channel, person = whose(who)
    with visit(settings) as place:
        staff = staff_chat(settings, place)
        cleared = place.call(lambda tables: clear_staff_chat(tables, channel, person, staff))
        forgotten = place.forget(channel, person)
        if not forgotten.deleted:
            return _unknown(person)
        table = Table("kept about this person", "erased")
        for name, count in forgotten.deleted.items():
            table.add_row(_NAMES[name], str(count))
        Console().print(table)
        print(f"Counted again afterwards: {forgotten.left} left.")
        if cleared:
            print(f"In the staff chat {cleared} topics and messages are deleted. {when_sent(place)}")
    if channel == "mail":
        print("Not covered: the mailbox itself, with its Drafts and Sent, and what your mail server keeps.")
    else:
        print("Not covered: the person's own chat history in Telegram.")
    return 0


def run_export(settings: Settings, who: str) -> int:
    """Print all that is kept about a person as JSON; the exit status."""
    channel, person = whose(who)
    with visit(settings) as place:
        found = place.call(lambda tables: _about(tables, channel, person))
    if not found:
        return _unknown(person)
    data = {
        "person": person,
        "channel": channel,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "keeps_days": {
            "conversations": settings.keep_conversations_days,
            "questions": settings.keep_questions_days,
            "tickets": settings.keep_tickets_days,
        },
        **found,
    }
    print(json.dumps(data, ensure_ascii=False, indent=2))
    return 0


def whose(who: str) -> tuple[str, str]:
    """The channel and the person behind what was typed.

    Args:
        who: a mail address, also ``Name <address>``, or the number of a Telegram chat.

    Raises:
        SystemExit: 2 where it is neither.
    """
    text = who.strip()
    if re.fullmatch(r"-?\d+", text):
        return "telegram", text
    address = parseaddr(text)[1]
    if "@" in address.strip("@"):
        # people are known by the address in small letters, whatever stands before a + in it
        return "mail", address.lower()
    print(f"“{text}” is neither a mail address nor the number of a Telegram chat.", file=sys.stderr)
    raise SystemExit(2)


def _unknown(person: str) -> int:
    print(f"Nothing is kept about {person}.", file=sys.stderr)
    return 1


def _about(tables: Tables, channel: str, person: str) -> dict[str, list[dict[str, Any]]]:
    found = tables.retention.about(channel, person)
    return {table: [_readable(table, row) for row in rows] for table, rows in found.items()}


def _readable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as people read it: moments in ISO 8601, what was packed unpacked."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if name in _NOT_THEIRS:
            continue
        if name == "payload":
            out["content"] = _content(table, row["channel"], value) if value else None
        elif name.endswith(_MOMENTS) and isinstance(value, int | float):
            out[name] = datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
        elif name in _WRITTEN and value is not None:
            out[name] = _said(json.loads(value)) if name in ("said", "context") else json.loads(value)
        else:
            out[name] = value
    return out


def _said(items: list[list[Any]]) -> list[dict[str, Any]]:
    return [
        {"who": who, "text": text, "at": datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")}
        for who, text, at in items
    ]


def _content(table: str, channel: str, payload: bytes) -> Any:
    """What a message says, out of the form a channel keeps it in."""
    if table == "inbox" and channel == "mail":
        return _mail(payload)
    try:
        packed = json.loads(payload)
    except ValueError:
        return payload.decode("utf-8", "replace")
    if isinstance(packed, dict) and packed.get("message") and channel in ("mail", "mailbox"):
        packed["message"] = _mail(str(packed["message"]).encode())
    return packed


def _mail(raw: bytes) -> dict[str, Any]:
    from handlers.mail.reading import read  # noqa: PLC0415

    mail = read(raw)
    return {
        "from": [f"{address.name} <{address.email}>".strip() for address in mail.from_],
        "to": [f"{address.name} <{address.email}>".strip() for address in mail.to],
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "text": mail.text,
        "attachments": [item.name for item in mail.attachments],
    }
