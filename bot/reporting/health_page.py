"""The second half of the web page: how the knowledge base stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.document import Problem
from bot.reporting import saying
from bot.reporting.elements import Element, element, table
from bot.reporting.report import Report
from bot.reporting.saying import number

_MOST = 60


def health_sections(report: Report) -> list[Element]:
    """What is over, wanted, contradicted and untranslated; what there is none of is said too."""
    health = report.health
    wanted = [[one.name, number(one.count), one.course, one.path] for one in health.wanted[:_MOST]]
    conflicts = [[one.name, one.course or "all courses", _versions(one.versions)] for one in health.conflicts]
    return [
        element("h2", "How the knowledge base stands"),
        *_section("Past courses and deadlines", _problems(health.passed)),
        *_section("Courses without a current edition", _items([saying.ended(one) for one in health.ended])),
        *_section(
            "Facts not stated that people ask for most",
            table(["fact", "times", "course", "field"], wanted, numbers=(1,)) if wanted else None,
        ),
        *_section(
            "Conflicts in the notes still open", table(["fact", "course", "values"], conflicts) if conflicts else None
        ),
        *_section(f"Translations missing: {number(health.untranslated_count)}", _problems(health.untranslated)),
    ]


def _section(title: str, content: Element | None) -> list[Element]:
    return [element("h3", title), element("p", "none", class_="soft") if content is None else content]


def _problems(problems: Sequence[Problem]) -> Element | None:
    rows = [[element("code", f"{problem.file}:{problem.line}"), problem.message] for problem in problems[:_MOST]]
    return table(["place", "what"], rows) if rows else None


def _items(texts: Sequence[str]) -> Element | None:
    return element("ul", *(element("li", text) for text in texts)) if texts else None


def _versions(versions: Sequence[tuple[str, str, str]]) -> Element:
    items = [
        element("li", f"{value} — {source} ", element("code", place, class_="soft"))
        for value, source, place in versions
    ]
    return element("ul", *items)
