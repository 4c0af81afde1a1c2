"""What a sentence says and what it only seems to say: one short note for each."""

from __future__ import annotations

import pytest

from tests.importing.conftest import Read
from tests.importing.samples import period

HEAD = "Salt and Light\n\n3–14 March 2027\n\n"
LIST = ["two years at sea", "a letter of support"]
ITEMS = "- two years at sea\n- a letter of support\n"


def test_the_days_of_an_edition_that_was_are_not_this_ones(read: Read) -> None:
    note = f"{HEAD}ABOUT THE COURSE\nThe last session took place from 2 to 13 March 2026 in Oslo.\n"
    assert read(note).found["dates"].value == period("2027-03-03", "2027-03-14")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("du 4 oct. au 12 nov. 2027", period("2027-10-04", "2027-11-12")),
        ("3/14 March 2027", period("2027-03-03", "2027-03-14")),
        ("3.–14.3.2027", period("2027-03-03", "2027-03-14")),
        ("2027/03/03 – 2027/03/14", period("2027-03-03", "2027-03-14")),
    ],
)
def test_short_forms_of_a_period_are_read(read: Read, text: str, days: dict[str, str]) -> None:
    assert read(f"Salt and Light\n\n{text}\n").found["dates"].value == days


def test_rows_with_a_first_and_a_last_day_are_phases(read: Read) -> None:
    note = """<h1>Salt</h1><p>1 March – 2 April 2027</p><table><tr><th>Phase</th><th>Start</th><th>End</th></tr>
<tr><td>Online</td><td>01/03/2027</td><td>19/03/2027</td></tr>
<tr><td>Face-to-face</td><td>29/03/2027</td><td>02/04/2027</td></tr></table>"""
    found = read(note).found
    assert found["dates"].value == period("2027-03-01", "2027-04-02")
    assert [phase["name"] for phase in found["phases"].value] == ["Online", "Face-to-face"]


def test_phases_told_in_one_line_have_each_its_own_mode(read: Read) -> None:
    note = "Salt and Light\n\nDates: 4–15 October 2027 (online) and 22–26 November 2027 (Turin)\n"
    phases = read(note).found["phases"].value
    assert [(phase["name"], phase["mode"]) for phase in phases] == [("online", "online"), ("Turin", "in_person")]


@pytest.mark.parametrize(
    "text",
    [
        "If you register before 10 January 2027 you pay 5 % less.",
        "REFUNDS\nUntil 10 January 2027 we keep EUR 100.",
    ],
)
def test_the_last_day_of_a_discount_or_refund_is_no_deadline(read: Read, text: str) -> None:
    note = f"{HEAD}DEADLINE\n5 February 2027\n\nCOSTS\nThe fee is EUR 900.\n{text}\n"
    assert read(note).found["deadline"].value == "2027-02-05"


def test_fees_by_group_are_told_and_none_is_taken(read: Read) -> None:
    found = read(f"{HEAD}COSTS\nMembers | EUR 800 |\nNon-members | EUR 1,000 |\nStudents | EUR 400 |\n").found
    assert found["fee.total"].versions == () and found["fee.parts"].versions == ()
    (doubt,) = found["fee.total"].doubts
    assert "EUR 800" in doubt and "EUR 1,000" in doubt and "EUR 400" in doubt


def test_a_reduced_fee_and_a_sum_in_other_money_do_not_contradict_the_fee(read: Read) -> None:
    text = "The fee is £950. Charities pay £760, a 20% discount. Indicative equivalent: 1,100 euros."
    assert read(f"{HEAD}FEE\n{text}\n").found["fee.total"].value == "950 GBP"


def test_an_amount_of_its_own_in_the_head_contradicts_another_one_below(read: Read) -> None:
    found = read("Salt and Light\n\nOnline – EUR 900 – English\n\nCOSTS\nThe fee is EUR 950.\n").found
    assert [version.value for version in found["fee.total"].versions] == ["900 EUR", "950 EUR"]
    assert found["language.languages"].value == ["en"]


@pytest.mark.parametrize("text", ["The course is given in French; some documents exist in Portuguese.", "French"])
def test_a_language_of_some_documents_is_not_the_courses(read: Read, text: str) -> None:
    assert read(f"{HEAD}LANGUAGE\n{text}\n").found["language.languages"].value == ["fr"]


def test_links_to_the_page_in_other_languages_are_not_the_courses_languages(read: Read) -> None:
    note = '<p><a href="/en">English</a> <a href="/fr">Français</a></p><h1>Salt</h1><p>Taught in Spanish.</p>'
    assert read(note).found["language.languages"].value == ["es"]


