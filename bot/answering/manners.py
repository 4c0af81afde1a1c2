"""Replies without facts: hand-offs, greetings, what is out of scope, other languages, what the guard stopped."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.draft import Draft
from bot.answering.wording import Context
from bot.messages import LANGUAGES, Part, Reply, UsedFact
from bot.understanding.understanding import Request


def mannered(context: Context, request: Request) -> Draft:
    """Hand-offs, greetings, what is out of scope and what was not understood: decent, short, without facts."""
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
        draft.say(key)
    elif topic == "out_of_scope":
        draft.outcome = "out_of_scope"
        draft.say(key)
    else:
        draft.outcome = "clarify"
        draft.say(key)
        draft.choices += [draft.words.text(f"step.{step}") for step in ("dates", "fees", "requirements", "apply")]
    if topic in ("smalltalk", "out_of_scope") and facet in ("greeting", "", "other_training", "general"):
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
