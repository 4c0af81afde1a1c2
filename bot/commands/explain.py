"""``ask --explain`` and ``/why``: how a reply came about, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bot.messages import Dialogue, Message

if TYPE_CHECKING:
    from bot.assistant import Assistant, Explained


def print_explanation(assistant: Assistant, message: Message, dialogue: Dialogue | None = None) -> None:
    """Answer and show the reply with its explanation."""
    explained = assistant.explain(message, dialogue)
    console = Console(soft_wrap=False)
    console.print(explained.reply.text, markup=False, highlight=False)
    console.print()
    show(console, explained, assistant)


def show(console: Console, explained: Explained, assistant: Assistant) -> None:
    """Language, requests with their scores, what came second, dates, and every fact with its file and line."""
    reply, understood = explained.reply, explained.understood
    head = Table(show_header=False, box=None, pad_edge=False)
    head.add_row("language", understood.language)
    head.add_row("outcome", reply.outcome)
    head.add_row("confidence", f"{reply.confidence:.2f}")
    head.add_row("courses named", ", ".join(understood.courses) or "none")
    if understood.ambiguous:
        head.add_row("may mean", ", ".join(understood.ambiguous))
    if explained.stopped:
        head.add_row("stopped by the guard", ", ".join(explained.stopped))
    console.print(head)
    requests = Table(
        "request",
        "facets",
        "probability",
        "course",
        "date",
        "second",
        title="Understood",
        title_justify="left",
    )
    for i, request in enumerate(understood.requests):
        second = understood.second[i] if i < len(understood.second) else None
        when = str(request.day or "") or (
            f"{request.days_before} days before" if request.days_before is not None else ""
        )
        requests.add_row(
            _entry(request.topic, assistant),
            ", ".join(request.facets),
            f"{request.probability:.2f}",
            ", ".join(request.courses) or "–",
            when,
            f"{second[0]} {second[1]:.2f}" if second else "–",
        )
    for column in requests.columns:
        column.overflow = "fold"
    console.print(requests)
    facts = Table("fact", "value", "source", "file:line", title="Facts used", title_justify="left")
    for fact in reply.facts:
        course = f"{fact.course} " if fact.course else ""
        facts.add_row(f"{course}{fact.field}", fact.value[:80], fact.source, fact.place)
    for column in facts.columns:
        column.overflow = "fold"
    # a place is copied: whole, the other columns give way
    facts.columns[-1].no_wrap = True
    console.print(facts)


def _entry(topic: str, assistant: Assistant) -> str:
    """A topic, or an entry of the FAQ with its place."""
    entry = assistant.knowledge.faq.get(topic.removeprefix("faq:")) if topic.startswith("faq:") else None
    return f"{topic} ({entry.place})" if entry else topic
