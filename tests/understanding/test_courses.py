"""Which course a message means: every name and code, with typing errors, and names that are none of ours."""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.facts.knowledge import Knowledge, load
from bot.messages import LANGUAGES, Language, Message
from bot.text import fold
from bot.understanding.courses import CourseFinder
from tests.talking import COURSES

TODAY = date(2025, 5, 2)
FRAMES: dict[Language, tuple[str, ...]] = {
    "en": ("{}", "How much is the {}?", "hello i want info about {} please"),
    "fr": ("{}", "Combien coûte : {} ?", "bonjour je voudrais des infos sur {} svp"),
    "es": ("{}", "¿Cuánto cuesta {}?", "hola quiero información de {} por favor"),
}
_LOADED = load().knowledge
ALIASES: list[tuple[Language, str, str]] = (
    sorted(
        {
            (language, alias, course.id)
            for course in _LOADED.courses.values()
            for language in LANGUAGES
            for alias in (
                *getattr(course.aliases, language),
                *getattr(_LOADED.series[course.series].aliases, language),
                getattr(course.name, language),
                getattr(course.short, language),
            )
        }
    )
    if _LOADED
    else []
)


@pytest.fixture(scope="module")
def finder(assistant: Assistant) -> CourseFinder:
    return assistant.readers.courses


def named(finder: CourseFinder, text: str, today: date = TODAY) -> set[str]:
    return {course for mention in finder.find(text, today) for course in mention.courses}


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alias_finds_its_course_and_no_other(finder: CourseFinder, course: str, language: Language) -> None:
    wrong = {}
    for alias_language, alias, own in ALIASES:
        if own == course and alias_language == language:
            for frame in FRAMES[language]:
                found = named(finder, frame.format(alias))
                if found != {course}:
                    wrong[frame.format(alias)] = found
    assert wrong == {}


@pytest.mark.parametrize("course", COURSES)
def test_every_alias_finds_its_course_without_accents_and_in_capitals(finder: CourseFinder, course: str) -> None:
    wrong = {}
    for _, alias, own in ALIASES:
        if own == course:
            for text in (fold(alias), fold(alias).upper(), alias.replace(" ", "  ")):
                if named(finder, text) != {course}:
                    wrong[text] = named(finder, text)
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("A9718056", "academy-2025"),
        ("a9718056", "academy-2025"),
        ("9718056", "academy-2025"),
        ("code A9718068?", "social-protection-2025"),
        ("https://oarf2.itcilo.org/STF/A9718056/en", "academy-2025"),
        ("A9714786", "e-academy-2023"),
        *((course, course) for course in COURSES),
    ],
)
def test_codes_and_ids_name_their_course(finder: CourseFinder, text: str, course: str) -> None:
    assert named(finder, text) == {course}


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("the course that starts on 30 June 2025", "academy-2025"),
        ("la formation du 20 octobre", "social-protection-2025"),
        ("el curso de febrero de 2026", "rights-2026"),
        ("the course of 16 February - 27 March", "rights-2026"),
    ],
)
def test_dates_name_a_course_where_no_name_is(assistant: Assistant, text: str, course: str) -> None:
    found = assistant.readers.courses.find(text, TODAY, assistant.readers.dates.find(text, TODAY))
    assert {name for mention in found for name in mention.courses} == {course}


def test_a_fee_that_only_one_course_has_names_it(finder: CourseFinder) -> None:
    assert named(finder, "is lodging within the 2720?") == {"academy-2025"}
    assert named(finder, "los 1.055 incluyen todo?") == {"social-protection-2025"}


@pytest.mark.parametrize(
    "text",
    [
        "academy on social dialogue",
        "your procurement course",
        "Academy on gender equality",
        "master in occupational safety and health",
        "académie sur le dialogue social",
        "formation sur la passation des marchés",
        "academia sobre diálogo social",
        "curso de contratación pública",
        "project management training",
    ],
)
def test_trainings_of_another_subject_are_not_taken(finder: CourseFinder, text: str) -> None:
    assert named(finder, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I work at the Ministry of Social Protection",
        "Je travaille au ministère de la Protection sociale",
        "Trabajo en el Ministerio de Protección Social",
        "Directorate of Social Protection, Accra",
        "Department of Labour Migration Governance",
    ],
)
def test_an_employer_is_no_course(finder: CourseFinder, text: str) -> None:
    assert named(finder, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "how much does it cost?",
        "I am a migrant worker",
        "je travaille avec des réfugiés",
        "mi organización es un sindicato",
        "I have the right to know",
        "governments and unions",
        "",
    ],
)
def test_everyday_sentences_name_no_course(finder: CourseFinder, text: str) -> None:
    assert named(finder, text) == set()


def test_two_courses_in_one_sentence_are_both_found(finder: CourseFinder) -> None:
    assert named(finder, "the Academy or the social protection course") == {"academy-2025", "social-protection-2025"}


def test_the_academy_and_the_e_academy_are_told_apart(finder: CourseFinder) -> None:
    assert named(finder, "the academy") == {"academy-2025"}
    for text in (
        "the e-academy",
        "the E Academy",
        "the eacademy",
        "l'e-académie",
        "la e-academia",
        "the online academy",
    ):
        assert named(finder, text) == {"e-academy-2023"}, text


