"""Short ways of writing are written out before a message is read."""

from collections.abc import Callable

import pytest

from bot.facts.knowledge import Knowledge
from bot.messages import Reply
from bot.understanding.abbreviations import Abbreviations

Ask = Callable[..., Reply]


@pytest.fixture
def abbreviations(knowledge: Knowledge) -> Abbreviations:
    return Abbreviations(knowledge.lexicon)


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("en", "wat r d dates", "what are d dates"),
        ("fr", "kombien jveux payer", "combien je veux payer"),
        ("es", "q documentos d apoyo xfa", "que documentos de apoyo por favor"),
        ("other", "wat r", "wat r"),
    ],
)
def test_they_mean_what_they_mean_in_the_language(
    abbreviations: Abbreviations, language: str, written: str, meant: str
) -> None:
    assert abbreviations.expand(written.split(), language) == meant.split()


def test_what_one_language_alone_shortens_so_tells_the_language(abbreviations: Abbreviations) -> None:
    assert abbreviations.telling(["kuantas", "d"]) == ["cuantas", "d"]
    assert abbreviations.telling(["ke", "pq"]) == ["ke", "pq"]


@pytest.mark.parametrize(
    ("question", "language", "fact"),
    [
        ("gud pm, cn i stil join d academy on lbr migration? im frm DMW manila", "en", "23 May"),
        ("slt c kombien la form protec sociale d migrants svp", "fr", "055"),
        ("la form protection sociale migrants a deja komencé ou pa", "fr", "20"),
    ],
)
def test_text_messages_are_answered(ask: Ask, question: str, language: str, fact: str) -> None:
    reply = ask(question, "2025-05-19" if language == "en" else "2025-10-22")
    assert (reply.language, reply.outcome) == (language, "answered")
    assert fact in reply.text
