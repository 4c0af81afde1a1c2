"""From an understanding to a reply: every request a part, candidates where no course is named, the outcome of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.centre_topics import answer_campus, answer_contact, answer_diploma, answer_faq
from bot.answering.comparing import answer_courses, cell, dates_slot, state_slot
from bot.answering.course_topics import answer, begin, invite
from bot.answering.deadlines import answer_apply, answer_dates, answer_deadline
from bot.answering.draft import Draft
from bot.answering.plans import DEFAULT_FACET, INDEPENDENT, PLANS, SPECIAL, Plan, plan
from bot.answering.refunds import answer_refunds
from bot.answering.wording import Context, Slot
from bot.facts.clock import candidates, is_over
from bot.facts.course import Course
from bot.messages import LANGUAGES, Block, Outcome, Paragraph, Part, Reply, UsedFact
from bot.understanding.understanding import Request, Understanding

ORDER: tuple[Outcome, ...] = (
    "handoff", "clarify", "partial", "unknown", "answered", "smalltalk", "out_of_scope",
)  # fmt: skip
FAQ = "faq:"
_MOST_COURSES = 3
_NEXT_STEPS = 3
_PASSED_OVER = 0.7
"""What a question that nothing came of leaves of the confidence."""


def respond(context: Context, understood: Understanding) -> Reply:
    """Answer everything a message asks.

    Args:
        context: knowledge, language, day and channel.
        understood: what it asks; at least one request.

    Returns:
        The reply, not yet guarded.
    """
    drafts = [(request, _request(context, request, understood)) for request in understood.requests]
    parts: list[Part] = []
    for request, draft in drafts:
        heading = ""
        if len(drafts) > 1:
            heading = draft.words.text(f"topic.{request.topic}") if draft.words.has(f"topic.{request.topic}") else ""
        about = (draft.course.id,) if draft.course else tuple(draft.about) or request.courses
        parts.append(Part(request.topic, about, draft.outcome, heading, tuple(draft.blocks)))
    return Reply(
        outcome=merge([part.outcome for part in parts]),
        language=context.language,
        parts=_without_repetition(_without_repeated_names(parts, drafts)),
        topics=_topics(understood.requests),
        courses=tuple(dict.fromkeys(course for part in parts for course in part.courses)),
        facts=tuple(dict.fromkeys(fact for _, draft in drafts for fact in draft.facts)),
        links=tuple(dict.fromkeys(link for _, draft in drafts for link in draft.links)),
        choices=_choices(context, drafts),
        confidence=_confidence(understood),
        contradiction=any(draft.contradiction for _, draft in drafts),
        offered=tuple(dict.fromkeys(course for _, draft in drafts for course in draft.offered)),
    )


def _confidence(understood: Understanding) -> float:
    """The least sure request's probability, less for each question passed over."""
    least = min((request.probability for request in understood.requests), default=0.0)
    return round(least * _PASSED_OVER**understood.unanswered, 3)


