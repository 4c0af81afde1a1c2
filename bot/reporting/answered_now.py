"""Which gaps are closed: the commonest wording of each is asked again, and its outcome decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.messages import Channel, Dialogue, Message, Reply
from bot.reporting.groups import MOST, Gaps, Group

Answer = Callable[[Message, Dialogue], Reply]
"""Answers a message with what was said before it."""


def asked_again(found: Gaps, answer: Answer, today: date) -> Gaps:
    """Move every gap that is told to where the assistant's answer of today puts it.

    What was gathered goes by the fields and entries a question was recorded with. They tell neither that a question is
    understood otherwise by now, nor that the reply lacks something else.

    Args:
        found: the gaps as they were gathered; those without a text stay where they are.
        answer: asks the assistant.
        today: the day to ask as on, in Turin.

    Returns:
        The gaps, each kind with the biggest first.
    """
    opened = {id(group): _is_answered(group, answer, today) for group in (*found.open, *found.closed)}
    still = [group for group in found.open if not opened[id(group)]]
    again = [group for group in found.closed if opened[id(group)] is False]
    closed = [group for group in found.closed if opened[id(group)] is not False]
    closed += [group for group in found.open if opened[id(group)]]
    still = sorted((*still, *again), key=_bigger)
    return replace(
        found, open=still[:MOST], more=found.more + max(len(still) - MOST, 0), closed=sorted(closed, key=_bigger)[:MOST]
    )


def _is_answered(group: Group, answer: Answer, today: date) -> bool | None:
    """Whether a group's commonest wording is answered now; None where no text is kept."""
    asked = group.asked
    if asked is None or not asked.text:
        return None
    channel: Channel = "email" if asked.channel in ("email", "mail") else "telegram"
    return answer(Message(asked.text, today, channel), asked.dialogue).outcome == "answered"


def _bigger(group: Group) -> tuple[int, int]:
    return -group.count, -group.questions[0]
