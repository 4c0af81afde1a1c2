"""Reading beside a running assistant; what is told of unusable files stands in ``tests/commands/test_report.py``."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store import Store, StoreError, Tables, reading
from bot.store.migrations import migrations

from .conftest import START, SetClock


def asked(tables: Tables, text: str) -> int:
    return tables.questions.record("telegram", "7", "en", "unknown", text=text)


def test_what_was_asked_is_read_while_the_store_is_open(store: Store, path: Path) -> None:
    number = store.call(lambda tables: asked(tables, "Is there a pool?"))
    store.call(lambda tables: tables.tickets.open("telegram", "7", "7", "Amina", "?", asked=number))
    with reading(path) as records:
        (question,) = records.questions.since(START)
        (ticket,) = records.tickets.since(START)
    assert (question.id, question.ticket, ticket.asked) == (number, ticket.id, number)


def test_what_is_read_is_of_one_moment_and_holds_up_nobody(store: Store, path: Path) -> None:
    store.call(lambda tables: asked(tables, "first"))
    with reading(path) as records:
        assert len(records.questions.since(START)) == 1
        store.call(lambda tables: asked(tables, "second"))
        assert len(records.questions.since(START)) == 1
    with reading(path) as records:
        assert len(records.questions.since(START)) == 2


def test_nothing_can_be_written(store: Store, path: Path) -> None:
    number = store.call(lambda tables: asked(tables, "Is there a pool?"))
    with pytest.raises(StoreError, match="readonly database"), reading(path) as records:
        records.questions.helpful(number, True)


def test_a_closed_database_is_read_too(store: Store, path: Path) -> None:
    store.call(lambda tables: asked(tables, "Is there a pool?"))
    store.close()
    with reading(path) as records:
        assert len(records.questions.since(START)) == 1


def test_tickets_from_before_staffs_first_word_was_kept_take_their_last(path: Path, clock: SetClock) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    before = Database(connection)
    migrations.apply(before, stop_before="first_answers")
    connection.execute(
        "INSERT INTO tickets (channel, conversation, person, name, question, opened_at, staff_at)"
        " VALUES ('telegram', '7', '7', 'Amina', '?', 100, 200)"
    )
    connection.close()
    store = Store(path, clock)
    (ticket,) = store.call(lambda tables: tables.tickets.all_open())
    store.close()
    assert ticket.first_staff_at == ticket.staff_at
