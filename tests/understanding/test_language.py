"""The language of short, noisy messages; the conversation and the client's language as hints."""

from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from bot.messages import LANGUAGES, Language, Reply
from tests.talking import EMAIL, talk

Ask = Callable[..., Reply]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("academy fees", "en"),
        ("start date", "en"),
        ("refund rules", "en"),
        ("application deadline", "en"),
        ("how much", "en"),
        ("which language", "en"),
        ("course dates", "en"),
        ("good morning", "en"),
        ("thank you", "en"),
        ("contact email", "en"),
        ("deadline?", "en"),
        ("e-LMA deadline?", "en"),
        ("price academy", "en"),
        ("who attends", "en"),
        ("payment terms", "en"),
        ("frais academie", "fr"),
        ("date debut", "fr"),
        ("date limite", "fr"),
        ("prix cours", "fr"),
        ("quelle langue", "fr"),
        ("cout formation", "fr"),
        ("combien coute", "fr"),
        ("merci beaucoup", "fr"),
        ("bonjour madame", "fr"),
        ("conditions annulation", "fr"),
        ("duree formation", "fr"),
        ("remboursement annulation", "fr"),
        ("prerequis academie", "fr"),
        ("contenu cours", "fr"),
        ("precio academia", "es"),
        ("fecha inicio", "es"),
        ("fecha limite", "es"),
        ("cuanto cuesta", "es"),
        ("que idioma", "es"),
        ("costo curso", "es"),
        ("buenos dias", "es"),
        ("muchas gracias", "es"),
        ("reembolso cancelacion", "es"),
        ("requisitos academia", "es"),
        ("duracion curso", "es"),
        ("forma pago", "es"),
        ("contenido curso", "es"),
        ("becas academia", "es"),
    ],
)
def test_two_words_without_accents_tell_their_language(ask: Ask, text: str, language: Language) -> None:
    assert ask(text).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hw much is d academy pls", "en"),
        ("wen does it start??", "en"),
        ("can i aply stil", "en"),
        ("c combien lacademie svp", "fr"),
        ("bjr jvoudrai savoir le prix", "fr"),
        ("cest quand la formation", "fr"),
        ("kuanto cuesta la academia xfa", "es"),
        ("hola q precio tiene el curso", "es"),
        ("aun me puedo inscrivir", "es"),
        ("HOW MUCH IS THE ACADEMY", "en"),
        ("COMBIEN COUTE L ACADEMIE", "fr"),
        ("CUANTO CUESTA LA ACADEMIA", "es"),
    ],
)
def test_careless_spelling_tells_its_language_too(ask: Ask, text: str, language: Language) -> None:
    assert ask(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Wie viel kostet die Akademie?",
        "Wann beginnt der Kurs und wie kann ich mich anmelden?",
        "Quanto costa l'accademia?",
        "Quando inizia il corso e come posso iscrivermi?",
        "Quanto custa a academia e quando começa o curso?",
        "Gostaria de saber como fazer a inscrição no curso",
        "Hoeveel kost de academie?",
        "Ile kosztuje akademia?",
        "Akademi ne kadar ve ne zaman başlıyor?",
        "Hur mycket kostar kursen?",
        "Cât costă cursul și când începe?",
        "Kursus ini biayanya berapa?",
        "Сколько стоит академия?",
        "Коли починається курс?",
        "كم تكلفة الأكاديمية؟",
        "هزینه دوره چقدر است؟",
        "学院的费用是多少？",
        "コースはいつ始まりますか",
        "강좌는 언제 시작하나요?",
        "कोर्स की फीस कितनी है?",
        "Πόσο κοστίζει η ακαδημία;",
        "Kozi hii inagharimu kiasi gani?",
        "ค่าเรียนเท่าไหร่",
        "የኮርሱ ክፍያ ስንት ነው?",
    ],
)
def test_other_languages_get_the_short_reply_in_three(ask: Ask, text: str) -> None:
    reply = ask(text)
    assert (reply.language, reply.outcome) == ("other", "out_of_scope")
    assert EMAIL in reply.text
    for word in ("English", "français", "español"):
        assert word in reply.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello, je veux apply pour social protection, il faut quoi comme requirements ?", "fr"),
        ("Bonjour, how much does the Academy cost and when does it start?", "en"),
        ("Hi, ¿cuánto cuesta la Academy y cuándo empieza?", "es"),
        ("Quel est le fee de la Labour Migration Academy ?", "fr"),
        ("What is the deadline for the Académie sur les migrations de main-d'œuvre?", "en"),
        ("¿Cuándo es la Labour Migration Academy?", "es"),
        ("Social Protection: quand commence le cours ?", "fr"),
    ],
)
def test_in_a_mixed_message_the_frame_decides(ask: Ask, text: str, language: Language) -> None:
    assert ask(text).language == language


