"""Conversations: follow-ups, another course, corrections, and choosing what was offered."""

from datetime import date

import pytest

from bot.assistant import Assistant
from bot.messages import Message
from tests.talking import facts, talk

TODAY = "2025-05-02"


def courses(assistant: Assistant, *texts: str, today: str = TODAY) -> list[tuple[str, ...]]:
    return [reply.courses for reply in talk(assistant, today, *texts)]


def topics(assistant: Assistant, *texts: str, today: str = TODAY) -> list[tuple[str, ...]]:
    return [reply.topics for reply in talk(assistant, today, *texts)]


@pytest.mark.parametrize(
    ("texts", "topic"),
    [
        (("When does the Academy start?", "and the fee?"), "fees"),
        (("When does the Academy start?", "in which language?"), "language"),
        (("When does the Academy start?", "how do I apply"), "apply"),
        (("How much is the Academy?", "until when can I apply?"), "deadline"),
        (("Quand commence l'Académie ?", "et le prix ?"), "fees"),
        (("Quand commence l'Académie ?", "et en quelle langue ?"), "language"),
        (("¿Cuándo empieza la Academia?", "¿y el precio?"), "fees"),
        (("¿Cuándo empieza la Academia?", "¿y en qué idioma?"), "language"),
        (("¿Cuánto cuesta la Academia?", "¿dan certificado?"), "certificate"),
    ],
)
def test_a_follow_up_is_about_the_course_spoken_of(assistant: Assistant, texts: tuple[str, str], topic: str) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert reply.topics == (topic,)
    assert reply.courses == ("academy-2025",)
    assert reply.outcome == "answered"


@pytest.mark.parametrize(
    ("texts", "course"),
    [
        (("How much is the Academy?", "and the social protection course?"), "social-protection-2025"),
        (("How much is the Academy?", "and the e-LMA"), "e-academy-2023"),
        (("Combien coûte l'Académie ?", "et la protection sociale ?"), "social-protection-2025"),
        (("¿Cuánto cuesta la Academia?", "¿y el de protección social?"), "social-protection-2025"),
    ],
)
def test_another_course_named_gets_the_same_question(assistant: Assistant, texts: tuple[str, str], course: str) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert reply.topics == ("fees",)
    assert reply.courses == (course,)


def test_after_a_switch_the_new_course_is_spoken_of(assistant: Assistant) -> None:
    found = courses(
        assistant, "How much is the Academy?", "and the social protection course?", "and when does it start?"
    )
    assert found == [("academy-2025",), ("social-protection-2025",), ("social-protection-2025",)]


@pytest.mark.parametrize(
    "texts",
    [
        ("How much is the Academy?", "no, I mean the e-academy"),
        ("How much is the Academy?", "sorry, I meant the e-LMA"),
        ("How much is the Academy?", "not the Academy, the e-Academy"),
        ("Combien coûte l'Académie ?", "non, je parle de l'e-académie"),
        ("¿Cuánto cuesta la Academia?", "no, me refiero a la e-academia"),
    ],
)
def test_a_correction_answers_for_the_other_course(assistant: Assistant, texts: tuple[str, str]) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert reply.courses == ("e-academy-2023",)
    assert facts(reply, "fee.total")[0].value == "1510 EUR"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_number_chooses_the_offered_course(assistant: Assistant, number: int) -> None:
    first, second = talk(assistant, TODAY, "Which modules does the course have?", str(number))
    assert first.outcome == "clarify"
    assert second.courses == (("academy-2025", "social-protection-2025", "rights-2026")[number - 1],)
    assert second.topics == ("content",)
    assert second.outcome == "answered"


