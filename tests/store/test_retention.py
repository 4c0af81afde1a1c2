from datetime import timedelta
from pathlib import Path

from bot.messages import Dialogue
from bot.store import Keep, Store, Tables
from bot.store.retention import PERSONAL

from .conftest import SetClock

SECRET = "Amina-Kourouma-1975"


def everything_about(tables: Tables, person: str = "7") -> None:
    inbox = tables.inbox
    inbox.add("telegram", f"new {person}", SECRET.encode(), person=person, conversation=person)
    done = inbox.add("telegram", f"done {person}", SECRET.encode(), person=person)
    inbox.done(done.id, "reply", SECRET)
    aside = inbox.add("telegram", f"aside {person}", SECRET.encode())
    inbox.identify(aside.id, person, person)
    inbox.set_aside(aside.id, "broken")
    sent = tables.outbox.queue("telegram", person, SECRET.encode(), person=person)
    tables.outbox.sent(sent.id)
    tables.outbox.queue("telegram", person, SECRET.encode(), person=person)
    tables.conversations.save("telegram", person, Dialogue(day=SECRET), person=person)
    tables.conversations.say("telegram", person, ("applicant", SECRET), person=person)
    tables.questions.record("telegram", person, "fr", "unknown", text=SECRET)
    tables.answers.record("telegram", person, "reply")
    ticket = tables.tickets.open("telegram", person, person, SECRET, SECRET, answer=SECRET)
    tables.tickets.announced(ticket.id, f"-100/{person}")
    tables.tickets.link(ticket.id, "staff:-100", person, SECRET)
    tables.subscriptions.add("telegram", person, person=person, language="fr", kind="next_edition", subject="academy")


def test_every_table_that_knows_a_person_is_covered(tables: Tables) -> None:
    names = [row["name"] for row in tables.inbox.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    personal = {
        name
        for name in names
        if any(column["name"] == "person" for column in tables.inbox.rows(f"PRAGMA table_info({name})"))
    }
    assert personal == set(PERSONAL)


async def test_a_person_is_forgotten_and_only_that_person(store: Store) -> None:
    await store.run(lambda tables: everything_about(tables, "7"))
    await store.run(lambda tables: everything_about(tables, "8"))
    forgotten = await store.forget(
        "telegram",
        "7",
        also=lambda tables, forgotten: tables.outbox.queue("telegram", "7", b"done", person="7", fleeting=True),
    )
    assert set(forgotten.deleted) == set(PERSONAL)
    assert (forgotten.deleted["inbox"], forgotten.deleted["outbox"]) == (3, 2)
    assert (forgotten.total, forgotten.left, forgotten.threads) == (10, 0, ("-100/7",))
    assert await store.run(lambda tables: tables.tickets.linked("staff:-100", "7")) is None
    assert await store.run(lambda tables: tables.tickets.linked("staff:-100", "8")) is not None
    (last,) = await store.run(lambda tables: tables.outbox.claim("telegram", busy=["8"]))
    assert last.payload == b"done"
    await store.run(lambda tables: tables.outbox.sent(last.id))
    assert (await store.forget("telegram", "7")).deleted == {}
    assert (await store.forget("email", "8")).deleted == {}


async def test_nothing_is_left_in_the_files(store: Store, path: Path) -> None:
    await store.run(lambda tables: everything_about(tables, "7"))

    def found() -> bool:
        return any(SECRET.encode() in file.read_bytes() for file in path.parent.iterdir())

    assert found()
    await store.forget("telegram", "7")
    assert not found()


async def test_what_was_forgotten_is_not_answered_anew(store: Store) -> None:
    await store.run(lambda tables: tables.inbox.add("email", "1/1", b"x", dedupe="id", person="a@x.org"))
    await store.forget("email", "a@x.org")
    assert await store.run(lambda tables: tables.inbox.take("email")) == []
    again = await store.run(lambda tables: tables.inbox.add("email", "2/1", b"x", dedupe="id"))
    assert again.arrival == "duplicate"


async def test_a_month_and_a_year(store: Store, clock: SetClock) -> None:
    await store.run(everything_about)
    assert await store.purge() == {}
    clock.forward(days=29)
    assert await store.purge() == {}
    clock.forward(days=2)
    counts = await store.purge()
    assert counts == {"conversations": 1, "answers": 1, "outbox": 1, "inbox": 2, "questions": 1}
    assert await store.purge() == {}
    left = await store.run(lambda tables: (tables.inbox.waiting("telegram"), len(tables.tickets.all_open())))
    assert left == (1, 1)
    assert (await store.run(lambda tables: tables.questions.summary(clock() - timedelta(days=60)))).questions == 1
    clock.forward(days=340)
    assert await store.purge() == {"inbox places": 2, "question counts": 1, "tickets": 1}


async def test_a_ticket_staff_still_work_on_stays(store: Store, clock: SetClock) -> None:
    ticket = await store.run(lambda tables: tables.tickets.open("telegram", "7", "7", "A", "?"))
    clock.forward(days=300)
    await store.run(lambda tables: tables.tickets.staff_wrote(ticket.id))
    clock.forward(days=100)
    await store.purge()
    assert await store.run(lambda tables: tables.tickets.get(ticket.id)) is not None


async def test_a_month_later_text_person_and_dialogue_are_gone_from_questions(store: Store, clock: SetClock) -> None:
    asked = await store.run(
        lambda tables: tables.questions.record(
            "telegram", "7", "en", "answered", text=SECRET, before=Dialogue(day="2025-06-18")
        )
    )
    clock.forward(days=31)
    assert await store.purge() == {"questions": 1}
    (row,) = await store.run(lambda tables: tables.questions.rows("SELECT * FROM questions WHERE id = ?", asked))
    assert (row["person"], row["text"], row["dialogue"]) == (None, None, None)
    assert (row["language"], row["outcome"]) == ("en", "answered")


async def test_each_period_is_a_setting(path: Path, clock: SetClock) -> None:
    keep = Keep(timedelta(days=7), timedelta(days=90), timedelta(days=60))
    async with Store(path, clock, keep) as store:
        await store.run(everything_about)
        clock.forward(days=8)
        assert set(await store.purge()) == {"conversations", "answers", "outbox", "inbox"}
        clock.forward(days=53)
        assert set(await store.purge()) == {"tickets"}
        clock.forward(days=30)
        assert set(await store.purge()) == {"questions"}


async def test_what_waits_for_the_staff_chat_and_the_mailbox_is_forgotten_too(store: Store) -> None:
    def write(tables: Tables) -> None:
        ticket = tables.tickets.open("mail", "thread 1", "a@x.org", "A", "?")
        tables.outbox.queue("mailbox", "draft", SECRET.encode(), person="a@x.org")
        tables.outbox.queue("telegram", "-100", SECRET.encode(), conversation=ticket.conversation)
        tables.outbox.queue("telegram", "-100", b"another's", conversation="thread 2")

    await store.run(write)
    assert (await store.forget("mail", "a@x.org")).deleted == {"outbox": 2, "tickets": 1}
    assert [row.payload for row in await store.run(lambda tables: tables.outbox.claim("telegram"))] == [b"another's"]