@pytest.mark.parametrize("text", ["2", "ok", "?", "LMA", "18/06/2025", "👍"])
@pytest.mark.parametrize(
    ("opening", "language"),
    [("How much does it cost?", "en"), ("Combien ça coûte ?", "fr"), ("¿Cuánto cuesta?", "es")],
)
def test_what_tells_no_language_keeps_that_of_the_conversation(
    assistant: Assistant, text: str, opening: str, language: Language
) -> None:
    assert talk(assistant, "2025-05-02", opening, text)[1].language == language


@pytest.mark.parametrize(
    ("opening", "text", "language"),
    [
        ("How much is the Academy?", "deadline?", "en"),
        ("How much is the Academy?", "certificate?", "en"),
        ("Combien coûte l'Académie ?", "date limite ?", "fr"),
        ("Combien coûte l'Académie ?", "certificat ?", "fr"),
        ("¿Cuánto cuesta la Academia?", "fecha límite?", "es"),
        ("¿Cuánto cuesta la Academia?", "certificado?", "es"),
        ("Combien coûte l'Académie ?", "online ?", "fr"),
        ("¿Cuánto cuesta la Academia?", "online?", "es"),
    ],
)
def test_a_single_word_stays_in_the_conversations_language(
    assistant: Assistant, opening: str, text: str, language: Language
) -> None:
    assert talk(assistant, "2025-05-02", opening, text)[1].language == language


def test_a_whole_question_in_another_language_switches_the_conversation(assistant: Assistant) -> None:
    replies = talk(
        assistant,
        "2025-05-02",
        "How much is the Academy?",
        "et quand est-ce qu'elle commence ?",
        "¿y en qué idioma se imparte?",
        "and how do I apply?",
    )
    assert [reply.language for reply in replies] == ["en", "fr", "es", "en"]
    assert all(reply.courses == ("academy-2025",) for reply in replies)


def test_another_language_does_not_end_the_conversation(assistant: Assistant) -> None:
    replies = talk(
        assistant, "2025-05-02", "How much is the Academy?", "Wann beginnt der Kurs und wo?", "and when does it start?"
    )
    assert [reply.language for reply in replies] == ["en", "other", "en"]
    assert replies[2].courses == ("academy-2025",)


@pytest.mark.parametrize(
    ("hint", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("es-419", "es"), ("de", "en"), (None, "en")]
)
def test_the_clients_language_counts_where_the_text_tells_none(ask: Ask, hint: str | None, language: str) -> None:
    assert ask("LMA?", hint=hint).language == language


def test_the_text_counts_more_than_the_clients_language(ask: Ask) -> None:
    assert ask("How much does the Academy cost?", hint="fr").language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facts_answer_is_in_the_language_of_the_question(ask: Ask, language: Language) -> None:
    asked = {
        "en": "Who can attend the Academy?",
        "fr": "Qui peut participer à l'Académie ?",
        "es": "¿Quién puede participar en la Academia?",
    }
    said = {"en": "journalists", "fr": "journalistes", "es": "periodistas"}
    assert said[language] in ask(asked[language]).text
