"""Answers about one course from its fields, in its time: upcoming, running or over."""

from __future__ import annotations

from typing import Any

from bot.answering.deadlines import tell_period
from bot.answering.draft import Draft
from bot.answering.plans import Plan, plan
from bot.answering.wording import Context, Slot
from bot.facts.clock import deadline_open, is_over, last_day
from bot.facts.course import Course
from bot.facts.fields import Stated
from bot.messages import Link, UsedFact
from bot.understanding.understanding import Request

_SAYS_APPLY = (
    "dates",
    "fees",
    "requirements",
    "apply",
    "payment",
    "language",
    "format",
    "content",
    "workload",
)


_WHERE_CLEAR = frozenset({"certificate.award"})
"""Fields told beside what was asked only where the note does not contradict itself on them."""


def begin(context: Context, course: Course, naming: bool = True) -> Draft:
    """A draft about a course: its name first, and that it is over where it is."""
    past = is_over(course, context.today)
    draft = Draft(context, course, past=past)
    if naming:
        draft.say("course.name", name=draft.words.name(course))
    if past:
        tell_over(draft, course)
    return draft


def tell_over(draft: Draft, course: Course) -> None:
    """That the edition is over, and when it ended; both ends where the note contradicts itself."""
    if course.dates.contradicted:
        ends = [draft.words.day(period.end) for period in course.periods()]
        facts = tuple(draft.words.fact(course, "dates", version) for version in course.dates.versions)
        email = draft.words.email()
        draft.say("course.over_either", ends=Slot(draft.words.listing(ends, "or"), facts), email=email)
        draft.contact_given = bool(email.text)
        draft.contradiction = True
    else:
        end = Slot(draft.words.day(last_day(course)), (draft.words.fact(course, "dates", course.dates.versions[0]),))
        draft.say("course.over", end=end)


_AUDIENCE = "requirements.audience"


def answer(draft: Draft, request: Request) -> None:
    """Answer a topic about the draft's course, facet by facet, nothing twice; of the modules only one if asked."""
    topic, facets = request.topic, request.facets
    number = request.number
    if topic == "content" and number is not None and "modules" in facets and _one_module(draft, number):
        return
    if topic == "content" and request.subjects and tell_subjects(draft, request.subjects):
        invite(draft, topic)
        return
    if request.groups:
        named_groups(draft, request.groups)
    if topic == "language":
        _not_listed(draft, request.wanted)
    if topic == "fees" and "total" in facets:
        # the parts are said with the sum; that a note does not break it down is no gap where the sum is asked
        facets = tuple(facet for facet in facets if facet != "parts")
    plans = [found for found in (plan(topic, facet) for facet in facets or ("",)) if found]
    said: set[str] = set()
    known = False
    missing: list[str] = []
    for item in plans:
        for path in item.asked:
            if path in said:
                continue
            said.add(path)
            if _stated(draft, path):
                known = True
                draft.field(path)
            else:
                missing.append(path)
    if missing:
        draft.say("common.not_stated", what=draft.words.listing([draft.label(path) for path in missing], "or"))
    for item in plans:
        _also(draft, item, said)
    if _AUDIENCE in said and known and not request.groups and not draft.past:
        draft.say("requirements.not_each", email=draft.words.email())
    derived = _derive(draft, topic, missing)
    if request.beyond and known:
        draft.say("fees.beyond")
    if not known and not derived:
        draft.outcome = "partial" if _tells_languages(draft, request) else "unknown"
    elif (missing and not derived) or request.beyond:
        draft.outcome = "partial"
    if missing or draft.contradiction or "includes" in facets:
        draft.ask("common.ask_which" if draft.contradiction and not missing else "common.ask")
    if topic == "certificate" and "diploma" in facets:
        _diploma_rules(draft)
    if topic in _SAYS_APPLY:
        invite(draft, topic)


def _tells_languages(draft: Draft, request: Request) -> bool:
    """“I know French, no English: is it for me?” is told the languages, be no level stated."""
    spoken = any(item.startswith("language:") for item in request.wanted)
    return spoken and "language_level" in request.facets and _stated(draft, "language.languages")


def _not_listed(draft: Draft, wanted: tuple[str, ...]) -> None:
    """“Is it in Spanish?”: say first that the note does not list a language asked for."""
    course = draft.course
    assert course is not None
    listed = {code for version in course.language.languages.versions for code in version.value}
    for item in wanted:
        name, _, code = item.partition(":")
        if name == "language" and code and listed and code not in listed:
            fact = UsedFact(None, "asked.languages", code, "computed from the question")
            draft.say("language.not_listed", language=Slot(draft.words.language_name(code), (fact,)))


def tell_subjects(draft: Draft, found: tuple[tuple[str, int], ...]) -> bool:
    """Say where a subject stands in the course's content: in a module, an elective, an objective."""
    course = draft.course
    assert course is not None
    said = False
    for path in dict.fromkeys(path for path, _ in found):
        if path == "content.objectives" and said:
            continue
        version = course.field(path).fullest
        assert version is not None
        texts = [_numbered(draft, path, version, i) for p, i in found if p == path and i < len(version.value)]
        fact = draft.words.fact(course, path, version)
        draft.say(f"content.named_in.{path.partition('.')[2]}", len(texts), items=Slot("; ".join(texts), (fact,)))
        said = True
    return said


