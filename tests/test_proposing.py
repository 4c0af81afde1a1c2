"""Answers of staff that become proposed entries of the FAQ."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.checking.report import check
from bot.facts.knowledge import SHIPPED, Knowledge, load
from bot.masking import Masking
from bot.proposing import CannotPropose, Proposed, StaffAnswer, propose
from bot.reloading import Live
from bot.store import Ticket
from tests.echo import build

DAY = date(2026, 1, 12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    found = load(folder).knowledge
    assert found is not None
    return found


def ticket(question: str, language: str = "en", course: str | None = None) -> Ticket:
    return Ticket(
        id=12, channel="telegram", conversation="7", person="7", name="Rosa Quispe (@rosa_q)", question=question,
        language=language, course=course, answer=None, reason=None, context=(), state="open", thread=None,
        opened_at=datetime(2026, 1, 12, tzinfo=UTC), announced_at=None,
        first_staff_at=None, staff_at=None, closed_at=None, closed_by=None,
    )  # fmt: skip


def proposal(knowledge: Knowledge, asked: Ticket, said: str, id: str | None = None, by: str = "M. A.") -> Proposed:
    return propose(knowledge, Masking.of(knowledge), asked, StaffAnswer(said, by, DAY), id)


def test_question_and_answer_become_an_entry_signed_by_staff(knowledge: Knowledge) -> None:
    question = "Hello, I am Rosa Quispe.\nMay I bring my dog to the campus? Call me: +51 987 654 321\n\nThanks,\nRosa"
    said = "Dear Rosa,\n\nDogs cannot stay on the campus.\n\nBest regards,\nM. A."
    found = proposal(knowledge, ticket(question, course="academy-2025"), said)
    text = found.path.read_text()
    assert found.shown == f"faq/proposed/{found.path.name}" and "dog" in found.path.stem
    assert '- "May I bring my dog to the campus?"' in text
    assert 'en: "Dogs cannot stay on the campus."' in text
    assert "courses: [academy-2025]" in text
    assert 'source: "staff: M. A., 2026-01-12"' in text
    assert not any(personal in text for personal in ("Rosa", "Quispe", "987"))
    assert found.problems == ()


def test_the_languages_are_the_tickets(knowledge: Knowledge) -> None:
    found = proposal(knowledge, ticket("¿Puedo llevar a mi perro al campus?", "es"), "No se admiten perros.")
    assert "es:" in found.path.read_text() and "en:" not in found.path.read_text()


def test_a_proposed_entry_is_not_live_and_wakes_nobody(folder: Path, knowledge: Knowledge) -> None:
    found = proposal(knowledge, ticket("May I bring my dog?"), "No dogs.")
    again = load(folder)
    assert again.knowledge is not None and again.knowledge.digest == knowledge.digest
    assert found.path.stem not in again.knowledge.faq
    shutil.move(found.path, folder / "faq")
    moved = load(folder)
    assert moved.errors == [] and moved.knowledge is not None and found.path.stem in moved.knowledge.faq


async def test_a_running_assistant_does_not_look_into_folders_of_proposals(folder: Path, knowledge: Knowledge) -> None:
    from bot.knowledge_folder import signature  # noqa: PLC0415

    live = Live(folder, build)
    await live.start()
    before = signature(folder)
    proposal(knowledge, ticket("May I bring my dog?"), "No dogs.")
    assert signature(folder) == before
    assert not (await live.reload()).changed


def test_figures_that_no_note_states_are_pointed_out(knowledge: Knowledge) -> None:
    found = proposal(knowledge, ticket("What does a dog cost?"), "A dog costs 35 EUR; the Academy costs 2720 EUR.")
    (problem,) = found.problems
    assert (problem.warning and "“35 EUR”" in str(problem)) or "“35" in str(problem)
    assert "2720" not in str(problem)


def test_names_that_lead_nowhere_are_errors(knowledge: Knowledge) -> None:
    found = proposal(knowledge, ticket("May I bring my dog?"), "Ask {{ contact.emial }}.")
    (problem,) = found.problems
    assert not problem.warning and "contact.email" in str(problem)


def test_a_question_that_a_live_entry_has_is_pointed_out(knowledge: Knowledge) -> None:
    live = next(iter(knowledge.faq.values()))
    found = proposal(knowledge, ticket(live.questions.en[0]), "As told.")
    assert any(f"belongs to “{live.id}”" in str(problem) for problem in found.problems)


def test_an_id_is_free_valid_and_the_persons_choice(knowledge: Knowledge) -> None:
    asked = ticket("May I bring my dog?")
    assert proposal(knowledge, asked, "No dogs.", "dogs").path.stem == "dogs"
    first, second = (proposal(knowledge, asked, "No dogs.") for _ in range(2))
    assert second.path.stem == f"{first.path.stem}-2" and first.remarks == ()
    assert f"{first.shown} is there already" in second.remarks[0]
    for taken in ("dogs", next(iter(knowledge.faq)), "No Dogs", "../../x"):
        with pytest.raises(CannotPropose):
            proposal(knowledge, asked, "No dogs.", taken)


def test_a_question_of_masked_text_alone_is_kept_whole_and_said_so(knowledge: Knowledge) -> None:
    found = proposal(knowledge, ticket("+51 987 654 321"), "We call you.")
    assert "[phone]" in found.path.read_text()
    assert "nothing but what was masked" in found.remarks[0]


def test_where_nothing_is_left_nothing_is_proposed(knowledge: Knowledge) -> None:
    with pytest.raises(CannotPropose, match="nothing is left of the answer"):
        proposal(knowledge, ticket("May I bring my dog?"), "Dear Rosa,\n\nBest regards,\nM. A.")


def test_a_folder_that_cannot_be_made_is_told(folder: Path, knowledge: Knowledge) -> None:
    (folder / "faq" / "proposed").write_text("")
    with pytest.raises(CannotPropose, match="cannot be written to"):
        proposal(knowledge, ticket("May I bring my dog?"), "No dogs.")


def test_check_looks_at_proposed_entries_without_failing_for_them(
    folder: Path, knowledge: Knowledge, cache: Path
) -> None:
    proposal(knowledge, ticket("May I bring my dog?"), "Ask {{ contact.emial }}.")
    report = check(folder, DAY, cache)
    assert report.errors == 0
    (told,) = [problem for problem in report.problems if problem.file.startswith("faq/proposed/")]
    assert "contact.emial" in told.message and told.warning


def test_who_signs_is_written_so_that_a_source_can_be_read(knowledge: Knowledge) -> None:
    found = proposal(knowledge, replace(ticket("May I bring my dog?"), id=3), "No dogs.", by="Albertazzi, M. 2")
    assert 'source: "staff: Albertazzi M. , 2026' not in found.path.read_text()
    assert found.problems == ()
