"""What a date is the date of, told by the words around it."""

from __future__ import annotations

import re
from typing import Literal

from bot.importing.dates import DateMention
from bot.importing.passages import HEAD, Passage
from bot.importing.vocabulary import Hit, Vocabulary, flat

Role = Literal[
    "course", "phase", "phase?", "starts", "ends", "deadline", "payment", "refund", "discount", "fellowship", "event",
    "published", "past", "",
]  # fmt: skip
_OTHERS: tuple[tuple[str, Role], ...] = (
    ("other_edition", "past"),
    ("refund", "refund"), ("discount", "discount"), ("fellowship", "fellowship"), ("event", "event"),
)  # fmt: skip
_NEAREST: dict[str, Role] = {
    "deadline": "deadline", "course_noun": "course", "starts": "starts", "ends": "ends", "phase_noun": "phase",
    "phase_manner": "phase?", "published": "published", "past": "past", "payment": "payment",
}  # fmt: skip
_CUES = (*_NEAREST, "course_verb", "apply", "by_when", "no_fellowship", *(name for name, _ in _OTHERS))
_NEAR = 50
_TAIL = re.compile(r"^\s*[(\[–—,-]?\s*([^.;|()\[\]]{0,40})")


def role_of(passage: Passage, mention: DateMention, before: int, words: Vocabulary) -> Role:
    """What a date is the date of.

    Args:
        passage: where it stands.
        mention: the date.
        before: where the date before it ends, 0 where it is the first of its passage.
        words: the cues.

    Returns:
        Its role; ``phase?`` where only the manner (online, in Turin) speaks for a phase; empty where nothing tells.
    """
    start, _ = passage.sentence(mention.start, mention.end)
    clause = passage.flat[max(start, before) : mention.start]
    if passage.block.cells:
        clause = f"{_label(passage, mention, words)} {clause}"
    elif passage.own_heading and passage.is_only(mention.start, mention.end):
        clause = f"{flat(passage.own_heading)}: {clause}"
    hits = words.hits(_CUES, clause)
    named = {hit.name for hit in hits}
    tail = _tail_role(passage.flat[mention.end :], words)
    for cue, role in _OTHERS:
        if cue in named and not (role == "fellowship" and "no_fellowship" in named) and not _is_about_course(hits, cue):
            return role
    if passage.section == "refunds" and "apply" not in named:
        return "refund"
    if words.has("discount", _onward(passage, mention)):
        return "discount"
    if "deadline" in named and "payment" in named and "apply" not in named:
        return "payment"
    if tail and tail != "deadline" and not named & {"deadline", "starts", "ends"}:
        return tail
    role = _nearest(hits)
    if role == "past" and passage.section == HEAD and passage.is_short:
        role = "course"
    if not role and before and mention.kind == "day" and re.search(r"\w{3}", clause) is None:
        role = ""
    if not role and tail:
        return tail
    if not role and "course_verb" in named:
        role = "course"
    return role or _by_context(passage, mention, named, words)


def _onward(passage: Passage, mention: DateMention) -> str:
    """The near rest of a sentence: “before 10 January you pay 5 % less”."""
    return re.split(r"[.;|]\s|$", passage.flat[mention.end :])[0][:_NEAR]


def _label(passage: Passage, mention: DateMention, words: Vocabulary) -> str:
    """The flat first cell of a row, and the head of the column the date stands in."""
    cells, header = passage.block.cells, passage.block.header
    column = next((number for number, cell in enumerate(cells) if mention.text in cell), 0)
    head = header[column] if column < len(header) and len(header) == len(cells) else ""
    if words.has("course_noun", flat(head)):
        head = ""  # a column of dates says nothing of what they are the dates of
    return flat(f"{cells[0] if column else ''} {head} |")


def _is_about_course(hits: list[Hit], cue: str) -> bool:
    """Whether a stronger word stands between that cue and the date (“a visa is needed; the course runs from …”)."""
    last = max(hit.end for hit in hits if hit.name == cue)
    told = ("course_noun", "starts", "phase_noun")
    return cue != "other_edition" and any(hit.start > last for hit in hits if hit.name in told)


def _nearest(hits: list[Hit]) -> Role:
    """The role of the nearest word before the date; a noun that names a phase outweighs what follows it."""
    telling = [hit for hit in hits if hit.name in _NEAREST]
    if not telling:
        return ""
    phases = [hit for hit in telling if hit.name == "phase_noun"]
    deadlines = [hit for hit in telling if hit.name == "deadline"]
    if deadlines and any(hit.name == "apply" for hit in hits):
        return "deadline"
    last = max(telling, key=lambda hit: hit.end)
    if phases and last.name in ("course_noun", "phase_manner", "starts", "ends"):
        after = [hit for hit in telling if hit.name == "course_noun" and hit.start > phases[-1].end]
        if not after:
            return "phase"
    return _NEAREST[last.name]


def _tail_role(after: str, words: Vocabulary) -> Role:
    """What the words right behind the date say: “(online)”, “: deadline for applications”."""
    match = _TAIL.match(after)
    text = match[1] if match else ""
    bracket = bool(re.match(r"\s*[(\[]", after))
    hits = words.hits(("deadline", "phase_noun", "phase_manner", "published", "past", "event"), text)
    if not hits:
        return ""
    first = min(hits, key=lambda hit: hit.start)
    if bracket or (re.match(r"\s*[:–—-]", after) and first.start < 12):
        return _NEAREST.get(first.name, "event")
    return ""


def _by_context(passage: Passage, mention: DateMention, named: set[str], words: Vocabulary) -> Role:
    """What the section says where the sentence says nothing."""
    section = passage.section
    context = words.hits(("phase_noun", "deadline", "starts", "ends", "event"), passage.context)
    if section == "deadline" or (
        section in ("apply", "application_link", "selection") and mention.kind in ("day", "period")
    ):
        return "deadline" if section == "deadline" or named & {"apply", "by_when"} else ""
    if section == "refunds":
        return "refund"
    if passage.block.kind == "row" and any(hit.name == "phase_noun" for hit in context):
        return "phase"
    if section == "dates":
        return "course"
    if section == "structure" and passage.own_heading and any(hit.name == "phase_noun" for hit in context):
        return "phase"
    if section == HEAD and passage.is_short:
        return "course"
    return ""
