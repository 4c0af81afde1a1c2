"""The staff chat: what staff write goes to applicants, and their commands, which work nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from telegram import Message

from bot.proposing import CannotPropose, Proposed, StaffAnswer
from bot.reloading import Reloaded
from bot.settings import TURIN
from bot.store import QUIET, Outgoing, Summary, Ticket
from handlers.telegram.explaining import explained
from handlers.telegram.outside import tell_closed
from handlers.telegram.posts import CHANNEL, Post, chat_place, staff_place
from handlers.telegram.rendering import Line, phrase_lines, quoted, shortened
from handlers.telegram.turns import Turn
from handlers.telegram.words import Words, spoken

MENU = ("tickets", "close", "draft", "why", "stats", "reload", "pause", "resume")
_WEEK = timedelta(days=7)
_SHOWN, _LISTED, _PROBLEMS = 80, 30, 15


def belongs(turn: Turn, message: Message) -> Ticket | None:
    """The ticket a message of staff is about: by the topic it stands in, or by what it replies to.

    In a topic every message seems a reply to the topic's first one, so that says nothing.
    """
    chat = message.chat.id
    if message.is_topic_message and message.message_thread_id:
        found = turn.tables.tickets.in_thread(f"{chat}:{message.message_thread_id}")
        if found is not None:
            return found
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    linked = turn.tables.tickets.linked(staff_place(chat), str(answered.message_id))
    return linked.ticket if linked else None


def relay(turn: Turn, ticket: Ticket, message: Message) -> None:
    """Carry what staff wrote to the applicant; the assistant is quiet there from now on."""
    if ticket.state == "closed":
        turn.say("staff.closed_already", id=ticket.id)
        return
    if ticket.channel != CHANNEL:
        _mail(turn, ticket, message)
        return
    chat = int(ticket.conversation.partition(":")[0])
    text = message.text or message.caption
    turn.tables.tickets.staff_wrote(ticket.id, text, _name(message))
    if text:
        turn.tables.conversations.say(CHANNEL, ticket.conversation, ("staff", text))
    original = f"{staff_place(message.chat.id)} {message.message_id}"
    params = {"chat_id": chat, "from_chat_id": message.chat.id, "message_id": message.message_id}
    queued = turn.tables.outbox.queue(
        CHANNEL,
        str(chat),
        Post("copyMessage", params, ticket=ticket.id, original=original).dump(),
        key=f"staff:{message.chat.id}:{message.message_id}",
        person=ticket.person,
        conversation=ticket.conversation,
        claim=True,
    )
    claimed(turn, queued)


def _mail(turn: Turn, ticket: Ticket, message: Message) -> None:
    """What staff write to a mail ticket goes out as mail in the applicant's thread; only text can."""
    settings = turn.shared.settings
    if not message.text or settings.imap_url is None:
        turn.say("staff.by_mail", id=ticket.id)
        return
    from handlers.mail.answers import staff_answer  # noqa: PLC0415

    key = f"staff:{message.chat.id}:{message.message_id}"
    staff_answer(turn.tables, ticket, message.text, by=_name(message), key=key)
    turn.say("staff.mailed" if settings.smtp_url else "staff.drafted", id=ticket.id)


def claimed(turn: Turn, queued: Outgoing) -> None:
    """Send what was queued in this turn at once."""
    if queued.state == "sending" and queued.attempt == 1 and queued.proof is None:
        turn.claimed.append(queued)


def relay_edit(turn: Turn, message: Message) -> None:
    """Carry an edit of what staff wrote to the applicant."""
    linked = turn.tables.tickets.linked(staff_place(message.chat.id), str(message.message_id))
    text = message.text or message.caption
    if linked is None or not linked.other or not text or linked.ticket.state != "open":
        return
    chat = int(linked.ticket.conversation.partition(":")[0])
    # the link of a copied applicant's message points to the applicant's own: that one is not ours to edit
    back = turn.tables.tickets.linked(chat_place(chat), linked.other)
    if back is None or back.other != str(message.message_id):
        return
    params = {"chat_id": chat, "message_id": int(linked.other), "text": text[:4096]}
    turn.queue(Post("edit_copy", params), f"turn:{turn.row}:copy", target=chat)


def command(turn: Turn, name: str, argument: str, message: Message) -> bool:
    """Obey a staff command; False where there is no such one."""
    obey = _COMMANDS.get(name)
    if obey is None:
        return False
    obey(turn, argument, message)
    return True


def _tickets(turn: Turn, argument: str, message: Message) -> None:
    found = turn.tables.tickets.all_open()
    if not found:
        turn.say("staff.tickets.none")
        return
    lines = phrase_lines(turn.text("staff.tickets.head", len(found), count=len(found)))
    now = turn.shared.clock()
    for ticket in found[:_LISTED]:
        waiting = "" if ticket.staff_at and now - ticket.staff_at < QUIET else " " + turn.text("staff.tickets.waits")
        question = shortened(" ".join(ticket.question.split()), _SHOWN)
        age = _age(turn, now - ticket.opened_at)
        lines.append(quoted(f"#{ticket.id} · {shortened(ticket.name, 40)} · {age}{waiting}\n{question}", 2))
    turn.send(lines)


