"""A note saved as plain text: lines to blocks."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.importing.note import Block, Link
from bot.importing.vocabulary import Vocabulary

BULLET = re.compile(r"^\s*(?:[•▪◦‣●○■□–—*·\uf0b7\uf0a7»➢✓✔-]\s+|(?:\d{1,2}|[a-zA-Z])[.)]\s+(?=\S))")
LABEL = re.compile(r"^\s*[^\W\d][\w '’/()&.,-]{1,48}?\s?:\s+\S")
BROKEN_LINK = re.compile(r"https?://\S+[/._=-]$")
"""A web address that goes on in the next line."""
REST_OF_LINK = re.compile(r"[\w.=?&%-]+(?:/[\w./=?&%-]*)?(?:\s|$)")
_RULE = re.compile(r"^\s*(?:[=_*~-]{3,}|[-+|=:][-+|=: ]{2,})\s*$")
_MARKDOWN_LINK = re.compile(r"\[([^\]]{1,200})\]\((\S*?)\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_END = re.compile(r"[.;:,!?…]\s*$")
_WIDE = 60
UNKNOWN_LEVEL = 9


def is_capitals(text: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= 3 and sum(sign.isupper() for sign in letters) / len(letters) > 0.85


def blocks_of(text: str, words: Vocabulary) -> list[Block]:
    """The blocks of a text; headings are told by their signs, their capitals or their wording."""
    lines = text.splitlines()
    found: list[Block] = []
    open_line = 0
    pending: list[str] = []
    header: tuple[str, ...] = ()

    def close() -> None:
        if pending:
            found.append(_block("text", " ".join(pending), open_line))
            pending.clear()

    for number, raw in enumerate(lines, 1):
        line = _unmarked(raw)
        if not line.strip() or _RULE.match(raw):
            if _RULE.match(raw) and "=" in raw and pending and len(pending) == 1:
                heading = pending.pop()
                found.append(_block("heading", heading, open_line, UNKNOWN_LEVEL))
            if "|" in raw and found and found[-1].kind == "row" and not found[-1].header:
                header = found.pop().cells
            elif not raw.strip():
                header = ()
            close()
            continue
        level = _heading(raw, words)
        if level:
            close()
            found.append(_block("heading", re.sub(r"^\s*#+\s*", "", line).strip(" :#*"), number, level))
        elif raw.count("|") >= 2 or "\t" in raw.strip():
            close()
            found.append(replace(_row(raw, number), header=header))
        elif BULLET.match(line):
            close()
            found.append(_block("item", BULLET.sub("", line, count=1), number))
        elif pending and _goes_on(lines[number - 2], line):
            pending.append(line.strip())
        elif not pending and found and found[-1].kind == "item" and _continues(lines, number, raw):
            found[-1] = _block("item", f"{found[-1].text} {line.strip()}", found[-1].line)
        else:
            close()
            pending.append(line.strip())
            open_line = number
    close()
    return found


def _heading(raw: str, words: Vocabulary) -> int:
    """The level of a heading, 0 where the line is none."""
    marked = re.match(r"^\s*(#{1,6})\s+\S", raw)
    if marked:
        return len(marked[1])
    line = _unmarked(raw).strip()
    if len(line) > 100 or (BULLET.match(line) and not re.match(r"\d", line)):
        return 0
    if words.section(line.rstrip(" :?")) and not _END.search(line.rstrip("?: ")):
        return UNKNOWN_LEVEL
    if is_capitals(line) and not re.search(r"\d|@|www\.", line) and not _END.search(line):
        return UNKNOWN_LEVEL
    return 0


def by_wording(blocks: list[Block], words: Vocabulary) -> list[Block]:
    """The blocks with the paragraphs that are headings by their wording or capitals made such.

    A menu, many such words one after the other, stays what it is.
    """
    kinds = [block.kind == "text" and not block.aside and _heading(block.text, words) > 0 for block in blocks]
    found = []
    for number, block in enumerate(blocks):
        menu = sum(kinds[max(0, number - 2) : number + 3]) > 3
        found.append(replace(block, kind="heading", level=UNKNOWN_LEVEL) if kinds[number] and not menu else block)
    return found


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if LABEL.match(line) or (LABEL.match(before) and len(before) < _WIDE):
        return False
    if BROKEN_LINK.search(before.rstrip()) and REST_OF_LINK.match(line.strip()):
        return True
    start = line.lstrip()[:1]
    if len(before.rstrip()) >= _WIDE:
        return True
    return start.islower() and not _END.search(before.rstrip().rstrip(",")) and not re.search(r"@|www\.|^http", line)


def _continues(lines: list[str], number: int, raw: str) -> bool:
    """Whether a line goes on with the list item before it: it is indented, or that one was broken in its midst."""
    before = lines[number - 2]
    if not before.strip():
        return False
    return raw[:1] in " \t" or (len(before) >= _WIDE and raw.lstrip()[:1].islower())


def _unmarked(raw: str) -> str:
    return raw.replace("**", "").replace("__", "").rstrip()


def _row(raw: str, number: int) -> Block:
    parts = [cell.strip() for cell in re.split(r"\||\t+", _unmarked(raw).strip().strip("|"))]
    cells = [_links(cell)[0] for cell in parts if cell]
    links = tuple(link for cell in parts for link in _links(cell)[1])
    return Block("row", " | ".join(cells), links=links, line=number, cells=tuple(cells))


def _block(kind: str, text: str, line: int, level: int = 0) -> Block:
    clean, links = _links(text)
    return Block(kind, " ".join(clean.split()), level, tuple(links), line=line)  # type: ignore[arg-type]


def _links(text: str) -> tuple[str, list[Link]]:
    links = [Link(target, words) for words, target in _MARKDOWN_LINK.findall(text) if len(target) > 1]
    text = _MARKDOWN_LINK.sub(r"\1", text)
    return _ADDRESS.sub(lambda match: match[1].removeprefix("mailto:"), text), links
