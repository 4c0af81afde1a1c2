"""The tables, and how they came to be: each step runs once, in a transaction with its record.

A step that has been released is never edited; what changes later is a new step. Every table that says
something about a person has a column ``person``: ``forget`` goes by it, and a test keeps it so.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("assistant")


def unknown_steps(database: Database) -> set[str]:
    """Steps that a newer version has applied and this one does not know."""
    return {step.name for step in migrations.applied(database)} - {step.__name__ for step in _STEPS}


def steps_to_come(database: Database) -> set[str]:
    """Steps that this version knows and that have not been applied."""
    return {step.__name__ for step in _STEPS} - {step.name for step in migrations.applied(database)}


@migrations()
def journals(database: Database) -> None:
    """What came in and what goes out."""
    database.execute(
        """
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            position TEXT NOT NULL,
            dedupe TEXT,
            person TEXT,
            conversation TEXT,
            payload BLOB,
            state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'set_aside')),
            attempts INTEGER NOT NULL DEFAULT 0,
            run TEXT,
            not_before REAL NOT NULL DEFAULT 0,
            action TEXT,
            reason TEXT,
            received_at REAL NOT NULL,
            finished_at REAL,
            UNIQUE (channel, position)
        )
        """
    )
    database.execute("CREATE UNIQUE INDEX inbox_dedupe ON inbox (channel, dedupe) WHERE dedupe IS NOT NULL")
    database.execute("CREATE INDEX inbox_new ON inbox (channel, id) WHERE state = 'new'")
    database.execute("CREATE INDEX inbox_person ON inbox (channel, person) WHERE person IS NOT NULL")
    database.execute(
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            key TEXT,
            target TEXT NOT NULL,
            person TEXT,
            conversation TEXT,
            payload BLOB,
            state TEXT NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unsure')),
            attempt INTEGER NOT NULL DEFAULT 0,
            next_attempt_at REAL NOT NULL,
            own_id TEXT,
            proof TEXT,
            error TEXT,
            fleeting INTEGER NOT NULL DEFAULT 0,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL
        )
        """
    )
    database.execute("CREATE UNIQUE INDEX outbox_key ON outbox (channel, key) WHERE key IS NOT NULL")
    database.execute("CREATE INDEX outbox_open ON outbox (channel, target, id) WHERE state IN ('queued', 'sending')")
    database.execute("CREATE INDEX outbox_own_id ON outbox (channel, own_id) WHERE own_id IS NOT NULL")
    database.execute("CREATE INDEX outbox_person ON outbox (channel, person) WHERE person IS NOT NULL")


@migrations()
def dialogues(database: Database) -> None:
    """Conversations and what became of their questions."""
    database.execute(
        """
        CREATE TABLE conversations (
            channel TEXT NOT NULL,
            conversation TEXT NOT NULL,
            person TEXT,
            language TEXT,
            dialogue TEXT NOT NULL DEFAULT '{}',
            said TEXT NOT NULL DEFAULT '[]',
            updated_at REAL NOT NULL,
            PRIMARY KEY (channel, conversation)
        )
        """
    )
    database.execute("CREATE INDEX conversations_person ON conversations (channel, person)")
    database.execute(
        """
        CREATE TABLE questions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            person TEXT,
            language TEXT NOT NULL,
            outcome TEXT NOT NULL,
            topics TEXT NOT NULL,
            courses TEXT NOT NULL,
            text TEXT,
            helpful INTEGER,
            asked_at REAL NOT NULL
        )
        """
    )
    database.execute("CREATE INDEX questions_time ON questions (asked_at)")
    database.execute("CREATE INDEX questions_person ON questions (channel, person) WHERE person IS NOT NULL")
    database.execute(
        """
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            person TEXT NOT NULL,
            thread TEXT,
            kind TEXT NOT NULL,
            digest TEXT,
            answered_at REAL NOT NULL
        )
        """
    )
    database.execute("CREATE INDEX answers_person ON answers (channel, person, answered_at)")
    database.execute("CREATE INDEX answers_time ON answers (channel, answered_at)")


@migrations()
def people(database: Database) -> None:
    """What waits for a person: tickets for staff, reminders for applicants."""
    database.execute(
        """
        CREATE TABLE tickets (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            conversation TEXT NOT NULL,
            person TEXT NOT NULL,
            name TEXT NOT NULL,
            question TEXT NOT NULL,
            language TEXT,
            course TEXT,
            answer TEXT,
            reason TEXT,
            context TEXT NOT NULL DEFAULT '[]',
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
            thread TEXT,
            opened_at REAL NOT NULL,
            announced_at REAL,
            staff_at REAL,
            closed_at REAL,
            closed_by TEXT
        )
        """
    )
    database.execute("CREATE UNIQUE INDEX tickets_open ON tickets (channel, conversation) WHERE state = 'open'")
    database.execute("CREATE INDEX tickets_person ON tickets (channel, person)")
    database.execute("CREATE INDEX tickets_thread ON tickets (thread) WHERE thread IS NOT NULL")
    database.execute(
        """
        CREATE TABLE ticket_links (
            ticket INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
            place TEXT NOT NULL,
            key TEXT NOT NULL,
            other TEXT,
            PRIMARY KEY (place, key)
        ) WITHOUT ROWID
        """
    )
    database.execute("CREATE INDEX ticket_links_ticket ON ticket_links (ticket)")
    database.execute(
        """
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            conversation TEXT NOT NULL,
            person TEXT NOT NULL,
            language TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('deadline', 'next_edition')),
            subject TEXT NOT NULL,
            known TEXT NOT NULL DEFAULT '[]',
            due_at REAL,
            expires_at REAL,
            created_at REAL NOT NULL,
            sent_at REAL,
            UNIQUE (channel, conversation, kind, subject)
        )
        """
    )
    database.execute("CREATE INDEX subscriptions_due ON subscriptions (due_at) WHERE sent_at IS NULL")
    database.execute("CREATE INDEX subscriptions_person ON subscriptions (channel, person)")
    database.execute("CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL, changed_at REAL NOT NULL)")


@migrations()
def traces(database: Database) -> None:
    """What it takes to ask a recorded question again, and which ticket came of it."""
    for column in ("confidence REAL", "today TEXT", "dialogue TEXT", "gaps TEXT NOT NULL DEFAULT '[]'"):
        database.execute(f"ALTER TABLE questions ADD COLUMN {column}")
    database.execute("ALTER TABLE tickets ADD COLUMN asked INTEGER")


@migrations()
def first_answers(database: Database) -> None:
    """When staff first wrote to a ticket; of earlier ones only their last word is known."""
    database.execute("ALTER TABLE tickets ADD COLUMN first_staff_at REAL")
    database.execute("UPDATE tickets SET first_staff_at = staff_at")
    database.execute("CREATE INDEX tickets_asked ON tickets (asked) WHERE asked IS NOT NULL")
    database.execute("CREATE INDEX tickets_time ON tickets (opened_at)")


@migrations()
def staff_answers(database: Database) -> None:
    """What staff last wrote to a ticket, and who: an entry of the FAQ may come of it."""
    for column in ("staff_text TEXT", "staff_by TEXT"):
        database.execute(f"ALTER TABLE tickets ADD COLUMN {column}")


_STEPS = (journals, dialogues, people, traces, first_answers, staff_answers)
