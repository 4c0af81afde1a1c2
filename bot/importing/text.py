"""A note saved as plain text: lines to blocks."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.importing.mail_margins import margins
from bot.importing.note import Block, Link
from bot.importing.vocabulary import Vocabulary, flat

_NUMBER = r"(?:(?:\d{1,2}|[a-zA-Z]|[IVX]{2,5})[.)]|\((?:\d{1,2}|[a-z]{1,2})\))\s+(?=\S)"
BULLET = re.compile(rf"^\s*(?:[•▪◦‣●○■□–—*·\uf0b7\uf0a7»➢✓✔-]\s+|{_NUMBER})")
ORDERED = re.compile(rf"^\s*{_NUMBER}")
"""A list item that is numbered."""
LABEL = re.compile(r"^\s*[^\W\d][\w '’/()&.,-]{1,48}?\s?:\s+\S")
_BROKEN_LINK = re.compile(r"https?://\S+(?:[/_=-]|(?P<stop>\.))$")
_REST_OF_LINK = re.compile(r"[\w.=?&%-]+(?:/[\w./=?&%-]*)?(?:\s|$)")
_RULE = re.compile(r"^\s*(?:[=_*~-]{3,}|[-+|=:][-+|=: ]{2,})\s*$")
_MARKDOWN_LINK = re.compile(r"\[([^\]]{1,200})\]\((\S*?)\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_END = re.compile(r"[.;:,!?…]\s*$")
_WIDE = 60
_LONGEST_HEADING = 80
_FEW_WORDS = 6
_OFFICES = ("content", "place", "campus")
"""What the name of an office seems to tell (“Labour Programme”)."""
_LONG_TITLE = 30
_SHOUTED = 0.7
_DECORATED = re.compile(r"^\s*[*>#=~+]{2,}\s+(\S.*?)\s+[*<#=~+]{2,}\s*$")
"""A line set off by signs on both sides (“*** LAST PLACES ***”)."""
_LEADERS = re.compile(r"^\s*(\S.{1,60}?)(?:\s*\.{4,}\s*|\s{4,})(\S.{0,60})$")
"""A label and its value, parted by dots or a wide gap."""
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
            found.append(_block("text", _unbroken(pending), open_line))
            pending.clear()

    beyond = margins(lines, words)
    shouting = _is_shouted(lines)
    for number, raw in enumerate(lines, 1):
        line = _unmarked(raw)
        if number in beyond:
            close()
            found += [replace(_block("text", line, number), aside=True)] if line.strip() else []
            continue
        if not line.strip() or _RULE.match(raw):
            if _underlines(raw) and pending and len(pending) == 1 and len(pending[0]) <= _LONGEST_HEADING:
                heading = pending.pop()
                found.append(_block("heading", heading, open_line, UNKNOWN_LEVEL))
            if "|" in raw and found and found[-1].kind == "row" and not found[-1].header:
                header = found.pop().cells
            elif not raw.strip():
                header = ()
            close()
            continue
        level = _heading(raw, words, shouting=shouting) or (
            UNKNOWN_LEVEL if not pending and _opens(lines, number, words) else 0
        )
        if level and found and _is_rest_of_title(found[-1], line, number, words):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.strip()}")
        elif level:
            close()
            found.append(_block("heading", re.sub(r"^\s*#+\s*", "", line).strip(" :#*"), number, level))
        elif raw.count("|") >= 2 or "\t" in raw.strip() or (_LEADERS.match(line) and (not pending or "...." in line)):
            close()
            found.append(replace(_row(raw, number), header=header))
        elif BULLET.match(line):
            close()
            numbered = ORDERED.match(line) is not None
            found.append(replace(_block("item", BULLET.sub("", line, count=1), number), ordered=numbered))
        elif pending and _goes_on(lines[number - 2], line):
            pending.append(line.strip())
        elif not pending and found and found[-1].kind == "item" and _continues(lines, number, raw):
            found[-1] = replace(found[-1], text=_unbroken([found[-1].text, line.strip()]))
        else:
            close()
            pending.append(line.strip())
            open_line = number
    close()
    return found


def _is_rest_of_title(last: Block, line: str, number: int, words: Vocabulary) -> bool:
    """Whether a line in capitals goes on with the long one right above it."""
    both = last.kind == "heading" and last.line == number - 1 and is_capitals(last.text) and is_capitals(line)
    known = words.section(last.text) or words.section(line.strip()) or words.has("organisation", flat(last.text))
    return both and len(last.text) >= _LONG_TITLE and not known


def _is_shouted(lines: list[str]) -> bool:
    """Whether nearly all of a text is in capitals: they make no heading then."""
    told = [line for line in lines if any(sign.isalpha() for sign in line)]
    return sum(map(is_capitals, told)) > _SHOUTED * len(told)


def _heading(raw: str, words: Vocabulary, *, shouting: bool = False) -> int:
    """The level of a heading, 0 where the line is none."""
    marked = re.match(r"^\s*(#{1,6})\s+\S", raw)
    if marked:
        return len(marked[1])
    line = _unmarked(raw).strip()
    if len(line) > 100 or (BULLET.match(line) and not re.match(r"\d|[IVX]+\.", line)):
        return 0
    known = words.section(line.rstrip(" :?,"))
    if known and (not _END.search(line.rstrip("?: ")) or (known == "contact" and line.endswith(","))):
        return UNKNOWN_LEVEL
    if not shouting and is_capitals(line) and not re.search(r"\d|@|www\.", line) and not _END.search(line.rstrip("?")):
        return UNKNOWN_LEVEL
    return 0


def by_wording(blocks: list[Block], words: Vocabulary) -> list[Block]:
    """The blocks with the paragraphs that are headings by their wording or capitals made such.

    A menu, many such words one after the other, stays what it is.
    """
    kinds = [
        block.kind == "text"
        and not block.aside
        and not is_button(block)
        and (_heading(block.text, words) > 0 or _asks(block.text, words))
        for block in blocks
    ]
    found = []
    for number, block in enumerate(blocks):
        menu = sum(kinds[max(0, number - 2) : number + 3]) > 3
        found.append(replace(block, kind="heading", level=UNKNOWN_LEVEL) if kinds[number] and not menu else block)
    return found


def is_link_over(before: str, line: str) -> bool:
    """Whether a web address at the end of a line goes on in the next; a full stop may end a sentence."""
    broken = _BROKEN_LINK.search(before.rstrip())
    rest = _REST_OF_LINK.match(line.strip())
    return bool(broken and rest and not (broken["stop"] and re.fullmatch(r"[A-ZÀ-Ý][^\W\d]*\s?", rest.group())))


def is_button(block: Block) -> bool:
    """Whether a line is nothing but one link that leads away."""
    return len(block.links) == 1 and block.links[0].text == block.text and not block.links[0].target.startswith("#")


def _opens(lines: list[str], number: int, words: Vocabulary) -> bool:
    """Whether a short line between a blank one and a text opens a section by its words."""
    line = lines[number - 1].strip()
    if _asks(line, words):
        return True
    alone = number > 2 and not lines[number - 2].strip() and number < len(lines)
    like_one = line[:1].isupper() and len(line.split()) <= _FEW_WORDS and not re.search(r"[.;:!?…@\d|]", line)
    if not alone or not like_one or BULLET.match(line):
        return False
    told = words.told_section(line)
    return told is not None and not (told in _OFFICES and words.has("organisation", flat(line)))


def _asks(line: str, words: Vocabulary) -> bool:
    """Whether a line of its own asks what a section answers (“How much do I pay?”)."""
    return line.rstrip().endswith("?") and words.told_section(line) is not None


def _unbroken(lines: list[str]) -> str:
    """The lines of a paragraph as one; a word parted at the end of a line is whole again."""
    text = " ".join(lines)
    return re.sub(r"([^\W\d]{2,})- (?=[a-zà-ÿ]{2,})(?!(?:and|or|et|ou|y|o) )", r"\1", text) if len(lines) > 1 else text


def _underlines(raw: str) -> bool:
    """Whether a line of signs underlines the line above it as a heading."""
    return re.match(r"^\s*(?:={3,}|-{3,}|~{3,})\s*$", raw) is not None


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if LABEL.match(line) or (LABEL.match(before) and len(before) < _WIDE):
        return False
    if is_link_over(before, line):
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
    if re.search(r"[^\W\d]-$", before.rstrip()) and raw.lstrip()[:1].islower():
        return True
    return raw[:1] in " \t" or (len(before) >= _WIDE and raw.lstrip()[:1].islower())


def _unmarked(raw: str) -> str:
    return _DECORATED.sub(r"\1", raw).replace("**", "").replace("__", "").rstrip()


def _row(raw: str, number: int) -> Block:
    pair = _LEADERS.match(_unmarked(raw)) if raw.count("|") < 2 and "\t" not in raw.strip() else None
    written = pair.groups() if pair else re.split(r"\||\t+", _unmarked(raw).strip().strip("|"))
    parts = [cell.strip() for cell in written]
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
