"""The person a note names for questions, with what they are."""

from __future__ import annotations

import re

from bot.importing.found import Found, one
from bot.importing.passages import Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

TITLED = re.compile(
    r"\b(?:M(?:s|r|rs|me|lle)\.?|Dr\.?|Prof\.?|Sra?\.?|Srta\.?|Dra\.?|M\.)\s+"
    r"(?:[A-ZÀ-Ý][\w'’.-]+(?:\s+(?:de|del|la|van|von|di|el|al|bin))?\s*){2,4}"
)
_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+\.?(?:\s+(?:(?:de|del|la|van|von|di|el|al|bin)\s+)*[A-ZÀ-Ý](?:[\w'’-]+|\.)){1,3}(?=\s*(?:$|[,;:|(/–—-]|\S+@))"
)
STREET = re.compile(
    r"\b(?:via|viale|corso|piazza|street|road|avenue|rue|route|boulevard|calle|avenida|chemin|p\.?o\.? box)\b", re.I
)
_REACHED = re.compile(r"\S@\S|\+\d|\d{3}[\s.-]?\d{2,}")
_NEAR = 5
_MOST_ROLE = 5
_LABEL = 40
_UNTITLED = "no title or label says that this is the person to write to"


def find(sheet: Sheet) -> Found:
    """The person: one with a title or a label first, then a name that stands beside a mail address or number."""
    own = [p for p in sheet.within(("contact",)) if p.block.kind != "heading"]
    for passage in own:
        match = TITLED.search(passage.text)
        if match:
            return _with_role(sheet, passage, match.group())
    for passage in [*own, *sheet.body]:
        name = _labelled(sheet, passage)
        if name:
            return _with_role(sheet, passage, name)
    for passage in sheet.body:
        match = TITLED.search(passage.text)
        if match and _REACHED.search(passage.text[match.end() :]):
            return _with_role(sheet, passage, match.group())
    for passage in own:
        match = _NAME.match(passage.text) or _addressed(sheet, passage)
        beside = passage.text[match.end() :] if match else ""
        if match and not _is_other(sheet, match.group()) and (_REACHED.search(beside) or _is_signed(sheet, passage)):
            return _with_role(sheet, passage, match.group(), _UNTITLED)
    return Found()


def _addressed(sheet: Sheet, passage: Passage) -> re.Match[str] | None:
    """The name in “Write to Ann Other, coordinator: …”."""
    small = "|".join(sorted(map(re.escape, sheet.words.small), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{small})\s(?={_NAME.pattern})").search(passage.text) and next(
        (
            m
            for m in _NAME.finditer(passage.text)
            if re.search(rf"(?<!\w)(?:{small})\s$", flat(passage.text[: m.start()]))
        ),
        None,
    )


def _labelled(sheet: Sheet, passage: Passage) -> str:
    """The name behind “Contact person:”, in a row with such a label, or after “Contact” before an address."""
    cells = passage.block.cells
    if len(cells) > 1 and sheet.words.cues["person"].fullmatch(flat(cells[0]).strip(" :.")):
        start = passage.text.index(cells[1], len(cells[0]))
    else:
        label = passage.flat.partition(":")[0] if ":" in passage.text[:_LABEL] else passage.flat[:12]
        hit = next(iter(sheet.words.hits(("person",), label)), None)
        if hit is None or len(re.findall(r"\w+", label[: hit.start])) > 1:
            return ""
        start = hit.end
        apart = re.match(r"\s*[:|.–-]", passage.text[start:])
        if not apart and not (_REACHED.search(passage.text) and sheet.words.section(passage.text[:start]) == "contact"):
            return ""
    after = passage.text[start:].lstrip(" .:|–-")
    match = TITLED.match(after) or _NAME.match(after)
    return match.group() if match and not _is_other(sheet, match.group()) else ""


def _is_other(sheet: Sheet, name: str) -> bool:
    """Whether capitalised words name an office, a place or a heading rather than a person."""
    low = flat(name)
    return (
        sheet.words.has("organisation", low)
        or STREET.search(name) is not None
        or sheet.words.section(name) is not None
        or sheet.words.told_section(name) is not None
        or name.isupper()
    )


def _is_signed(sheet: Sheet, passage: Passage) -> bool:
    """Whether a name alone on its line is followed by how to reach the person."""
    name, _, role = passage.text.strip().partition(",")
    if _NAME.fullmatch(name) is None or len(role.split()) > _MOST_ROLE:
        return False
    following = sheet.passages[passage.number + 1 : passage.number + 1 + _NEAR]
    return any(_REACHED.search(after.text) for after in following if after.section == passage.section)


def _with_role(sheet: Sheet, passage: Passage, found: str, *doubts: str) -> Found:
    """The name with what the person is, behind it or in the next line."""
    name = found.strip(" ,.")
    rest = passage.text.split(name, 1)[1].strip(" ,–-|")
    following = sheet.passages[passage.number + 1] if passage.number + 1 < len(sheet.passages) else None
    role = re.split(r"[,;|]|\S+@|www|(?<=\w)\. |\s–\s|\b[Tt][ée]l|[+(]?\d", rest)[0].strip(" .,:–-")
    if not role and following and following.section == "contact" and _is_role(following):
        role = following.text
    return one(f"{name}, {role}" if role else name, passage, *doubts)


def _is_role(passage: Passage) -> bool:
    return (
        len(passage.text.split()) <= 6 and not re.search(r"[\d@]|www", passage.text) and not STREET.search(passage.text)
    )
