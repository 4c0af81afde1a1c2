"""What an edit is compared with: copies of the knowledge that people were answered from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facts.knowledge import Knowledge, load
from bot.knowledge_folder import signature
from bot.live_copies import LiveCopies
from tests.echo import FAQ, folder_of

MORNING = datetime(2025, 5, 2, 8, 0, tzinfo=UTC)


class Desk:
    """A folder that staff edit, and the copies an assistant keeps of it."""

    def __init__(self, place: Path) -> None:
        self.folder = folder_of(place)
        self.copies = LiveCopies(place / "assistant.db")

    def edit(self, text: str) -> None:
        (self.folder / "faq" / "visa.yaml").write_text(FAQ.format(text))

    def knowledge(self) -> Knowledge:
        found = load(self.folder).knowledge
        assert found is not None
        return found

    def live(self, now: datetime) -> None:
        assert self.copies.keep(self.knowledge(), signature(self.folder), now)

    def before(self, now: datetime) -> str | None:
        """What the copy that an edit is compared with says."""
        kept = self.copies.before(self.folder, self.knowledge().digest, now)
        loaded = load(kept.folder).knowledge if kept else None
        return str(loaded.faq["visa-letter"].answer.en) if loaded else None


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def minutes(number: int) -> datetime:
    return MORNING + timedelta(minutes=number)


def test_without_a_run_there_is_nothing_to_compare_with(desk: Desk) -> None:
    assert desk.before(MORNING) is None


def test_an_edit_while_nothing_runs_is_compared_with_what_was_live_last(desk: Desk) -> None:
    desk.live(MORNING)
    desk.edit("second")
    assert desk.before(minutes(600)) == "first"


def test_an_edit_that_is_live_already_is_compared_with_what_was_live_before_it(desk: Desk) -> None:
    desk.live(MORNING)
    desk.edit("second")
    desk.live(minutes(300))
    assert desk.before(minutes(301)) == "first"
    assert desk.before(minutes(3000)) == "first"


def test_edits_less_than_an_hour_apart_are_one_round(desk: Desk) -> None:
    desk.live(MORNING)
    for number, text in enumerate(("second", "third", "fourth")):
        desk.edit(text)
        desk.live(minutes(300 + 50 * number))
    assert desk.before(minutes(401)) == "first"
    desk.edit("fifth")
    assert desk.before(minutes(420)) == "first"


def test_an_hour_later_a_new_round_begins(desk: Desk) -> None:
    desk.live(MORNING)
    desk.edit("second")
    desk.live(minutes(300))
    desk.edit("third")
    assert desk.before(minutes(400)) == "second"
    desk.live(minutes(401))
    assert desk.before(minutes(402)) == "second"


def test_a_restart_begins_no_round(desk: Desk) -> None:
    desk.live(MORNING)
    desk.edit("second")
    desk.live(minutes(300))
    assert not desk.copies.keep(desk.knowledge(), signature(desk.folder), minutes(500))
    assert desk.before(minutes(501)) == "first"


def test_what_is_edited_while_it_is_copied_is_not_kept(desk: Desk) -> None:
    seen, knowledge = signature(desk.folder), desk.knowledge()
    desk.edit("another text")
    assert not desk.copies.keep(knowledge, seen, MORNING)
    assert desk.copies.live() is None


def test_copies_of_another_folder_are_not_compared_with(desk: Desk, tmp_path: Path) -> None:
    desk.live(MORNING)
    other = Desk(tmp_path / "other")
    other.copies = desk.copies
    assert other.before(MORNING) is None


def test_a_damaged_copy_counts_as_none(desk: Desk) -> None:
    desk.live(MORNING)
    (desk.copies.root / "live" / "label.json").write_text("{")
    assert desk.before(MORNING) is None
    desk.live(minutes(1))
    assert desk.before(minutes(2)) == "first"
