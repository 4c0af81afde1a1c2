"""Free questions and answers: a folder with nothing else, gaps of languages, placeholders, courses and outcomes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge, load
from bot.facts.words import FaqEntry
from bot.messages import LANGUAGES, Language, Message, Reply
from bot.understanding.understanding import Request
from tests.talking import EMAIL, spoken, told, with_knowledge

TODAY = date(2025, 5, 2)
MINIMAL = """\
- id: parking
  questions:
    en:
      - "Is there parking at the venue?"
      - "Where can I park my car?"
      - "Do you have a car park?"
  answer:
    en: "Yes, there are 40 places for cars behind the main gate."
- id: wifi
  questions:
    fr:
      - "Y a-t-il du wifi sur place ?"
      - "Comment se connecter au wifi ?"
    en:
      - "Is there wifi?"
  answer:
    fr: "Oui, partout sur le site."
- id: swimming
  questions:
    en:
      - "Is there a swimming pool?"
      - "Can I swim somewhere?"
    es:
      - "¿Hay piscina?"
  answer:
    en: "Nobody has told me yet."
  outcome: unknown
- id: stolen-bag
  questions:
    en:
      - "My bag was stolen"
      - "Somebody stole my luggage"
  answer:
    en: "The staff will help you with a stolen bag."
  outcome: handoff
