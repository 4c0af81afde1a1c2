"""Inline keyboards, and what their buttons carry: versioned, at most 64 bytes, whole without the database.

A button says what it does by itself (``1:c:en:academy-2025:fees``), so that it still works under an old message,
after a restart and when the conversation has gone elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.messages import Language

VERSION = "1"
LONGEST = 64
"""Bytes of ``callback_data`` (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

COURSE, STEP, TEXT = "c", "s", "t"
HELPED, NOT_HELPED, PERSON = "y", "n", "p"
REMIND, NEXT, CALENDAR, CANCEL = "r", "e", "i", "x"
LANGUAGE = "l"

Markup = dict[str, list[list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Button:
    """One button: ``data`` to be pressed, or ``url`` to be opened."""

    text: str
    data: str = ""
    url: str = ""

    def as_json(self) -> dict[str, str]:
        """As the Bot API takes it."""
        return {"text": self.text, **({"url": self.url} if self.url else {"callback_data": self.data})}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a pressed button carried."""

    action: str
    fields: tuple[str, ...]

    def field(self, number: int) -> str:
        """One field; empty where an older button has fewer."""
        return self.fields[number] if number < len(self.fields) else ""


def data(action: str, *fields: object) -> str:
    """What a button carries; empty where it is too long for one."""
    text = ":".join((VERSION, action, *map(str, fields)))
    return text if len(text.encode()) <= LONGEST else ""


def read(text: str | None) -> Pressed | None:
    """What a button carries; None where it is none of ours, or of a version that nobody knows any more."""
    version, _, rest = (text or "").partition(":")
    action, _, fields = rest.partition(":")
    if version != VERSION or not action:
        return None
    # the text of a choice may hold colons itself, and so may a topic (``faq:visa-letter``)
    most = {TEXT: 1, COURSE: 2}.get(action, -1)
    return Pressed(action, tuple(fields.split(":", most)))


def keyboard(rows: Sequence[Sequence[Button]]) -> Markup | None:
    """A keyboard without the buttons that could not be written; None where none is left."""
    kept = [[button.as_json() for button in row if button.data or button.url] for row in rows]
    kept = [row for row in kept if row]
    return {"inline_keyboard": kept} if kept else None


def exchanged(markup: Markup | None, pressed: str, instead: Sequence[Button]) -> Markup | None:
    """The keyboard with the row of the pressed button changed: that button by others, or taken out."""
    rows = []
    for row in (markup or {}).get("inline_keyboard", []):
        new: list[dict[str, Any]] = []
        for button in row:
            if button.get("callback_data") == pressed:
                new += [button.as_json() for button in instead if button.data or button.url]
            else:
                new.append(button)
        if new:
            rows.append(new)
    return {"inline_keyboard": rows} if rows else None


def without_row(markup: Markup | None, pressed: str, instead: Sequence[Button] = ()) -> Markup | None:
    """The keyboard with the whole row of the pressed button exchanged."""
    rows = []
    for row in (markup or {}).get("inline_keyboard", []):
        hit = any(button.get("callback_data") == pressed for button in row)
        kept = [button.as_json() for button in instead if button.data or button.url] if hit else row
        if kept:
            rows.append(kept)
    return {"inline_keyboard": rows} if rows else None


def label(markup: Markup | None, pressed: str) -> str:
    """The text of the pressed button; empty where it is not there."""
    rows = (markup or {}).get("inline_keyboard", [])
    return next((str(b["text"]) for row in rows for b in row if b.get("callback_data") == pressed), "")


def choice(language: Language, course: str, topics: Sequence[str]) -> str:
    """A course to choose, with the requests that wait for it."""
    full = data(COURSE, language, course, ",".join(topics))
    # without the facets, and at last without the topics: then the conversation tells what was asked
    plain = data(COURSE, language, course, ",".join(topic.partition("#")[0] for topic in topics))
    return full or plain or data(COURSE, language, course)
