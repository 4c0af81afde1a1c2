"""One mail from its bytes to the message that answers it: the whole of the pure half in one function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.message import EmailMessage
from typing import Protocol

from bot.messages import Dialogue, Message, Reply
from handlers.mail.composing import compose
from handlers.mail.deciding import Decision, final, first_look
from handlers.mail.header_fields import bare_subject
from handlers.mail.incoming import IncomingMail
from handlers.mail.letters import letter
from handlers.mail.new_text import NewText, asks_nothing, new_text, subject_question
from handlers.mail.ours import Ours
from handlers.mail.reading import read
from handlers.mail.trust import recipient
from handlers.mail.words import MailWords, folded

QUESTION_LIMIT = 12_000
"""Characters of a question that are thought about."""


class Answerer(Protocol):
    """What answers: :class:`bot.assistant.Assistant`, or anything with the same door."""

    def answer(self, message: Message, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        """Answer one message; see :meth:`bot.assistant.Assistant.answer`."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a mail.

    Attributes:
        mail: the message, read.
        new: its new text.
        decision: what to do with it.
        reply: the assistant's reply, where it was asked.
        dialogue: what to remember for the next mail of the conversation.
        message: the answer: automatic, or without its marks where ``decision.draft_only``. None for
        ``ignore``;
            with ``escalate`` at most a draft that may lie beside the ticket.
    """

    mail: IncomingMail
    new: NewText
    decision: Decision
    reply: Reply | None = None
    dialogue: Dialogue = field(default_factory=Dialogue)
    message: EmailMessage | None = None


def handle(
    raw: bytes,
    assistant: Answerer,
    *,
    ours: Ours,
    words: MailWords,
    today: date,
    now: datetime,
    dialogue: Dialogue | None = None,
    drafts: bool = False,
    mail: IncomingMail | None = None,
    withheld: str | None = None,
) -> Handled:
    """Read a mail, decide about it and compose the answer.

    Args:
        raw: the message's bytes, any bytes.
        assistant: what answers.
        ours: our addresses.
        words: the channel's words.
        today: the date in Turin the answer is for.
        now: the present moment, aware, for the Date header.
        dialogue: what was said before in this conversation.
        drafts: compose drafts only, whatever the decision.
        mail: the message, where it has been read already.
        withheld: why no answer may be prepared, whatever is asked (a cap, a pause); the question then goes to staff
            unthought of.

    Returns:
        The decision and what belongs to it. Never raises: a mail that breaks something is a person's work.
    """
    before = dialogue or Dialogue()
    mail = mail or read(raw)
    new = NewText("")
    reply: Reply | None = None
    after = before
    try:
        new = new_text(mail, words)
        decision = first_look(mail, new, ours, words)
        if withheld and (decision is None or decision.draft_only):
            decision = decision or Decision("escalate", withheld, ticket=True)
            return Handled(mail, new, replace(decision, draft_only=False), None, before)
        if decision is None or (decision.action == "escalate" and decision.draft_only):
            reply, after = ask(mail, new, assistant, today, before=before, words=words)
            looked = final(mail, new, reply, ours, words)
            if decision is None:
                decision = looked
            elif looked.action != "reply":
                return Handled(mail, new, replace(decision, draft_only=False), reply, after)
        message = None
        if reply is not None and decision.action in ("reply", "acknowledge", "escalate"):
            automatic = decision.action != "escalate" and not decision.draft_only and not drafts
            message = _answer(mail, new, reply, decision, ours=ours, words=words, now=now, automatic=automatic)
        return Handled(mail, new, decision, reply, after, message)
    except (Exception, RecursionError) as error:  # a poison message must not stop the queue behind it
        decision = Decision("escalate", f"failed: {type(error).__name__} while handling it", ticket=True)
        return Handled(mail, new, decision, None, before)


def _answer(
    mail: IncomingMail,
    new: NewText,
    reply: Reply,
    decision: Decision,
    *,
    ours: Ours,
    words: MailWords,
    now: datetime,
    automatic: bool,
) -> EmailMessage | None:
    if decision.action == "escalate" and not decision.draft_only:
        return None
    to = recipient(mail, ours)
    if to is None:
        return None
    acknowledge = decision.action == "acknowledge"
    written = letter(
        reply,
        new.text or mail.subject,
        words,
        ours.address,
        automatic=automatic,
        acknowledge=acknowledge,
        plain=decision.plain,
    )
    return compose(mail, written, ours=ours, words=words, to=to, now=now, automatic=automatic)


def ask(
    mail: IncomingMail, new: NewText, assistant: Answerer, today: date, *, before: Dialogue, words: MailWords
) -> tuple[Reply, Dialogue]:
    """Put the mail's question to the assistant, with what its subject adds.

    The subject counts where it holds the question itself: the body says nothing, or cannot be answered
    without it. Else it only tells which course the letter is about.

    Args:
        mail: the message.
        new: its new text.
        assistant: what answers.
        today: the date the answer is for.
        before: the conversation so far.
        words: to see whether the body asks anything.

    Returns:
        Reply and dialogue of the better reading.
    """

    def answer(text: str, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        message = Message(text[:QUESTION_LIMIT], today, "email", _language(mail))
        return assistant.answer(message, dialogue)

    body, subject = new.text.strip(), subject_question(mail)
    if not body or (subject and asks_nothing(body, words)):
        return answer(f"{subject or bare_subject(mail.subject)}\n\n{body}".strip(), before)
    whole = f"{subject}\n\n{body}"
    if subject.rstrip().endswith("?") and folded(subject) not in folded(body):
        return answer(whole, before)
    context = before
    topic = bare_subject(mail.subject)
    if topic and not before.courses:
        named = answer(topic, Dialogue())[1].courses
        context = replace(before, courses=named[:1]) if len(named) == 1 else before
    first = answer(body, context)
    if subject and first[0].outcome in ("out_of_scope", "smalltalk", "unknown", "clarify") and len(subject) > 3:
        second = answer(whole, before)
        if second[0].outcome in ("answered", "partial"):
            return second
    return first


def _language(mail: IncomingMail) -> str | None:
    """The client's language, where a header tells (RFC 3282)."""
    for name in ("content-language", "accept-language"):
        value = mail.first(name).split(",")[0].split(";")[0].strip()
        if 2 <= len(value) <= 20 and value.replace("-", "").isalnum():
            return value
    return None
