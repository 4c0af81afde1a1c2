from collections.abc import Callable
from datetime import date
from pathlib import Path

from .conftest import Asked


def test_past_deadlines_and_courses_without_a_current_edition_are_told(asked: Asked) -> None:
    health = asked.report(today=date(2025, 5, 30)).health
    assert any("courses/academy-2025.yaml" in str(one) and "2025-05-23" in str(one) for one in health.passed)
    assert {one.course for one in health.ended} == {"e-academy-2023", "governance-2020"}


def test_the_facts_most_asked_for_stand_first(asked: Asked) -> None:
    asked.ask("Is there a discount?", topic="funding", course="rights-2026")
    asked.ask("Until when can I apply?", topic="deadline", course="rights-2026", times=2)
    wanted = asked.report().health.wanted
    assert [(one.course, one.path, one.count) for one in wanted] == [
        ("rights-2026", "deadline", 2),
        ("rights-2026", "funding.discount", 1),
    ]


def test_conflicts_are_told_with_every_value_and_its_place(asked: Asked) -> None:
    conflicts = {(one.course, one.path): one for one in asked.report().health.conflicts}
    said = conflicts["academy-2025", "certificate.assessment"]
    assert len(said.versions) == 2
    for value, source, place in said.versions:
        assert value
        assert source
        assert place.startswith("courses/academy-2025.yaml:")


def test_missing_translations_are_counted(asked: Asked, copied: Callable[[], Path]) -> None:
    folder = copied()
    before = asked.report(folder=folder).health.untranslated_count
    entry = '- id: dogs\n  questions:\n    en: ["may I bring my dog"]\n  answer:\n    en: "No."\n'
    (folder / "faq" / "own.yaml").write_text(entry, encoding="utf-8")
    health = asked.report(folder=folder).health
    assert health.untranslated_count == before + 1
    assert any(one.file == "faq/own.yaml" for one in health.untranslated)
