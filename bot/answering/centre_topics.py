"""Answers that do not depend on a course: the campus, the contact, the shared diploma, the FAQ."""

from __future__ import annotations

import re

from bot.answering.course_topics import tell_diploma
from bot.answering.draft import Draft
from bot.answering.wording import Slot
from bot.facts.course import Course
from bot.facts.knowledge import lookup
from bot.facts.words import PLACEHOLDER, FaqEntry
from bot.messages import Link, UsedFact

_CAMPUS = {
    "accommodation": ("rooms", "accommodation", "reception"),
    "services": ("services", "reception", "activities"),
    "location": ("address", "location", "surroundings"),
}


def answer_campus(draft: Draft, facets: tuple[str, ...], course: Course | None) -> None:
    """What the campus offers; for an online course first that nobody stays there."""
    campus = draft.context.knowledge.campus
    if course is not None:
        _whether_there(draft, course)
    if campus is None:
        draft.say("common.not_stated", what=draft.label("campus"))
        draft.outcome = "unknown"
        draft.ask()
        return
    for facet in facets or ("services",):
        for name in _CAMPUS.get(facet, _CAMPUS["services"]):
            field = getattr(campus, name)
            if field.left_out:
                continue
            version = field.versions[0]
            if isinstance(version.value, list):
                draft.say(f"campus.{name}", value=Slot(
                    draft.words.listing([draft.words.said(item) for item in version.value]),
                    (draft.words.fact(None, f"campus.{name}", version),),
                ))  # fmt: skip
            else:
                draft.say(f"campus.{name}", value=draft.words.stated(None, f"campus.{name}", version))


def _whether_there(draft: Draft, course: Course) -> None:
    mode = course.format.mode
    if not mode.stated:
        return
    draft.course = course
    draft.say("course.name", name=draft.words.name(course))
    if mode.value == "online":
        draft.say("campus.online_course", mode=draft.words.stated(course, "format.mode", mode.versions[0]))
    elif course.format.place.stated:
        draft.field("format.place")
    draft.course = None


def answer_contact(draft: Draft, facets: tuple[str, ...], course: Course | None) -> None:
    """How to reach the programme, and whom the course's note names."""
    contact = draft.context.knowledge.contact
    if contact is None:
        draft.outcome = "unknown"
        draft.say("common.not_stated", what=draft.label("contact_block"))
        return
    words = draft.words
    draft.say("contact.email", email=words.email())
    draft.contact_given = True
    person = contact.person
    if course is not None and not course.contact.person.left_out:
        draft.say("contact.person", name=words.stated(course, "contact.person", course.contact.person.versions[0]),
                  course=words.short(course))  # fmt: skip
    elif course is not None and "person" in facets:
        draft.course = course
        draft.say("common.not_stated", what=draft.label("contact.person"))
        draft.course = None
    elif "person" in facets and not person.left_out:
        for other in draft.context.knowledge.courses.values():
            for version in other.contact.person.versions:
                draft.say(
                    "contact.person",
                    name=words.stated(other, "contact.person", version),
                    course=words.short(other),
                )
    for name in ("programme", "organisation", "address", "website"):
        field = getattr(contact, name)
        if not field.left_out:
            draft.say(f"contact.{name}", value=words.stated(None, f"contact.{name}", field.versions[0]))
    if not contact.website.left_out:
        draft.links.append(Link(words.text("button.website"), str(contact.website.versions[0].value), "website"))


def answer_diploma(draft: Draft) -> None:
    """The diplomas the courses share and what they ask for."""
    knowledge = draft.context.knowledge
    if not knowledge.diplomas:
        draft.say("common.not_stated", what=draft.label("certificate.diplomas"))
        draft.outcome = "unknown"
        draft.ask()
        return
    for diploma in knowledge.diplomas.values():
        tell_diploma(draft, diploma.id)
        courses = [knowledge.courses[name] for name in diploma.courses if name in knowledge.courses]
        slots = [draft.words.short(course) for course in courses]
        draft.say("diploma.courses", names=Slot(
            draft.words.listing([slot.text for slot in slots]), tuple(fact for slot in slots for fact in slot.facts)
        ))  # fmt: skip


def answer_faq(draft: Draft, entry: FaqEntry) -> None:
    """An entry of the FAQ, its placeholders filled from the knowledge base."""
    knowledge = draft.context.knowledge
    text, language = entry.answer.get(draft.context.language)
    slots: list[UsedFact] = []
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        found = lookup(knowledge, name)
        if found is None:
            continue
        course_id, path, field = found
        course = knowledge.courses.get(course_id) if course_id else None
        pieces = [draft.words.stated(course, path, version) for version in field.versions]
        said = draft.words.listing([piece.text for piece in pieces], "or")
        text = re.sub(r"\{\{\s*" + re.escape(name) + r"\s*\}\}", lambda _, said=said: said, text)  # type: ignore[misc]
        slots += [fact for piece in pieces for fact in piece.facts]
    source = entry.source or f"faq, {entry.place}"
    draft.facts += [UsedFact(None, f"faq:{entry.id}", text, source, entry.place), *slots]
    if language != draft.context.language:
        draft.say(f"faq.only_{language}")
        draft.facts.append(UsedFact(None, "assistant.languages", language, "the language the answer is written in"))
    for paragraph in text.split("\n\n"):
        draft.say("common.plain", text=paragraph.strip())
    draft.outcome = entry.outcome
    email = knowledge.contact.email.value if knowledge.contact else ""
    if email and email in text:
        draft.contact_given = True
    elif entry.outcome != "answered":
        draft.ask()
