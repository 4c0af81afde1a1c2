"""Which fields answer which question: for each topic and facet those asked for, and those worth adding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Fields of a course that answer one facet of a topic.

    Attributes:
        asked: the fields asked for; where the note leaves all of them out the answer is ``unknown``.
        also: fields said too where they are stated.
        one_line: whether the asked field fits on a line, so that it can be listed for several courses.
        general: whether it is the whole of which the course matters too, even where the asked fields are alike.
        instead: a field that stands on that line where the asked one is left out.
        alike: a field told first where courses differ in the asked one, too long for a line, but not in this one.
        meeting: a field that stands on that line too where a course does not take place online alone.
    """

    asked: tuple[str, ...]
    also: tuple[str, ...] = ()
    one_line: bool = False
    general: bool = False
    instead: str = ""
    alike: str = ""
    meeting: str = ""


PLANS: dict[str, dict[str, Plan]] = {
    "dates": {
        "period": Plan(("dates",), ("phases",), one_line=True),
        "phases": Plan(("phases",), ("dates",)),
    },
    "fees": {
        "total": Plan(("fee.total",), ("fee.parts",), one_line=True),
        "parts": Plan(("fee.parts",), ("fee.total",), one_line=True),
        "includes": Plan(("fee.includes",), ("fee.total", "fee.parts", "format.place"), one_line=True),
    },
    "payment": {
        "who": Plan(("payment.who",), ("payment.when",), one_line=True),
        "when": Plan(("payment.when",), ("payment.who",), one_line=True),
        "how": Plan(("payment.how",), ("payment.when", "payment.who"), one_line=True),
    },
    "funding": {
        "scholarship": Plan(("funding.scholarship",), ("payment.who",), one_line=True),
        "discount": Plan(("funding.discount",), (), one_line=True),
        "sponsor": Plan(("funding.scholarship",), ("payment.who",), one_line=True),
    },
    "requirements": {
        "audience": Plan(
            ("requirements.audience",), ("requirements.selection", "requirements.other"), alike="requirements.selection"
        ),
        "selection": Plan(
            ("requirements.selection",), ("requirements.technical", "requirements.language_level"), general=True
        ),
        "documents": Plan(("requirements.documents",), ("requirements.experience",), one_line=True),
        "technical": Plan(("requirements.technical",), ("requirements.language_level",), one_line=True),
        "language_level": Plan(("requirements.language_level",), ("language.languages",), one_line=True),
        "experience": Plan(("requirements.experience",), ("requirements.documents",), one_line=True),
    },
    "language": {
        "languages": Plan(("language.languages",), ("language.interpretation",), one_line=True),
        "interpretation": Plan(("language.interpretation",), ("language.languages",), one_line=True),
    },
    "format": {
        "mode": Plan(("format.mode",), ("format.place", "phases"), one_line=True, meeting="format.place"),
        "platform": Plan(("format.platform",), ("format.mode",), one_line=True),
        "live": Plan(("format.live",), ("format.phases",)),
        "phases": Plan(("format.phases",), ("phases",)),
        "recordings": Plan(("format.recordings",), (), one_line=True),
    },
    "workload": {
        "weeks": Plan(
            ("workload.weeks",), ("workload.hours", "workload.weekly", "dates"), one_line=True, instead="dates"
        ),
        "hours": Plan(("workload.hours",), ("workload.weeks", "workload.weekly"), one_line=True),
        "weekly": Plan(("workload.weekly",), ("workload.weeks", "workload.hours"), one_line=True),
    },
    "content": {
        "summary": Plan(("content.summary",), ("content.module_count",)),
        "modules": Plan(("content.modules",), ("content.module_count", "content.summary")),
        "electives": Plan(("content.elective_count",), ("content.electives",), one_line=True),
        "objectives": Plan(("content.objectives",), ()),
        "methods": Plan(("content.methods",), ()),
    },
    "certificate": {
        "award": Plan(
            ("certificate.award",),
            ("certificate.assessment", "certificate.passing", "certificate.diplomas"),
            one_line=True,
        ),
        "assessment": Plan(
            ("certificate.assessment",), ("certificate.points", "certificate.passing", "certificate.award")
        ),
        "passing": Plan(("certificate.passing",), ("certificate.points", "certificate.assessment")),
        "diploma": Plan(("certificate.diplomas",), (), one_line=True),
    },
}

DEFAULT_FACET = {
    "dates": "period",
    "fees": "total",
    "payment": "who",
    "funding": "scholarship",
    "requirements": "audience",
    "language": "languages",
    "format": "mode",
    "workload": "weeks",
    "content": "modules",
    "certificate": "award",
    "deadline": "until",
    "apply": "how",
    "refunds": "cancel",
    "campus": "services",
    "contact": "address",
    "courses": "list",
}

SPECIAL = ("deadline", "apply", "refunds")
INDEPENDENT = ("campus", "contact", "courses")


def facet_of(field: str) -> tuple[str, str]:
    """The topic and facet whose answer is one field; empty texts where there is none."""
    for topic, facets in PLANS.items():
        for facet, item in facets.items():
            if item.asked == (field,):
                return topic, facet
    return "", ""


def plan(topic: str, facet: str) -> Plan | None:
    """The plan of a facet, the topic's usual one where the facet is none of its own; None for other topics."""
    facets = PLANS.get(topic)
    if facets is None:
        return None
    return facets.get(facet) or facets[DEFAULT_FACET[topic]]