@pytest.mark.parametrize(
    ("said", "course"),
    [
        ("Social Protection 2025", "social-protection-2025"),
        ("social protection", "social-protection-2025"),
        ("the second one", "social-protection-2025"),
        ("2.", "social-protection-2025"),
        ("the last", "rights-2026"),
        ("academy", "academy-2025"),
        ("the first", "academy-2025"),
        ("Academy 2025", "academy-2025"),
        ("rights", "rights-2026"),
        ("migrants rights 2026", "rights-2026"),
        ("the third please", "rights-2026"),
    ],
)
def test_words_choose_the_offered_course(assistant: Assistant, said: str, course: str) -> None:
    second = talk(assistant, TODAY, "How much does it cost?", said)[1]
    assert second.courses == (course,)
    assert second.topics == ("fees",)


@pytest.mark.parametrize(
    ("opening", "said", "course"),
    [
        ("Combien ça coûte ?", "la deuxième", "social-protection-2025"),
        ("Combien ça coûte ?", "l'académie", "academy-2025"),
        ("¿Cuánto cuesta?", "el segundo", "social-protection-2025"),
        ("¿Cuánto cuesta?", "la academia", "academy-2025"),
        ("¿Cuánto cuesta?", "Protección social 2025", "social-protection-2025"),
        ("Combien ça coûte ?", "Droits des migrants 2026", "rights-2026"),
    ],
)
def test_words_choose_in_french_and_spanish(assistant: Assistant, opening: str, said: str, course: str) -> None:
    second = talk(assistant, TODAY, opening, said)[1]
    assert second.courses == (course,)
    assert second.topics == ("fees",)


@pytest.mark.parametrize("opening", ["How much does it cost?", "Combien ça coûte ?", "¿Cuánto cuesta?"])
def test_every_offered_choice_sent_back_chooses(assistant: Assistant, opening: str) -> None:
    offered = talk(assistant, TODAY, opening)[0].choices
    assert len(offered) == 3
    chosen = [talk(assistant, TODAY, opening, choice)[1] for choice in offered]
    assert [reply.courses for reply in chosen] == [("academy-2025",), ("social-protection-2025",), ("rights-2026",)]
    assert all(reply.topics == ("fees",) and reply.outcome != "clarify" for reply in chosen)


@pytest.mark.parametrize(
    "opening",
    ["How much is the Academy?", "Combien coûte l'Académie ?", "¿Cuánto cuesta la Academia?", "When is the e-LMA?"],
)
@pytest.mark.parametrize("today", [TODAY, "2026-06-01"])
def test_every_offered_next_step_sent_back_is_answered(assistant: Assistant, opening: str, today: str) -> None:
    first = talk(assistant, today, opening)[0]
    assert first.choices
    for position, choice in enumerate(first.choices, 1):
        by_text = talk(assistant, today, opening, choice)[1]
        by_number = talk(assistant, today, opening, str(position))[1]
        assert by_text.text == by_number.text
        assert by_text.language == first.language
        assert by_text.outcome in ("answered", "partial", "unknown")
        assert not by_text.courses or by_text.courses == first.courses or "courses" in by_text.topics


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("which courses do you have?", "the 2"),
        ("info de los cursos", "el 2"),
        ("quelles formations avez-vous ?", "le 2"),
    ],
)
def test_a_number_with_an_article_chooses_an_offered_course(assistant: Assistant, opening: str, said: str) -> None:
    assert courses(assistant, opening, said)[1] == ("social-protection-2025",)


def test_a_day_after_an_answer_is_no_choice(assistant: Assistant) -> None:
    _, reply = talk(assistant, TODAY, "¿Cuánto me devuelven si cancelo la Academia?", "y si cancelo el 2")
    assert reply.topics == ("refunds",)


def test_an_ordinal_chooses_a_next_step_too(assistant: Assistant) -> None:
    first, second = talk(assistant, TODAY, "How much is the Academy?", "the first one")
    assert second.text == talk(assistant, TODAY, "How much is the Academy?", first.choices[0])[1].text


def test_the_other_one_of_three_is_asked_for(assistant: Assistant) -> None:
    replies = talk(assistant, TODAY, "How much does it cost?", "2", "no, the other one")
    assert (replies[2].outcome, replies[2].topics) == ("clarify", ("fees",))


