"""Replies without facts: hand-offs, greetings, what is out of scope, other languages, what the guard stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.draft import Draft
from bot.answering.wording import Context
from bot.messages import LANGUAGES, Part, Reply, UsedFact
from bot.understanding.intents import FAQ
from bot.understanding.understanding import Request

_MEANT = 3
"""How many questions are offered where a message was not understood."""

_CONCEIVABLE = 0.1
"""Probability from which a question is offered."""


def unclear(context: Context, guesses: Sequence[tuple[str, float]]) -> Draft:
    """“Did you mean …?” with the likeliest questions, or what can be asked at all.

    Args:
        context: knowledge, language, day and channel.
        guesses: topics and ``faq:<id>`` with their probability, best first.
    """
    draft = Draft(context, outcome="clarify")
    likely = (name for name, probability in guesses if probability >= _CONCEIVABLE)
    meant = [question for name in likely if (question := _question(draft, name))][:_MEANT]
    if meant:
        draft.say("unclear.mean")
        draft.bullets(draft.words.spans("common.item", text=question)[0] for question in meant)
    else:
        draft.say("unclear.any")
        meant = [draft.words.text(f"step.{step}") for step in ("dates", "fees", "requirements", "apply")]
    draft.choices += meant
    return draft


def _question(draft: Draft, name: str) -> str:
    """A question that asks a topic or an entry, in the language of the reply where there is one; else nothing."""
    if not name.startswith(FAQ):
        return draft.words.text(f"step.{name}") if draft.words.has(f"step.{name}") else ""
    entry = draft.context.knowledge.faq[name.removeprefix(FAQ)]
    questions = entry.questions.pairs()
    question = next((text for language, text in questions if language == draft.context.language), questions[0][1])
    draft.facts.append(UsedFact(None, name, question, entry.source or f"faq, {entry.place}", entry.place))
    return question


def mannered(context: Context, request: Request) -> Draft:
    """Hand-offs, greetings and what is out of scope: decent, short, without facts."""
    draft = Draft(context)
    facet = request.facets[0] if request.facets else ""
    topic = request.topic
    key = f"{topic}.{facet}"
    if not draft.words.has(key):
        key = f"{topic}.any"
    if topic == "handoff":
        draft.outcome = "handoff"
        draft.say(key, email=draft.words.email())
        draft.contact_given = True
    elif topic == "smalltalk":
        draft.outcome = "smalltalk"
        draft.say(key, email=draft.words.email())
    else:
        draft.outcome = "out_of_scope"
        draft.say(key)
    if topic != "handoff" and facet in ("greeting", "", "other_training", "general"):
        draft.choices += [draft.words.text(f"step.{step}") for step in ("courses", "dates", "fees")]
    return draft


def other_language(context: Context) -> Reply:
    """The short reply in all the assistant's languages."""
    drafts = [Draft(replace(context, language=language)) for language in LANGUAGES]
    languages = UsedFact(None, "assistant.languages", ", ".join(LANGUAGES), "the assistant's own")
    for draft in drafts:
        draft.say("other.short", email=draft.words.email())
        draft.facts.append(languages)
    part = Part("", (), "out_of_scope", "", tuple(block for draft in drafts for block in draft.blocks))
    facts = tuple(dict.fromkeys(fact for draft in drafts for fact in draft.facts))
    return Reply("out_of_scope", "other", (part,), facts=facts, confidence=0.9)


def stopped(context: Context, reply: Reply) -> Reply:
    """What is sent where the guard stopped a reply: that it is not known, and the contact."""
    draft = Draft(context, outcome="unknown")
    draft.say("guard.stopped")
    draft.ask()
    part = Part(reply.topics[0] if reply.topics else "", (), "unknown", "", tuple(draft.blocks))
    return replace(
        reply, outcome="unknown", parts=(part,), facts=tuple(draft.facts), links=(), choices=(), contradiction=False,
        confidence=0.0,
    )  # fmt: skip