"""


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Assistant:
    """A folder with ``faq/`` alone."""
    folder = tmp_path_factory.mktemp("minimal")
    (folder / "faq").mkdir()
    (folder / "faq" / "all.yaml").write_text(MINIMAL, encoding="utf-8")
    loaded = load(folder)
    assert loaded.knowledge is not None, loaded.errors
    assert loaded.knowledge.courses == {}
    return Assistant.build(loaded.knowledge, cache)


def asked(assistant: Assistant, text: str) -> Reply:
    return assistant.answer(Message(text, TODAY))[0]


def entry(**values: object) -> FaqEntry:
    given = {
        "id": "test-entry",
        "questions": {"en": ["What about it?"]},
        "answer": {"en": "It is so."},
        "place": "faq/test.yaml:1",
    }
    return FaqEntry.model_validate({**given, **values})


def answered(knowledge: Knowledge, item: FaqEntry, language: Language = "en", *courses: str) -> Reply:
    changed = replace(knowledge, faq={**knowledge.faq, item.id: item})
    return spoken(changed, language, TODAY, Request(f"faq:{item.id}", (), courses, 0.9))


# -- a folder with faq/ alone ---------------------------------------------------------------------------------------


def test_a_folder_with_faq_alone_answers_its_questions(minimal: Assistant) -> None:
    reply = asked(minimal, "where can i park")
    assert (reply.outcome, reply.topics) == ("answered", ("faq:parking",))
    assert "40" in reply.text
    assert reply.facts[0].field == "faq:parking"


def test_it_answers_its_own_questions_word_for_word(minimal: Assistant) -> None:
    for item in minimal.knowledge.faq.values():
        for _, question in item.questions.pairs():
            assert asked(minimal, question).topics == (f"faq:{item.id}",), question


def test_it_answers_nothing_of_our_courses(minimal: Assistant) -> None:
    for text in (
        "How much is the Academy?",
        "When does the social protection course start?",
        "¿Cuánto cuesta la Academia?",
    ):
        reply = asked(minimal, text)
        assert reply.outcome in ("out_of_scope", "clarify", "unknown"), text
        assert "€" not in reply.text
        assert reply.courses == ()


@pytest.mark.parametrize(
    "text", ["hello", "I want to speak to a human", "Wie viel kostet das?", "xyz", "thanks", "Is there a sauna?", "1"]
)
def test_its_other_replies_hold_no_empty_places(minimal: Assistant, text: str) -> None:
    reply = asked(minimal, text)
    assert reply.text.strip()
    assert "**" not in reply.text
    assert "{{" not in reply.text
    assert "  " not in reply.text
    assert ", or to ." not in reply.text


def test_its_outcomes_are_those_of_the_entries(minimal: Assistant) -> None:
    assert asked(minimal, "Is there a swimming pool?").outcome == "unknown"
    assert asked(minimal, "Somebody stole my luggage!").outcome == "handoff"


def test_an_answer_in_another_language_says_so(minimal: Assistant) -> None:
    assert asked(minimal, "Is there wifi?").text == "(I have this answer in French only.)\nOui, partout sur le site."
    reply = asked(minimal, "¿Hay piscina?")
    assert reply.language == "es"
    assert "Nobody has told me yet." in reply.text
    assert reply.text != "Nobody has told me yet."


# -- entries beside the courses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "in French only"), ("es", "Solo"), ("fr", "")],
)
def test_without_english_the_answer_that_there_is_counts(knowledge: Knowledge, language: Language, said: str) -> None:
    reply = answered(knowledge, entry(answer={"fr": "C'est ainsi."}), language)
    assert "C'est ainsi." in reply.text
    assert said in reply.text
    assert reply.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_in_the_language_asked_says_nothing_of_languages(knowledge: Knowledge, language: Language) -> None:
    texts = {"en": "It is so.", "fr": "C'est ainsi.", "es": "Es así."}
    assert answered(knowledge, entry(answer=texts), language).text == texts[language]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_english_is_what_others_fall_back_to(knowledge: Knowledge, language: Language) -> None:
    reply = answered(knowledge, entry(answer={"en": "It is so.", "fr" if language == "es" else "es": "…"}), language)
    assert "It is so." in reply.text
    assert reply.text != "It is so."


@pytest.mark.parametrize(("language", "fee"), [("en", "€2,720"), ("fr", "2\u202f720\u00a0€"), ("es", "2.720\u00a0€")])
def test_a_placeholder_is_filled_in_the_language_of_the_reply(
    knowledge: Knowledge, language: Language, fee: str
) -> None:
    texts = dict.fromkeys(LANGUAGES, "{{ academy-2025.fee.total }} – {{contact.email}}")
    reply = answered(knowledge, entry(answer=texts), language)
    assert reply.text == f"{fee} – {EMAIL}"
    assert ("academy-2025", "fee.total", "2720 EUR") in [(fact.course, fact.field, fact.value) for fact in reply.facts]


def test_a_placeholder_of_a_contradicted_field_gives_both_values(knowledge: Knowledge) -> None:
    reply = answered(knowledge, entry(answer={"en": "{{ e-academy-2023.workload.weeks }} weeks"}))
    assert reply.text == "6 or 7 weeks"


def test_figures_in_an_answer_are_facts_of_the_entry(assistant: Assistant) -> None:
    item = entry(answer={"en": "Bring 3 photos and 75 euros by 9 September 2031 to room 12."})
    changed = with_knowledge(assistant, replace(assistant.knowledge, faq={**assistant.knowledge.faq, item.id: item}))
    reply = told(changed, "en", TODAY, Request("faq:test-entry", (), (), 0.9))
    assert reply.facts[0].field == "faq:test-entry"
    assert "faq/test.yaml:1" in reply.facts[0].place


def test_the_source_of_an_entry_is_told(knowledge: Knowledge) -> None:
    reply = answered(knowledge, entry(source="staff: M. A., 2026-01-12"))
    assert reply.facts[0].source == "staff: M. A., 2026-01-12"


def test_an_entry_of_one_course_answers_about_that_course(knowledge: Knowledge) -> None:
    reply = answered(knowledge, entry(courses=["academy-2025"]), "en", "academy-2025")
    assert reply.outcome == "answered"
    assert reply.courses == ("academy-2025",)


def test_an_entry_of_one_course_does_not_answer_about_another(knowledge: Knowledge) -> None:
    reply = answered(knowledge, entry(courses=["academy-2025"]), "en", "rights-2026")
    assert reply.outcome == "unknown"
    assert "It is so." not in reply.text
    assert EMAIL in reply.text


def test_an_entry_of_one_course_names_it_where_none_is_named(knowledge: Knowledge) -> None:
    assert answered(knowledge, entry(courses=["academy-2025"])).courses == ("academy-2025",)


@pytest.mark.parametrize("outcome", ["handoff", "unknown"])
def test_what_is_handed_over_or_unknown_gives_the_contact(knowledge: Knowledge, outcome: str) -> None:
    reply = answered(knowledge, entry(outcome=outcome))
    assert reply.outcome == outcome
    assert EMAIL in reply.text


def test_the_contact_is_not_given_twice(knowledge: Knowledge) -> None:
    item = entry(answer={"en": "Please write to {{ contact.email }}."}, outcome="handoff")
    assert answered(knowledge, item).text.count(EMAIL) == 1


def test_paragraphs_of_an_answer_are_kept_apart(knowledge: Knowledge) -> None:
    assert len(answered(knowledge, entry(answer={"en": "One.\n\nTwo."})).parts[0].blocks) == 2


def test_every_shipped_entry_is_answered_in_every_language(knowledge: Knowledge) -> None:
    for language in LANGUAGES:
        for name, item in knowledge.faq.items():
            reply = spoken(knowledge, language, TODAY, Request(f"faq:{name}", (), (), 0.9))
            assert reply.text, name
            assert "{{" not in reply.text, name
            if item.outcome != "answered":
                assert EMAIL in reply.text, name


def test_example_questions_of_shipped_entries_find_their_entry(assistant: Assistant) -> None:
    wrong = []
    total = 0
    for name, item in assistant.knowledge.faq.items():
        for language in LANGUAGES:
            for question in getattr(item.questions, language)[:1]:
                total += 1
                if f"faq:{name}" not in asked(assistant, question).topics:
                    wrong.append((name, question, asked(assistant, question).topics))
    assert len(wrong) <= total * 0.03, wrong
