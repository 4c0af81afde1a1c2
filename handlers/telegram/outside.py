"""What staff do outside their chat (in the terminal): the applicant is told, and the staff chat shows it."""

from __future__ import annotations

from bot.store import Tables, Ticket
from handlers.telegram.posts import CHANNEL, Post, chat_of, staff_place
from handlers.telegram.rendering import packed, phrase_lines, quoted, to_html, to_plain
from handlers.telegram.turns import text_params
from handlers.telegram.words import Words, spoken


def answer(tables: Tables, ticket: Ticket, text: str, *, by: str, key: str) -> None:
    """Queue a staff answer for an applicant on Telegram; the assistant is quiet there from now on.

    Args:
        tables: inside one transaction.
        ticket: of this channel.
        text: what staff wrote; nothing in it is formatting.
        by: who wrote it.
        key: what makes it the same answer.
    """
    tables.tickets.staff_wrote(ticket.id, text, by)
    tables.conversations.say(CHANNEL, ticket.conversation, ("staff", text))
    lines = [quoted(line) for line in text.splitlines()]
    for number, piece in enumerate(packed(lines)):
        _to_applicant(
            tables,
            ticket,
            Post("sendMessage", {"chat_id": _chat(ticket), **text_params(piece)}, to_plain(piece), ticket=ticket.id),
            f"{key}:{number}",
        )


def tell_closed(tables: Tables, ticket: Ticket, words: Words) -> None:
    """Queue the word that the team has closed an applicant's question."""
    lines = phrase_lines(words.text(spoken(ticket.language) or "en", "ticket.closed"))
    post = Post("sendMessage", {"chat_id": _chat(ticket), **text_params(lines)})
    _to_applicant(tables, ticket, post, f"closed:{ticket.id}")


def show(tables: Tables, ticket: Ticket, staff: int | None, head: str, text: str = "") -> None:
    """Queue a note below a ticket in the staff chat.

    Args:
        tables: inside one transaction.
        ticket: of any channel.
        staff: the staff chat where it is known, else the one that the ticket was shown in; nothing is shown where
            there is none.
        head: what was done, with ``**bold**``.
        text: what was written.
    """
    staff = _shown_in(tables, ticket) if staff is None else staff
    if staff is None:
        return
    lines = [*phrase_lines(head), *(quoted(line) for line in text.splitlines())]
    post = Post("note", {"ticket": ticket.id, "text": to_html(packed(lines)[0])}, ticket=ticket.id)
    tables.outbox.queue(
        CHANNEL,
        str(staff),
        post.dump(),
        person=ticket.person if ticket.channel == CHANNEL else None,
        conversation=ticket.conversation,
    )


def _shown_in(tables: Tables, ticket: Ticket) -> int | None:
    """The present id of the chat in which staff were shown a ticket."""
    place = tables.tickets.value(
        "SELECT place FROM ticket_links WHERE ticket = ? AND place LIKE ?", ticket.id, staff_place("%")
    )
    return tables.state.staff_chat(chat_of(place)) if place else None


def _to_applicant(tables: Tables, ticket: Ticket, post: Post, key: str) -> None:
    chat = str(_chat(ticket))
    tables.outbox.queue(CHANNEL, chat, post.dump(), key=key, person=ticket.person, conversation=ticket.conversation)


def _chat(ticket: Ticket) -> int:
    return int(ticket.conversation.partition(":")[0])
