"""What is done with a mail: ``reply``, ``acknowledge``, ``ignore`` or ``escalate``, and why.

Two halves: what can be told before anybody thinks about the question, and what the assistant's outcome
means. How
often one sender is answered is not decided here: that needs a memory, which the caller has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages import Reply
from handlers.mail.header_fields import bare_subject
from handlers.mail.incoming import IncomingMail
from handlers.mail.new_text import NewText
from handlers.mail.ours import Ours
from handlers.mail.sensitive import documents, sensitive
from handlers.mail.silence import silent
from handlers.mail.trust import addressed_to_us, authentication, recipient
from handlers.mail.wording import bare_thanks, suspect
from handlers.mail.words import MailWords, folded

Action = Literal["reply", "acknowledge", "ignore", "escalate"]
CONFIDENT = 0.8
"""Below this probability of having understood, nothing of the assistant's goes out by itself."""
ASIDE = 40
"""Words of a mail in which a single word about the courses may be by chance."""
LONG = 60
"""Words of a message that is more than a greeting, whatever it was taken for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a mail.

    Attributes:
        action: one of the contract's four.
        reason: why, in words that hold nothing of the mail's text.
        draft_only: a prepared text is for staff to send, in every mode, without the marks of automatic mail.
        With
            ``escalate`` it means that a draft may lie beside the ticket.
        ticket: whether a person has to do something.
        plain: an acknowledgement that does not use the assistant's words, which may miss the question.
    """

    action: Action
    reason: str
    draft_only: bool = False
    ticket: bool = False
    plain: bool = False


def first_look(mail: IncomingMail, new: NewText, ours: Ours, words: MailWords) -> Decision | None:
    """What can be decided without the assistant.

    Args:
        mail: the message.
        new: its new text.
        ours: our addresses.
        words: the channel's words.

    Returns:
        The decision, or None where the question is to be answered.
    """
    reason = silent(mail, ours, words)
    if reason:
        return Decision("ignore", reason)
    suspicion = suspect(mail, new.text, words)
    if suspicion and suspicion.certain:
        return Decision("ignore", suspicion.reason)
    reason = _untouchable(mail, new, ours)
    if reason:
        return _escalate(reason)
    delicate = sensitive(mail, new.text, words)
    if not delicate and not documents(mail) and bare_thanks(new.text, words):
        return Decision("ignore", "thanks: nothing is asked")
    if delicate:
        return _escalate(delicate)
    if answers_automatic(mail, ours, words):
        return Decision("escalate", "answer to an automatic message: a person goes on", draft_only=True, ticket=True)
    return None


def _untouchable(mail: IncomingMail, new: NewText, ours: Ours) -> str | None:
    """A person's mail that no machine can be trusted to answer, whatever it says."""
    if mail.encrypted:
        return "encrypted: the text cannot be read"
    if any(defect.startswith("unreadable") for defect in mail.defects):
        return "unreadable: the message could not be taken apart"
    if recipient(mail, ours) is None:
        return "no single address to answer to"
    if not addressed_to_us(mail, ours):
        return "not addressed: our address stands in none of To and Cc"
    if authentication(mail, ours) == "failed":
        return "authentication failed: the sender may be forged"
    if mail.calendar_methods:
        return "calendar invitation"
    if not new.text.strip() and not mail.subject.strip():
        return "empty: neither subject nor text"
    return None


def answers_automatic(mail: IncomingMail, ours: Ours, words: MailWords) -> bool:
    """Whether the mail was written in answer to a message that went out by itself.

    By its ids, and by the line every such message carries, for clients that drop the ids.
    """
    if any(ours.sent_automatically(identity) for identity in (*mail.in_reply_to, *mail.references)):
        return True
    whole = folded(f"{mail.text[-15_000:]}")
    return any(folded(letter.automatic) in whole for letter in words.letters.values())


def final(mail: IncomingMail, new: NewText, reply: Reply, ours: Ours, words: MailWords) -> Decision:
    """What the assistant's outcome means (CONTRACT, "E-mail").

    Args:
        mail: the message, which :func:`first_look` let through.
        new: its new text.
        reply: the assistant's reply.
        ours: our addresses.
        words: the channel's words.

    Returns:
        The decision.
    """
    outcome = reply.outcome
    if reply.language == "other":
        return _escalate("another language")
    suspicion = suspect(mail, new.text, words)
    if outcome == "out_of_scope":
        return _escalate("out of scope: not about the courses")
    if outcome == "smalltalk":
        if documents(mail) or new.forwarded or suspicion or len(new.text.split()) > LONG:
            return _escalate("no question found in it")
        return Decision("ignore", "small talk: nothing is asked")
    evidence = _evidence(mail, new, words)
    if evidence == 0:
        return _escalate("nothing in it names the courses or what is asked about them")
    if outcome in ("unknown", "handoff"):
        if suspicion:
            return _escalate(suspicion.reason)
        why = "not stated in the notes" if outcome == "unknown" else "a person is asked for, or has to decide"
        doubts = _doubts(mail, new, ours)
        plain = reply.confidence < CONFIDENT
        return Decision("acknowledge", _with(f"{outcome}: {why}", doubts), bool(doubts), ticket=True, plain=plain)
    doubts = _doubts(mail, new, ours)
    if suspicion:
        doubts.append(suspicion.reason)
    if evidence < 2 and len(new.text.split()) > ASIDE:
        doubts.append("hardly a word of it is about the courses")
    if reply.confidence < CONFIDENT:
        doubts.append(f"confidence {reply.confidence:.2f} is below {CONFIDENT:.2f}")
    if reply.contradiction:
        doubts.append("a contradiction is told")
    topics = ", ".join(reply.topics[:6])
    why = f"{outcome}: {topics}" if topics else outcome
    return Decision("reply", _with(why, doubts), bool(doubts), ticket=outcome == "partial")


def _evidence(mail: IncomingMail, new: NewText, words: MailWords) -> int:
    """How many different words of the subject and the text belong to the courses.

    The assistant is made for people who have a question about them; a mailbox gets everything else too, and
    a strange mail that looks like a question must not get an answer of its own accord.
    """
    return words.matcher("silence", "subject_words").count(f"{bare_subject(mail.subject)}\n{new.text}")


def _doubts(mail: IncomingMail, new: NewText, ours: Ours) -> list[str]:
    """Why a person should look at a text before it goes out."""
    doubts = []
    if new.forwarded:
        doubts.append("the question was forwarded")
    if documents(mail):
        doubts.append("an attachment was not read")
    if authentication(mail, ours) == "unaligned":
        doubts.append("the sender's domain was not confirmed")
    if any(defect.startswith("cut") for defect in mail.defects):
        doubts.append("the message was too large to be read whole")
    return doubts


def _with(reason: str, doubts: list[str]) -> str:
    return f"{reason}; draft: {'; '.join(doubts)}" if doubts else reason


def _escalate(reason: str) -> Decision:
    return Decision("escalate", reason, ticket=True)
