"""The page in a real browser: Debian's Chromium, without a screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.facts.knowledge import Knowledge
from bot.reporting.page import page
from tests.reporting.browser import CHROMIUM, browser

from .conftest import TODAY, Asked
from .traffic import fill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

PHONE, DESK = 390, 1280


@pytest.fixture
def written(asked: Asked, knowledge: Knowledge, tmp_path: Path) -> Path:
    """The report of a month, with a question that is one long word and one that would like to be code."""
    asked.store.close()
    fill(asked.path, knowledge, 900, TODAY, 30)
    again = Asked(asked.path)
    again.ask("<script>document.title = 'caught'; fetch('https://example.org/')</script>", times=30)
    again.ask("w" * 900, times=25)
    again.ask("https://example.org/" + "a/" * 200, "out_of_scope", times=25)
    again.ticket(after=timedelta(hours=1))
    again.store.close()
    path = tmp_path / "report.html"
    path.write_text(page(again.report()), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_page_is_quiet_asks_for_nothing_and_fits(written: Path, width: int, scheme: str) -> None:
    async with browser() as opened:
        await opened.open(written, width, scheme)
        assert await opened.value("document.documentElement.scrollWidth") <= width
        assert await opened.value("document.title") == "What people ask, 22 Dec 2025 to 20 Jan 2026, 30 days"
        assert opened.requests == [written.as_uri()]
        assert opened.complaints == []


async def test_texts_stand_out_from_the_paper_in_light_and_dark(written: Path) -> None:
    async with browser() as opened:
        for scheme, darker in (("light", "ink"), ("dark", "paper")):
            await opened.open(written, PHONE, scheme)
            style = "getComputedStyle(document.body)"
            ink = luminance(str(await opened.value(f"{style}.color")))
            paper = luminance(str(await opened.value(f"{style}.backgroundColor")))
            assert (ink < paper) == (darker == "ink")
            assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) > 7


async def test_the_plots_are_drawn(written: Path) -> None:
    async with browser() as opened:
        await opened.open(written, PHONE)
        sizes = await opened.value(
            "[...document.querySelectorAll('svg[role=img]')].map(svg => [svg.clientWidth, svg.clientHeight,"
            " svg.querySelectorAll('rect').length])"
        )
        assert len(sizes) > 20
        assert all(width > 60 and height > 10 and bars for width, height, bars in sizes)
        assert await opened.value("getComputedStyle(document.querySelector('rect')).fill") == "rgb(47, 125, 91)"


async def test_it_can_be_read_at_the_size_of_a_phone(written: Path) -> None:
    async with browser() as opened:
        await opened.open(written, PHONE)
        smallest = await opened.value(
            "Math.min(...[...document.querySelectorAll('p, li, td, th, span, code, summary')]"
            ".filter(item => item.textContent.trim()).map(item => parseFloat(getComputedStyle(item).fontSize)))"
        )
        assert smallest >= 11


async def test_what_is_folded_on_the_screen_is_printed(written: Path) -> None:
    heights = "[...document.querySelectorAll('article pre')].map(text => text.checkVisibility() && text.clientHeight)"
    async with browser() as opened:
        await opened.open(written, DESK)
        assert not all(await opened.value(heights))
        await opened.on_paper()
        assert all(await opened.value(heights))
        assert (await opened.print()).startswith(b"%PDF")


def luminance(colour: str) -> float:
    """The relative luminance of ``rgb(r, g, b)`` (WCAG 2.2)."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
