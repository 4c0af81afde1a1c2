"""Until when one can apply, whether one still can, and how: by the clock, under each version of the dates."""

from __future__ import annotations

from datetime import date

from bot.answering.draft import Draft
from bot.answering.wording import Slot
from bot.facts.clock import first_day, is_over, last_day, states
from bot.facts.course import Course
from bot.messages import Link


def answer_deadline(draft: Draft, day: date | None = None) -> None:
    """State the deadline and whether one can still apply.

    Args:
        draft: about one course; that the course is over is said already where it is.
        day: the day asked about (“may I still apply on Monday?”); None asks for today.
    """
    course, words, today = _course(draft), draft.words, draft.context.today
    over = is_over(course, today)
    found = course.deadline
    if found.left_out:
        draft.say("common.not_stated", what=draft.label("deadline"))
        if over:
            draft.say("deadline.over")
        else:
            draft.outcome = "unknown"
            tell_start(draft)
        draft.ask()
        return
    version = found.versions[0]
    deadline = version.value
    slot = words.stated(course, "deadline", version)
    at = day if day is not None and day > today else today
    left = (deadline - at).days
    if over or left < 0:
        ago = (today - deadline).days
        if at != today and deadline >= today:
            named = Slot(words.day(at), ())
            draft.facts.append(words.computed(None, "day", str(at), "", "the question and today's date").facts[0])
            draft.say("deadline.closed_then", deadline=slot, day=named)
        else:
            days = words.computed(course, "deadline.days_ago", str(ago), words.number(ago), f"deadline {deadline}")
            draft.say("deadline.closed", ago, deadline=slot, days=days)
    elif left == 0:
        draft.say("deadline.today" if at == today else "deadline.last_day", deadline=slot)
        _link(draft)
    else:
        days = words.computed(course, "deadline.days_left", str(left), words.number(left), f"deadline {deadline}")
        key = "deadline.open" if at == today else "deadline.open_then"
        draft.say(key, left, deadline=slot, days=days)
        _link(draft)
    if version.remark is not None and course.dates.contradicted:
        draft.remark("deadline", version.remark, version.source)
    if not over and left < 0:
        _both_states(draft)
        if not course.dates.contradicted:
            tell_start(draft)
            draft.ask("deadline.ask_late")


def answer_apply(draft: Draft, facet: str = "how") -> None:
    """How and where to register; never the link once applications are closed."""
    course, words, today = _course(draft), draft.words, draft.context.today
    if is_over(course, today):
        draft.say("apply.closed_over")
        _deadline_was(draft)
        _both_states(draft)
        draft.ask("apply.ask_next")
        return
    if course.deadline.versions and today > course.deadline.versions[0].value:
        answer_deadline(draft)
        draft.ask("deadline.ask_late")
        return
    link = course.apply.link
    known = False
    if link.stated:
        known = True
        draft.say("apply.link", link=words.stated(course, "apply.link", link.versions[0]))
        draft.links.append(Link(words.text("button.apply"), link.versions[0].value))
    elif course.apply.how.stated:
        known = facet == "how"
        draft.field("apply.how")
        draft.say("common.not_stated", what=draft.label("apply.link"))
    else:
        draft.say("common.not_stated", what=draft.label("apply.how"))
    if link.stated:
        draft.field("requirements.documents", required=False)
    if course.deadline.stated:
        deadline = course.deadline.versions[0]
        left = (deadline.value - today).days
        days = words.computed(course, "deadline.days_left", str(left), words.number(left), f"deadline {deadline.value}")
        key = "deadline.today" if left == 0 else "deadline.open"
        draft.say(key, left, deadline=words.stated(course, "deadline", deadline), days=days)
    else:
        draft.say("common.not_stated", what=draft.label("deadline"))
    if not known:
        draft.outcome = "unknown"
    if not link.stated or not course.deadline.stated:
        draft.ask()


def tell_period(draft: Draft) -> None:
    """From which day to which day the course takes place."""
    course, words = _course(draft), draft.words
    version = course.dates.versions[0]
    facts = (words.fact(course, "dates", version),)
    draft.say(
        "field.dates", start=Slot(words.day(version.value.start), facts), end=Slot(words.day(version.value.end), facts)
    )
    if version.remark is not None:
        draft.remark("dates", version.remark, version.source)


def _link(draft: Draft) -> None:
    course = _course(draft)
    if course.apply.link.stated:
        version = course.apply.link.versions[0]
        draft.say("apply.at", link=draft.words.stated(course, "apply.link", version))
        draft.links.append(Link(draft.words.text("button.apply"), version.value))


def _deadline_was(draft: Draft) -> None:
    course = _course(draft)
    if course.deadline.stated:
        draft.say("deadline.was", deadline=draft.words.stated(course, "deadline", course.deadline.versions[0]))


def tell_start(draft: Draft) -> None:
    """When the course starts or that it has."""
    course, words, today = _course(draft), draft.words, draft.context.today
    if course.dates.contradicted:
        _both_states(draft)
        return
    if not course.dates.stated:
        return
    facts = (words.fact(course, "dates", course.dates.versions[0]),)
    start = Slot(words.day(first_day(course)), facts)
    if today < first_day(course):
        days = (first_day(course) - today).days
        slot = words.computed(course, "dates.days_left", str(days), words.number(days), f"start {first_day(course)}")
        draft.say("course.starts", days, start=start, days=slot)
    elif today <= last_day(course):
        draft.say("course.running", start=start, end=Slot(words.day(last_day(course)), facts))


def _both_states(draft: Draft) -> None:
    """Where the note's dates contradict: what holds today under each version."""
    course, words, today = _course(draft), draft.words, draft.context.today
    if not course.dates.contradicted:
        return
    draft.contradiction = True
    draft.say("course.both_versions")
    items = []
    for (period, state), version in zip(states(course, today), course.dates.versions, strict=True):
        slot = Slot(words.period(period.start, period.end), (words.fact(course, "dates", version),))
        items.append(draft.spans(f"course.version_{state}", period=slot, source=words.source(course, version.source)))
    draft.bullets(items)
    draft.ask("common.ask_which")


def _course(draft: Draft) -> Course:
    assert draft.course is not None
    return draft.course


def answer_dates(draft: Draft, facets: tuple[str, ...]) -> None:
    """When the course takes place, with where today stands to it; each version where the note has several."""
    course, words, today = _course(draft), draft.words, draft.context.today
    if course.dates.contradicted:
        draft.contradiction = True
        draft.say("common.contradiction", what=draft.label("dates"))
        items = []
        for (period, state), version in zip(states(course, today), course.dates.versions, strict=True):
            slot = Slot(words.period(period.start, period.end), (words.fact(course, "dates", version),))
            items.append(
                draft.spans(f"course.version_{state}", period=slot, source=words.source(course, version.source))
            )
        draft.bullets(items)
        draft.ask("common.ask_which")
        return
    if course.dates.left_out:
        draft.missing("dates")
        draft.ask()
        return
    tell_period(draft)
    phases = course.phases
    if any(phase.start for version in phases.versions for phase in version.value):
        draft.field("phases")
    elif "phases" in facets and course.format.mode.value != "online":
        draft.say("common.not_stated", what=draft.label("phases"))
        draft.outcome = "unknown" if facets == ("phases",) else "partial"
        draft.field("format.phases", required=False)
        draft.ask()
    if not draft.past:
        tell_start(draft)
