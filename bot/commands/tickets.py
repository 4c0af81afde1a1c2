"""``tickets``: questions for staff, listed, shown, answered and closed without Telegram."""

from __future__ import annotations

import getpass
import pwd
import secrets
import sys
from datetime import UTC, datetime, timedelta
from os import getuid
from typing import TYPE_CHECKING

import click
from babel import Locale
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.visiting import staff_chat, visit, when_sent
from bot.invocation import command
from bot.settings import TURIN

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Outgoing, Tables, Ticket, Visit

_SHOWN = 60
_MARK = "# Lines above this one are sent; this line and what follows is not."
_FATES = {
    "queued": "waits to be sent",
    "sending": "is being sent",
    "sent": "sent",
    "failed": "NOT delivered",
    "unsure": "may not have been delivered",
}


def list_tickets(settings: Settings, everything: bool) -> int:
    """Print the open tickets, or all that are kept; the exit status."""
    with visit(settings) as place:
        tickets = place.call(lambda tables: tables.tickets.all() if everything else tables.tickets.all_open())
    if not tickets:
        print("There are no questions." if everything else "There are no open questions.")
        return 0
    table = Table("no.", "from", "by", "language", "course", "waiting", "question")
    now = datetime.now(UTC)
    for ticket in tickets:
        state = ticket.state if ticket.state == "closed" else _age(now - ticket.opened_at)
        if ticket.state == "open" and ticket.staff_at is not None:
            state += ", answered"
        table.add_row(
            str(ticket.id),
            Text(ticket.name),
            ticket.channel,
            _language(ticket),
            ticket.course or "–",
            state,
            Text(_shortened(ticket.question)),
        )
    Console().print(table)
    return 0


def show_ticket(settings: Settings, number: int) -> int:
    """Print one ticket with all that is known of it; the exit status."""
    with visit(settings) as place:
        ticket = _ticket(place, number)
        sent = place.call(lambda tables: tables.outbox.of_staff(ticket.channel, ticket.conversation))
    console = Console()
    head = Table(show_header=False, box=None, pad_edge=False)
    for name, value in _facts(ticket):
        head.add_row(name, Text(value))
    console.print(head)
    _block(console, "Question", ticket.question)
    if ticket.context:
        said = (f"{item.at.astimezone(TURIN):%d %b %H:%M} {item.who}: {item.text}" for item in ticket.context)
        _block(console, "Before that", "\n".join(said))
    _block(console, "The assistant answered", ticket.answer or "nothing")
    if ticket.staff_text:
        _block(console, f"Staff answered ({ticket.staff_by or 'unknown'})", ticket.staff_text)
    for row in (row for row in sent if row.attempt or row.state != "sent"):
        console.print(_fate(row), markup=False, highlight=False)
    if ticket.asked is not None:
        trace = command(f"ask --explain --ticket {ticket.id}")
        console.print(f"\nHow the answer came about: {trace}", markup=False, highlight=False, soft_wrap=True)
    return 0


def answer_ticket(settings: Settings, number: int, text: str | None, by: str | None) -> int:
    """Queue an answer to the applicant; the exit status.

    Args:
        settings: the settings.
        number: of the ticket.
        text: the answer; None to read it from standard input or write it in an editor.
        by: who answers; None for the name of this account.
    """
    from handlers.mail.answers import staff_answer  # noqa: PLC0415
    from handlers.telegram import outside  # noqa: PLC0415
    from handlers.telegram.words import Words  # noqa: PLC0415

    with visit(settings) as place:
        ticket = _ticket(place, number)
        if ticket.state == "closed":
            return _refused(f"Ticket {number} is closed: an answer would not be expected any more.")
        said = _written(ticket) if text is None else text.strip()
        if not said:
            return _refused("The answer is empty: nothing is sent.")
        who, words = by or account_name(), Words.load(settings.knowledge)
        staff, key = staff_chat(settings, place), f"staff:terminal:{number}:{secrets.token_hex(4)}"

        def work(tables: Tables) -> bool:
            now = tables.tickets.get(number)
            if now is None or now.state == "closed":
                return False
            if now.channel == "telegram":
                outside.answer(tables, now, said, by=who, key=key)
            else:
                staff_answer(tables, now, said, by=who, key=key)
            outside.show(tables, now, staff, words.text("en", "staff.outside.answered", id=number, by=who), said)
            return True

        if not place.call(work):
            return _refused(f"Ticket {number} was closed meanwhile: nothing is sent.")
        print(f"The answer to {ticket.name} is queued. {when_sent(settings, place, ticket.channel)}")
        if ticket.channel == "mail" and settings.imap_url is not None and settings.smtp is None:
            print("No SMTP server is configured: it becomes a draft in the mailbox.")
    print(f"To propose it as an entry of the FAQ: {command(f'tickets propose {number}')}")
    return 0


