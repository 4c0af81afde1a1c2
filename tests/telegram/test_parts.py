"""The parts that need no server: rendering, splitting, buttons, words, origins, pace."""

import asyncio
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.document import read
from bot.facts.knowledge import SHIPPED
from bot.facts.words import PLACEHOLDER, PhraseBook
from bot.messages import LANGUAGES, Bullets, Paragraph, Part, Reply, Span, Table
from handlers.telegram import buttons
from handlers.telegram.origins import Origin, origin
from handlers.telegram.pace import Limits, Pace
from handlers.telegram.rendering import LIMIT, Line, packed, phrase_lines, reply_lines, to_html, to_plain, utf16
from handlers.telegram.words import Words, spoken


class Balanced(HTMLParser):
    """Reads HTML and fails where tags do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=300)
spans = st.lists(st.builds(Span, texts, st.booleans()), min_size=1, max_size=3).map(tuple)
lines = st.lists(st.builds(Line, spans, st.sampled_from([1, 2])), max_size=8)


@given(lines, st.sampled_from([50, 300, LIMIT]))
def test_packed_messages_fit_and_lose_nothing(given_lines: list[Line], limit: int) -> None:
    messages = packed(given_lines, limit)
    for message in messages:
        assert utf16(to_plain(message)) <= limit
        parser = Balanced()
        parser.feed(to_html(message))
        parser.close()
        assert parser.opened == []
    kept = "".join(to_plain(message) for message in messages)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", to_plain(given_lines))


def test_a_long_text_is_split_where_a_paragraph_begins() -> None:
    paragraphs = [Line((Span(f"{number} " + "x" * 1000),)) for number in range(10)]
    for message in packed(paragraphs):
        assert re.match(r"\d x", to_plain(message))


def test_a_reply_in_telegrams_manners() -> None:
    blocks = (
        Paragraph((Span("a < b & c", bold=True),)),
        Bullets(((Span("one"),), (Span("two", href="https://x.org/?a=1&b=2"),))),
        Table(("", "fee"), (("Academy", "5"),)),
    )
    parts = (Part("fees", (), "answered", "Fee", blocks), Part("dates", (), "answered", "Dates", blocks[:1]))
    assert to_html(reply_lines(Reply("answered", "en", parts))) == (
        "<b>Fee</b>\n<b>a &lt; b &amp; c</b>\n"
        '• one\n• <a href="https://x.org/?a=1&amp;b=2">two</a>\n\n'
        "• <b>Academy</b> — fee: 5\n\n<b>Dates</b>\n<b>a &lt; b &amp; c</b>"
    )


def test_phrases_keep_bold_and_paragraphs() -> None:
    assert to_html(phrase_lines("**Hello** you\nthere\n\nnext")) == "<b>Hello</b> you\nthere\n\nnext"


def test_what_a_button_carries_comes_back() -> None:
    carried = buttons.choice("fr", "academy-2025", ("fees#total+parts", "faq:visa-letter"))
    found = buttons.read(carried)
    assert found == buttons.Pressed("c", ("fr", "academy-2025", "fees#total+parts,faq:visa-letter"))


def test_a_choice_that_is_too_long_loses_its_facets_first() -> None:
    topics = ("requirements#documents+technical+language_level", "fees#total+parts")
    carried = buttons.choice("en", "social-protection-2025", topics)
    assert len(carried.encode()) <= 64
    assert buttons.read(carried) == buttons.Pressed("c", ("en", "social-protection-2025", "requirements,fees"))


@given(st.text(max_size=80))
def test_any_callback_data_can_be_read(text: str) -> None:
    buttons.read(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "chat", "from", "id", "callback_query"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id", "x"]), json_values, max_size=3))
def test_the_origin_of_any_update_can_be_told(raw: dict[str, object]) -> None:
    assert isinstance(origin(raw), Origin)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_placeholders(language: str) -> None:
    books = {}
    for name in ("en", language):
        tree, problems = read(SHIPPED / "telegram" / f"{name}.yaml", name)
        assert problems == []
        books[name] = PhraseBook.flatten(tree).phrases
    assert books[language].keys() == books["en"].keys()
    for key, phrase in books[language].items():
        assert _names(phrase) == _names(books["en"][key]), key


def _names(phrase: str | dict[str, str]) -> set[str]:
    text = phrase if isinstance(phrase, str) else phrase["other"]
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize(("key", "limit"), [("name", 64), ("short", 120), ("description", 512)])
def test_profile_texts_are_short_enough(words: Words, key: str, limit: int) -> None:
    for language in LANGUAGES:
        assert len(words.text(language, f"profile.{key}")) <= limit


def test_a_language_without_a_phrase_falls_back_to_english() -> None:
    books = {"en": [PhraseBook({"a": "A {{ n }}"})], "fr": [PhraseBook({}), PhraseBook({"a": "A {{ n }}"})], "es": []}
    assert Words(books).text("fr", "a", n=3) == "A 3"  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        Words(books).text("es", "a")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "language"), [("fr-CA", "fr"), ("es", "es"), ("pt-br", None), (None, None), ("", None)]
)
def test_the_apps_language(code: str | None, language: str | None) -> None:
    assert spoken(code) == language


async def test_a_chat_on_hold_keeps_nobody_else_waiting() -> None:
    pace = Pace(Limits())
    pace.hold("1", 30)
    await asyncio.wait_for(pace.turn("2"), 1)
    assert pace.wait_of("1") > 25


async def test_the_total_is_kept_in_the_order_of_asking() -> None:
    pace = Pace(Limits(total=5, chat_seconds=0, group_minute=0))
    began = time.monotonic()
    await asyncio.gather(*(pace.turn(str(number)) for number in range(11)))
    assert 2.0 <= time.monotonic() - began < 4.0
