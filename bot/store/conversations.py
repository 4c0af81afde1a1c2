"""Conversations: what the assistant remembers of each, and the last few things said, for a month."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from pydantic import TypeAdapter, ValidationError

from bot.messages import Dialogue, Language
from bot.store.moments import moment
from bot.store.table import Table

LAST = 10
"""So many things said are kept of each conversation."""

_LONGEST = 1500
_DIALOGUE = TypeAdapter(Dialogue)

Speaker = Literal["applicant", "assistant", "staff"]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a conversation."""

    who: Speaker
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is remembered of one conversation.

    Attributes:
        dialogue: what the assistant needs of what was said before.
        language: the one the person chose; None where they did not, then the question's decides.
        said: the last few things said, oldest first.
        person: who speaks there.
    """

    dialogue: Dialogue = field(default_factory=Dialogue)
    language: Language | None = None
    said: tuple[Said, ...] = ()
    person: str | None = None


class Conversations(Table):
    """What is remembered of each conversation."""

    def load(self, channel: str, conversation: str) -> Conversation:
        """What is remembered; an empty conversation where there is nothing."""
        row = self.row("SELECT * FROM conversations WHERE channel = ? AND conversation = ?", channel, conversation)
        if row is None:
            return Conversation()
        return Conversation(
            dialogue=read_dialogue(row["dialogue"]),
            language=row["language"] if row["language"] in get_args(Language) else None,
            said=_said(row["said"]),
            person=row["person"],
        )

    def save(self, channel: str, conversation: str, dialogue: Dialogue, *, person: str | None = None) -> None:
        """Remember where the dialogue stands."""
        self._put(channel, conversation, person, dialogue=dump_dialogue(dialogue))

    def say(self, channel: str, conversation: str, *words: tuple[Speaker, str], person: str | None = None) -> None:
        """Remember what was said.

        Args:
            channel: where.
            conversation: in which conversation.
            words: who said what, in order.
            person: who speaks there besides assistant and staff.
        """
        before = self.value(
            "SELECT said FROM conversations WHERE channel = ? AND conversation = ?", channel, conversation
        )
        at = self.now()
        said = json.loads(before or "[]") + [[who, text[:_LONGEST], at] for who, text in words]
        self._put(channel, conversation, person, said=json.dumps(said[-LAST:], ensure_ascii=False))

    def choose_language(
        self, channel: str, conversation: str, language: Language | None, *, person: str | None = None
    ) -> None:
        """Remember the language the person chose; None to go by each question's again."""
        self._put(channel, conversation, person, language=language)

    def _put(self, channel: str, conversation: str, person: str | None, **values: str | None) -> None:
        changes = ", ".join(f"{name} = ?" for name in values)
        changed = self.execute(
            f"UPDATE conversations SET {changes}, person = coalesce(?, person), updated_at = ?"
            " WHERE channel = ? AND conversation = ?",
            *(*values.values(), person, self.now(), channel, conversation),
        )
        if not changed:
            self.insert(
                "conversations",
                channel=channel,
                conversation=conversation,
                person=person,
                updated_at=self.now(),
                **values,
            )


def dump_dialogue(dialogue: Dialogue) -> str:
    """A dialogue as it is stored."""
    return _DIALOGUE.dump_json(dialogue).decode()


def read_dialogue(text: str) -> Dialogue:
    """A dialogue as stored; an empty one where an older version wrote what this one cannot read."""
    try:
        return _DIALOGUE.validate_json(text)
    except ValidationError:
        return Dialogue()


def _said(text: str) -> tuple[Said, ...]:
    return tuple(Said(who, words, moment(at)) for who, words, at in json.loads(text))
