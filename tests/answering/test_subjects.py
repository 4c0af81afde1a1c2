"""Courses by subject, an overview of one, what suits somebody, and free answers that belong to a topic."""

import pytest

from bot.assistant import Assistant
from tests.talking import talk

TODAY = "2025-05-02"


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("is there a course on gender?", "social-protection-2025"),
        ("which course deals with bilateral agreements?", "social-protection-2025"),
        ("Quel cours traite des accords bilatéraux ?", "social-protection-2025"),
        ("¿hay algún curso sobre acceso a la justicia?", "rights-2026"),
    ],
)
def test_courses_are_found_by_what_their_contents_name(assistant: Assistant, text: str, course: str) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.outcome == "answered"
    assert course in reply.courses
    assert "courses" in reply.topics
    assert any(fact.field.startswith("content.") for fact in reply.facts)


def test_a_subject_that_no_course_names_is_said_to_be_in_none(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "which of your courses deals with blockchain?")[0]
    assert reply.outcome in ("unknown", "out_of_scope")
    assert not any(fact.field.startswith("content.") for fact in reply.facts)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("tell me more about the academy", {"dates", "fees", "language", "content"}),
        ("je voudrais plus d'informations sur l'académie", {"dates", "fees", "language", "content"}),
        ("quiero más información sobre el curso de protección social", {"dates", "fees", "language", "content"}),
    ],
)
def test_more_about_a_course_is_an_overview_of_it(assistant: Assistant, text: str, topics: set[str]) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert set(reply.topics) == topics
    assert reply.outcome == "answered"


def test_an_overview_leaves_out_what_a_note_does_not_state(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "tell me more about the rights course")[0]
    assert reply.courses == ("rights-2026",)
    assert "fees" not in reply.topics


def test_beside_a_question_interest_in_a_course_asks_nothing(assistant: Assistant) -> None:
    assert talk(assistant, TODAY, "I am interested in the academy. What does it cost?")[0].topics == ("fees",)


def test_who_asks_what_suits_them_is_told_what_each_course_is_about(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "which course do you recommend?")[0]
    assert reply.outcome == "answered"
    assert [fact.course for fact in reply.facts if fact.field == "content.summary"] == [
        "academy-2025",
        "social-protection-2025",
        "rights-2026",
    ]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("how much for 5 people in total for the academy", ("faq:group-total", "fees")),
        ("what is a letter of sponsorship?", ("faq:sponsorship-letter", "requirements")),
        ("what is the price in dollars?", ("faq:other-currency", "fees")),
    ],
)
def test_a_free_answer_covers_the_topic_it_belongs_to(assistant: Assistant, text: str, topics: tuple[str, ...]) -> None:
    assert talk(assistant, TODAY, text)[0].topics == topics


@pytest.mark.parametrize("text", ["which documents do I need?", "quels documents dois-je fournir ?"])
def test_what_is_the_same_for_all_is_not_asked_back(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.outcome == "answered"
    assert reply.topics == ("requirements",)


def test_a_free_answer_about_a_course_that_is_over_says_so(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-12-01", "are there places left in the academy?")[0]
    assert "1 August 2025" in reply.text


@pytest.mark.parametrize("text", ["No hablo inglés. ¿Hay alguno en castellano?", "hay algún curso en castellano?"])
def test_a_language_called_otherwise_is_answered_like_any(assistant: Assistant, text: str) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.outcome in ("answered", "partial", "clarify")
    assert reply.topics[0] in ("courses", "language")


@pytest.mark.parametrize(
    "texts",
    [
        ("Combien coûte l'académie ?", "hébergement compris ?", "et les repas ?"),
        ("cuánto cuesta la academia?", "¿y la comida?"),
    ],
)
def test_meals_after_the_price_are_asked_of_the_price(assistant: Assistant, texts: tuple[str, ...]) -> None:
    assert talk(assistant, TODAY, *texts)[-1].topics == ("fees",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The link is not working", "faq:form-error"),
        ("how much is it for three people in total?", "faq:group-total"),
        ("is a university degree required?", "faq:degree"),
        ("no tengo patrocinador, ¿puedo inscribirme igual?", "faq:self-payer-letter"),
        ("je viens de Guinée, est-ce que je peux postuler ?", "faq:nationality"),
    ],
)
def test_what_people_ask_most_has_an_answer_of_its_own(assistant: Assistant, text: str, topic: str) -> None:
    assert talk(assistant, TODAY, text)[0].topics[0] == topic


def test_a_free_answer_in_a_talk_about_a_course_that_is_over_speaks_of_the_past(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-12-01", "when was the academy?", "ok, and the fee for 3 people?")[1]
    assert "faq:group-total" in reply.topics
    assert "was €2,720" in reply.text
    assert not any("apply" in choice for choice in reply.choices)


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("I handle complaints of migrants. Which course do you recommend?", "rights-2026"),
        (
            "Je négocie des accords bilatéraux, quelle formation me conseillez-vous ?",
            "social-protection-2025",
        ),
        ("No me interesan las pensiones. Lo mío son las denuncias. ¿Qué curso me recomienda?", "rights-2026"),
    ],
)
def test_who_asks_what_fits_is_told_where_their_work_stands(assistant: Assistant, text: str, course: str) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.courses == (course,)
    assert any(fact.field.startswith("content.") for fact in reply.facts)
    assert "migration@itcilo.org" in reply.text


def test_several_subjects_asked_of_one_course_are_all_told(assistant: Assistant) -> None:
    text = "Does the social protection course deal with agreements between countries? And with the situation of women?"
    reply = talk(assistant, TODAY, text)[0].text
    assert "bilateral" in reply
    assert "Gender" in reply


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("Soy periodista. ¿Qué curso me recomienda?", "academy-2025"),
        ("I am a journalist. Which course suits me?", "academy-2025"),
    ],
)
def test_who_says_what_they_are_is_told_where_people_like_them_are_named(
    assistant: Assistant, text: str, course: str
) -> None:
    reply = talk(assistant, TODAY, text)[0]
    assert reply.courses == (course,)
    assert any(fact.field == "requirements.audience" for fact in reply.facts)


def test_what_is_asked_beside_a_subject_is_about_the_courses_that_have_it(assistant: Assistant) -> None:
    text = "Does any of your courses deal with bilateral agreements? When is it and what does it cost?"
    reply = talk(assistant, TODAY, text)[0]
    assert {"dates", "fees"} < set(reply.topics)
    assert reply.courses == ("social-protection-2025",)
    # the name stands with the first of them
    assert reply.text.index("Extending Social Protection") < reply.text.index("bilateral")


def test_a_theme_finds_its_module_where_no_course_is_named(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "Which module covers discrimination?")[0]
    assert reply.courses == ("rights-2026",)


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué curso trata del acceso a la justicia?",
        "Quelle formation traite de l'accès à la justice ?",
    ],
)
def test_the_word_for_dealing_with_something_is_no_theme(assistant: Assistant, text: str) -> None:
    assert talk(assistant, TODAY, text)[0].courses == ("rights-2026",)
