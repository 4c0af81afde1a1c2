from datetime import UTC, date, datetime

from .conftest import TODAY, Asked


def test_days_without_questions_show_as_nought(asked: Asked) -> None:
    asked.ask("What does it cost?", "answered", "fees")
    days = asked.report("7d").figures.days
    assert len(days) == 7
    assert {day: ends.total() for day, ends in days.items() if ends} == {TODAY: 1}


def test_a_day_is_turins(asked: Asked) -> None:
    asked.at = datetime(2026, 1, 18, 23, 30, tzinfo=UTC)
    asked.ask("What does it cost?", "answered", "fees")
    assert asked.report().figures.days[date(2026, 1, 19)].total() == 1


def test_questions_before_and_after_the_days_do_not_count(asked: Asked) -> None:
    for at in (datetime(2025, 12, 21, 22, 59, tzinfo=UTC), datetime(2026, 1, 20, 23, tzinfo=UTC)):
        asked.at = at
        asked.ask("What does it cost?", "answered", "fees")
    assert asked.report("30d").figures.questions == 0
    asked.at = datetime(2025, 12, 21, 23, tzinfo=UTC)
    asked.ask("What does it cost?", "answered", "fees")
    assert asked.report("30d").figures.questions == 1


def test_shares_are_of_all_questions_and_small_talk_is_none(asked: Asked) -> None:
    asked.ask("What does it cost?", "answered", "fees", times=2)
    asked.ask("Is there a pool?", "unknown")
    asked.ask("The weather in Rome?", "out_of_scope")
    asked.ask("Hello", "smalltalk", times=5)
    figures = asked.report().figures
    assert (figures.questions, figures.smalltalk) == (4, 5)
    assert [figures.share(outcome) for outcome in ("answered", "unknown", "out_of_scope", "handoff")] == [
        0.5,
        0.25,
        0.25,
        0,
    ]


def test_counts_by_channel_language_course_and_topic_say_how_each_ended(asked: Asked) -> None:
    asked.ask("What does it cost?", "answered", "fees", "academy-2025")
    asked.ask("Ça coûte combien ?", "unknown", "fees", language="fr", channel="email")
    asked.ask("Do you help with visas?", "answered", "faq:visa-letter")
    figures = asked.report().figures
    assert figures.channels == {"telegram": {"answered": 2}, "email": {"unknown": 1}}
    assert figures.languages == {"en": {"answered": 2}, "fr": {"unknown": 1}}
    assert figures.courses == {"": {"unknown": 1, "answered": 1}, "academy-2025": {"answered": 1}}
    assert figures.topics == {"fees": {"answered": 1, "unknown": 1}, "faq": {"answered": 1}}
    assert figures.gaps == {("fees", ""): 1}


def test_what_applicants_said_of_answers_is_counted(asked: Asked) -> None:
    for helped in (True, True, False, None):
        number = asked.ask("What does it cost?", "answered", "fees")
        if helped is not None:
            asked.tables.questions.helpful(number, helped)
    report = asked.report()
    assert (report.figures.helpful, report.figures.unhelpful) == (2, 1)
    assert [(group.wording, group.count) for group in report.unhelpful] == [("What does it cost?", 1)]


def test_an_empty_database_has_a_report(asked: Asked) -> None:
    report = asked.report()
    assert (report.figures.questions, report.figures.share("answered"), report.gaps) == (0, 0, [])
