import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.checking.report import check
from bot.facts.knowledge import load

from .conftest import TODAY, Asked


def stub(asked: Asked) -> tuple[str, str]:
    gap = asked.report().gaps[0]
    return gap.stub.place, gap.stub.yaml


def faq_folder(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "own"
    (folder / "faq").mkdir(parents=True)
    (folder / "faq" / "new.yaml").write_text(text, encoding="utf-8")
    return folder


def signed(text: str) -> str:
    return text.replace("YOUR NAME", "M. A.")


def ask_of_dogs(asked: Asked) -> None:
    asked.ask('May I bring my dog "Bella": yes? {{ no }}', times=2)
    asked.ask("may I bring dogs", times=1)


def test_a_new_entry_stands_ready_to_be_pasted_and_check_passes_once_it_is_answered(
    asked: Asked, tmp_path: Path, cache: Path
) -> None:
    ask_of_dogs(asked)
    place, text = stub(asked)
    assert place == "faq/"
    folder = faq_folder(tmp_path, signed(text).replace('en: ""', 'en: "Dogs stay at home."'))
    report = check(folder, TODAY, cache)
    assert report.errors == 0, report.problems
    assert report.knowledge is not None
    (entry,) = report.knowledge.faq.values()
    assert entry.questions.en[0] == 'May I bring my dog "Bella": yes? {{ no }}'
    assert entry.source == f"staff: M. A., {TODAY}"


def test_a_new_entry_that_nobody_answered_does_not_pass(asked: Asked, tmp_path: Path) -> None:
    ask_of_dogs(asked)
    (problem,) = load(faq_folder(tmp_path, signed(stub(asked)[1]))).errors
    assert "the text is empty: write it" in problem.message


def test_a_new_entry_that_nobody_signed_does_not_pass(asked: Asked, tmp_path: Path) -> None:
    ask_of_dogs(asked)
    (problem,) = load(faq_folder(tmp_path, stub(asked)[1].replace('en: ""', 'en: "Dogs stay at home."'))).errors
    assert "“YOUR NAME” signs here" in problem.message


def test_a_question_asked_in_french_alone_is_answered_in_english_too(asked: Asked) -> None:
    asked.ask("Puis-je venir avec mon chien ?", language="fr")
    assert stub(asked)[1].endswith(f'  answer:\n    en: ""\n    fr: ""\n  source: "staff: YOUR NAME, {TODAY}"\n')


def test_the_id_is_made_of_words_of_the_question_and_is_not_taken(asked: Asked) -> None:
    asked.ask("Où est la crèche d'été à Turin ?", language="fr")
    assert "id: creche-ete-turin\n" in stub(asked)[1]
    asked.ask("Visa letter", times=5)
    assert "id: visa-letter-2\n" in stub(asked)[1]
    asked.ask("你好吗", times=9)
    assert "id: question\n" in stub(asked)[1]


def test_a_long_question_is_cut_at_a_word(asked: Asked) -> None:
    asked.ask("Is there a laundry? " * 40)
    question = re.search(r'- "(.*)"', stub(asked)[1])
    assert question is not None
    assert len(question[1]) <= 200
    assert question[1].endswith(("laundry?", "there", "Is", "a"))


@pytest.mark.parametrize(
    ("text", "topic", "course", "line", "filled"),
    [
        (
            "Until when can I apply?",
            "deadline",
            "rights-2026",
            "deadline: not stated",
            {'value: ""': "value: 2026-02-01"},
        ),
        ("What does it cost?", "fees", "rights-2026", "  total: not stated", {'value: ""': "value: 100 EUR"}),
        (
            "What are the components?",
            "fees",
            "rights-2026",
            "  parts: not stated",
            {
                'en: ""': 'en: "tuition"',
                'fr: ""': 'fr: "cours"',
                'es: ""': 'es: "curso"',
                'amount: ""': "amount: 9 EUR",
            },
        ),
        (
            "How many hours a week?",
            "workload",
            "academy-2025",
            "  weekly: not stated",
            {'min: ""': "min: 3", 'max: ""': "max: 4"},
        ),
        (
            "Is there a discount?",
            "funding",
            "academy-2025",
            "  discount: not stated",
            {'en: ""': 'en: "none"', 'fr: ""': 'fr: "aucune"', 'es: ""': 'es: "ninguno"'},
        ),
        (
            "Which computer and connection do I need?",
            "requirements",
            "academy-2025",
            "  technical: not stated",
            {'en: ""': 'en: "One"', 'fr: ""': 'fr: "Un"', 'es: ""': 'es: "Uno"'},
        ),
    ],
)
def test_a_missing_fact_is_written_in_place_of_its_line(
    asked: Asked, copied: Callable[[], Path], text: str, topic: str, course: str, line: str, filled: dict[str, str]
) -> None:
    asked.ask(text, topic=topic, course=course)
    place, yaml = stub(asked)
    folder = copied()
    file, _, number = place.partition(":")
    lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[int(number) - 1] == line + "\n"
    assert f"line {number} (“{line}”)" in asked.report().gaps[0].stub.how
    lines[int(number) - 1] = signed(yaml)
    (folder / file).write_text("".join(lines), encoding="utf-8")
    assert load(folder).errors, "empty quotes must not pass"
    whole = "".join(lines)
    for empty, value in filled.items():
        whole = whole.replace(empty, value)
    (folder / file).write_text(whole, encoding="utf-8")
    assert load(folder).errors == []


def test_an_entry_that_says_it_is_not_known_is_changed_in_its_place(asked: Asked) -> None:
    asked.ask("Something to read before?", topic="faq:prior-reading")
    gap = asked.report().gaps[0]
    assert re.fullmatch(r"faq/[\w-]+\.yaml:\d+", gap.stub.place)
    assert "“prior-reading”" in gap.stub.how
    assert gap.stub.yaml.startswith('  answer:\n    en: ""\n')


def test_several_fields_that_may_be_meant_are_all_offered(asked: Asked) -> None:
    asked.ask("Hm?", topic="workload", course="academy-2025")
    gap = asked.report().gaps[0]
    assert gap.stub.place.count("courses/academy-2025.yaml:") == 3
    assert "one of these lines" in gap.stub.how
