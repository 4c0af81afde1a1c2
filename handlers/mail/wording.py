"""What only the words give away: machines that send no header, newsletters, merchants, a bare "thank you".

Exchange sends out-of-office replies without any header (freescout issues 2488 and 513), so subject and
first lines are looked at. What applicants write may hold the same words; where it speaks of courses it is
not thrown away, only looked at by a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.mail.header_fields import bare_subject
from handlers.mail.incoming import IncomingMail
from handlers.mail.words import MailWords, folded

SHORT = 150
"""Words of a message that is no letter."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What the words suggest; ``certain`` where the message can be left alone, else a person should look."""

    reason: str
    certain: bool


def suspect(mail: IncomingMail, new: str, words: MailWords) -> Suspicion | None:
    """Look for automatic and commercial mail by its words.

    Args:
        mail: the message.
        new: its new text.
        words: the lists.

    Returns:
        What it looks like, or None.
    """
    short = len(new.split()) <= SHORT
    ours = words.matcher("silence", "our_words").found(f"{mail.subject}\n{new}")
    asks = "?" in new
    for name, reason in (
        ("bounce_subjects", "bounce: the subject says so"),
        ("out_of_office_subjects", "automatic reply: the subject says so"),
        ("receipt_subjects", "receipt: the subject says so"),
        ("calendar_subjects", "calendar: the subject is an automatic answer's"),
    ):
        if _subject_begins(mail.subject, name, words):
            plain = name in ("bounce_subjects", "out_of_office_subjects") or (not asks and len(new.split()) <= 60)
            if plain:
                return Suspicion(reason, True)
    if words.matcher("silence", "do_not_reply").found(new):
        return Suspicion("no-reply notice: the text asks for no answer", not (ours and asks))
    head = " ".join(new.split()[:70])
    if short and not asks and words.matcher("silence", "out_of_office_texts").found(head):
        return Suspicion("automatic reply: the text says so", not ours)
    return _merchant(mail, new, words, ours, asks)


def _merchant(mail: IncomingMail, new: str, words: MailWords, ours: bool, asks: bool) -> Suspicion | None:
    text = f"{mail.subject}\n{new}"
    whole = f"{mail.subject}\n{mail.text}"
    signs = words.matcher("silence", "newsletter").count(whole)
    if signs >= 3 or (signs >= 2 and not ours):
        return Suspicion("newsletter: its text is one's", not (ours and asks))
    if words.matcher("silence", "invoice").found(text):
        return Suspicion("invoice: its text is one's", not ours)
    if words.matcher("silence", "invoice_hints").count(text) >= 3 and not asks:
        return Suspicion("invoice: its text is one's", not ours)
    if words.matcher("silence", "offer").found(text):
        return Suspicion("offer: its text is an advertisement's", not ours)
    if words.matcher("silence", "offer_hints").count(text) >= 4 and not ours:
        return Suspicion("offer: its text is an advertisement's", True)
    return None


def bare_thanks(new: str, words: MailWords) -> bool:
    """Whether nothing but thanks is said, with greeting, closing and name."""
    if not new.strip() or "?" in new or len(new) > 600 or not words.matcher("endings", "thanks").found(new):
        return False
    rest = new
    for name in ("thanks", "closings", "greetings", "thanks_fillers"):
        rest = words.matcher("endings", name).without(rest)
    # What is left may only be a name: a word written with a capital.
    written = re.findall(r"[^\W\d_]+", new)
    names = {folded(word) for word in written if word[0].isupper()}
    return len(rest.split()) <= 5 and all(word in names for word in rest.split())


def _subject_begins(subject: str, name: str, words: MailWords) -> bool:
    """Whether the subject is one of the list's, has it before its colon, or begins with one of 3 words."""
    wanted = {folded(text) for text in words.texts("silence", name)}
    bare = bare_subject(subject)
    whole = folded(bare)
    if whole in wanted or (folded(bare.partition(":")[0]) in wanted and ":" in bare):
        return True
    return any(len(text.split()) >= 3 and f"{whole} ".startswith(f"{text} ") for text in wanted)
