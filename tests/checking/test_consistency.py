"""What cannot both be true within one course is told, though each value is valid by itself."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.checking.consistency import inconsistent
from bot.checking.subject import Subject
from bot.facts.knowledge import SHIPPED, load

Edit = Callable[[str, str], list[str]]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Change one text of the Academy's file; what is warned of then."""
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)

    def edited(old: str, new: str) -> list[str]:
        path = folder / "courses" / "academy-2025.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        loaded = load(folder)
        assert loaded.knowledge is not None
        return [
            f"{warned.file} {warned.message}"
            for warned in inconsistent(Subject(loaded.knowledge, loaded.trees, date(2025, 5, 2), folder))
        ]

    return edited


def test_the_shipped_courses_are_consistent(edit: Edit) -> None:
    assert edit("id: academy-2025", "id: academy-2025") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("amount: 720 EUR", "amount: 800 EUR", "add up to 2800 EUR, the total says 2720 EUR"),
        ("value: 2025-05-23", "value: 2025-07-04", "2025-07-04 lies after the first day of the course (2025-06-30)"),
        ("value: 2025-05-23", "value: 2025-09-04", "2025-09-04, after the course has ended (2025-08-01)"),
        ("start: 2025-07-26\n      end: 2025-08-01", "start: 2025-07-26\n      end: 2025-08-09", "outside the dates"),
    ],
)
def test_a_contradiction_between_fields_is_told_with_its_place(edit: Edit, old: str, new: str, told: str) -> None:
    found = edit(old, new)
    assert len(found) == 1
    assert found[0].startswith("courses/academy-2025.yaml") and told in found[0]


def test_a_course_without_names_in_a_language_is_told(edit: Edit) -> None:
    text = (SHIPPED / "courses" / "academy-2025.yaml").read_text(encoding="utf-8")
    names = text[text.index("  es:\n    - ") : text.index("title:")]
    assert "no Spanish words" in "".join(edit(names, "  es: []\n"))
