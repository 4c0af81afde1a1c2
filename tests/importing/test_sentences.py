"""Sentences around an address, and texts that cannot stand alone."""

from __future__ import annotations

import pytest

from bot.importing.found import Found
from tests.importing.conftest import Read

TITLE = "Sand and Sea\n\n3–14 March 2027\n\n"
APPLY = (
    f"{TITLE}HOW TO APPLY\nDivers may register through this link: https://oarf2.example.org/X/A1234567/en "
    "no later than 15 January 2027. Applicants must have a boat; hold a letter of their harbour; swim well.\n"
)


def items(found: Found) -> list[str]:
    return [item for version in found.versions for item in version.value]


def test_an_address_in_a_sentence_is_no_part_of_what_is_required(read: Read) -> None:
    found = read(APPLY).found
    assert items(found["requirements.selection"])
    assert not any("http" in item or "15 January" in item for item in items(found["requirements.selection"]))
    assert not any("http" in item for item in items(found["requirements.documents"]))


def test_a_sentence_goes_on_behind_its_address(read: Read) -> None:
    assert (
        read(APPLY).found["apply.how"].value == "Divers may register through this link no later than 15 January 2027."
    )


def test_a_text_that_begins_with_a_pronoun_is_doubted(read: Read) -> None:
    found = read(f"{TITLE}CERTIFICATE\nIt comprises a final test of forty questions.\n").found["certificate.assessment"]
    assert any("“It”" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    "first",
    ["No penalty, 100% refund of what was paid", "Refund of 100% of the fee", "100 per cent of the fee is refunded"],
)
def test_what_is_paid_back_is_not_told_as_kept(read: Read, first: str) -> None:
    found = read(
        f"{TITLE}REFUNDS\n- 31 days or more before the start: {first}\n"
        "- 30 days or less before the start: penalty of 80%\n"
    ).found["refunds.rules"]
    assert "31 days or more before: 0 % kept; 30 days or fewer before: 80 % kept" in found.doubts[0]
