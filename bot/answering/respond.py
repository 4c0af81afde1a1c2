"""From an understanding to a reply: every request a part, candidates where no course is named, the outcome of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import shorten

from bot.answering.centre_topics import answer_campus, answer_contact, answer_diploma, answer_faq
from bot.answering.certainty import confidence, topics
from bot.answering.comparing import answer_courses
from bot.answering.course_topics import answer, begin, invite
from bot.answering.deadlines import answer_apply, answer_dates, answer_deadline
from bot.answering.draft import Draft
from bot.answering.manners import mannered, unclear
from bot.answering.plans import INDEPENDENT, PLANS, facet_of
from bot.answering.refunds import answer_refunds
from bot.answering.repetition import said_once, without_invitation
from bot.answering.several import several
from bot.answering.subjects import answer_subject, recommend
from bot.answering.wording import Context, Slot
from bot.facts.clock import candidates, is_over
from bot.facts.course import Course
from bot.facts.knowledge import TOPICS
from bot.messages import Outcome, Part, Reply, UsedFact
from bot.understanding.understanding import Request, Understanding

ORDER: tuple[Outcome, ...] = (
    "handoff", "clarify", "partial", "unknown", "answered", "smalltalk", "out_of_scope",
)  # fmt: skip
FAQ = "faq:"
_OF_AN_EDITION = frozenset(TOPICS) - {"courses", *INDEPENDENT}
"""Topics of what is told of one edition of a course."""

_MOST_COURSES = 3
_NEXT_STEPS = 3
_QUOTED = 160
"""Characters of a question that was not understood which the reply repeats."""


def respond(context: Context, understood: Understanding) -> Reply:
    """Answer everything a message asks.

    Args:
        context: knowledge, language, day and channel.
        understood: what it asks; at least one request.

    Returns:
        The reply, not yet guarded.
    """
    drafts = [(request, _request(context, request, understood)) for request in _considered(understood)]
    parts: list[Part] = []
    for request, draft in drafts:
        heading = ""
        if len(drafts) > 1:
            key = f"topic.{_subject(context, request)}"
            heading = draft.words.text(key) if draft.words.has(key) else ""
            # two answers of one topic in a row stand under one heading
            heading = "" if parts and heading in {part.heading for part in parts[-1:]} else heading
        about = (draft.course.id,) if draft.course else tuple(draft.about) or request.courses
        blocks = without_invitation(draft, [other for _, other in drafts if other is not draft])
        parts.append(Part(request.topic, about, draft.outcome, heading, blocks))
    choices = _choices(context, drafts)
    if understood.alternatives:
        perhaps = Draft(context)
        perhaps.say("unclear.perhaps")
        drafts.insert(0, (Request("unclear"), perhaps))
        parts = [replace(part, outcome=parts[0].outcome) for part in parts]
        parts.insert(0, Part("unclear", (), parts[0].outcome, "", tuple(perhaps.blocks)))
    if (edition := _no_edition(context, understood)) is not None:
        drafts.insert(0, (Request("unclear"), edition))
        parts.insert(0, Part("unclear", (), edition.outcome, "", tuple(edition.blocks)))
    for draft in _passed_over(context, understood, parts):
        drafts.append((Request("unclear"), draft))
        parts.append(Part("unclear", (), draft.outcome, "", tuple(draft.blocks)))
    outcome = merge([part.outcome for part in parts])
    return Reply(
        outcome=outcome,
        language=context.language,
        parts=said_once(parts, drafts),
        topics=topics(context.knowledge, understood),
        courses=tuple(dict.fromkeys(course for part in parts for course in part.courses)),
        facts=tuple(dict.fromkeys(fact for _, draft in drafts for fact in draft.facts)),
        links=tuple(dict.fromkeys(link for _, draft in drafts for link in draft.links)),
        choices=choices,
        confidence=confidence(context.knowledge, understood, outcome),
        contradiction=any(draft.contradiction for _, draft in drafts),
        offered=tuple(dict.fromkeys(course for _, draft in drafts for course in draft.offered)),
    )


def _subject(context: Context, request: Request) -> str:
    """The topic that a part is headed by; of a free answer the one it belongs to."""
    entry = context.knowledge.faq.get(request.topic.removeprefix(FAQ)) if request.topic.startswith(FAQ) else None
    return entry.topic or "" if entry else request.topic


def _considered(understood: Understanding) -> tuple[Request, ...]:
    """What the reply answers: the requests, and where they are not sure what may be meant instead."""
    if not understood.alternatives:
        return understood.requests
    clear = (request for request in understood.requests if request.topic != "unclear")
    return (*clear, *understood.alternatives)


def _no_edition(context: Context, understood: Understanding) -> Draft | None:
    """That no edition of the year asked about is known, before what is told of the one that is."""
    year = understood.unknown_year
    asked = {request.topic for request in understood.requests}
    if year is None or understood.alternatives or not asked <= _OF_AN_EDITION:
        return None
    draft = Draft(context, outcome="unknown")
    named = UsedFact(None, "asked.year", str(year), "computed from the question")
    draft.say("common.no_edition", year=Slot(str(year), (named,)), email=draft.words.email())
    draft.contact_given = True
    return draft


def _passed_over(context: Context, understood: Understanding, parts: Sequence[Part]) -> list[Draft]:
    """Beside an answer, the questions that were not understood, in the person's own words."""
    if understood.alternatives:
        return []
    told = any(part.outcome in ("answered", "partial", "unknown") for part in parts)
    if not told or len(understood.clauses) < 2:
        return []
    drafts = []
    for text in understood.unanswered:
        draft = Draft(context, outcome="unknown")
        asked = shorten(" ".join(text.split()), _QUOTED, placeholder=" …")
        draft.say("unclear.passed_over", text=Slot(asked), email=draft.words.email())
        draft.contact_given = True
        drafts.append(draft)
    return drafts