def close_ticket(settings: Settings, number: int, by: str | None) -> int:
    """Close a ticket; the exit status."""
    from handlers.telegram import outside  # noqa: PLC0415
    from handlers.telegram.words import Words  # noqa: PLC0415

    with visit(settings) as place:
        ticket = _ticket(place, number)
        who, words, staff = by or account_name(), Words.load(settings.knowledge), staff_chat(settings, place)

        def work(tables: Tables) -> bool:
            if not tables.tickets.close(number, who):
                return False
            if ticket.channel == "telegram":
                outside.tell_closed(tables, ticket, words)
            outside.show(tables, ticket, staff, words.text("en", "staff.outside.closed", id=number, by=who))
            return True

        if not place.call(work):
            return _refused(f"Ticket {number} is closed already.")
        print(f"Ticket {number} of {ticket.name} is closed.")
    return 0


def propose_ticket(settings: Settings, number: int, id: str | None) -> int:
    """Make a proposed entry of the FAQ of a ticket's last staff answer; the exit status."""
    from bot.facts.knowledge import load  # noqa: PLC0415
    from bot.masking import Masking  # noqa: PLC0415
    from bot.proposing import CannotPropose, StaffAnswer, propose  # noqa: PLC0415

    with visit(settings) as place:
        ticket = _ticket(place, number)
    if not ticket.staff_text or ticket.staff_at is None:
        return _refused(f"No answer of staff to ticket {number} is known here: there is nothing to propose.")
    loaded = load(settings.knowledge)
    if loaded.knowledge is None:
        print("Nothing is proposed: the knowledge has errors. Correct them first:", file=sys.stderr)
        for problem in loaded.errors:
            print(problem, file=sys.stderr)
        return 1
    answer = StaffAnswer(ticket.staff_text, ticket.staff_by or "", ticket.staff_at.astimezone(TURIN).date())
    try:
        found = propose(loaded.knowledge, Masking.of(loaded.knowledge, settings.own_addresses), ticket, answer, id)
    except CannotPropose as error:
        return _refused(f"{str(error)[:1].upper()}{str(error)[1:]}.")
    for problem in found.problems:
        print(problem)
    print(f"Proposed: {found.path}")
    for remark in found.remarks:
        print(remark)
    print(f"It is not live. Read it, make it general, move it one folder up, and run: {command('check')}")
    return 1 if any(not problem.warning for problem in found.problems) else 0


def account_name() -> str:
    """Who works at this terminal, as the system knows them."""
    try:
        named = pwd.getpwuid(getuid()).pw_gecos.partition(",")[0].strip()
    except KeyError:
        named = ""
    return named or getpass.getuser()


def _ticket(place: Visit, number: int) -> Ticket:
    ticket = place.call(lambda tables: tables.tickets.get(number))
    if ticket is None:
        raise SystemExit(_refused(f"There is no ticket {number}: {command('tickets --all')} lists those there are."))
    return ticket


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _written(ticket: Ticket) -> str:
    """The answer from standard input, or from an editor where there is a terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.read().strip()
    quoted = "\n".join(f"# {line}" for line in ticket.question.splitlines())
    text = click.edit(f"\n\n{_MARK}\n# {ticket.name} asks:\n{quoted}\n", require_save=True)
    return (text or "").partition(_MARK)[0].strip()


def _facts(ticket: Ticket) -> list[tuple[str, str]]:
    waiting = _age(datetime.now(UTC) - ticket.opened_at)
    found = [
        ("ticket", f"{ticket.id}, {ticket.state}"),
        ("from", f"{ticket.name} ({ticket.channel} {ticket.person})"),
        ("language", _language(ticket)),
        ("course", ticket.course or "none named"),
        ("why", ticket.reason or "–"),
        ("since", f"{ticket.opened_at.astimezone(TURIN):%d %b %Y %H:%M} ({waiting})"),
    ]
    if ticket.staff_at is not None:
        found.append(("staff wrote", f"{ticket.staff_at.astimezone(TURIN):%d %b %Y %H:%M}"))
    if ticket.closed_at is not None:
        found.append(("closed", f"{ticket.closed_at.astimezone(TURIN):%d %b %Y %H:%M} by {ticket.closed_by or '–'}"))
    return found


def _fate(row: Outgoing) -> str:
    reason = f": {row.error}" if row.error and row.state != "sent" else ""
    return f"An answer of staff {_FATES[row.state]}{reason}"


def _block(console: Console, title: str, text: str) -> None:
    console.print(f"\n[bold]{title}[/bold]")
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _language(ticket: Ticket) -> str:
    return str(Locale("en").languages.get(ticket.language or "", "–"))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length or length == 1:
            number = minutes // length
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return ""