def merge(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of a message from those of its requests (CONTRACT, Outcomes)."""
    if "handoff" in outcomes or "clarify" in outcomes:
        return "handoff" if "handoff" in outcomes else "clarify"
    asked = [outcome for outcome in outcomes if outcome not in ("smalltalk", "out_of_scope")]
    if "unknown" in asked and ("answered" in asked or "partial" in asked):
        return "partial"
    return min(outcomes, key=ORDER.index)


def _topics(requests: Sequence[Request]) -> tuple[str, ...]:
    best = sorted(requests, key=lambda request: -request.probability)
    names = {"handoff": "contact", "unclear": "", "smalltalk": "", "out_of_scope": ""}
    return tuple(dict.fromkeys(t for t in (names.get(r.topic, r.topic) for r in best) if t))


def _without_repeated_names(parts: list[Part], drafts: list[tuple[Request, Draft]]) -> tuple[Part, ...]:
    """Several parts about one course name it (and that it is over) once."""
    seen: set[tuple[str, ...]] = set()
    result = []
    for part, (_, draft) in zip(parts, drafts, strict=True):
        key = part.courses
        if draft.course is not None and key in seen:
            skip = 2 if draft.past else 1
            kept = part.blocks[skip:] if draft.naming else part.blocks
            result.append(replace(part, blocks=kept or part.blocks))
        else:
            result.append(part)
        if draft.course is not None:
            seen.add(key)
    return tuple(result)


def _without_repetition(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """What several parts say alike (the link, the address to ask) is said once, at the end."""
    seen: set[Block] = set()
    result: list[Part] = []
    for part in reversed(parts):
        kept = tuple(block for block in part.blocks if not (isinstance(block, Paragraph) and block in seen))
        seen |= {block for block in kept if isinstance(block, Paragraph)}
        result.insert(0, replace(part, blocks=kept or part.blocks))
    return tuple(result)


def _choices(context: Context, drafts: list[tuple[Request, Draft]]) -> tuple[str, ...]:
    offered = list(dict.fromkeys(choice for _, draft in drafts for choice in draft.choices))
    if offered:
        return tuple(offered)
    _, draft = drafts[-1]
    if draft.course is None:
        return ()
    asked = {request.topic for request, _ in drafts}
    steps = [step for step in ("deadline", "apply", "fees", "refunds", "requirements") if step not in asked]
    if draft.past:
        steps = [step for step in ("content", "certificate", "courses") if step not in asked]
    return tuple(draft.words.text(f"step.{step}") for step in steps[:_NEXT_STEPS])


# -- one request ------------------------------------------------------------------------------------------------


def _request(context: Context, request: Request, understood: Understanding) -> Draft:
    topic = request.topic
    if topic in ("handoff", "smalltalk", "out_of_scope", "unclear"):
        return _manners(context, request)
    if topic.startswith(FAQ):
        return _faq(context, request)
    knowledge = context.knowledge
    courses = [knowledge.courses[name] for name in request.courses if name in knowledge.courses]
    if topic in INDEPENDENT:
        return _independent(context, request, courses)
    if topic == "certificate" and not courses and "diploma" in request.facets:
        draft = Draft(context)
        answer_diploma(draft)
        return draft
    if not courses:
        courses = candidates(knowledge.courses.values(), context.today)
        if understood.ambiguous:
            courses = [knowledge.courses[name] for name in understood.ambiguous]
        if len(courses) > 1:
            return _several(context, request, courses)
    if len(courses) == 1:
        return _about(context, request, courses[0])
    return _named(context, request, courses)


def _about(context: Context, request: Request, course: Course, naming: bool = True) -> Draft:
    draft = begin(context, course, naming)
    draft.naming = naming
    topic, facets = request.topic, request.facets
    if topic == "dates":
        answer_dates(draft, facets)
        invite(draft, topic)
    elif topic == "deadline":
        answer_deadline(draft, request.day)
    elif topic == "apply":
        answer_apply(draft, facets[0] if facets else "how")
    elif topic == "refunds":
        answer_refunds(draft, facets, request.day, request.days_before, request.paid)
    elif topic in PLANS:
        answer(draft, request)
    if draft.contradiction:
        draft.ask("common.ask_which")
    return draft


def _independent(context: Context, request: Request, courses: list[Course]) -> Draft:
    draft = Draft(context)
    course = courses[0] if len(courses) == 1 else None
    if request.topic == "campus":
        answer_campus(draft, request.facets, course)
    elif request.topic == "contact":
        answer_contact(draft, request.facets, course)
    else:
        answer_courses(draft, request.facets, request.wanted, courses)
    return draft


def _named(context: Context, request: Request, courses: list[Course]) -> Draft:
    """Several courses named: the answer for each."""
    whole = Draft(context)
    outcomes = []
    for course in courses[:_MOST_COURSES]:
        draft = _about(context, request, course)
        absorb(whole, draft)
        outcomes.append(draft.outcome)
    whole.outcome = merge(outcomes)
    whole.offered = [course.id for course in courses]
    return whole


def absorb(whole: Draft, draft: Draft) -> None:
    """Add what one draft says to another."""
    whole.blocks += draft.blocks
    whole.facts += draft.facts
    whole.links += draft.links
    whole.contradiction |= draft.contradiction
    whole.contact_given |= draft.contact_given


def _several(context: Context, request: Request, courses: list[Course]) -> Draft:
    """No course named and several possible (rule 5)."""
    drafts = [_about(context, request, course) for course in courses]
    found = plan(request.topic, request.facets[0] if request.facets else "")
    if found and all(draft.outcome == "unknown" for draft in drafts):
        whole = Draft(context, outcome="unknown")
        whole.say("common.not_stated_many", what=whole.label(found.asked[0]))
        _gather(whole, drafts)
        whole.ask()
        return whole
    if found and request.topic != "requirements" and all(_alike(path, courses) for path in found.asked):
        return _for_all(context, found, courses)
    if request.topic == "refunds":
        whole = Draft(context)
        answer_refunds(whole, request.facets)
        whole.choices += [course.short.get(context.language) for course in courses]
        whole.offered = [course.id for course in courses]
        return whole
    whole = Draft(context, outcome="clarify", offered=[course.id for course in courses])
    if request.topic in ("deadline", "apply", "dates"):
        whole.say(f"clarify.{request.topic}")
        _lines(whole, courses)
    elif found and found.one_line:
        whole.say("clarify.lines", what=whole.label(found.asked[0]))
        _values(whole, courses, found.asked[0])
    elif context.channel == "email":
        whole.say("clarify.each")
        for draft in drafts:
            absorb(whole, draft)
    else:
        whole.say("clarify.which")
        whole.bullets(whole.spans("clarify.name", name=whole.words.name(course)) for course in courses)
    whole.choices += [course.short.get(context.language) for course in courses]
    if found and any(course.field(found.asked[0]).left_out for course in courses) and found.one_line:
        whole.ask()
    return whole


def _lines(whole: Draft, courses: Sequence[Course]) -> None:
    """Dates and state of each course: a table in a mail, a list in a chat."""
    words = whole.words
    if whole.context.channel == "email":
        head = ("", words.text("column.dates"), words.text("column.state"))
        whole.table(
            head,
            [
                [whole.note(slot) for slot in (words.name(c), dates_slot(whole, c), state_slot(whole, c))]
                for c in courses
            ],
        )
        return
    whole.bullets(
        whole.spans("courses.line", name=words.name(c), dates=dates_slot(whole, c), state=state_slot(whole, c))
        for c in courses
    )


def _values(whole: Draft, courses: Sequence[Course], path: str) -> None:
    """One field of each course: a table in a mail, a list in a chat."""
    words = whole.words
    if whole.context.channel == "email":
        rows = [[whole.note(words.name(c)), whole.note(cell(whole, c, path))] for c in courses]
        whole.table(("", whole.label(path)), rows)
        return
    whole.bullets(whole.spans("clarify.line", name=words.name(c), value=cell(whole, c, path)) for c in courses)


def _alike(path: str, courses: Sequence[Course]) -> bool:
    """Whether a field is stated and the same for every course: then nothing has to be asked back."""
    fields = [course.field(path) for course in courses]
    if not all(field.stated for field in fields):
        return False
    return all(field.versions[0].value == fields[0].versions[0].value for field in fields)


def _for_all(context: Context, found: Plan, courses: Sequence[Course]) -> Draft:
    """One answer that holds for every candidate, with their names."""
    whole = Draft(context, courses[0], past=all(is_over(course, context.today) for course in courses))
    names = [whole.words.short(course) for course in courses]
    facts = tuple(fact for name in names for fact in name.facts)
    whole.say("clarify.all", names=Slot(whole.words.listing([name.text for name in names]), facts))
    whole.field(found.asked[0])
    whole.facts += [
        whole.words.fact(course, found.asked[0], course.field(found.asked[0]).versions[0]) for course in courses[1:]
    ]
    whole.about = [course.id for course in courses]
    whole.offered = [course.id for course in courses]
    whole.course = None
    return whole


def _gather(whole: Draft, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        whole.contradiction |= draft.contradiction


def _faq(context: Context, request: Request) -> Draft:
    knowledge = context.knowledge
    entry = knowledge.faq[request.topic.removeprefix(FAQ)]
    if entry.field and len(request.courses) == 1 and request.courses[0] in knowledge.courses:
        draft = begin(context, knowledge.courses[request.courses[0]])
        draft.field(entry.field)
        if draft.outcome == "unknown":
            draft.ask()
        return draft
    draft = Draft(context)
    if entry.courses and request.courses and not set(request.courses) & set(entry.courses):
        draft.say("faq.other_course")
        draft.outcome = "unknown"
        draft.ask()
        return draft
    answer_faq(draft, entry)
    if len(request.courses) == 1 and request.courses[0] in knowledge.courses:
        draft.course = knowledge.courses[request.courses[0]]
        for path in entry.also:
            draft.field(path, required=False)
    elif entry.courses:
        draft.about = list(entry.courses)
    return draft


def _manners(context: Context, request: Request) -> Draft:
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


__all__ = ["DEFAULT_FACET", "SPECIAL", "Slot", "merge", "other_language", "respond", "stopped"]