def test_places_of_mentions_are_those_of_the_text(finder: CourseFinder) -> None:
    text = "Œuvre… is the Académie sur les migrations de main-d'œuvre good?"
    for mention in finder.find(text, TODAY):
        start, end = mention.span
        assert text[start:end].startswith("Académie")
        assert text[start:end].endswith("œuvre")


LONG = [
    (alias, course)
    for _, alias, course in ALIASES
    if len(re.findall(r"[^\W\d_]+", alias)) >= 2 and any(len(word) >= 7 for word in re.findall(r"[^\W\d_]+", alias))
]


@given(data=st.data())
@limits(max_examples=400)
def test_one_slip_in_a_long_word_is_forgiven(finder: CourseFinder, data: st.DataObject) -> None:
    alias, course = data.draw(st.sampled_from(LONG))
    words = [match for match in re.finditer(r"[^\W\d_]+", alias) if len(match.group()) >= 7]
    match = data.draw(st.sampled_from(words))
    at = data.draw(st.integers(match.start() + 1, match.end() - 1))
    kind = data.draw(st.sampled_from(["drop", "double", "swap", "change"]))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    if kind == "drop":
        typed = alias[:at] + alias[at + 1 :]
    elif kind == "double":
        typed = alias[:at] + alias[at] + alias[at:]
    elif kind == "swap":
        assume(at + 1 < match.end())
        typed = alias[:at] + alias[at + 1] + alias[at] + alias[at + 2 :]
    else:
        typed = alias[:at] + letter + alias[at + 1 :]
    parts = re.compile(r"[^\W\d_]+")
    assume(all(fold(word) not in finder.names.known for word in {*parts.findall(typed)} - {*parts.findall(alias)}))
    assert named(finder, f"how much is {typed}") == {course}, typed


@given(st.text(max_size=200))
@limits(max_examples=100)
def test_any_text_gives_mentions_of_known_courses_inside_the_text(finder: CourseFinder, text: str) -> None:
    for mention in finder.find(text, TODAY):
        assert 0 <= mention.span[0] < mention.span[1] <= len(text)
        assert set(mention.courses) <= set(COURSES)


def test_a_finder_needs_no_words_of_examples(knowledge: Knowledge) -> None:
    assert named(CourseFinder(knowledge), "the Academy on Labour Migration") == {"academy-2025"}


@pytest.mark.parametrize(
    "text",
    [
        "Is the Academy online?",
        "the academy is online or in Turin?",
        "L'académie est en ligne ?",
        "¿La academia es virtual?",
        "¿La academia es presencial o en línea?",
    ],
)
def test_what_is_said_of_a_course_is_no_part_of_its_name(assistant: Assistant, text: str) -> None:
    reply, _ = assistant.answer(Message(text, TODAY, "telegram"))
    assert reply.courses == ("academy-2025",)
    assert reply.topics == ("format",)


@pytest.mark.parametrize("text", ["Is the training in Turin?", "Est-ce une formation hybride ?"])
def test_a_name_that_tells_how_a_course_is_held_may_be_the_question(assistant: Assistant, text: str) -> None:
    reply, _ = assistant.answer(Message(text, TODAY, "telegram"))
    assert reply.topics == ("format",)


@pytest.mark.parametrize("text", ["¿Pueden ampliar el plazo de inscripción?", "¿se puede ampliar la fecha?"])
def test_a_word_of_a_name_before_an_article_names_no_course(finder: CourseFinder, text: str) -> None:
    assert named(finder, text) == set()


@pytest.mark.parametrize(
    ("text", "courses"),
    [
        ("Which days must I be in Italy?", ("academy-2025",)),
        ("Qui paie le billet d'avion pour Turin ?", ("academy-2025",)),
        ("¿Puedo mandar a un colega en mi lugar a lo de Turín?", ("academy-2025",)),
        ("I live in Turin. What is the fee?", ()),
        ("My boss is the one that lives in Turin. How much is it?", ()),
        ("Can participants from Italy pay by bank transfer?", ()),
    ],
)
def test_a_place_in_a_question_means_the_course_that_meets_there(
    assistant: Assistant, text: str, courses: tuple[str, ...]
) -> None:
    assert assistant.answer(Message(text, TODAY))[0].courses == courses


def test_an_employer_ends_with_its_clause(assistant: Assistant) -> None:
    text = "We have nothing to do with a ministry. The Academy, what does it cost?"
    assert assistant.answer(Message(text, TODAY))[0].courses == ("academy-2025",)


@pytest.mark.parametrize("text", ["Y a-t-il un cours en octobre ?", "Is there any course in October?"])
def test_any_course_of_a_month_names_none(assistant: Assistant, text: str) -> None:
    assert assistant.answer(Message(text, TODAY))[0].topics == ("courses",)


def test_the_year_somebody_came_asks_of_no_edition(assistant: Assistant) -> None:
    text = "I attended the Academy last year. What does the rights course cost?"
    assert "edition of 2024" not in assistant.answer(Message(text, TODAY))[0].text
