from bot.store import Tables, Ticket
from bot.store.conversations import Said

from .conftest import SetClock


def opened(tables: Tables, conversation: str = "7", channel: str = "telegram") -> Ticket:
    return tables.tickets.open(channel, conversation, "7", "Amina K.", "Where is my refund?", language="en")


def test_a_ticket_holds_what_staff_need(tables: Tables, clock: SetClock) -> None:
    said = (Said("applicant", "Hi", clock()), Said("assistant", "Hello", clock()))
    ticket = tables.tickets.open(
        "email", "c", "a@x.org", "Amina", "Where is it?", language="fr", course="academy-2025", context=said
    )
    assert ticket == tables.tickets.get(ticket.id)
    assert (ticket.context, ticket.course, ticket.state, ticket.joined) == (
        said,
        "academy-2025",
        "open",
        False,
    )


def test_a_conversation_has_one_open_ticket(tables: Tables) -> None:
    first = opened(tables)
    again = opened(tables)
    assert (again.id, again.joined) == (first.id, True)
    assert tables.tickets.close(first.id, "Marta")
    assert not tables.tickets.close(first.id)
    assert opened(tables).id != first.id


def test_open_ones_are_listed_oldest_first(tables: Tables) -> None:
    first, second = opened(tables, "1"), opened(tables, "2")
    closed = opened(tables, "3")
    tables.tickets.close(closed.id)
    tables.tickets.announced(first.id, "topic 5")
    assert [ticket.id for ticket in tables.tickets.all_open()] == [first.id, second.id]
    assert [ticket.id for ticket in tables.tickets.unannounced()] == [second.id]


def test_the_assistant_is_quiet_from_staffs_word_until_they_close_or_a_day_has_passed(
    tables: Tables, clock: SetClock
) -> None:
    ticket = opened(tables)
    assert not tables.tickets.quiet("telegram", "7")
    tables.tickets.staff_wrote(ticket.id)
    clock.forward(hours=23)
    assert tables.tickets.quiet("telegram", "7")
    assert not tables.tickets.quiet("telegram", "8")
    tables.tickets.staff_wrote(ticket.id)
    clock.forward(hours=23)
    assert tables.tickets.quiet("telegram", "7")
    clock.forward(hours=1)
    assert not tables.tickets.quiet("telegram", "7")
    tables.tickets.staff_wrote(ticket.id)
    tables.tickets.close(ticket.id)
    assert not tables.tickets.quiet("telegram", "7")


def test_one_topic_for_a_person_reused_after_closing(tables: Tables) -> None:
    first = opened(tables)
    tables.tickets.announced(first.id, "-100/5")
    tables.tickets.close(first.id)
    assert tables.tickets.thread_of("telegram", "7") == "-100/5"
    second = opened(tables)
    tables.tickets.announced(second.id, "-100/5")
    found = tables.tickets.in_thread("-100/5")
    assert found is not None and found.id == second.id
    tables.tickets.forget_thread("-100/5")
    assert tables.tickets.thread_of("telegram", "7") is None


def test_messages_lead_to_their_ticket_and_their_other_side(tables: Tables) -> None:
    ticket = opened(tables)
    tables.tickets.link(ticket.id, "staff:-100", "41", other="7/12")
    linked = tables.tickets.linked("staff:-100", "41")
    assert linked is not None
    assert (linked.ticket.id, linked.other) == (ticket.id, "7/12")
    assert tables.tickets.linked("staff:-100", "42") is None
    tables.tickets.link(999, "staff:-100", "43")
    assert tables.tickets.linked("staff:-100", "43") is None


def test_staffs_first_word_is_kept_beside_their_last(tables: Tables, clock: SetClock) -> None:
    ticket = opened(tables)
    assert (ticket.first_staff_at, ticket.staff_at) == (None, None)
    clock.forward(hours=1)
    first = clock()
    tables.tickets.staff_wrote(ticket.id)
    clock.forward(hours=1)
    tables.tickets.staff_wrote(ticket.id)
    kept = tables.tickets.get(ticket.id)
    assert kept is not None
    assert (kept.first_staff_at, kept.staff_at) == (first, clock())


def test_tickets_of_a_span_are_listed_oldest_first(tables: Tables, clock: SetClock) -> None:
    opened(tables, "1")
    clock.forward(days=1)
    since = clock()
    second = opened(tables, "2")
    clock.forward(days=1)
    third = opened(tables, "3")
    assert [ticket.id for ticket in tables.tickets.since(since)] == [second.id, third.id]
