import asyncio

from bot.store import Store, Tables, backoff

from .conftest import SetClock


def test_the_way_of_a_message(tables: Tables) -> None:
    queued = tables.outbox.queue("email", "a@x.org", b"bytes", key="answer:1", own_id="<r.1@itcilo.org>")
    assert queued.state == "queued"
    (claimed,) = tables.outbox.claim("email")
    assert (claimed.state, claimed.attempt, claimed.payload) == ("sending", 1, b"bytes")
    assert tables.outbox.claim("email") == []
    tables.outbox.sent(claimed.id, "250 ok")
    row = tables.outbox.by_own_id("email", "<r.1@itcilo.org>")
    assert row is not None
    assert (row.state, row.proof, row.payload) == ("sent", "250 ok", b"")
    assert tables.outbox.counts("email") == {"sent": 1}


def test_a_key_is_queued_once_whatever_became_of_it(tables: Tables) -> None:
    first = tables.outbox.queue("email", "a", b"1", key="answer:1")
    assert tables.outbox.queue("email", "a", b"2", key="answer:1").id == first.id
    tables.outbox.claim("email")
    tables.outbox.sent(first.id)
    again = tables.outbox.queue("email", "a", b"3", key="answer:1", claim=True)
    assert (again.id, again.state) == (first.id, "sent")
    assert tables.outbox.queue("telegram", "a", b"4", key="answer:1").id != first.id


def test_what_has_one_target_goes_out_in_order(tables: Tables) -> None:
    for target, text in (("a", b"a1"), ("a", b"a2"), ("b", b"b1")):
        tables.outbox.queue("telegram", target, text)
    first = tables.outbox.claim("telegram")
    assert [row.payload for row in first] == [b"a1", b"b1"]
    tables.outbox.retry(first[0].id, "reset", delay=0)
    assert [row.payload for row in tables.outbox.claim("telegram")] == [b"a1"]
    tables.outbox.sent(first[0].id)
    assert [row.payload for row in tables.outbox.claim("telegram")] == [b"a2"]


def test_a_claim_leaves_out_busy_targets_and_keeps_to_its_limit(tables: Tables) -> None:
    for target in "abcd":
        tables.outbox.queue("telegram", target, target.encode())
    assert [row.target for row in tables.outbox.claim("telegram", 2, busy=["a"])] == ["b", "c"]


def test_claimed_at_once_unless_something_waits_before_it(tables: Tables) -> None:
    assert tables.outbox.queue("telegram", "a", b"1", claim=True).state == "sending"
    assert tables.outbox.queue("telegram", "a", b"2", claim=True).state == "queued"
    assert tables.outbox.queue("telegram", "b", b"3", claim=True).state == "sending"


def test_a_retry_waits(tables: Tables, clock: SetClock) -> None:
    tables.outbox.queue("email", "a", b"1")
    (row,) = tables.outbox.claim("email")
    tables.outbox.retry(row.id, "421", delay=30)
    assert tables.outbox.claim("email") == []
    due = tables.outbox.next_due("email")
    assert due is not None and (due - clock()).total_seconds() == 30
    clock.forward(seconds=31)
    (row,) = tables.outbox.claim("email")
    assert (row.attempt, row.error) == (2, "421")


def test_backoff_grows_to_five_minutes() -> None:
    waits = [backoff(attempt) for attempt in range(1, 60)]
    assert 0.5 <= waits[0] <= 1
    assert all(150 <= wait <= 300 for wait in waits[10:])


def test_what_failed_or_is_unsure_keeps_its_text_for_staff_and_lets_the_next_go(tables: Tables) -> None:
    for text in (b"1", b"2", b"3"):
        tables.outbox.queue("email", "a", text)
    (row,) = tables.outbox.claim("email")
    tables.outbox.failed(row.id, "550")
    (second,) = tables.outbox.claim("email")
    tables.outbox.unsure(second.id, "no answer after the final dot")
    assert [row.payload for row in tables.outbox.claim("email")] == [b"3"]
    kept = tables.outbox.get(second.id)
    assert kept is not None
    assert (kept.payload, kept.state, kept.error) == (b"2", "unsure", "no answer after the final dot")


def test_a_fleeting_row_leaves_nothing(tables: Tables) -> None:
    row = tables.outbox.queue("telegram", "a", b"all deleted", claim=True, fleeting=True)
    tables.outbox.sent(row.id)
    assert tables.outbox.get(row.id) is None


def test_stranded_rows_are_what_a_dead_process_was_sending(tables: Tables) -> None:
    tables.outbox.queue("email", "a", b"1", claim=True)
    tables.outbox.queue("email", "b", b"2")
    assert [row.payload for row in tables.outbox.stranded("email")] == [b"1"]


def test_drop_and_move(tables: Tables) -> None:
    tables.outbox.queue("telegram", "-5", b"1")
    assert tables.outbox.move("telegram", "-5", "-1005") == 1
    assert [row.target for row in tables.outbox.claim("telegram")] == ["-1005"]
    tables.outbox.queue("telegram", "7", b"2")
    assert tables.outbox.drop("telegram", "7") == 1


async def test_the_bell_rings_after_the_commit_and_only_for_its_channel(store: Store) -> None:
    mail, telegram = store.bell("email"), store.bell("telegram")
    await store.run(lambda tables: tables.outbox.queue("email", "a", b"1"))
    assert await mail.wait(5)
    assert not await telegram.wait(0.01)
    assert not await mail.wait(0.01)


async def test_the_bell_rings_for_what_waited_behind_and_for_retries(store: Store) -> None:
    bell = store.bell("telegram")
    first = await store.run(lambda tables: tables.outbox.queue("telegram", "a", b"1", claim=True))
    await store.run(lambda tables: tables.outbox.queue("telegram", "a", b"2", claim=True))
    assert await bell.wait(5)
    assert await store.run(lambda tables: tables.outbox.claim("telegram")) == []
    await store.run(lambda tables: tables.outbox.sent(first.id))
    assert await bell.wait(5)
    (row,) = await store.run(lambda tables: tables.outbox.claim("telegram"))
    waiting = asyncio.create_task(bell.wait(5))
    await store.run(lambda tables: tables.outbox.retry(row.id, "reset", 0))
    assert await waiting
