"""Web and mail addresses in a note: printed ones, and those that words lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.importing.passages import Passage

_BROKEN = re.compile(r"(https?://[^\s<>|]*[/.-]) +(?=[\w-]+/[\w/.-]+)")
_WEB = re.compile(r"(?:https?://|(?<![\w@./])www\.)[^\s<>|\"“”«»]+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:org|com|net|int|eu|it|ch|fr|es|info)(?:/[^\s<>|\"“”«»]*)?(?![\w@])", re.I
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class LinkMention:
    """An address where it stands in a note.

    Attributes:
        kind: of the web, of mail, or of the telephone.
        target: the address, complete.
        text: the words that lead there, or the address as printed.
        passage: where it stands.
        start: its position in the passage, -1 where words lead there that are not found.
    """

    kind: Literal["web", "mail", "phone"]
    target: str
    text: str
    passage: Passage
    start: int

    @property
    def is_home(self) -> bool:
        """Whether it leads to a whole site rather than a page of it."""
        try:
            parts = urlsplit(self.target)
        except ValueError:  # brackets that hold no address of a machine
            return False
        return parts.path.strip("/") in ("", "en", "fr", "es") and not parts.query


def links_of(passage: Passage) -> list[LinkMention]:
    """Every address of a passage, each once."""
    found: dict[str, LinkMention] = {}
    for link in passage.block.links:
        target = link.target.strip()
        start = passage.text.find(link.text) if link.text else -1
        if target.lower().startswith("mailto:"):
            address = _MAIL.search(target)
            if address:
                found.setdefault(address.group(), LinkMention("mail", address.group(), link.text, passage, start))
        elif target.lower().startswith("tel:"):
            found.setdefault(target, LinkMention("phone", target[4:], link.text, passage, start))
        elif re.match(r"https?://\S+$", target, re.IGNORECASE):
            found.setdefault(_key(target), LinkMention("web", target, link.text, passage, start))
    text = _BROKEN.sub(r"\1", passage.text)
    for match in _MAIL.finditer(text):
        found.setdefault(
            match.group(), LinkMention("mail", match.group().rstrip("."), match.group(), passage, match.start())
        )
    for pattern in (_WEB, _BARE):
        for match in pattern.finditer(text):
            printed = match.group().rstrip(".,;:!?)]}'’*")
            target = printed if printed.lower().startswith("http") else f"https://{printed}"
            longer = any(key.startswith(_key(target)) and key != _key(target) for key in found)
            inside = any(mention.kind == "mail" and printed in mention.target for mention in found.values())
            if not longer and not inside and not (pattern is _BARE and _covered(text, match)):
                found.setdefault(_key(target), LinkMention("web", target, printed, passage, match.start()))
    return list(found.values())


def _covered(text: str, match: re.Match[str]) -> bool:
    """Whether a bare name is part of a whole address."""
    return any(web.start() <= match.start() < web.end() for web in _WEB.finditer(text))


def _key(target: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", target.lower()).rstrip("/")
