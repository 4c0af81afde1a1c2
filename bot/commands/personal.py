"""``forget`` and ``export``: everything that is kept about one person, erased or handed out."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.commands.visiting import visit, when_done

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Tables
    from handlers.telegram.posts import Post

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


def run_forget(settings: Settings, who: str, yes: bool) -> int:
    """Erase a person everywhere and print what was erased.

    Args:
        settings: the database.
        who: a mail address, or the number of a Telegram chat.
        yes: do not ask before; without a terminal nothing is asked either.

    Returns:
        The exit status: 1 where nothing is kept about the person.
    """
    from handlers.telegram.forgetting import clear_staff_chat, seen_by_staff  # noqa: PLC0415

    channel, person = whose(who)
    with visit(settings) as place:
        kept = place.call(lambda tables: tables.retention.about(channel, person))
        if not kept:
            return _unknown(person)
        if not yes and sys.stdin.isatty():
            print(f"About {person} is kept:")
            for name in (name for name in _NAMES if name in kept):
                print(f"  {len(kept[name])} {_NAMES[name]}")
            if shown := place.call(lambda tables: seen_by_staff(tables, channel, person)):
                print(f"  {_in_staff_chat(shown)} in the staff chat")
            if not typer.confirm("Erase all of it? It cannot be brought back."):
                print("Nothing is erased.")
                return 0
        cleared = place.call(lambda tables: clear_staff_chat(tables, channel, person))
        forgotten = place.forget(channel, person)
        table = Table("kept about this person", "erased")
        for name, count in forgotten.deleted.items():
            table.add_row(_NAMES[name], str(count))
        Console().print(table)
        print(f"Counted again afterwards: {forgotten.left} left.")
        if cleared:
            print(f"{_in_staff_chat(cleared)} in the staff chat will be deleted. {when_done(settings, place)}")
    if channel == "mail":
        print("Not covered: the mailbox itself, with its Drafts and Sent, and what your mail server keeps.")
    else:
        print("Not covered: the person's own chat history in Telegram.")
    return 0


def _in_staff_chat(posts: list[Post]) -> str:
    """How many topics and messages there are, in words."""
    topics = sum(post.method == "deleteForumTopic" for post in posts)
    counts = ((topics, "topic"), (len(posts) - topics, "message"))
    return " and ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


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