@pytest.mark.parametrize("number", ["0", "4", "99", "-1", "²", "①", "٢"])
def test_a_number_that_was_not_offered_breaks_nothing(assistant: Assistant, number: str) -> None:
    assert talk(assistant, TODAY, "How much does it cost?", number)[1].text


def test_a_number_without_a_conversation_chooses_nothing(assistant: Assistant) -> None:
    assert talk(assistant, TODAY, "2")[0].courses == ()


def test_only_a_course_named_after_a_clarifying_question_answers_it(assistant: Assistant) -> None:
    found = talk(assistant, TODAY, "Who can attend?", "the academy")
    assert found[0].outcome == "clarify"
    assert found[1].topics == ("requirements",)
    assert found[1].courses == ("academy-2025",)


def test_several_pending_questions_are_all_answered_after_the_choice(assistant: Assistant) -> None:
    first, second = talk(assistant, TODAY, "How much does it cost and when does it start?", "1")
    assert first.outcome == "clarify"
    assert [part.topic for part in second.parts] == ["fees", "dates"]
    assert second.courses == ("academy-2025",)


def test_a_new_question_instead_of_a_choice_is_answered(assistant: Assistant) -> None:
    second = talk(assistant, TODAY, "How much does it cost?", "What is your e-mail address?")[1]
    assert second.topics == ("contact",)


@pytest.mark.parametrize(
    ("texts", "topic"),
    [
        (("who can join?", "How much does the Academy cost?"), "fees"),
        (("¿quién puede participar?", "¿Cuánto cuesta la Academia?"), "fees"),
        (("combien ça coûte ?", "c'est quand, l'Académie ?"), "dates"),
    ],
)
def test_a_new_question_that_names_a_course_is_no_answer_to_the_one_before(
    assistant: Assistant, texts: tuple[str, str], topic: str
) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert reply.topics == (topic,)
    assert reply.courses == ("academy-2025",)


def test_a_question_about_the_course_spoken_of_does_not_get_the_last_answer_again(assistant: Assistant) -> None:
    hours, week = talk(assistant, TODAY, "how many hours per week in the academy", "is there a week in Turin?")
    assert week.topics != hours.topics
    assert "Turin" in week.text


def test_a_course_chosen_after_a_comparison_is_told(assistant: Assistant) -> None:
    _, one = talk(assistant, TODAY, "what is the difference between the Academy and the E-Academy?", "ok the first")
    assert one.courses == ("academy-2025",)
    assert "Migrants' Rights 2026" not in one.text


def test_thanks_in_between_forget_nothing(assistant: Assistant) -> None:
    replies = talk(assistant, TODAY, "How much is the Academy?", "thanks!", "and when does it start?")
    assert replies[1].outcome == "smalltalk"
    assert replies[2].courses == ("academy-2025",)


def test_nonsense_in_between_forgets_nothing(assistant: Assistant) -> None:
    replies = talk(assistant, TODAY, "How much is the Academy?", "xkcdq wvbbn", "when does it start?")
    assert replies[2].courses == ("academy-2025",)


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("What if I cancel the Academy on 1 June?", "and on 18 June?"), "50"),
        (("Et si j'annule l'Académie le 1er juin ?", "et le 18 juin ?"), "50"),
        (("¿Y si cancelo la Academia el 1 de junio?", "¿y el 18 de junio?"), "50"),
        (("What if I cancel the Academy on 1 June?", "and 3 days before?"), "100"),
    ],
)
def test_another_date_gets_the_same_question(assistant: Assistant, texts: tuple[str, str], value: str) -> None:
    reply = talk(assistant, TODAY, *texts)[1]
    assert reply.topics == ("refunds",)
    assert {fact.value for fact in facts(reply, "refunds.penalty")} == ({"1360 EUR"} if value == "50" else {"2720 EUR"})


