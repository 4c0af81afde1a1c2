from datetime import timedelta

from .conftest import Asked


def test_answer_times_run_from_the_opening_to_staffs_first_word(asked: Asked) -> None:
    for number, hours in enumerate((1, 3, 50)):
        asked.ticket(after=timedelta(hours=hours), conversation=str(number))
    first = asked.ticket(after=timedelta(hours=3), conversation="twice")
    asked.at += timedelta(hours=20)
    asked.tables.tickets.staff_wrote(first)
    (email,) = asked.report().times
    assert (email.channel, email.opened, email.answered, email.within_a_day) == ("email", 4, 4, 3)
    assert (email.median, email.longest) == (timedelta(hours=3), timedelta(hours=50))


def test_open_tickets_without_a_word_wait_and_closed_ones_do_not(asked: Asked) -> None:
    number = asked.ask("Where is my refund?", "handoff")
    asked.at -= timedelta(hours=2)
    waits = asked.ticket(asked=number, conversation="1")
    asked.tables.tickets.close(asked.ticket(conversation="2"))
    report = asked.report()
    assert [(one.ticket, one.question, one.since) for one in report.waiting] == [(waits, number, timedelta(hours=4))]
    (email,) = report.times
    assert (email.opened, email.answered, email.unanswered, email.median) == (2, 0, 1, None)


def test_a_ticket_from_before_the_days_still_waits(asked: Asked) -> None:
    asked.at -= timedelta(days=90)
    asked.ticket()
    report = asked.report()
    assert (report.times, len(report.waiting)) == ([], 1)
