from datetime import timedelta

from bot.store import Tables

from .conftest import START, SetClock

DUE, LATE = START + timedelta(days=3), START + timedelta(days=6)


def remind(tables: Tables, conversation: str = "7", due: timedelta = timedelta()) -> bool:
    return tables.subscriptions.add(
        "telegram",
        conversation,
        person=conversation,
        language="es",
        kind="deadline",
        subject="academy-2025",
        due_at=DUE + due,
        expires_at=LATE + due,
    )


def test_a_reminder_is_due_once(tables: Tables, clock: SetClock) -> None:
    assert remind(tables)
    assert not remind(tables)
    assert tables.subscriptions.next_due("telegram") == DUE
    assert tables.subscriptions.due("telegram", START) == []
    (due,) = tables.subscriptions.due("telegram", DUE)
    assert (due.language, due.subject) == ("es", "academy-2025")
    assert tables.subscriptions.sent(due.id)
    assert not tables.subscriptions.sent(due.id)
    assert tables.subscriptions.due("telegram", DUE) == []
    assert not remind(tables)


def test_a_missed_reminder_is_late_until_the_deadline_has_passed(tables: Tables) -> None:
    remind(tables)
    assert len(tables.subscriptions.due("telegram", LATE - timedelta(minutes=1))) == 1
    assert tables.subscriptions.due("telegram", LATE) == []
    assert tables.subscriptions.expire(LATE) == 1
    assert tables.subscriptions.of("telegram", "7") == []


def test_a_moved_deadline_reminds_again(tables: Tables) -> None:
    remind(tables)
    (due,) = tables.subscriptions.due("telegram", DUE)
    tables.subscriptions.move(due.id, DUE + timedelta(days=10), LATE + timedelta(days=10))
    assert tables.subscriptions.due("telegram", DUE) == []
    (due,) = tables.subscriptions.due("telegram", DUE + timedelta(days=10))
    tables.subscriptions.sent(due.id)
    assert remind(tables, due=timedelta(days=20))


def test_word_of_a_next_edition(tables: Tables) -> None:
    def ask() -> bool:
        return tables.subscriptions.add(
            "telegram",
            "7",
            person="7",
            language="fr",
            kind="next_edition",
            subject="academy",
            known=("academy-2025",),
        )

    assert ask()
    assert not ask()
    (waiting,) = tables.subscriptions.waiting("telegram", "next_edition", "academy")
    assert waiting.known == ("academy-2025",)
    assert tables.subscriptions.waiting("telegram", "next_edition", "rights") == []
    assert len(tables.subscriptions.waiting("telegram", "next_edition")) == 1
    tables.subscriptions.sent(waiting.id)
    assert tables.subscriptions.waiting("telegram", "next_edition") == []
    assert ask()


def test_nobody_cancels_anothers(tables: Tables) -> None:
    remind(tables, "7")
    remind(tables, "8")
    (mine,) = tables.subscriptions.of("telegram", "7")
    assert tables.subscriptions.cancel("telegram", "8", mine.id) == 0
    assert tables.subscriptions.cancel("telegram", "7", mine.id) == 1
    assert tables.subscriptions.cancel("telegram", "8") == 1