def test_a_conversation_that_crosses_the_deadline_is_answered_by_the_new_day(assistant: Assistant) -> None:
    first, dialogue = assistant.answer(Message("How much is the Academy?", date(2025, 5, 23)))
    second, _ = assistant.answer(Message("how do I apply?", date(2025, 5, 24)), dialogue)
    assert first.links
    assert second.links == ()


def test_a_dialogue_is_a_value_that_can_be_used_twice(assistant: Assistant) -> None:
    _, dialogue = assistant.answer(Message("How much is the Academy?", date(2025, 5, 2)))
    message = Message("and when?", date(2025, 5, 2))
    assert assistant.answer(message, dialogue) == assistant.answer(message, dialogue)


def test_a_comparison_of_all_courses_leaves_the_next_question_open(assistant: Assistant) -> None:
    told = talk(assistant, "2026-11-21", "which course lasts longest?", "how do I get the diploma?")
    assert told[0].outcome == "answered"
    assert told[1].outcome == "answered"
    assert "capstone" in told[1].text.lower()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("which is the longest course?", "7 weeks"),
        ("quelle est la formation la plus longue ?", "7 semaines"),
        ("which one is the most expensive?", "€2,720"),
        ("¿cuál es el curso más caro?", "2720"),
        ("which course is the cheapest?", "€1,055"),
    ],
)
def test_extremes_are_told_with_their_value(assistant: Assistant, text: str, told: str) -> None:
    first = talk(assistant, "2026-11-21", text)[0].text.split("\n")[0]
    assert told in first.replace("2.720", "2720").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("opening", "said", "topic"),
    [
        ("fechas del curso de derechos de los migrantes", "y la cuota?", "fees"),
        ("fechas de la academia", "y la semana de turin cual es", "dates"),
    ],
)
def test_a_follow_up_with_a_subject_of_its_own_does_not_get_the_last_answer(
    assistant: Assistant, opening: str, said: str, topic: str
) -> None:
    assert topics(assistant, opening, said)[1] == (topic,)


def test_weeks_in_turin_are_a_phase_of_the_course(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "How many weeks of the Academy are in Turin?")[0]
    assert "21" in reply.text
    assert "25 July 2025" in reply.text


@pytest.mark.parametrize("text", ["What is the course code of the Academy?", "code du cours de l'Académie ?"])
def test_the_code_of_a_course_is_told(assistant: Assistant, text: str) -> None:
    assert "A9718056" in talk(assistant, TODAY, text)[0].text


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("Compare the Academy and the social protection course", "and the deadline for both?"),
        ("Compare l'Académie et le cours protection sociale", "et la date limite pour les deux ?"),
        ("Compara la Academia y el curso de protección social", "¿y la fecha límite de los dos?"),
    ],
)
def test_both_means_the_two_told_side_by_side(assistant: Assistant, opening: str, said: str) -> None:
    reply = talk(assistant, TODAY, opening, said)[1]
    assert set(reply.courses) == {"academy-2025", "social-protection-2025"}
    assert "deadline" in reply.topics


def test_the_price_of_a_training_that_is_none_of_ours_is_not_told(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "vous avez une formation en gestion de projets ? quel prix")[0]
    assert reply.outcome == "out_of_scope"
    assert "€" not in reply.text


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("qué cursos hay?", "me interesa el segundo"),
        ("Which courses do you have?", "I take the social protection one"),
        ("quelles formations avez-vous ?", "la protection sociale m'intéresse"),
    ],
)
def test_a_course_chosen_from_a_list_is_told(assistant: Assistant, opening: str, said: str) -> None:
    reply = talk(assistant, TODAY, opening, said)[1]
    assert reply.courses == ("social-protection-2025",)
    assert set(reply.topics) == {"dates", "fees", "language", "content"}


