from pathlib import Path

import pytest

from bot.store import MAX_ATTEMPTS, Store, Tables

from .conftest import SetClock


def add(tables: Tables, *positions: str) -> None:
    for position in positions:
        tables.inbox.add("email", position, b"raw " + position.encode())


def test_the_same_position_is_written_down_once(tables: Tables) -> None:
    first = tables.inbox.add("telegram", "17", b"{}")
    again = tables.inbox.add("telegram", "17", b"{}")
    assert (first.arrival, again.arrival) == ("new", "known")
    assert first.id == again.id
    assert tables.inbox.add("email", "17", b"{}").arrival == "new"


def test_the_same_content_elsewhere_is_a_duplicate_that_keeps_its_position(tables: Tables) -> None:
    tables.inbox.add("email", "INBOX/1/1", b"raw", dedupe="<id@x> hash")
    copy = tables.inbox.add("email", "INBOX/1/2", b"raw", dedupe="<id@x> hash")
    assert copy.arrival == "duplicate"
    assert tables.inbox.add("email", "INBOX/1/2", b"raw", dedupe="<id@x> hash").arrival == "known"
    assert [entry.position for entry in tables.inbox.take("email")] == ["INBOX/1/1"]


def test_a_duplicate_is_known_after_its_first_is_done(tables: Tables) -> None:
    first = tables.inbox.add("email", "INBOX/1/1", b"raw", dedupe=b"bytes")
    tables.inbox.done(first.id)
    assert tables.inbox.add("email", "INBOX/2/1", b"raw", dedupe=b"bytes").arrival == "duplicate"


def test_taken_rows_are_not_handed_out_twice(tables: Tables) -> None:
    add(tables, "1", "2", "3")
    assert [entry.position for entry in tables.inbox.take("email", 2)] == ["1", "2"]
    assert [entry.position for entry in tables.inbox.take("email", 2)] == ["3"]
    assert tables.inbox.take("email") == []
    assert tables.inbox.waiting("email") == 3


def test_a_row_its_finder_handles_is_not_handed_out(tables: Tables) -> None:
    tables.inbox.add("telegram", "1", b"{}", taken=True)
    assert tables.inbox.take("telegram") == []


def test_done_erases_what_came_in_and_keeps_why(tables: Tables) -> None:
    added = tables.inbox.add("email", "1", b"my passport number")
    tables.inbox.done(added.id, "ignore", "list header")
    entry = tables.inbox.get(added.id)
    assert entry is not None
    assert (entry.payload, entry.state, entry.action, entry.reason) == (b"", "done", "ignore", "list header")
    assert entry == tables.inbox.at("email", "1")


def test_what_raises_twice_is_set_aside_and_the_rest_goes_on(tables: Tables) -> None:
    add(tables, "bad", "good")
    bad, good = tables.inbox.take("email")
    tables.inbox.again(bad, "ValueError")
    tables.inbox.done(good.id)
    (bad,) = tables.inbox.take("email")
    assert bad.alone
    tables.inbox.again(bad, "ValueError")
    assert tables.inbox.take("email") == []
    (aside,) = tables.inbox.give_up("email")
    assert (aside.position, aside.state, aside.reason, aside.payload) == (
        "bad",
        "set_aside",
        "ValueError",
        b"raw bad",
    )
    assert tables.inbox.give_up("email") == []


def test_put_back_costs_nothing(tables: Tables, clock: SetClock) -> None:
    add(tables, "1")
    for _ in range(MAX_ATTEMPTS * 3):
        (entry,) = tables.inbox.take("email")
        tables.inbox.put_back(entry, delay=5)
        assert tables.inbox.take("email") == []
        clock.forward(seconds=6)
    assert tables.inbox.give_up("email") == []


def crash(store: Store) -> None:
    """End without the orderly part of closing."""
    store._tables.inbox.run = "another process"
    store.close()


def test_after_a_crash_rows_are_handed_out_one_by_one_and_only_the_guilty_is_set_aside(path: Path) -> None:
    store = Store(path)
    store.call(lambda tables: add(tables, "a", "guilty", "z"))
    assert len(store.call(lambda tables: tables.inbox.take("email"))) == 3
    crash(store)
    handled: list[str] = []
    for _ in range(10):
        store = Store(path)
        for entry in store.call(lambda tables: tables.inbox.give_up("email")):
            handled.append(f"aside {entry.position}")
        while taken := store.call(lambda tables: tables.inbox.take("email")):
            assert len(taken) == 1 and taken[0].alone
            if taken[0].position == "guilty":
                break
            handled.append(taken[0].position)
            done = taken[0].id
            store.call(lambda tables, done=done: tables.inbox.done(done))  # type: ignore[misc]
        crash(store)
    assert handled == ["a", "aside guilty", "z"]


def test_an_end_in_good_order_is_nobodys_fault(path: Path) -> None:
    store = Store(path)
    store.call(lambda tables: add(tables, "1"))
    for _ in range(5):
        (entry,) = store.call(lambda tables: tables.inbox.take("email"))
        assert not entry.alone
        store.close()
        store = Store(path)
    store.close()


@pytest.mark.parametrize("payload", [b"", b"\x00\xff\n'; DROP TABLE inbox; --"])
def test_any_bytes_come_back_as_they_came(tables: Tables, payload: bytes) -> None:
    added = tables.inbox.add("email", "1", payload)
    entry = tables.inbox.get(added.id)
    assert entry is not None and entry.payload == payload
