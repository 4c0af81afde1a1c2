"""Which lines of a plain text are new and which are quoted, line by line, so that time grows with length
only.

mail-parser-reply knows many clients, but answers below or between quotes, attributions over two lines in
French and Spanish and forwards are beyond it, and it takes a question behind a "Thanks," for a signature.
So these lines decide first, with words from YAML; the library is then asked about what is left, for the
languages our staff's and applicants' clients speak besides (Italian ones first of all: "Il giorno … ha
scritto:").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailparser_reply.parser import EmailMessage as LibraryMessage  # type: ignore[import-untyped]

from handlers.mail.words import MailWords, folded_line

LINE_LIMIT = 4000
"""Unquoted lines that are looked at."""
_LIBRARY_LANGUAGES = ["it", "de", "nl", "pl", "en", "fr", "es"]
_LIBRARY_TEXT, _LIBRARY_LINE = 20_000, 300
_RULE = re.compile(r"[-_=*—– ]{10,}")
_LABEL = re.compile(r"[>* ]*([^\W\d_][^:*<>@]{0,20}?)[ *]*:(?:[* ]|$)")


@dataclass(frozen=True, slots=True)
class Halves:
    """A text taken apart.

    Attributes:
        new: the lines that are not quoted.
        quoted: what was set aside, without its marks.
        forwarded: whether what was set aside was forwarded rather than answered.
    """

    new: str
    quoted: str = ""
    forwarded: bool = False


def halve(text: str, words: MailWords) -> Halves:
    """Set quoted text aside, wherever the new text stands: above, below or between.

    Args:
        text: a plain text, of any length.
        words: how clients introduce quotes.

    Returns:
        Both halves; ``new`` is empty where nothing stands outside the quotes.
    """
    return _Reader(text, words).halves()


def beyond(text: str) -> str:
    """What the library leaves of a text once it has looked for headers of clients in other languages."""
    if len(text) > _LIBRARY_TEXT or any(len(line) > _LIBRARY_LINE for line in text.split("\n")):
        return text  # its expressions are not linear in a line's length
    try:
        replies = LibraryMessage(text=text, languages=list(_LIBRARY_LANGUAGES), keep_hyphen_lists=True).read().replies
    except (Exception, RecursionError):
        return text
    content = str(replies[0].content).strip() if replies else ""
    return content or text


class _Reader:
    """Walks over the lines once."""

    def __init__(self, text: str, words: MailWords) -> None:
        lines = text.split("\n")
        self.quoted_flags = [_is_quoted(line) for line in lines]
        self.lines = lines
        self.starts = {folded_line(word) for word in words.texts("quoting", "attribution_starts")}
        self.verbs = [folded_line(word) for word in words.texts("quoting", "attribution_verbs")]
        self.originals = [folded_line(word) for word in words.texts("quoting", "original_separators")]
        self.forwards = [folded_line(word) for word in words.texts("quoting", "forwarded_separators")]
        self.labels = {folded_line(word) for word in words.texts("quoting", "header_labels")}

    def halves(self) -> Halves:
        kept: list[str] = []
        quoted: list[str] = []
        looked, i = 0, 0
        while i < len(self.lines):
            line = self.lines[i]
            if self.quoted_flags[i]:
                quoted.append(line.lstrip("> "))
            elif not line.strip():
                kept.append("")
            elif self.is_overhang(i):
                quoted.append(line.strip())
            else:
                looked += 1
                if looked > LINE_LIMIT:
                    break
                kind = self.border(i)
                if kind:
                    rest = [other.lstrip("> ") for other in self.lines[i:]]
                    return Halves(_joined(kept), _joined([*quoted, *rest]), kind == "forwarded")
                end = self.attribution(i)
                if end is not None:
                    if not self.quote_follows(end) and any(kept):
                        rest = [other.lstrip("> ") for other in self.lines[i:]]
                        return Halves(_joined(kept), _joined([*quoted, *rest]))
                    quoted += self.lines[i : end + 1]
                    i = end
                else:
                    kept.append(line)
            i += 1
        return Halves(_joined(kept), _joined(quoted))

    def next_line(self, i: int) -> int | None:
        """The next line that is not empty, looking a few lines ahead."""
        return next((j for j in range(i + 1, min(i + 4, len(self.lines))) if self.lines[j].strip()), None)

    def quote_follows(self, i: int) -> bool:
        j = self.next_line(i)
        return j is not None and self.quoted_flags[j]

    def is_overhang(self, i: int) -> bool:
        """The end of a quoted line that a client broke without repeating the mark."""
        return (
            0 < i < len(self.lines) - 1
            and self.quoted_flags[i - 1]
            and self.quoted_flags[i + 1]
            and len(self.lines[i - 1]) >= 60
            and len(self.lines[i]) <= 30
            and "?" not in self.lines[i]
        )

    def border(self, i: int) -> str:
        """``forwarded`` or ``original`` where an earlier message begins in this line, else empty."""
        line = self.lines[i].strip()
        bare = folded_line(line.strip("-_=*—–> \t:"))
        if bare and len(bare) <= 60:
            ruled = line[0] in "-_=*—–" or line.endswith(":")
            if ruled and any(bare == word or bare.startswith(f"{word} ") for word in self.forwards):
                return "forwarded"
            if ruled and any(bare == word or bare.startswith(f"{word} ") for word in self.originals):
                return "original"
        if _RULE.fullmatch(line):
            j = self.next_line(i)
            return "original" if j is not None and self.header_block(j) else ""
        return "original" if self.header_block(i) else ""

    def header_block(self, i: int) -> bool:
        """At least three lines of From, Sent, To, Subject … close together, as Outlook puts them."""
        if self.label(i) is None:
            return False
        found: set[str] = set()
        for line in range(i, min(i + 12, len(self.lines))):
            label = self.label(line)
            if label:
                found.add(label)
        return len(found) >= 3

    def label(self, i: int) -> str | None:
        match = _LABEL.match(self.lines[i][:80].strip())
        name = folded_line(match.group(1).strip()) if match else ""
        return name if name in self.labels else None

    def attribution(self, i: int) -> int | None:
        """The last line of an attribution ("On … wrote:", up to four lines) that begins here, or None."""
        first = folded_line(self.lines[i])
        begins = first.split(" ", 1)[0].strip(",") in self.starts
        joined = ""
        for j in range(i, min(i + 4, len(self.lines))):
            if self.quoted_flags[j] or not self.lines[j].strip():
                break
            joined = f"{joined} {folded_line(self.lines[j])}".strip()
            if len(joined) > 400:
                break
            if joined.endswith(":"):
                verb = any(f" {word}" in f" {joined[-160:]}" for word in self.verbs)
                dated = any(c.isdigit() for c in joined) or "@" in joined
                if begins and verb and dated:
                    return j
                addressed = "@" in joined and any(c.isdigit() for c in joined)
                if (verb or addressed) and j - i <= 1 and self.quote_follows(j):
                    return j
        return None


def _is_quoted(line: str) -> bool:
    stripped = line.lstrip(" \t")
    return stripped.startswith(">") and not stripped.startswith(">From ")


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
