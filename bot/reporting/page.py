"""The report as one web page: no script, nothing fetched, readable on a phone, by ear and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.invocation import command
from bot.reporting import plots, saying
from bot.reporting.elements import Element, document, element, folded, table
from bot.reporting.figures import OUTCOMES, Ends
from bot.reporting.groups import Group
from bot.reporting.health_page import health_sections
from bot.reporting.report import Gap, Report
from bot.reporting.saying import listed, number, percent
from bot.reporting.spans import gathered, unit

_STYLE = Path(__file__).with_name("page.css")
_MOST_BARS = 92
_OPEN_STUBS = 3
_OTHERS = 15


def page(report: Report) -> str:
    """The whole page as HTML."""
    title = f"What people ask, {saying.days_of(report.period)}"
    body = [
        element("header", element("h1", "What people ask"), _under(report)),
        element("main", *_numbers(report), *_gaps(report), *_others(report), *_staff(report), *health_sections(report)),
        _foot(report),
    ]
    return document(title, _STYLE.read_text(encoding="utf-8"), body)


def _under(report: Report) -> Element:
    made = f"{saying.days_of(report.period)}; made {saying.moment(report.made_at)}, times of Turin."
    return element("p", made, class_="soft")


def _numbers(report: Report) -> list[Element]:
    figures = report.figures
    found = [_key_figures(report)]
    if figures.questions:
        found.append(plots.shares(figures.outcomes, "How the questions ended"))
        found.append(plots.legend())
    by = unit(len(figures.days), _MOST_BARS)
    days = [(saying.day(day), ends) for day, ends in figures.days.items()]
    found += [element("h2", "Day by day"), plots.days(gathered(figures.days, by), by)]
    found.append(element("div", folded("The figures of each day", _counts("day", days)), class_="screen"))
    topics = {saying.topic(name): ends for name, ends in figures.topics.items()}
    courses = {report.courses.get(name, name): ends for name, ends in figures.courses.items()}
    languages = {saying.language(name): ends for name, ends in figures.languages.items()}
    for title, name, rows in (
        ("Topics", "topic", topics),
        ("Courses", "course", courses),
        ("Languages", "language", languages),
        ("Channels", "channel", figures.channels),
    ):
        if rows:
            found += [element("h2", title), plots.bars(rows), folded("The figures", _counts(name, list(rows.items())))]
    if topics:
        found.append(_note("A question about two topics or courses counts for both."))
    return found + _heat(report)


def _key_figures(report: Report) -> Element:
    figures = report.figures
    items = [_key(number(figures.questions), "questions", f"and {number(figures.smalltalk)} of small talk, apart")]
    for outcome in OUTCOMES:
        count, share = figures.outcomes[outcome], percent(figures.share(outcome))
        items.append(_key(share, saying.OUTCOME_NAMES[outcome], number(count), f"edge-{outcome}"))
    told = figures.helpful + figures.unhelpful
    helped = percent(figures.helpful / told) if told else "–"
    items.append(_key(helped, "found it helpful", f"{number(figures.helpful)} of {number(told)} who said"))
    return element("ul", *items, class_="key")


def _key(figure: str, name: str, more: str, kind: str = "") -> Element:
    return element("li", element("strong", figure), name, element("span", more, class_="small"), class_=kind)


def _counts(name: str, rows: Sequence[tuple[str, Ends]]) -> Element:
    heads = [name, "questions", *(saying.OUTCOME_NAMES[outcome] for outcome in OUTCOMES)]
    cells = [[row, number(ends.total()), *(number(ends[outcome]) for outcome in OUTCOMES)] for row, ends in rows]
    return table(heads, cells, numbers=range(1, len(heads)))


def _heat(report: Report) -> list[Element]:
    """Topics by courses: how many questions found no answer."""
    gaps = report.figures.gaps
    topics = [topic for topic in report.topics if any(name == topic for name, _ in gaps)]
    if not topics:
        return []
    courses = [course for course in report.courses if any(name == course for _, name in gaps)]
    most = max(gaps.values())
    rows = [
        [saying.topic(topic), *(_warm(gaps.get((topic, course), 0), most) for course in courses)] for topic in topics
    ]
    heads = ["without an answer", *(report.courses[course] for course in courses)]
    return [element("h2", "Where answers are missing"), table(heads, rows, kind="heat")]


def _warm(count: int, most: int) -> Element:
    shade = f"background: rgba(var(--heat), {(count / most) ** 0.5 * 0.75:.2f})"
    return element("span", number(count) if count else "", style=shade)


def _gaps(report: Report) -> list[Element]:
    found = [element("h2", "Questions without an answer, the biggest gap first")]
    if not report.gaps:
        found.append(element("p", "None: every question was answered, asked back or handed over."))
    found += [_gap(place, gap, report) for place, gap in enumerate(report.gaps, 1)]
    if report.more_gaps:
        found.append(_note(f"{number(report.more_gaps)} smaller gaps are left out."))
    if not report.tried:
        found.append(_note(saying.NOT_TRIED))
    if report.wordless:
        text = f"{number(report.wordless)} older questions had no answer; their wording is not kept any more."
        found.append(_note(text))
    return found


def _gap(place: int, gap: Gap, report: Report) -> Element:
    group, stub = gap.group, gap.stub
    head = element("h3", f"{place}. {saying.heading(group, report)} ")
    head.append(element("span", f"· {saying.times(group.count)}", class_="times"))
    closing = [
        element("p", element("code", stub.place)),
        element("p", stub.how),
        element("pre", element("code", stub.yaml), tabindex="0"),
    ]
    opened = {"open": "open"} if place <= _OPEN_STUBS else {}
    closes = element("details", element("summary", "What closes it"), *closing, **opened)
    return element("article", head, *_details(group, report), closes, class_="gap")


def _details(group: Group, report: Report) -> list[Element]:
    found = []
    if group.variants:
        found.append(element("ul", *(element("li", text) for text in group.variants), class_="small"))
    facts = [*saying.about(group, report), saying.counted(group.languages), saying.counted(group.channels)]
    facts.append(f"last asked {saying.day(saying.in_turin(group.last))}")
    found.append(element("p", " · ".join(facts), class_="soft small"))
    numbers = f"Questions {listed(group.questions)}"
    if group.tickets:
        numbers += f"; tickets {listed(group.tickets)}"
    again = element("p", f"{numbers}. How it was answered: ", class_="small")
    for line in saying.ask_again(group):
        again.append(element("br"))
        again.append(element("code", line))
    return [*found, again]


def _others(report: Report) -> list[Element]:
    kinds: Mapping[str, list[Group]] = {
        "Handed over to staff": report.handed_over,
        "Answered, and it did not help": report.unhelpful,
        "Out of scope: look for what should not be": report.outside,
        "Without an answer then, answered by the knowledge base now": report.closed,
    }
    found = []
    for title, groups in kinds.items():
        if groups:
            rows = [_row(group, report) for group in groups[:_OTHERS]]
            heads = ["question", "times", "about", "asked in", "numbers"]
            found += [element("h2", title), table(heads, rows, numbers=(1,))]
    if found:
        line = element("code", command("ask --explain --question NUMBER"))
        found.append(element("p", "How one was answered: ", line, class_="small"))
    return found


def _row(group: Group, report: Report) -> list[Element | str]:
    numbers = f"question {listed(group.questions[:3])}"
    if group.tickets:
        numbers += f"; ticket {listed(group.tickets[:3])}"
    about, asked = ", ".join(saying.about(group, report)), saying.counted(group.languages)
    return [saying.heading(group, report), number(group.count), about, asked, numbers]


def _staff(report: Report) -> list[Element]:
    found = []
    if report.times:
        heads = ["channel", "tickets", "answered", "within 24 h", "closed unanswered", "median", "longest"]
        rows = [
            [
                one.channel, number(one.opened), number(one.answered), number(one.within_a_day),
                number(one.unanswered), saying.duration(one.median), saying.duration(one.longest),
            ]
            for one in report.times
        ]  # fmt: skip
        found += [element("h2", "Answer times of staff"), table(heads, rows, numbers=range(1, len(heads)))]
    if report.waiting:
        heads = ["ticket", "channel", "opened", "waits", "question"]
        rows = [
            [
                str(wait.ticket), wait.channel, saying.moment(wait.opened_at), saying.duration(wait.since),
                "–" if wait.question is None else str(wait.question),
            ]
            for wait in report.waiting[: _MOST_BARS]
        ]  # fmt: skip
        found += [element("h3", f"Waiting for an answer of staff: {number(len(report.waiting))}"), table(heads, rows)]
        found.append(
            element("p", "See one: ", element("code", command("ask --explain --ticket NUMBER")), class_="small")
        )
    return found


def _note(text: str) -> Element:
    return element("p", text, class_="soft small")


def _foot(report: Report) -> Element:
    text = "Made by python -m bot report. No names or addresses of applicants stand in it."
    return element("footer", element("p", text))