def merge(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of a message from those of its requests (CONTRACT, Outcomes)."""
    if "handoff" in outcomes or "clarify" in outcomes:
        return "handoff" if "handoff" in outcomes else "clarify"
    asked = [outcome for outcome in outcomes if outcome not in ("smalltalk", "out_of_scope")]
    if "unknown" in asked and ("answered" in asked or "partial" in asked):
        return "partial"
    return min(outcomes, key=ORDER.index)


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
    if topic == "unclear":
        return unclear(context, understood.guesses)
    if topic in ("handoff", "smalltalk", "out_of_scope"):
        return mannered(context, request)
    if topic.startswith(FAQ):
        return _faq(context, request, understood.courses)
    knowledge = context.knowledge
    courses = [knowledge.courses[name] for name in request.courses if name in knowledge.courses]
    if topic == "courses" and request.facets[:1] == ("recommend",) and len(courses) < 2:
        return recommend(context, request)
    if not courses and (request.dealt or (topic == "courses" and request.facets[:1] == ("subject",))):
        return answer_subject(context, request)
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
            return several(context, request, courses, _about)
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
        whole.absorb(draft)
        outcomes.append(draft.outcome)
    whole.outcome = merge(outcomes)
    whole.offered = [course.id for course in courses]
    return whole


def _faq(context: Context, request: Request, named: Sequence[str]) -> Draft:
    """A free answer; about a course that the message names and that is over, first that it is."""
    knowledge = context.knowledge
    entry = knowledge.faq[request.topic.removeprefix(FAQ)]
    if entry.field and not request.courses:
        topic, facet = facet_of(entry.field)
        if topic:
            return _request(context, replace(request, topic=topic, facets=(facet,)), Understanding(context.language))
    if entry.field and len(request.courses) == 1 and request.courses[0] in knowledge.courses:
        draft = begin(context, knowledge.courses[request.courses[0]])
        draft.field(entry.field)
        if draft.outcome == "unknown":
            draft.ask()
        return draft
    about = [knowledge.courses[name] for name in request.courses if name in knowledge.courses]
    over = len(about) == 1 and about[0].id in named and is_over(about[0], context.today)
    draft = begin(context, about[0]) if over else Draft(context)
    draft.naming = over
    if entry.courses and request.courses and not set(request.courses) & set(entry.courses):
        draft.say("faq.other_course")
        draft.outcome = "unknown"
        draft.ask()
        return draft
    answer_faq(draft, entry)
    if len(request.courses) == 1 and request.courses[0] in knowledge.courses:
        draft.course = knowledge.courses[request.courses[0]]
        draft.past = is_over(draft.course, context.today)
        stated = [draft.field(path, required=False) for path in entry.also]
        if any(stated) and draft.outcome == "unknown":
            draft.outcome = "partial"
    elif entry.courses:
        draft.about = list(entry.courses)
    return draft