def _age(turn: Turn, age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length:
            return turn.text(f"staff.age.{unit}", minutes // length, count=minutes // length)
    return turn.text("staff.age.minutes", minutes, count=minutes)


def _stats(turn: Turn, argument: str, message: Message) -> None:
    numbers: Summary = turn.tables.questions.summary(turn.shared.clock() - _WEEK)
    open_now = len(turn.tables.tickets.all_open())
    head = turn.text(
        "staff.stats.head",
        numbers.questions,
        questions=numbers.questions,
        share=f"{round(numbers.share * 100)}%",
        helpful=numbers.helpful,
        unhelpful=numbers.unhelpful,
        tickets=open_now,
    )
    lines = phrase_lines(head)
    if numbers.topics:
        lines += phrase_lines(turn.text("staff.stats.topics"))
        lines += [quoted(f"• {_topic(turn, topic)}: {count}") for topic, count in numbers.topics]
    if numbers.unanswered:
        lines += phrase_lines(turn.text("staff.stats.unanswered"))
        lines += [quoted(f"• {shortened(text, 150)} ({count})") for text, count in numbers.unanswered]
    turn.send(lines)


def _topic(turn: Turn, topic: str) -> str:
    book = turn.shared.knowledge.phrases[turn.language]
    return book.text(f"topic.{topic}") if f"topic.{topic}" in book else topic


def _pause(turn: Turn, argument: str, message: Message) -> None:
    turn.tables.state.pause(True)
    turn.say("staff.paused")


def _resume(turn: Turn, argument: str, message: Message) -> None:
    turn.tables.state.pause(False)
    turn.say("staff.resumed")


def _why(turn: Turn, argument: str, message: Message) -> None:
    ticket = _meant(turn, argument, message)
    if ticket is None:
        turn.say("staff.why.which")
        return
    turn.send(explained(turn, ticket))


def _meant(turn: Turn, argument: str, message: Message) -> Ticket | None:
    """The ticket a command is about: the one it names by its number, else the one it was written under."""
    number = argument.lstrip("#").strip()
    return turn.tables.tickets.get(int(number)) if number.isdigit() else belongs(turn, message)


def _close(turn: Turn, argument: str, message: Message) -> None:
    ticket = _meant(turn, argument, message)
    if ticket is None:
        turn.say("staff.close_which")
        return
    if not turn.tables.tickets.close(ticket.id, _name(message)):
        turn.say("staff.closed_already", id=ticket.id)
        return
    turn.say("staff.closed", id=ticket.id, name=ticket.name)
    if ticket.channel == CHANNEL:
        tell_closed(turn.tables, ticket, turn.shared.words)


def _draft(turn: Turn, argument: str, message: Message) -> None:
    """Have the answer to a ticket proposed for the FAQ: the message replied to, else what staff last wrote."""
    ticket = belongs(turn, message)
    if ticket is None:
        turn.say("staff.draft.which")
        return
    answered = message.reply_to_message
    if answered is not None and answered.text and answered.from_user and not answered.from_user.is_bot:
        answer = StaffAnswer(answered.text, _name(answered), answered.date.astimezone(TURIN).date())
    elif ticket.staff_text and ticket.staff_at:
        answer = StaffAnswer(ticket.staff_text, ticket.staff_by or "", ticket.staff_at.astimezone(TURIN).date())
    else:
        turn.say("staff.draft.no_answer", id=ticket.id)
        return
    turn.draft = (ticket, answer, argument.strip() or None)


def draft_lines(words: Words, found: Proposed | CannotPropose) -> list[Line]:
    """What became of a proposal, for staff."""
    if isinstance(found, CannotPropose):
        return phrase_lines(words.text("en", "staff.draft.impossible", reason=str(found)))
    lines = phrase_lines(words.text("en", "staff.draft.done", file=found.shown))
    return lines + [quoted(f"• {problem}") for problem in found.problems[:_PROBLEMS]]


def _reload(turn: Turn, argument: str, message: Message) -> None:
    turn.reload = True


def reloaded_lines(words: Words, turn_language: str, found: Reloaded) -> list[Line]:
    """What a reload found, for staff."""
    language = spoken(turn_language) or "en"
    if not found.valid:
        errors = [problem for problem in found.problems if not problem.warning]
        lines = phrase_lines(words.text(language, "staff.reload.invalid", len(errors), count=len(errors)))
        return lines + [quoted(f"• {problem}") for problem in errors[:_PROBLEMS]]
    lines = phrase_lines(words.text(language, "staff.reload.done" if found.changed else "staff.reload.same"))
    return lines + [quoted(f"• {problem}") for problem in found.problems[:_PROBLEMS]]


def _name(message: Message) -> str:
    return message.from_user.full_name if message.from_user else ""


def _help(turn: Turn, argument: str, message: Message) -> None:
    listed = "\n".join(f"/{name} – {turn.text(f'menu.{name}')}" for name in MENU)
    turn.say("staff.help", commands=listed)


_COMMANDS: dict[str, Callable[[Turn, str, Message], None]] = {
    "help": _help,
    "tickets": _tickets,
    "stats": _stats,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "why": _why,
    "draft": _draft,
    "reload": _reload,
}
