"""Elements of the web page: every text is escaped by the library that writes them, never by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import lxml.html  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

Element = Any
"""An element of the page; the library has no types."""

_MAKER = ElementMaker(makeelement=lxml.html.html_parser.makeelement)
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


def element(name: str, /, *content: Element | str, **attributes: str) -> Element:
    """An element.

    Args:
        name: of the element.
        content: texts and elements inside it; characters that no page may hold, or that turn the direction of
            writing, are left out.
        attributes: its attributes; ``class_`` and the like lose their last sign, ``aria_label`` and the like get
            their hyphen.
    """
    pieces = [_UNPRINTABLE.sub("", piece) if isinstance(piece, str) else piece for piece in content]
    named = {key.rstrip("_").replace("_", "-"): _UNPRINTABLE.sub("", value) for key, value in attributes.items()}
    return _MAKER(name, *pieces, **named)


def table(
    heads: Sequence[str], rows: Sequence[Sequence[Element | str]], numbers: Sequence[int] = (), kind: str = ""
) -> Element:
    """A table that scrolls by itself where it is wider than the page.

    Args:
        heads: of the columns.
        rows: the cells; the first of each row names it.
        numbers: which columns hold figures.
        kind: a class of its own.
    """

    def cell(tag: str, column: int, content: Element | str, **more: str) -> Element:
        return element(tag, content, **({"class": "number"} if column in numbers else {}), **more)

    head = element("tr", *(cell("th", column, text, scope="col") for column, text in enumerate(heads)))
    body = [
        element("tr", *(
            cell("td", column, content) if column else cell("th", column, content, scope="row")
            for column, content in enumerate(row)
        ))
        for row in rows
    ]  # fmt: skip
    attributes = {"class": kind} if kind else {}
    whole = element("table", element("thead", head), element("tbody", *body), **attributes)
    # what scrolls can be reached by the keyboard
    return element("div", whole, class_="wide", tabindex="0", role="region", aria_label=heads[0] or "table")


def folded(title: str, *content: Element | str) -> Element:
    """What opens at a press."""
    return element("details", element("summary", title), *content)


def document(title: str, style: str, body: Sequence[Element]) -> str:
    """The whole page, which needs nothing beside itself."""
    # said once more to the browser, so that nothing in a question can ever fetch anything
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", style),
    )
    page = element("html", head, element("body", *body), lang="en")
    return str(lxml.html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")) + "\n"
