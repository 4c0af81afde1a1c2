"""What no machine answers: complaints, payments gone wrong, personal data, law, anger, applications."""

from __future__ import annotations

import re

from handlers.mail.incoming import Attachment, IncomingMail
from handlers.mail.words import MailWords

_KINDS = (
    ("payment", "payment: something went wrong with one"),
    ("legal", "legal matter"),
    ("personal_data", "personal data"),
    ("complaint", "complaint"),
    ("anger", "angry words"),
)
SMALL_PICTURE = 15_000
"""Bytes below which a picture is an icon: a photographed page is larger."""
_LAYOUT = re.compile(
    r"(?:image\d{1,4}|logo|outlook-|icon|banner|signature|spacer|facebook|twitter|linkedin)", re.IGNORECASE
)


def sensitive(mail: IncomingMail, new: str, words: MailWords) -> str | None:
    """Why a person has to answer.

    Args:
        mail: the message.
        new: its new text.
        words: the lists of the three languages.

    Returns:
        The reason, or None.
    """
    text = f"{mail.subject}\n{new}"
    for name, reason in _KINDS:
        if words.matcher("sensitive", name).found(text):
            return reason
    if re.search(r"!{3,}|\?!|!\?", new) and new.isupper() and len(new) > 40:
        return "angry words"
    files = documents(mail)
    if files:
        names = " ".join(re.sub(r"[_.-]", " ", file.name) for file in files)
        if not new.strip() or words.matcher("sensitive", "application").found(f"{text}\n{names}"):
            return "application or document attached"
    return None


def documents(mail: IncomingMail) -> tuple[Attachment, ...]:
    """The attachments someone chose to send: not the pictures of a signature or of the layout."""
    return tuple(attachment for attachment in mail.attachments if not _decoration(attachment))


def _decoration(attachment: Attachment) -> bool:
    if attachment.inline:
        return True
    if attachment.content_type.startswith("image/"):
        return bool(_LAYOUT.match(attachment.name)) or 0 < attachment.size < SMALL_PICTURE
    return attachment.content_type in {"text/plain", "text/html"} and not attachment.name
