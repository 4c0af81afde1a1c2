"""Nothing the assistant says changes unnoticed: every topic, course and language on a dozen days."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.facts.knowledge import SHIPPED, Knowledge, load
from tests.golden.recording import DAYS, HERE, accept, changes, read, record, told

MOST_BYTES = 3_000_000


def test_every_reply_is_as_it_was_accepted(knowledge: Knowledge) -> None:
    changed = list(changes(read(), record(knowledge)))
    assert not changed, told(changed)


def test_the_record_covers_every_course_language_and_topic(knowledge: Knowledge) -> None:
    accepted = read()
    names = {f"{language}/{course}.txt" for language in ("en", "fr", "es") for course in (*knowledge.courses, "none")}
    assert names <= set(accepted)
    for name in names:
        assert len(accepted[name]) >= 45
        assert all(set(replies) == set(map(str, DAYS)) for replies in accepted[name].values())


def test_the_record_stays_small() -> None:
    assert sum(path.stat().st_size for path in HERE.glob("*/*.txt")) < MOST_BYTES


def test_an_edit_is_shown_as_the_replies_it_changes_and_accepted_once(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    path = tmp_path / "knowledge" / "courses" / "academy-2025.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2720 EUR", "2990 EUR"), encoding="utf-8")
    edited = load(tmp_path / "knowledge").knowledge
    assert edited is not None
    present = record(edited)
    changed = list(changes(read(), present))
    shown = told(changed, most=len(changed))
    assert shown.startswith(f"this edit changes {len(changed)} replies")
    assert "en/academy-2025 fees.total (" in shown
    assert "- The cost of participation is €2,720." in shown
    assert "+ The cost of participation is €2,990." in shown
    assert all("2,720" in text or "2.720" in text or "2\u202f720" in text or "refunds" in text for text in changed)
    accept(present, tmp_path)
    assert list(changes(read(tmp_path), present)) == []
