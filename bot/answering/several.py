"""No course named and several possible (CONTRACT, rule 5): what fits on a line for each, else the choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.comparing import MOST, cell, dates_slot, state_slot
from bot.answering.draft import Draft
from bot.answering.plans import Plan, plan
from bot.answering.refunds import answer_refunds
from bot.answering.wording import Context, Slot
from bot.facts.clock import is_over
from bot.facts.course import Course
from bot.messages import UsedFact
from bot.understanding.understanding import Request

About = Callable[[Context, Request, Course], Draft]
"""Answers a request about one course."""


def several(context: Context, request: Request, courses: list[Course], about: About) -> Draft:
    """No course named and several possible (rule 5); of very many, only those that come first are offered."""
    if len(courses) > MOST and request.topic != "refunds":
        whole = Draft(context, outcome="clarify", offered=[course.id for course in courses[:MOST]])
        whole.say("clarify.which")
        _lines(whole, courses[:MOST])
        whole.say("courses.more")
        whole.choices += [course.short.get(context.language) for course in courses[:MOST]]
        return whole
    drafts = [about(context, request, course) for course in courses]
    found = plan(request.topic, request.facets[0] if request.facets else "")
    if found and all(draft.outcome == "unknown" for draft in drafts):
        whole = Draft(context, outcome="unknown")
        whole.say("common.not_stated_many", what=whole.label(found.asked[0]))
        _gather(whole, drafts)
        whole.ask()
        return whole
    if found and all(_alike(path, courses) for path in found.asked):
        whole = _for_all(context, found, courses)
        return _which(whole, courses, "clarify.which_else") if found.general else whole
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
        _values(whole, courses, found)
    elif context.channel == "email":
        whole.say("clarify.each")
        for draft in drafts:
            whole.absorb(draft)
    elif found and found.alike and _alike(found.alike, courses):
        return _which(_for_all(context, Plan((found.alike,)), courses), courses, "clarify.which_else")
    else:
        return _which(whole, courses)
    whole.choices += [course.short.get(context.language) for course in courses]
    if found and any(course.field(found.asked[0]).left_out for course in courses) and found.one_line:
        whole.ask()
    return whole


def _which(whole: Draft, courses: Sequence[Course], key: str = "clarify.which") -> Draft:
    """Ask which course is meant, by its name."""
    whole.outcome = "clarify"
    whole.say(key)
    whole.bullets(whole.spans("clarify.name", name=whole.words.name(course)) for course in courses)
    whole.choices += [course.short.get(whole.context.language) for course in courses]
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


def _values(whole: Draft, courses: Sequence[Course], found: Plan) -> None:
    """One field of each course: a table in a mail, a list in a chat."""
    words = whole.words
    if whole.context.channel == "email":
        rows = [[whole.note(words.name(c)), whole.note(_value(whole, c, found))] for c in courses]
        whole.table(("", whole.label(found.asked[0])), rows)
    else:
        whole.bullets(whole.spans("clarify.line", name=words.name(c), value=_value(whole, c, found)) for c in courses)
    for course in courses:
        _remarks(whole, course, found.asked[0])


def _remarks(whole: Draft, course: Course, path: str) -> None:
    """The cautions that staff wrote beside a course's value."""
    for version in course.field(path).versions:
        if version.remark is not None:
            text = version.remark.get(whole.context.language)
            fact = UsedFact(course.id, f"{path}.remark", text, version.source)
            whole.say("clarify.remark", name=whole.words.short(course), text=Slot(text, (fact,)))


def _value(whole: Draft, course: Course, found: Plan) -> Slot:
    """What is asked of a course on one line; where people meet if they do, or what tells most of what is left out."""
    value = cell(whole, course, found.asked[0])
    if found.instead and course.field(found.asked[0]).left_out and not course.field(found.instead).left_out:
        told = dates_slot(whole, course) if found.instead == "dates" else cell(whole, course, found.instead)
        facts = (*value.facts, *told.facts)
        return Slot(whole.words.text("clarify.meeting", value=value.text, place=told.text), facts)
    if not found.meeting or all(version.value == "online" for version in course.format.mode.versions):
        return value
    place = cell(whole, course, found.meeting)
    return Slot(whole.words.text("clarify.meeting", value=value.text, place=place.text), (*value.facts, *place.facts))


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