def _numbered(draft: Draft, path: str, version: Stated[Any], position: int) -> str:
    """An entry of the course's content; a module with its number, where the note counts as many as it lists."""
    course = draft.course
    assert course is not None
    text = draft.words.said(version.value[position])
    counted = course.content.module_count.versions[:1]
    if path != "content.modules" or not counted:
        return text
    if counted[0].remark is not None or counted[0].value != len(version.value):
        return text
    number = draft.words.number(position + 1)
    draft.facts += draft.words.computed(course, "content.module", str(position + 1), number, path).facts
    return draft.words.text("content.numbered", number=number, value=text)


def named_groups(draft: Draft, positions: tuple[int, ...]) -> None:
    """Answer “may I join?” first: which of the groups the note names the person belongs to."""
    course = draft.course
    assert course is not None
    version = course.requirements.audience.versions[0]
    named = [draft.words.said(version.value[i]) for i in positions if i < len(version.value)]
    fact = draft.words.fact(course, "requirements.audience", version)
    draft.say("requirements.named", len(named), groups=Slot("; ".join(named), (fact,)))


def _one_module(draft: Draft, number: int) -> bool:
    """Say one module by its number; False where the note does not have it."""
    course = draft.course
    assert course is not None
    modules = course.content.modules
    if not modules.stated:
        return False
    version = modules.versions[0]
    position = number - 1 if number > 0 else len(version.value) - 1
    if not 0 <= position < len(version.value):
        return False
    fact = draft.words.fact(course, "content.modules", version)
    count = draft.words.computed(
        course, "content.module", str(position + 1), draft.words.number(position + 1), "content.modules"
    )
    text = draft.words.said(version.value[position])
    draft.say("content.one_module", number=count, value=Slot(text, (fact,)))
    if number < 0 or not course.content.module_count.left_out:
        draft.field("content.module_count", required=False)
    return True


def _stated(draft: Draft, path: str) -> bool:
    assert draft.course is not None
    return not draft.course.field(path).left_out


def _also(draft: Draft, item: Plan, said: set[str]) -> None:
    assert draft.course is not None
    for path in item.also:
        if path in said:
            continue
        said.add(path)
        found = draft.course.field(path)
        if path in _WHERE_CLEAR and not found.stated:
            continue
        if path == "phases" and not any(phase.start for version in found.versions for phase in version.value):
            continue
        if path == "dates" and found.stated:
            tell_period(draft)
            continue
        if path == "fee.parts" and "fee.includes" in said and not draft.course.fee.includes.left_out:
            draft.field(path, required=False)
            continue
        draft.field(path, required=False)


def _derive(draft: Draft, topic: str, missing: list[str]) -> bool:
    """What a missing field can be worked out from: the length from the dates."""
    assert draft.course is not None
    if topic != "workload" or "workload.weeks" not in missing or not draft.course.dates.stated:
        return False
    draft.say("workload.by_dates", draft.course.periods()[0].days, days=draft.words.length(draft.course))
    return True


def _diploma_rules(draft: Draft) -> None:
    """What the course's diplomas ask for; where its note names none, what the diplomas known ask for."""
    assert draft.course is not None
    if draft.course.certificate.diplomas.left_out:
        for name in draft.context.knowledge.diplomas:
            tell_diploma(draft, name)
    for version in draft.course.certificate.diplomas.versions:
        for name in version.value:
            tell_diploma(draft, name)


def tell_diploma(draft: Draft, name: str) -> None:
    """What a diploma asks for."""
    diploma = draft.context.knowledge.diplomas.get(name)
    if diploma is None or diploma.summary is None:
        return
    text = diploma.summary.get(draft.context.language)
    words = draft.words
    for version in diploma.requirements.versions:
        rule = version.value
        for key, number in (("courses", rule.courses), ("years", rule.years)):
            text = text.replace("{{ " + key + " }}", words.number(number))
            draft.facts.append(words.fact(None, f"diplomas.{name}.{key}", version.model_copy(update={"value": number})))
    draft.say("diploma.rule", name=diploma.name.get(draft.context.language), text=text)
    draft.facts.append(words.fact(None, f"diplomas.{name}.name", _as_stated(diploma.name)))


def _as_stated(value: object) -> Stated[Any]:
    return Stated[Any](value=value, source="diplomas.yaml")


def invite(draft: Draft, topic: str) -> None:
    """The application link and the deadline, where applications are open; nothing after it."""
    course = draft.course
    assert course is not None
    if deadline_open(course, draft.context.today) is not True or not course.deadline.stated:
        return
    link_field = course.apply.link
    if not link_field.stated:
        return
    version = link_field.versions[0]
    link = draft.words.stated(course, "apply.link", version)
    deadline = draft.words.stated(course, "deadline", course.deadline.versions[0])
    draft.links.append(Link(draft.words.text("button.apply"), version.value))
    draft.facts.extend((*link.facts, *deadline.facts))
    if topic != "apply":
        draft.say("apply.invite", link=link, deadline=deadline)
        draft.invitation = draft.blocks[-1]
