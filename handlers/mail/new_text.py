"""What the person wrote this time: without quotes, signature, disclaimers and the lines a telephone adds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.mail.header_fields import bare_subject, is_answer
from handlers.mail.incoming import IncomingMail
from handlers.mail.markup import without_quotes
from handlers.mail.quotes import Halves, beyond, halve
from handlers.mail.words import MailWords

SIGNATURE_LINES = 14
SIGNATURE_WIDTH = 90


@dataclass(frozen=True, slots=True)
class NewText:
    """The new part of a mail.

    Attributes:
        text: what was written; the forwarded question where the mail only forwards; the unstripped text where
            stripping would leave nothing.
        quoted: what was quoted below, above or between.
        forwarded: whether ``text`` is someone else's, forwarded.
    """

    text: str
    quoted: str = ""
    forwarded: bool = False


def new_text(mail: IncomingMail, words: MailWords) -> NewText:
    """Find what is new in a mail.

    Args:
        mail: the message.
        words: attributions, closings, disclaimers … of the three languages.

    Returns:
        The new text; empty only where the mail has no text at all.
    """
    halves = _halves(mail, words)
    new = without_endings(halves.new, words)
    forwarding = halves.forwarded or bool(re.match(r"\s*(?:fwd?|tr|rv|wg|i|enc)\s?:", mail.subject, re.IGNORECASE))
    if forwarding and halves.quoted and asks_nothing(new, words):
        inner = halve(_body(halves.quoted, words), words)
        question = without_endings(inner.new or inner.quoted, words)
        if question:
            return NewText(f"{new}\n\n{question}".strip(), inner.quoted, True)
    if not new:
        return NewText(halves.new.strip() or mail.text.strip(), halves.quoted)
    return NewText(new, halves.quoted)


def _halves(mail: IncomingMail, words: MailWords) -> Halves:
    """By the HTML's own marks where it has them, else by the lines of the text."""
    if mail.html.strip():
        stripped = without_quotes(mail.html)
        if stripped.found:
            inner = halve(stripped.new, words)
            new = beyond(inner.new) if inner.new else stripped.new
            quoted = "\n\n".join(part for part in (inner.quoted, stripped.quoted) if part)
            return Halves(new, quoted, inner.forwarded or _is_forward(stripped.quoted, words))
    halves = halve(mail.text, words)
    return Halves(beyond(halves.new), halves.quoted, halves.forwarded) if halves.new else halves


def _is_forward(quoted: str, words: MailWords) -> bool:
    head = "\n".join(quoted.strip().split("\n")[:3])
    return bool(head) and halve(head, words).forwarded


def _body(quoted: str, words: MailWords) -> str:
    """A forwarded message without the separator and the header lines at its head."""
    labels = {label.lower() for label in words.texts("quoting", "header_labels")}
    lines = quoted.split("\n")
    last = -1
    for index, line in enumerate(lines[:30]):
        name = line.strip(" *>").partition(":")[0].strip(" *").lower()
        if name in labels and ":" in line:
            last = index
    if last < 0:
        return "\n".join(lines[1:]) if len(lines) > 1 else quoted
    while last + 1 < len(lines) and lines[last + 1].strip():  # a long To or Subject goes on in the next line
        if not lines[last + 1].startswith((" ", "\t", "<")):
            break
        last += 1
    return "\n".join(lines[last + 1 :])


def without_endings(text: str, words: MailWords) -> str:
    """The text without signature, closing, mobile line and disclaimers.

    Args:
        text: unquoted text.
        words: how letters end.

    Returns:
        What is left; a question that stands below the closing stays.
    """
    lines = _without_signature(text.split("\n"))
    mobile = words.matcher("endings", "mobile", anchored=True)
    lines = [line for line in lines if len(line) > 140 or not line.strip() or not mobile.found(line)]
    disclaimers = words.matcher("endings", "disclaimers")
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines))
    kept = [paragraph for paragraph in paragraphs if not disclaimers.found(paragraph)]
    return _without_closing("\n\n".join(kept).strip().split("\n"), words)


def _without_signature(lines: list[str]) -> list[str]:
    """Cut at ``-- `` (RFC 3676 §4.3), and at a bare ``--`` where what follows looks like a signature."""
    for index, line in enumerate(lines):
        if line.rstrip("\r") == "-- " or line.strip() in ("--", "—", "__"):
            before, after = lines[:index], lines[index + 1 :]
            if any(other.strip() for other in before) and (line.startswith("-- ") or _is_signature(after)):
                return before
    return lines


def _is_signature(lines: list[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    return (
        len(filled) <= SIGNATURE_LINES
        and all(len(line) <= SIGNATURE_WIDTH for line in filled)
        and not any("?" in re.sub(r"https?://\S+", "", line) for line in filled)
    )


def _without_closing(lines: list[str], words: MailWords) -> str:
    """Cut at the first closing line below which only name, title and address stand."""
    closing = words.matcher("endings", "closings", anchored=True)
    postscript = words.matcher("endings", "postscripts", anchored=True)
    asking = words.matcher("endings", "asking")
    for index, line in enumerate(lines):
        if not line.strip() or len(line.strip()) > 80 or not closing.found(line) or "?" in line:
            continue
        after = lines[index + 1 :]
        if not any(other.strip() for other in lines[:index]) or not _is_signature(after):
            continue
        if any(postscript.found(other) or asking.found(other) for other in after):
            continue
        if not _closes(line, words):
            continue
        return "\n".join(lines[:index]).strip()
    return "\n".join(lines).strip()


def _closes(line: str, words: MailWords) -> bool:
    """Whether a line that begins like a closing is one: "Thanks for telling me when it starts" is not."""
    head = words.matcher("endings", "closings", anchored=True).head(line)
    rest = line
    for name in ("closings", "thanks", "greetings"):
        rest = words.matcher("endings", name).without(rest)
    thanking = bool(words.matcher("endings", "thanks", anchored=True).head(line))
    formula = len(head.split()) >= 2 and not thanking
    return len(rest.split()) <= (14 if formula else 2)


def asks_nothing(text: str, words: MailWords) -> bool:
    """Whether nothing but greetings, thanks and "see below" is said."""
    if "?" in text:
        return False
    rest = text
    for room, name in (("quoting", "look_below"), ("endings", "greetings"), ("endings", "closings"),
                       ("endings", "thanks")):  # fmt: skip
        rest = words.matcher(room, name).without(rest)
    return len(rest.split()) <= 4


def subject_question(mail: IncomingMail) -> str:
    """The subject where it may hold a question of its own: not one inherited from an earlier mail."""
    subject = bare_subject(mail.subject)
    return "" if is_answer(mail.subject) else subject