@pytest.mark.parametrize(
    ("texts", "topic", "course"),
    [
        (("Quels sont les cours ouverts ?", "Le premier c'est combien ?", "et le deuxième ?"), "fees", "social-"),
        (("¿Qué cursos están abiertos?", "¿cuánto cuesta el primero?", "¿y el segundo?"), "fees", "social-"),
    ],
)
def test_an_ordinal_later_on_still_means_a_course_of_the_list(
    assistant: Assistant, texts: tuple[str, ...], topic: str, course: str
) -> None:
    reply = talk(assistant, TODAY, *texts)[-1]
    assert reply.topics == (topic,)
    assert [name.startswith(course) for name in reply.courses] == [True]


def test_what_a_diploma_takes_is_asked_bit_by_bit(assistant: Assistant) -> None:
    assert topics(assistant, "how can I get the diploma", "how many courses do I need")[1] == ("certificate",)


@pytest.mark.parametrize("said", ["anything in 2026?", "any course in 2026?"])
def test_a_year_asks_for_the_course_of_that_year(assistant: Assistant, said: str) -> None:
    reply = talk(assistant, "2026-01-20", said)[0]
    assert reply.courses == ("rights-2026",)
    assert reply.topics == ("courses",)
    assert reply.choices == ("Migrants' Rights 2026",)


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("How much is the social protection course?", "and the other one, the one in February?"),
        ("Combien coûte le cours de protection sociale ?", "et l'autre, celui de février ?"),
        ("¿Cuánto cuesta el curso de protección social?", "¿y el otro, el de febrero?"),
    ],
)
def test_of_the_other_course_the_same_is_asked(assistant: Assistant, opening: str, said: str) -> None:
    reply = talk(assistant, TODAY, opening, said)[1]
    assert (reply.topics, reply.courses) == (("fees",), ("rights-2026",))


def test_of_two_courses_compared_one_is_taken_by_its_number(assistant: Assistant) -> None:
    reply = talk(
        assistant, TODAY, "Which is cheaper, the Academy or the social protection course?", "I take the second. Link?"
    )[1]
    assert reply.courses == ("social-protection-2025",)


@pytest.mark.parametrize(
    ("opening", "said", "share"),
    [
        ("If I cancel the Academy tomorrow, what penalty?", "and if I wait until 20 June to decide?", "50"),
        ("Si j'annule l'Académie demain, quelle pénalité ?", "et si j'attends le 25 juin pour me décider ?", "100"),
    ],
)
def test_another_day_after_one_of_withdrawal_is_one_too(
    assistant: Assistant, opening: str, said: str, share: str
) -> None:
    reply = talk(assistant, "2025-06-12", opening, said)[1]
    assert reply.topics == ("refunds",)
    assert share in reply.text


def test_a_day_of_the_month_is_the_one_nearest_to_the_day_spoken_of(assistant: Assistant) -> None:
    said = ("If I cancel the social protection course on 7 October?", "and on the 6th?")
    reply = talk(assistant, "2025-06-16", *said)[1]
    assert reply.topics == ("refunds",)
    assert "6 October 2025" in reply.text


def test_the_first_day_of_the_course_may_be_the_day_of_withdrawal(assistant: Assistant) -> None:
    reply = talk(assistant, "2025-06-16", "If I cancel the Academy today, how much do I lose?", "and on 30 June?")[1]
    assert reply.topics == ("refunds",)
    assert "100%" in reply.text.replace("\u00a0", "").replace(" %", "%")


def test_thanks_before_an_ordinal_hide_it_not(assistant: Assistant) -> None:
    reply = talk(assistant, TODAY, "What courses do you offer?", "Perfect! The second, how much is it?")[1]
    assert reply.courses == ("social-protection-2025",)


def test_a_day_of_the_month_is_no_number_of_a_course(assistant: Assistant) -> None:
    said = ("If I drop out of the social protection course on 12 October, what comes back?", "and on the 5th?")
    reply = talk(assistant, "2025-09-08", *said)[1]
    assert reply.courses == ("social-protection-2025",)
    assert "5 October 2025" in reply.text
