"""Questions: what the assistant says to them, and what becomes of those that need a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.messages import Dialogue, Language, Message, Reply
from handlers.telegram import offers, tickets
from handlers.telegram.offers import Rows
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.rendering import Line, packed, phrase_lines, reply_lines, to_plain
from handlers.telegram.turns import Turn, markup_params, text_params

AT_ONCE = 8
"""So many questions are answered in one go where someone sends more than can be answered one by one."""


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asked.

    Attributes:
        text: the question.
        message: the message it stands in; 0 where it was asked by a command or a button.
        carries: whether the message holds more than this text (a photo).
    """

    text: str
    message: int = 0
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question.

    Attributes:
        lines: the text.
        rows: the buttons.
        reply: the assistant's reply.
    """

    lines: list[Line]
    rows: Rows
    reply: Reply


def ask(turn: Turn, questions: Sequence[Question]) -> None:
    """Answer one question, or several that came together, in one message.

    Where staff have the conversation to themselves the questions go to them; while automatic answers are
    paused they become a ticket.
    """
    ticket = turn.tables.tickets.open_for(CHANNEL, turn.conversation)
    said = "\n".join(question.text for question in questions)
    if ticket is not None:
        for question in questions:
            if question.message:
                tickets.relay(turn, ticket, question.message)
        if turn.tables.tickets.quiet(CHANNEL, turn.conversation):
            remember(turn, said)
            return
    if turn.tables.state.paused:
        _pause(turn, said, questions[-1])
        return
    distinct = list({" ".join(question.text.casefold().split()): question for question in questions}.values())
    answers: list[Answer] = []
    for question in distinct[-AT_ONCE:]:
        found = answer(turn, question)
        if not any(to_plain(found.lines) == to_plain(other.lines) for other in answers):
            answers.append(found)
    lines = _together(answers)
    if len(distinct) > AT_ONCE:
        last = answers[-1].reply.language
        language: Language = turn.language if last == "other" else last
        note = turn.shared.words.text(language, "question.many", count=len(questions), answered=AT_ONCE)
        lines = [*phrase_lines(note), *lines]
    key = turn.answer_key(questions[-1].message) if questions[-1].message else ""
    turn.send(lines, answers[-1].rows, key)


def answer(turn: Turn, question: Question, dialogue: Dialogue | None = None) -> Answer:
    """Ask the assistant, and note question and answer; a ticket where a person must answer.

    Args:
        turn: whose question it is.
        question: the question.
        dialogue: what to take for said before, instead of what was.
    """
    before = turn.known.dialogue if dialogue is None else dialogue
    hint = turn.known.language or turn.client_language
    message = Message(question.text, turn.shared.today, "telegram", hint)
    reply, after = turn.shared.answer(message, before)
    language: Language = turn.language if reply.language == "other" else reply.language
    number = turn.tables.questions.record(
        CHANNEL,
        turn.person,
        reply.language,
        reply.outcome,
        text=question.text,
        reply=reply,
        before=before,
        today=turn.shared.today,
        names=(turn.name,),
        masking=turn.shared.masking(),
    )
    lines = reply_lines(reply)
    if reply.outcome == "handoff":
        ticket = tickets.open_ticket(
            turn,
            question.text,
            answer=reply.text,
            reason="handoff",
            course=reply.courses[0] if reply.courses else None,
            language=language,
            message=question.message if question.carries else 0,
            asked=number,
        )
        lines += phrase_lines(turn.shared.words.text(language, tickets.passed_on(turn, ticket), id=ticket.id))
    turn.tables.conversations.save(CHANNEL, turn.conversation, after, person=turn.person)
    remember(turn, question.text, reply.text)
    rows = offers.rows(turn.shared, reply, after, number, language, not turn.in_group)
    return Answer(lines, rows, reply)


def again(turn: Turn, question: Question) -> None:
    """Answer an edited question by editing the answer to what it was before."""
    tickets.relay_edit(turn, question.message, question.text)
    if turn.tables.tickets.quiet(CHANNEL, turn.conversation) or turn.tables.state.paused:
        return
    key = turn.answer_key(question.message)
    before = turn.tables.outbox.by_key(CHANNEL, key)
    if before is None:
        ask(turn, [question])
        return
    found = answer(turn, question)
    pieces = packed(found.lines)
    first = pieces[0]
    params = {**turn.where(), **text_params(first), **markup_params(found.rows if len(pieces) == 1 else ())}
    edited = {name: value for name, value in params.items() if name != "reply_parameters"}
    turn.queue(Post("editMessageText", edited, to_plain(first), answer=key), f"turn:{turn.row}:edit")
    old = _further(turn, key)
    for number, piece in enumerate(pieces[1:], 1):
        rows = found.rows if number == len(pieces) - 1 else ()
        params = {**turn.where(), **text_params(piece), **markup_params(rows)}
        post = Post("sendMessage", params, to_plain(piece))
        if number <= len(old):
            post = replace(post, method="editMessageText", answer=old[number - 1])
        turn.queue(post, f"turn:{turn.row}:edit:{number}")
    for stale in old[len(pieces) - 1 :]:
        row = turn.tables.outbox.by_key(CHANNEL, stale)
        if row and row.proof:
            gone = Post("deleteMessage", {"chat_id": turn.chat, "message_id": int(row.proof)})
            turn.queue(gone, f"turn:{turn.row}:gone:{row.id}")


def remember(turn: Turn, question: str, reply: str = "") -> None:
    """Remember what was said, for the ticket that may come of it."""
    words = [("applicant", question), *([("assistant", reply)] if reply else [])]
    turn.tables.conversations.say(CHANNEL, turn.conversation, *words, person=turn.person)  # type: ignore[arg-type]
    turn.reread()


def _further(turn: Turn, key: str) -> list[str]:
    """The keys of the further messages an answer was split into."""
    found = []
    number = 1
    while turn.tables.outbox.by_key(CHANNEL, f"{key}:{number}"):
        found.append(f"{key}:{number}")
        number += 1
    return found


def _together(answers: Sequence[Answer]) -> list[Line]:
    lines: list[Line] = []
    for found in answers:
        first, *rest = found.lines or [Line(())]
        lines += [replace(first, gap=2), *rest]
    return lines


def _pause(turn: Turn, text: str, question: Question) -> None:
    ticket = tickets.open_ticket(turn, text, reason="paused", message=question.message if question.carries else 0)
    turn.tables.questions.record(
        CHANNEL, turn.person, turn.language, "handoff", text=text, names=(turn.name,), masking=turn.shared.masking()
    )
    remember(turn, text)
    if not ticket.joined:
        key = "paused.passed" if tickets.staff_chat(turn) is not None else "paused.stored"
        turn.say(key, email=tickets.address(turn))
