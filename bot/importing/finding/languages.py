"""The languages a course is held in, and interpretation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from bot.importing.found import Finding, Found, gathered, one
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat
from bot.messages import LANGUAGES

_TAUGHT = (
    *("en", "fr", "es", "pt", "ar", "ru", "zh", "it", "de", "tr", "id", "vi", "th", "sw", "uk", "ja", "ko", "hi", "bn"),
    *("fa", "ur", "nl", "pl", "ro", "el", "sr", "hr", "sq", "mk", "bg", "hu", "cs", "sk", "ka", "hy", "az", "kk", "uz"),
    *("ky", "tg", "mn", "km", "lo", "my", "ne", "si", "ta", "am", "so", "rw", "ca"),
)


@cache
def _names() -> dict[str, str]:
    """Language names in the three languages and in each language itself."""
    found: dict[str, str] = {}
    for code in _TAUGHT:
        for language in (*LANGUAGES, code):
            name = Locale(language).languages.get(code)
            if name:
                found[flat(name)] = code
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _names()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


def named(text: str) -> list[str]:
    """The codes of the languages that a flat text names, in order."""
    return list(dict.fromkeys(_names()[match.group()] for match in _pattern().finditer(text)))


def find(sheet: Sheet) -> Finding:
    """Course languages and interpretation."""
    strong: list[tuple[list[str], Passage]] = []
    weak: list[tuple[list[str], Passage]] = []
    passing: list[tuple[list[str], Passage]] = []
    for passage in sheet.body:
        if passage.block.kind == "heading":
            continue
        if _is_switch(passage):
            continue
        for low in _clauses(passage):
            codes = named(low)
            if not codes:
                continue
            codes, rest = _without_interpretation(sheet, low, codes)
            if not codes:
                continue
            kind = _kind(sheet, passage, rest)
            if kind:
                (strong if kind == "strong" else weak).append((codes, passage))
                if kind == "weak" and not sheet.words.has("course_language", rest):
                    passing.append(weak[-1])
    told = _merged(strong)
    languages = {code for codes, _ in told for code in codes}
    for codes, passage in weak:
        if told and (codes, passage) in passing:
            continue  # some of the material exists in that language too
        if not told or not set(codes) <= languages:
            told.append((codes, passage))
        else:
            told += [(known, passage) for known, _ in told if set(known) == set(codes)][:1]
    first: dict[frozenset[str], list[str]] = {}
    pairs = [(first.setdefault(frozenset(codes), codes), passage) for codes, passage in told]
    return {"language.languages": gathered(pairs), "language.interpretation": _interpretation(sheet)}


def _clauses(passage: Passage) -> Iterator[str]:
    """What a passage says piece by piece; a short line of its head falls into the parts between its signs."""
    for at, sentence in passage.sentences():
        low = passage.flat[at : at + len(sentence)]
        parts = re.split(r"\s[–—·•|-]\s|[·•|]", low) if passage.section == HEAD and passage.is_short else [low]
        for part in [piece for whole in parts for piece in re.split(r"[()]", whole)]:
            yield from re.split(r"(?<=\w)\s?;\s", part)


def _is_switch(passage: Passage) -> bool:
    """Whether a line leads to the page in other languages."""
    return any(named(flat(link.text)) and len(link.text.split()) == 1 for link in passage.block.links)


def _without_interpretation(sheet: Sheet, low: str, codes: list[str]) -> tuple[list[str], str]:
    """The sentence up to what is said of interpretation or of how well one must know a language."""
    hits = sheet.words.hits(("not_course_language",), low)
    if not hits:
        return codes, low
    before = low[: hits[0].start]
    cut = max(
        (before.rfind(word) for word in (",", ";", " with ", " avec ", " con ", "(", " and ", " et ", " y ")),
        default=-1,
    )
    kept = before[: cut if cut > 0 else 0]
    return named(kept), kept


def _kind(sheet: Sheet, passage: Passage, low: str) -> str:
    """How surely a sentence names the languages of the course: strong, weak or not at all (empty)."""
    words = sheet.words
    row = bool(passage.block.cells) and words.has("course_language", flat(passage.block.cells[0]))
    cue = words.has("course_language", low)
    if passage.section == "language" or row:
        return "weak" if words.has("some", low) else "strong"
    if cue:
        return "weak" if words.has("some", low) and not re.search(r"tuition|course learning", low) else "strong"
    bare = re.sub(r"[^a-z]+", " ", _pattern().sub(" ", low)).split()
    if (
        passage.section == HEAD
        and len([word for word in bare if word not in words.small and word not in ("or", "ou", "o")]) == 0
    ):
        return "strong"
    return ""


def _merged(strong: list[tuple[list[str], Passage]]) -> list[tuple[list[str], Passage]]:
    """Neighbouring lines that each name one language are one list."""
    found: list[tuple[list[str], Passage]] = []
    for codes, passage in strong:
        last = found[-1] if found else None
        if (
            last
            and passage.block.kind == "item"
            and last[1].block.kind == "item"
            and passage.number - last[1].number <= 2
            and not set(codes) & set(last[0])
        ):
            found[-1] = ([*last[0], *codes], passage)
        else:
            found.append((codes, passage))
    return found


def _interpretation(sheet: Sheet) -> Found:
    for passage, sentence in sheet.sentences(sheet.body):
        if passage.section != "campus" and sheet.words.has("interpretation", flat(sentence)):
            return one(sentence, passage)
    return Found()