def test_a_list_shorter_than_announced_contradicts_the_number(read: Read) -> None:
    found = read(f"{HEAD}CONTENT\nThe course has three modules:\n- Oil\n- Glass\n").found
    assert [version.value for version in found["content.module_count"].versions] == [3, 2]


@pytest.mark.parametrize(
    "text",
    [
        f"HOW WE CHOOSE\n{ITEMS}",
        f"HOW TO APPLY\nSend the form. We look at:\n{ITEMS}",
        f"REQUIREMENTS\n{ITEMS}",
    ],
)
def test_what_counts_in_the_selection_is_found(read: Read, text: str) -> None:
    assert read(HEAD + text).found["requirements.selection"].value == LIST


def test_requirements_taken_for_selection_are_doubtful(read: Read) -> None:
    assert read(f"{HEAD}REQUIREMENTS\n{ITEMS}").found["requirements.selection"].doubts


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("You pass with 55 points or more (out of 80).", {"points": 55, "of": 80}),
        ("Attend 90 percent. A grade of 70 percent or higher is needed.", {"points": 70, "of": 100}),
        ("Quienes alcancen 60 puntos sobre 100 reciben un certificado.", {"points": 60, "of": 100}),
    ],
)
def test_the_pass_mark_is_told_from_attendance(read: Read, text: str, grade: dict[str, int]) -> None:
    assert read(f"{HEAD}ASSESSMENT\n{text}\n").found["certificate.passing"].value == grade


@pytest.mark.parametrize(
    ("text", "weeks", "hours"),
    [
        ("DURATION\nTwo weeks, 40 contact hours", 2, 40),
        ("CONTENT\nIt is a two-week, face-to-face course of about 65 hours.", 2, 65),
        ("STRUCTURE\nThe course lasts two weeks and takes 24 hours of work in total.", 2, 24),
    ],
)
def test_how_long_the_course_is(read: Read, text: str, weeks: int, hours: int) -> None:
    found = read(HEAD + text + "\n").found
    assert (found["workload.weeks"].value, found["workload.hours"].value) == (weeks, hours)


@pytest.mark.parametrize(
    "text",
    [
        "CONTACT\nAda Brink – salt@example.org",
        "KEY FACTS\nCoordinator | Dr. Ada Brink |",
        "QUESTIONS?\nContact Ada Brink: salt@example.org",
        "CONTACT\nWrite to Ada Brink, coordinator: salt@example.org",
    ],
)
def test_the_person_to_write_to_is_found(read: Read, text: str) -> None:
    assert "Ada Brink" in read(HEAD + text + "\n").found["contact.person"].value


def test_an_office_is_no_person(read: Read) -> None:
    assert read(f"{HEAD}CONTACT\nSalt Training Centre\nsalt@example.org\n").found["contact.person"].versions == ()


def test_a_page_of_a_social_network_is_no_website(read: Read) -> None:
    note = f'<p>{HEAD}</p><h2>Contact</h2><p><a href="https://www.facebook.com/salt">Facebook</a></p>'
    assert read(note).found["contact.website"].versions == ()
    home = '<p><a href="https://salt.example.org">Our homepage</a></p>'
    assert read(note + home).found["contact.website"].value == "https://salt.example.org"


def test_parts_of_the_fees_own_sentence_make_up_its_sum(read: Read) -> None:
    text = "The fee of USD 850 covers tuition (USD 500), lodging (USD 300) and boots (USD 50)."
    found = read(f"{HEAD}FEE\n{text}\n").found
    assert found["fee.total"].value == "850 USD"
    assert [part["label"] for part in found["fee.parts"].value] == ["tuition", "lodging", "boots"]


def test_a_period_beside_a_phase_of_the_same_list_is_a_phase(read: Read) -> None:
    listed = "<ul><li>Online: 10 May to 4 June</li><li>Oslo: 14 to 18 June</li></ul>"
    note = f"<h1>Salt</h1><p>10 May – 18 June 2027</p>{listed}"
    found = read(note).found
    assert found["dates"].value == period("2027-05-10", "2027-06-18")
    assert [phase["start"] for phase in found["phases"].value] == ["2027-05-10", "2027-06-14"]
    assert found["phases"].doubts


def test_a_language_in_brackets_is_looked_at_by_itself(read: Read) -> None:
    note = f"{HEAD}LANGUAGE\nSpanish (some readings are in English)\n"
    assert read(note).found["language.languages"].value == ["es"]
