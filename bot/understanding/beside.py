"""What requests beside one another mean together: two on one topic, or a list of courses and what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.intents import FAQ
from bot.understanding.understanding import Request

COMPARABLE = {"fees": "fee", "workload": "weeks", "language": "", "requirements": "", "format": ""}
"""Topics that courses are compared by, and what for; "" where a comparison tells it anyway."""

ALONE = ("courses", "campus", "contact", "handoff", "smalltalk", "out_of_scope")
"""Topics that are about no course."""

_LISTED = frozenset({"dates", "deadline"})
"""Topics that a list of courses tells."""


_SURE_LEVEL = 0.9
"""What a question about the language level needs beside one about the course's language."""

_FAQ_BESIDE = 0.6
_BESIDE = 0.75
"""What a question about money beside one about refunds needs to count as one of its own."""

_TOPIC_OF = {
    "hours": ("workload", "hours"),
    "fee": ("fees", "total"),
    "weeks": ("workload", "weeks"),
    "language": ("language", "languages"),
}


def _of_the_next(request: Request) -> bool:
    """“Which is the next course?”"""
    return request.topic == "courses" and request.facets[:1] == ("open",) and "next" in request.wanted


def of_a_list(requests: list[Request]) -> list[Request]:
    """“Which courses are open, and until when?”: a list of courses tells their dates and deadlines; “what do you offer,
    and at what price?” asks to compare.
    """
    asked = {r.topic for r in requests}
    if asked & COMPARABLE.keys():
        # what the next one costs is a question of its own
        requests = [replace(r, wanted=("next",)) if _of_the_next(r) else r for r in requests]
    listing = next((r for r in requests if r.facets[:1] in (("list",), ("open",)) and r.topic == "courses"), None)
    if listing is None or listing.courses or _of_the_next(listing):
        return requests
    others = [r for r in requests if r.courses or r.topic not in _LISTED or r.day or r.days_before is not None]
    if not any(r.topic in COMPARABLE and not r.courses for r in others):
        return others
    return [replace(r, facets=("compare",)) if r is listing else r for r in others]


def of_those_found(requests: list[Request], alive: set[str]) -> list[Request]:
    """“Does any course deal with …? When is it?”: what is asked beside is about the courses that do.

    Args:
        requests: of one message, in its order.
        alive: the courses that are not over.
    """
    found = next((r for r in requests if r.dealt and not r.courses), None)
    about = tuple(name for name, _ in found.dealt if name in alive) if found else ()
    if not about or len(about) == len(alive):
        return requests
    return [r if r is found or r.courses or r.topic in ALONE else replace(r, courses=about) for r in requests]


def merged(requests: Sequence[Request]) -> list[Request]:
    """One request a topic and course, its facets together, in the order of the message; whether a subject is
    dealt with is a question of its own.

    Args:
        requests: of one message, in its order.
    """
    merged: dict[tuple[str, tuple[str, ...], bool], Request] = {}
    for request in requests:
        key = (request.topic, request.courses, bool(request.subjects))
        old = merged.get(key)
        if old is None:
            merged[key] = request
            continue
        merged[key] = replace(
            old,
            facets=tuple(dict.fromkeys((*old.facets, *request.facets))),
            probability=max(old.probability, request.probability),
            day=old.day or request.day,
            days_before=old.days_before if old.days_before is not None else request.days_before,
            wanted=tuple(dict.fromkeys((*old.wanted, *request.wanted))),
            paid=old.paid or request.paid,
            dealt=old.dealt or request.dealt,
            subjects=tuple(dict.fromkeys((*old.subjects, *request.subjects))),
        )
    return list(merged.values())


def _settled(requests: list[Request]) -> list[Request]:
    """“I paid 1000 euros, what comes back?” is a question about refunds, not a payment that went wrong."""
    if any(request.topic == "language" for request in requests):
        level = ("language_level",)
        requests = [
            r for r in requests if not (r.topic == "requirements" and r.facets == level and r.probability < _SURE_LEVEL)
        ]
    if not any(request.topic == "refunds" for request in requests):
        return requests
    kept = [r for r in requests if not (r.topic == "handoff" and r.facets[:1] == ("payment_problem",))]
    return [r for r in kept if not (r.topic in ("fees", "payment") and r.probability < _BESIDE)] or kept


def compared(requests: list[Request]) -> list[Request]:
    """“Which one is cheapest?” asks to compare, not for each fee; about one named course it asks just that.

    Args:
        requests: of one message, in its order.
    """
    requests = _settled(requests)
    if len(requests) > 1:
        requests = [r for r in requests if not r.topic.startswith(FAQ) or r.probability >= _FAQ_BESIDE] or requests
    requests = of_a_list(requests)
    comparing = next((r for r in requests if r.topic == "courses" and "compare" in r.facets), None)
    if comparing is None:
        return requests
    if len(comparing.courses) == 1 and comparing.wanted:
        topic = _TOPIC_OF.get(comparing.wanted[0].partition(":")[0])
        if topic is not None:
            asked = replace(comparing, topic=topic[0], facets=(topic[1],), wanted=())
            others = [r for r in requests if r is not comparing and r.topic not in ("requirements", topic[0])]
            return [*others, asked]
        return requests
    kept = [r for r in requests if r is comparing or r.courses or r.topic not in COMPARABLE]
    wanted = [COMPARABLE[r.topic] for r in requests if r not in kept and COMPARABLE[r.topic]]
    merged = replace(comparing, wanted=tuple(dict.fromkeys((*comparing.wanted, *wanted))))
    return [merged if r is comparing else r for r in kept]
