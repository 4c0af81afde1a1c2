from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.assistant import Assistant
from bot.reporting.groups import Group
from bot.reporting.missing import Entry, Field

from .conftest import Asked


def gaps(asked: Asked) -> list[Group]:
    return [gap.group for gap in asked.report().gaps]


def test_the_biggest_gap_stands_first(asked: Asked) -> None:
    asked.ask("Is there a laundry on the campus?")
    asked.ask("May I bring my dog?", times=3)
    asked.ask("May I bring my dogs?")
    assert [(group.wording, group.count) for group in gaps(asked)] == [
        ("May I bring my dog?", 4),
        ("Is there a laundry on the campus?", 1),
    ]


def test_a_group_tells_where_when_and_in_which_words_it_was_asked(asked: Asked) -> None:
    asked.ask("Is there a swimming pool?", times=2)
    asked.ask("swimming pool on the campus of Turin?", topic="campus", channel="email")
    last = asked.at = datetime(2026, 1, 20, 11, tzinfo=UTC)
    number = asked.ask("Is there a swimming pool there?")
    ticket = asked.ticket(asked=number)
    group = gaps(asked)[0]
    assert (group.count, group.last, group.questions[0], group.tickets) == (3, last, number, (ticket,))
    assert (group.languages, group.channels) == ((("en", 3),), (("telegram", 3),))


def test_what_is_asked_otherwise_is_shown_without_mere_misspellings(asked: Asked) -> None:
    for text, times in (("Until when can I apply?", 2), ("Until wen can I apply?", 1), ("Which closing date?", 1)):
        asked.ask(text, topic="deadline", course="rights-2026", times=times)
    (group,) = gaps(asked)
    assert (group.wording, group.variants) == ("Until when can I apply?", ("Which closing date?",))


def test_questions_for_one_missing_fact_are_one_gap_in_every_language(asked: Asked) -> None:
    asked.ask("Is there a scholarship?", topic="funding", course="rights-2026", times=2)
    asked.ask("Y a-t-il une bourse ?", topic="funding", course="rights-2026", language="fr")
    asked.ask("Is there a discount for groups?", topic="funding", course="rights-2026")
    asked.ask("Is there a scholarship?", topic="funding", course="academy-2025")
    found = {group.missing: (group.count, group.wording) for group in gaps(asked)}
    assert found == {
        (Field("rights-2026", "funding.scholarship"),): (3, "Is there a scholarship?"),
        (Field("rights-2026", "funding.discount"),): (1, "Is there a discount for groups?"),
        (Field("academy-2025", "funding.scholarship"),): (1, "Is there a scholarship?"),
    }


def test_an_entry_that_says_it_is_not_known_is_a_gap(asked: Asked, copied: Callable[[], Path]) -> None:
    asked.ask("Something to read before?", topic="faq:prior-reading", times=2)
    assert gaps(asked)[0].missing == (Entry("prior-reading"),)


def test_a_fact_that_is_stated_by_now_is_no_gap_any_more(asked: Asked, copied: Callable[[], Path]) -> None:
    asked.ask("Until when can I apply?", topic="deadline", course="rights-2026", times=2)
    assert gaps(asked)[0].missing == (Field("rights-2026", "deadline"),)
    folder = copied()
    course = folder / "courses" / "rights-2026.yaml"
    stated = 'deadline:\n  value: 2026-02-01\n  source: "staff: M. A., 2026-01-12"\n'
    course.write_text(course.read_text(encoding="utf-8").replace("deadline: not stated\n", stated), encoding="utf-8")
    report = asked.report(folder=folder)
    assert report.gaps == []
    assert [(group.wording, group.count) for group in report.closed] == [("Until when can I apply?", 2)]


def test_a_question_that_staff_made_an_entry_of_is_no_gap_any_more(asked: Asked, copied: Callable[[], Path]) -> None:
    asked.ask("May I bring my dog?")
    folder = copied()
    entry = '- id: dogs\n  questions:\n    en: ["may I bring my dog"]\n  answer:\n    en: "No."\n'
    (folder / "faq" / "own.yaml").write_text(entry, encoding="utf-8")
    report = asked.report(folder=folder)
    assert (report.gaps, [group.wording for group in report.closed]) == ([], ["May I bring my dog?"])


def test_what_staff_answered_and_what_is_none_of_ours_are_no_gaps(asked: Asked) -> None:
    asked.ask("I was charged twice", "handoff")
    asked.ask("Who wins the league?", "out_of_scope")
    report = asked.report()
    assert report.gaps == []
    assert [group.wording for group in report.handed_over] == ["I was charged twice"]
    assert [group.wording for group in report.outside] == ["Who wins the league?"]


def test_questions_whose_wording_is_not_kept_still_count(asked: Asked) -> None:
    asked.ask(None, topic="deadline", course="rights-2026")
    asked.ask(None, topic="contact")
    report = asked.report()
    assert [(gap.group.wording, gap.group.missing) for gap in report.gaps] == [
        ("", (Field("rights-2026", "deadline"),))
    ]
    assert report.wordless == 1


def test_a_course_that_is_not_there_any_more_leaves_the_question(asked: Asked) -> None:
    asked.ask("What does it cost?", topic="fees", course="gone-1999")
    asked.ask("Is it so?", topic="faq:gone")
    assert {group.missing for group in gaps(asked)} == {()}


def test_a_gap_goes_by_what_the_assistant_answers_now(asked: Asked, assistant: Assistant) -> None:
    # recorded as lacking what the notes state, and the other way round
    asked.ask("What does the Academy cost?", topic="funding", course="academy-2025", times=3)
    asked.ask("Is there a swimming pool?", topic="fees", course="academy-2025", times=2)
    before = asked.report()
    assert [gap.group.wording for gap in before.gaps] == ["What does the Academy cost?"]
    assert not before.tried
    after = asked.report(answer=lambda message, dialogue: assistant.answer(message, dialogue)[0])
    assert [gap.group.wording for gap in after.gaps] == ["Is there a swimming pool?"]
    assert [(group.wording, group.count) for group in after.closed] == [("What does the Academy cost?", 3)]
    assert after.tried
