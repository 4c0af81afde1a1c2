"""Which courses deal with a subject, and what each open course is about: for those who look for one that fits."""

from __future__ import annotations

from bot.answering.comparing import cell
from bot.answering.course_topics import begin, named_groups, tell_subjects
from bot.answering.draft import Draft
from bot.answering.wording import Context
from bot.facts.clock import first_day, is_over
from bot.facts.course import Course
from bot.understanding.particulars import AUDIENCE
from bot.understanding.understanding import Request

_MOST = 3
"""Courses that are told with what they say of a subject."""


def answer_subject(context: Context, request: Request) -> Draft:
    """Where the contents of courses name a subject: in those that are not over, else in those that are.

    Args:
        context: knowledge, language, day and channel.
        request: has what names the subject.
    """
    whole = Draft(context)
    known = context.knowledge.courses
    dealing = sorted((known[name] for name, _ in request.dealt if name in known), key=first_day)
    alive = [course for course in dealing if not is_over(course, context.today)]
    told = (alive or dealing)[:_MOST]
    if not told:
        whole.say("courses.no_subject")
        whole.outcome = "unknown"
        whole.ask()
        return whole
    _where_named(whole, told, dict(request.dealt))
    _offer(whole, told)
    whole.about = [course.id for course in told]
    return whole


def recommend(context: Context, request: Request) -> Draft:
    """What each course that is not over is about: the notes rank none; those that name what somebody speaks of, alone,
    with the place.

    Args:
        context: knowledge, language, day and channel.
        request: has what names the themes of the message.
    """
    whole = Draft(context)
    courses = sorted(context.knowledge.courses.values(), key=first_day)
    alive = [course for course in courses if not is_over(course, context.today)] or courses
    where = dict(request.dealt)
    dealing = [course for course in alive if course.id in where]
    meant = any(path == AUDIENCE for course in dealing for path, _ in where[course.id])
    by = "courses.recommend_by_audience" if meant else "courses.recommend_by_subject"
    whole.say(by if dealing else "courses.recommend")
    if dealing:
        _where_named(whole, dealing, where)
    else:
        whole.bullets(
            whole.spans("clarify.line", name=whole.words.name(course), value=cell(whole, course, "content.summary"))
            for course in alive
        )
    whole.ask("courses.ask_fitting")
    _offer(whole, dealing or alive)
    whole.about = [course.id for course in dealing]
    return whole


def _where_named(whole: Draft, courses: list[Course], where: dict[str, tuple[tuple[str, int], ...]]) -> None:
    """Each course with the places of its contents that name a subject."""
    for course in courses:
        draft = begin(whole.context, course)
        groups = tuple(position for path, position in where[course.id] if path == AUDIENCE)
        inside = tuple(entry for entry in where[course.id] if entry[0] not in ("name", AUDIENCE))
        if groups:
            named_groups(draft, groups)
        elif not (inside and tell_subjects(draft, inside)):
            draft.field("content.summary", required=False)
        whole.absorb(draft)


def _offer(draft: Draft, courses: list[Course]) -> None:
    draft.offered = [course.id for course in courses]
    draft.choices += [course.short.get(draft.context.language) for course in courses]
