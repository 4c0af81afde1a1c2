"""Plots as inline SVG: bars stacked by outcome; each says in words what it shows and stands beside its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.messages import Outcome
from bot.reporting import saying
from bot.reporting.elements import Element, element
from bot.reporting.figures import OUTCOMES, Ends
from bot.reporting.saying import number
from bot.reporting.spans import Span, Unit

_WIDTH = 1000.0
_HEIGHT = 200.0
_GAP = 0.15
"""The share of a bar's place that is left empty."""


def legend() -> Element:
    """Which colour is which outcome."""
    items = [element("li", _swatch(outcome), saying.OUTCOME_NAMES[outcome]) for outcome in OUTCOMES]
    return element("ul", *items, class_="legend", aria_label="colours")


def _swatch(outcome: Outcome) -> Element:
    square = _rect(outcome, 0, 0, 10, 10)
    return element("svg", square, viewBox="0 0 10 10", aria_hidden="true")


def shares(ends: Ends, label: str, most: int | None = None, kind: str = "share") -> Element:
    """One bar across, stacked by outcome.

    Args:
        ends: how many ended how.
        label: what the bar is about.
        most: so many fill the whole width; by default as many as there are.
        kind: the class of the plot.
    """
    scale = _WIDTH / max(most or ends.total(), 1)
    pieces, left = [], 0.0
    for outcome in OUTCOMES:
        if width := ends[outcome] * scale:
            pieces.append(_rect(outcome, left, 0, width, 20, _told(outcome, ends[outcome])))
            left += width
    return _plot(pieces, f"{label}: {_in_words(ends)}", 20, kind)


def days(spans: Sequence[Span], by: Unit) -> Element:
    """Bars upwards over time, stacked by outcome, with the highest count and the first and last day at the edges."""
    most = max((span.ends.total() for span in spans), default=0)
    place = _WIDTH / max(len(spans), 1)
    pieces = []
    for position, span in enumerate(spans):
        foot = _HEIGHT
        for outcome in OUTCOMES:
            if height := span.ends[outcome] / max(most, 1) * _HEIGHT:
                foot -= height
                told = f"{saying.day(span.first)}: {_told(outcome, span.ends[outcome])}"
                left = (position + _GAP / 2) * place
                pieces.append(_rect(outcome, left, foot, place * (1 - _GAP), height, told))
    label = f"Questions by {by}, at most {number(most)}, {number(sum(span.ends.total() for span in spans))} in all"
    ends = [saying.day(spans[0].first), f"by {by}", saying.day(spans[-1].last)] if spans else []
    return element(
        "div",
        element("div", element("span", f"{number(most)} questions"), class_="axis"),
        _plot(pieces, label, _HEIGHT, "days"),
        element("div", *(element("span", text) for text in ends), class_="axis"),
    )


def bars(rows: Mapping[str, Ends]) -> Element:
    """A bar for each row, all to one scale, with its count."""
    most = max((ends.total() for ends in rows.values()), default=0)
    cells: list[Element] = []
    for name, ends in rows.items():
        cells.append(element("span", name))
        cells.append(shares(ends, name, most, "bar"))
        cells.append(element("span", number(ends.total()), class_="count"))
    return element("div", *cells, class_="bars")


def _plot(pieces: Sequence[Element], label: str, height: float, kind: str) -> Element:
    # stretched to the width of the page: texts stand outside, where they keep their size on a phone
    box = {"viewBox": f"0 0 {_WIDTH:g} {height:g}", "preserveAspectRatio": "none"}
    return element("svg", *pieces, class_=kind, role="img", aria_label=label, **box)


def _rect(outcome: Outcome, x: float, y: float, width: float, height: float, told: str = "") -> Element:
    title = [element("title", told)] if told else []
    place = {"x": f"{x:.2f}", "y": f"{y:.2f}", "width": f"{width:.2f}", "height": f"{height:.2f}"}
    return element("rect", *title, class_=f"fill-{outcome}", **place)


def _told(outcome: Outcome, count: int) -> str:
    return f"{saying.OUTCOME_NAMES[outcome]} {number(count)}"


def _in_words(ends: Ends) -> str:
    return ", ".join(_told(outcome, ends[outcome]) for outcome in OUTCOMES if ends[outcome]) or "none"
