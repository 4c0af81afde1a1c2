"""Two versions of the knowledge asked the same: which replies change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.assistant import Assistant
from bot.checking.every_topic import Asked, everything, reply_to
from bot.facts.expectations import Expectation
from bot.messages import LANGUAGES, Channel, Dialogue, Language, Message, Reply


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words, as somebody asked it or might.

    Attributes:
        text: the question.
        today: the day it is answered for.
        channel: where it is asked.
        before: what was asked before it in the conversation.
        dialogue: what the assistant remembered of what was said before.
        name: what to call it by, beside its text.
    """

    text: str
    today: date
    channel: Channel = "telegram"
    before: tuple[str, ...] = ()
    dialogue: Dialogue | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A reply that is another one now.

    Attributes:
        names: the questions it is given to.
        old: the reply in plain text, its outcome and choices in a last line where these change; empty where the old
            version could not be asked (a course or an entry that is new).
        new: likewise; empty where it is gone.
    """

    names: tuple[str, ...]
    old: str
    new: str


def of_example(expectation: Expectation, today: date) -> Question:
    """An example that must stay right, as a question."""
    return Question(
        expectation.question,
        expectation.today or today,
        expectation.channel,
        tuple(expectation.before),
        name=expectation.place,
    )


def changed_questions(old: Assistant, new: Assistant, questions: Iterable[Question]) -> list[Change]:
    """The questions that get another reply."""
    found = []
    for question in questions:
        former, present = _ask(old, question), _ask(new, question)
        name = f"“{' '.join(question.text.split())}”" + (f" ({question.name})" if question.name else "")
        found += list(_changes(name, former, present))
    return together(found)


def changed_topics(old: Assistant, new: Assistant, today: date) -> tuple[list[Change], int]:
    """The topics of courses and the free questions that get another reply, and how many were asked in all."""
    asked = list(dict.fromkeys([*everything(new.knowledge), *everything(old.knowledge)]))
    found = []
    for item in asked:
        for language in LANGUAGES:
            former, present = (_tell(assistant, item, language, today) for assistant in (old, new))
            found += list(_changes(f"{item.course} {item.label}".strip() + f", {language}", former, present))
    return together(found), len(asked) * len(LANGUAGES)


def together(changes: Sequence[Change]) -> list[Change]:
    """Changes that are the same but for the question, as one."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for change in changes:
        key = (change.old, change.new)
        found[key] = tuple(dict.fromkeys([*found.get(key, ()), *change.names]))
    return [Change(names, old, new) for (old, new), names in found.items()]


def _ask(assistant: Assistant, question: Question) -> Reply:
    dialogue = question.dialogue
    for text in question.before:
        _, dialogue = assistant.answer(Message(text, question.today, question.channel), dialogue)
    return assistant.answer(Message(question.text, question.today, question.channel), dialogue)[0]


def _tell(assistant: Assistant, asked: Asked, language: Language, today: date) -> Reply | None:
    """The reply; None where this version has no such course or entry."""
    knowledge = assistant.knowledge
    known = asked.label.removeprefix("faq:") in knowledge.faq if asked.label.startswith("faq:") else knowledge.courses
    if not known or (asked.course and asked.course not in knowledge.courses):
        return None
    return reply_to(assistant, asked, language, today)


def _changes(name: str, former: Reply | None, present: Reply | None) -> Iterator[Change]:
    if (former and _said(former)) == (present and _said(present)):
        return
    more = former is not None and present is not None and former.text == present.text
    yield Change((name,), _shown(former, more), _shown(present, more))


def _said(reply: Reply) -> tuple[object, ...]:
    """All of a reply that a person sees."""
    return reply.text, reply.choices, tuple((link.label, link.url) for link in reply.links)


def _shown(reply: Reply | None, buttons: bool) -> str:
    """A reply as text, with its buttons where only these differ."""
    if reply is None:
        return ""
    labels = [*(link.label for link in reply.links), *reply.choices]
    return reply.text + (f"\n[{' | '.join(labels)}]" if buttons else "")
