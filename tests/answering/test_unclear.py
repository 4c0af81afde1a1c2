"""“Did you mean …?”: what is offered where a message was not understood."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answering.manners import unclear
from bot.answering.wording import Context
from bot.assistant import Assistant
from bot.facts.knowledge import TOPICS
from bot.messages import LANGUAGES, Bullets, Language, Message

DAY = date(2025, 5, 2)


def test_the_likeliest_questions_are_offered_and_named(assistant: Assistant) -> None:
    draft = unclear(
        Context(assistant.knowledge, "en", DAY, "telegram"), (("fees", 0.4), ("refunds", 0.3), ("apply", 0.05))
    )
    words = assistant.knowledge.phrases["en"]
    assert draft.choices == [words.text("step.fees"), words.text("step.refunds")]
    assert any(isinstance(block, Bullets) and len(block.items) == 2 for block in draft.blocks)
    assert draft.outcome == "clarify"


def test_a_free_question_is_offered_in_the_language_of_the_reply(assistant: Assistant) -> None:
    name, entry = next((name, e) for name, e in assistant.knowledge.faq.items() if e.questions.fr)
    draft = unclear(Context(assistant.knowledge, "fr", DAY, "telegram"), ((f"faq:{name}", 0.4),))
    assert draft.choices == [entry.questions.fr[0]]


def test_without_a_guess_what_can_be_asked_is_told(assistant: Assistant) -> None:
    draft = unclear(Context(assistant.knowledge, "es", DAY, "telegram"), ())
    assert len(draft.choices) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chosen_question_asks_its_topic(assistant: Assistant, language: Language) -> None:
    words = assistant.knowledge.phrases[language]
    for topic in TOPICS:
        reply, _ = assistant.answer(Message(words.text(f"step.{topic}"), DAY, "telegram"))
        assert topic in reply.topics, (topic, reply.topics)
        assert reply.language == language
