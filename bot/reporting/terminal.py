"""The report in a terminal, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.invocation import command
from bot.reporting import saying
from bot.reporting.figures import OUTCOMES, Ends
from bot.reporting.groups import Group
from bot.reporting.report import Gap, Report
from bot.reporting.saying import listed, number
from bot.reporting.spans import gathered, unit

_GAPS = 10
_STUBS = 3
_OTHERS = 5
_LINES = 12
_MOST_SPANS = 31
_LONGEST = 160


def show(report: Report, console: Console) -> None:
    """Print everything: first what is to be done, the biggest gap before the smaller ones; the counts last.

    Args:
        report: what to show.
        console: where; its width decides how texts wrap.
    """
    _head(report, console)
    _gaps(report, console)
    _others(report, console)
    _staff(report, console)
    _health(report, console)
    _volumes(report, console)


def _head(report: Report, console: Console) -> None:
    figures = report.figures
    console.rule(f"What people ask: {saying.days_of(report.period)}")
    if not figures.questions:
        console.print("No questions in these days.")
    table = _table("", "questions", "share")
    table.add_row("questions", number(figures.questions), "")
    for outcome in OUTCOMES:
        share = saying.percent(figures.share(outcome))
        table.add_row(f"  {saying.OUTCOME_NAMES[outcome]}", number(figures.outcomes[outcome]), share)
    table.add_row("small talk, not counted above", number(figures.smalltalk), "")
    table.add_row("“this helped” / “this did not”", f"{number(figures.helpful)} / {number(figures.unhelpful)}", "")
    console.print(table)


def _volumes(report: Report, console: Console) -> None:
    figures = report.figures
    console.rule("The counts")
    for title, table in (("channel", figures.channels), ("language", figures.languages)):
        names = saying.language if title == "language" else str
        _ends(console, f"By {title}", [(names(name), ends) for name, ends in table.items()])
    _ends(console, "By course", _named(figures.courses, report.courses))
    _ends(console, "By topic", [(saying.topic(name), ends) for name, ends in figures.topics.items()])
    by = unit(len(figures.days), _MOST_SPANS)
    spans = gathered(figures.days, by)
    _ends(console, f"By {by}", [(saying.day(span.first), span.ends) for span in spans])


def _named(table: Mapping[str, Ends], names: Mapping[str, str]) -> list[tuple[str, Ends]]:
    return [(names.get(name, name), ends) for name, ends in table.items()]


def _ends(console: Console, title: str, rows: Sequence[tuple[str, Ends]]) -> None:
    table = _table("", "questions", *(saying.OUTCOME_NAMES[outcome] for outcome in OUTCOMES), title=title)
    for name, ends in rows:
        table.add_row(escape(name), number(ends.total()), *(number(ends[outcome]) for outcome in OUTCOMES))
    if rows:
        console.print(table)


def _gaps(report: Report, console: Console) -> None:
    if not report.gaps:
        console.print("\nNo gaps: every question was answered, asked back or handed over.")
        return
    _groups(console, "Questions without an answer, the biggest gap first", _with_places(report.gaps), report, _GAPS)
    left = max(len(report.gaps) - _GAPS, 0) + report.more_gaps
    if left:
        console.print(
            f"{number(left)} smaller gaps more; --html FILE shows {number(len(report.gaps))} with their YAML."
        )
    if not report.tried:
        console.print(saying.NOT_TRIED)
    if report.wordless:
        console.print(f"{number(report.wordless)} older questions had no answer; their wording is not kept any more.")
    for place, gap in enumerate(report.gaps[:_STUBS], 1):
        console.print(
            f"\n[bold]What closes gap {place}[/bold] ({saying.times(gap.group.count)}): {escape(gap.stub.place)}"
        )
        console.print(escape(gap.stub.how), highlight=False)
        # as it is, so that it can be copied: neither wrapped nor coloured
        console.print(gap.stub.yaml, markup=False, highlight=False, soft_wrap=True, end="")
        for again in saying.ask_again(gap.group):
            console.print(f"How it was answered: {again}", markup=False, highlight=False, soft_wrap=True)


def _with_places(gaps: Iterable[Gap]) -> list[tuple[Group, str]]:
    return [(gap.group, gap.stub.place) for gap in gaps]


def _others(report: Report, console: Console) -> None:
    for title, groups in (
        ("Handed over to staff", report.handed_over),
        ("Answered, and it did not help", report.unhelpful),
        ("Out of scope: look for what should not be", report.outside),
        ("Without an answer then, answered by the knowledge base now", report.closed),
    ):
        if groups:
            _groups(console, title, [(group, "") for group in groups], report, _OTHERS)
            _and_more(console, len(groups), _OTHERS)


def _groups(console: Console, title: str, groups: Sequence[tuple[Group, str]], report: Report, most: int) -> None:
    table = _table("", "times", "question", "about", "asked", "last", "numbers", title=title)
    for place, (group, where) in enumerate(groups[:most], 1):
        said = [saying.heading(group, report), *(f"· {variant}" for variant in group.variants)]
        about = [*saying.about(group, report), *([where] if where else [])]
        numbers = [f"question {listed(group.questions[:3])}"]
        if group.tickets:
            numbers.append(f"ticket {listed(group.tickets[:3])}")
        table.add_row(
            str(place),
            number(group.count),
            escape("\n".join(_cut(text) for text in said)),
            escape("\n".join(about)),
            escape(f"{saying.counted(group.languages)}\n{saying.counted(group.channels)}"),
            saying.day(saying.in_turin(group.last)),
            "\n".join(numbers),
        )
    console.print(table)
    how = command("ask --explain --question NUMBER (or --ticket NUMBER)")
    console.print(f"See how one was answered: {how}", soft_wrap=True, highlight=False)


def _staff(report: Report, console: Console) -> None:
    if report.times:
        heads = ("channel", "tickets", "answered", "within 24 h", "closed unanswered", "median", "longest")
        table = _table(*heads, title="Answer times of staff")
        for one in report.times:
            table.add_row(
                one.channel, number(one.opened), number(one.answered), number(one.within_a_day),
                number(one.unanswered), saying.duration(one.median), saying.duration(one.longest),
            )  # fmt: skip
        console.print(table)
    if report.waiting:
        table = _table("ticket", "channel", "opened", "waits", "question", title="Waiting for an answer of staff")
        for wait in report.waiting[:_LINES]:
            question = "–" if wait.question is None else str(wait.question)
            opened, since = saying.moment(wait.opened_at), saying.duration(wait.since)
            table.add_row(str(wait.ticket), wait.channel, opened, since, question)
        console.print(table)
        _and_more(console, len(report.waiting))


def _health(report: Report, console: Console) -> None:
    health = report.health
    console.rule("How the knowledge base stands")
    _lines(console, "Past courses and deadlines", [saying.problem(one) for one in health.passed])
    _lines(console, "Courses without a current edition", [saying.ended(one) for one in health.ended])
    _lines(console, "Facts not stated that people ask for most", [saying.wanted(one) for one in health.wanted])
    _lines(console, "Conflicts in the notes still open", [saying.conflict(one) for one in health.conflicts])
    untranslated = [saying.problem(one) for one in health.untranslated]
    _lines(console, f"Translations missing: {number(health.untranslated_count)}", untranslated)


def _lines(console: Console, title: str, lines: Sequence[str]) -> None:
    console.print(f"\n[bold]{escape(title)}[/bold]")
    for line in lines[:_LINES]:
        console.print(f"- {line}", markup=False, highlight=False, soft_wrap=True)
    if not lines:
        console.print("none")
    _and_more(console, len(lines))


def _and_more(console: Console, count: int, shown: int = _LINES) -> None:
    if count > shown:
        console.print(f"… and {number(count - shown)} more; --html FILE shows them.")


def _table(first: str, *heads: str, title: str = "") -> Table:
    """A table whose columns with figures stand to the right."""
    table = Table(title=title or None, title_justify="left", title_style="bold", pad_edge=False)
    # folded, never cut: names of fields and files stand in full
    table.add_column(first, overflow="fold")
    wide = {"question", "about", "asked", "last", "numbers", "channel", "opened"}
    for head in heads:
        table.add_column(head, justify="left" if head in wide else "right", overflow="fold")
    return table


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]} …"
