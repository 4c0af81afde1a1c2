"""What requests beside one another mean together: a list of courses and what is asked of those listed."""

from __future__ import annotations

from dataclasses import replace

from bot.understanding.understanding import Request

COMPARABLE = {"fees": "fee", "workload": "weeks", "language": "", "requirements": "", "format": ""}
"""Topics that courses are compared by, and what for; "" where a comparison tells it anyway."""

_LISTED = frozenset({"dates", "deadline"})
"""Topics that a list of courses tells."""


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
