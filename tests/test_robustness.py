"""Any text at all gives a reply, in time, the same one each time."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.messages import Channel, Dialogue, Message
from tests.talking import within

TODAY = date(2025, 5, 2)
SECONDS = 4.0

MONSTERS = {
    "one long word": "a" * 100_000,
    "one word of 4096": "a" * 4_096,
    "two long words": "a" * 2_000 + " " + "b" * 2_000,
    "digits": "1" * 100_000,
    "5000 digits": "1" * 5_000,
    "dots": "." * 100_000,
    "dashes": "-" * 100_000,
    "blanks": " " * 100_000,
    "newlines": "\n" * 100_000,
    "question marks": "?" * 100_000,
    "commas": ", " * 50_000,
    "short words": "A " * 50_000,
    "questions": "how much is the academy? " * 4_000,
    "names": "academy " * 12_000,
    "of the": "academy of the " * 6_000,
    "days before": "12 days before " * 6_000,
    "numbers": "1 and " * 15_000,
    "slashes": "1/" * 20_000,
    "emojis": "😀" * 50_000,
    "family emojis": "👨‍👩‍👧‍👦" * 5_000,
    "Arabic": "سلام " * 20_000,
    "combining": "a\u0301\u0302" * 30_000,
    "ligatures": "ﷺ" * 20_000,
    "controls": "".join(map(chr, range(32))) * 3_000,
    "right to left": "\u202e" * 10_000 + "how much",
    "mail": "a@" * 50_000,
    "mail without at": "a." * 50_000,
    "addresses": "http://" * 14_000,
    "closings": "regards\n" * 12_000,
    "greetings": "hello, " * 14_000,
    "capitals": "Aa Bb\n" * 16_000,
    "parentheses": "(" * 100_000,
    "quotes": '"' * 100_000,
    "stars": "**" * 50_000,
    "braces": "{{ contact.email }}" * 5_000,
    "null bytes": "\0" * 100_000,
    "surrogates": "\ud800" * 1_000,
    "underscores": "_" * 100_000,
    "apostrophes": "l'" * 50_000,
    "mixed": "aé1 ,.?\n" * 12_000,
    "currency": "€" * 100_000,
    "amounts": "1.000" * 20_000,
}


def reply_text(assistant: Assistant, text: str, channel: Channel = "telegram", dialogue: Dialogue | None = None) -> str:
    with within(SECONDS):
        reply, _ = assistant.answer(Message(text, TODAY, channel), dialogue)
    assert reply.text.strip()
    assert 0.0 <= reply.confidence <= 1.0
    assert reply.parts
    return reply.text


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monstrous_message_is_answered_in_time(assistant: Assistant, name: str) -> None:
    reply_text(assistant, MONSTERS[name])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\0",
        "?",
        "!",
        ".",
        "😀",
        "🇫🇷",
        "\u200b",
        "\ufeff",
        "\u202e\u202d",
        "²",
        "½",
        "①",
        "𝕳𝖔𝖜 𝖒𝖚𝖈𝖍",
        "ＨＯＷ ＭＵＣＨ",
        "\ud800",
        "¿",
        "—",
        "**",
        "{{ }}",
        "%s",
        "0",
        "00",
        "-1",
    ],
)
def test_the_shortest_messages_are_answered(assistant: Assistant, text: str) -> None:
    reply_text(assistant, text)


@given(st.text(max_size=300))
@example("²")
@example("\u0130stanbul 3 days before")
@example("ǅ ǈ ﬀ")
@limits(max_examples=150)
def test_any_text_is_answered_the_same_way_twice(assistant: Assistant, text: str) -> None:
    assert reply_text(assistant, text) == reply_text(assistant, text)


WORDS = st.sampled_from(
    [
        "how much",
        "when",
        "cancel",
        "annuler",
        "cancelar",
        "academy",
        "e-lma",
        "protection sociale",
        "gobernanza",
        "18 June",
        "12 days before",
        "hello",
        "merci",
        "¿",
        "?",
        ",",
        ".",
        "\n",
        "and",
        "et",
        "y",
        "€",
        "2720",
        "fee",
        "prix",
        "idioma",
        "not",
        "no",
        "1",
        "visa",
        "2",
        "-",
        "regards",
        "certificate",
        "human",
        "deadline",
        "link",
        "next",
        "compare",
        "cheapest",
        "English",
        "español",
        "Turin",
        "rights",
        "A9718056",
        "the other one",
    ]
)


@given(
    st.lists(WORDS, min_size=1, max_size=14),
    st.dates(date(2019, 1, 1), date(2028, 12, 31)),
    st.sampled_from(["telegram", "email"]),
)
@limits(max_examples=150)
def test_any_heap_of_our_own_words_passes_the_guard(
    assistant: Assistant, words: list[str], today: date, channel: Channel
) -> None:
    explained = assistant.explain(Message(" ".join(words), today, channel))
    assert explained.stopped == ()
    assert explained.reply.text


@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=2, max_size=4),
    st.dates(date(2019, 1, 1), date(2028, 12, 31)),
)
@limits(max_examples=60)
def test_any_conversation_passes_the_guard(assistant: Assistant, turns: list[list[str]], today: date) -> None:
    dialogue = Dialogue()
    for words in turns:
        explained = assistant.explain(Message(" ".join(words), today), dialogue)
        assert explained.stopped == ()
        dialogue = explained.dialogue


@given(
    st.builds(
        Dialogue,
        language=st.sampled_from([None, "en", "fr", "es"]),
        courses=st.lists(st.sampled_from(["academy-2025", "gone-2001"]), max_size=2).map(tuple),
        topics=st.lists(st.sampled_from(["fees#total", "faq:gone", "faq:visa", "nothing", ""]), max_size=2).map(tuple),
        choices=st.lists(st.text(max_size=20), max_size=3).map(tuple),
        pending=st.lists(st.sampled_from(["fees#total", "faq:gone", "dates"]), max_size=2).map(tuple),
    ),
    st.sampled_from(["1", "and the fee?", "the academy", "and on 18 June?", "the second", "when?", "ok", "²"]),
)
@example(Dialogue(courses=("academy-2025",), topics=("faq:gone",)), "and the e-academy?")
@example(Dialogue(pending=("faq:gone",), choices=("Academy 2025",)), "1")
@limits(max_examples=150)
def test_any_remembered_dialogue_is_survived_also_after_the_knowledge_changed(
    assistant: Assistant, dialogue: Dialogue, text: str
) -> None:
    reply_text(assistant, text, dialogue=dialogue)


def test_an_ordinary_question_takes_milliseconds(assistant: Assistant) -> None:
    assistant.answer(Message("How much is the Academy?", TODAY))
    with within(3):
        for number in range(50):
            assistant.answer(Message(f"How much is the Academy, and when does it start? {number}", TODAY))


@pytest.mark.slow
@given(st.text(max_size=3_000))
@limits(max_examples=400)
def test_any_longer_text_is_answered(assistant: Assistant, text: str) -> None:
    reply_text(assistant, text)
