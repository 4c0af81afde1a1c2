"""The draft of a course file: an entry for each field, from what was found in the note."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, get_args

from rapidfuzz import fuzz

from bot.facts.course import Course
from bot.facts.fields import FieldOf
from bot.facts.knowledge import Knowledge
from bot.facts.values import Model, Text
from bot.importing.found import Found
from bot.importing.passages import name_case
from bot.importing.survey import TYPED, Survey, paths
from bot.importing.vocabulary import plain
from bot.messages import LANGUAGES, Language

_SAME_SERIES = 86
_NAMED = {"phases": ("name", "place"), "fee.parts": ("label",), "certificate.points": ("label",)}
"""Lists of blocks that hold texts, and which of their names are texts."""


@dataclass(slots=True)
class Entry:
    """One field of the draft.

    Attributes:
        versions: the blocks of ``value:``, ``source:`` and perhaps ``remark:``; none where it is not stated.
        todos: why staff must look at it.
    """

    versions: list[dict[str, Any]] = field(default_factory=list)
    todos: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A course file to be.

    Attributes:
        id: the course's id.
        series: the id of its series.
        new_series: whether that series is not in ``series.yaml`` yet.
        head: ``name``, ``short`` and ``aliases``.
        todos: why staff must look at one of these.
        entries: every field.
    """

    id: str
    series: str
    new_series: bool
    head: dict[str, Any]
    todos: dict[str, list[str]]
    entries: dict[str, Entry]

    @property
    def todo_count(self) -> int:
        """How many places staff must look at."""
        return sum(map(len, self.todos.values())) + sum(len(entry.todos) for entry in self.entries.values())


def text_paths() -> dict[str, str]:
    """The fields that hold one text or a list of texts: ``text`` or ``texts`` by path."""
    found = {}
    for path in paths():
        kind = _value_type(path)
        if kind is Text:
            found[path] = "text"
        elif get_args(kind) == (Text,):
            found[path] = "texts"
    return found


def _value_type(path: str) -> Any:
    model: type[Model] = Course
    *blocks, last = path.split(".")
    for name in blocks:
        model = model.model_fields[name].annotation  # type: ignore[assignment]
    kind: type[FieldOf[Any]] = model.model_fields[last].annotation  # type: ignore[assignment]
    version = get_args(kind.model_fields["versions"].annotation)[0]
    return version.model_fields["value"].annotation


def make_draft(survey: Survey, knowledge: Knowledge, wanted_id: str | None) -> Draft:
    """The draft of a note.

    Args:
        survey: what was found.
        knowledge: for the series that exist.
        wanted_id: the id staff chose; None makes one of the title and the year.
    """
    language = survey.sheet.language
    title = clean(str(survey.found["title"].versions[0].value)) if survey.found["title"].versions else ""
    year = survey.sheet.year
    series, is_new = _series(title, knowledge, survey.sheet.words.small)
    made = wanted_id or identifier(f"{series} {year or ''}")
    dated = f"{title} {year}" if title and year and str(year) not in title else title
    todos: dict[str, list[str]] = {"name": [], "short": [], "series": [], "aliases": []}
    if not title:
        todos["name"].append("the title was not found in the note: write it")
    elif language != "en":
        todos["name"].append(f"translate: the note is in {_language_name(language)}")
    if is_new:
        todos["series"].append(f"“{series}” is a new series: add it to series.yaml, or name the series it belongs to")
    short = " ".join(_few_words(title or made, survey))
    todos["short"].append("a short name of two or three words, as buttons show it")
    head = {
        "name": _text(dated or made, language),
        "short": _text(f"{short} {year}" if year and str(year) not in short else short, language),
        "aliases": {language: list(dict.fromkeys(filter(None, [title or made, short])))},
    }
    todos["aliases"].append("add what people call this course, in each language")
    kinds = text_paths()
    entries = {path: _entry(path, found, kinds.get(path), language) for path, found in survey.found.items()}
    return Draft(made, series, is_new, head, todos, entries)


def _entry(path: str, found: Found, kind: str | None, language: Language) -> Entry:
    versions = [
        {"value": _value(path, v.value, kind, language), "source": clean(v.section)}
        for v in found.versions
        if not kind or clean("".join(v.value))
    ]
    todos = [clean(doubt) for doubt in found.doubts]
    if versions and language != "en" and (kind or path in _NAMED):
        todos.append(f"translate: the English text is the note's {_language_name(language)} one")
    return Entry(versions, todos)


def _value(path: str, value: Any, kind: str | None, language: Language) -> Any:
    if kind == "text":
        return _text(value, language)
    if kind == "texts":
        return [_text(item, language) for item in value if clean(item)]
    if path in _NAMED:
        return [
            {name: _text(part, language) if name in _NAMED[path] else part for name, part in item.items()}
            for item in value
        ]
    return clean(value) if isinstance(value, str) else value


def _text(text: str, language: Language) -> dict[str, str]:
    """A text in the note's language; English, which every text needs, repeats it until it is translated."""
    words = clean(text)
    return {"en": words} if language == "en" else {"en": words, language: words}


def clean(text: str) -> str:
    """A text without signs that no editor shows and without what a course file would take for a placeholder."""
    kept = "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") else " " for sign in text
    )
    return re.sub(r"(?<!\.)\.\s?\.(?!\.)", ".", " ".join(kept.replace("{{", "{").replace("}}", "}").split()))


def _language_name(language: Language) -> str:
    return {"en": "English", "fr": "French", "es": "Spanish"}[language]


def identifier(text: str) -> str:
    """An id made of words."""
    return "-".join(plain(text).split()) or "course"


def _few_words(title: str, survey: Survey) -> list[str]:
    """The first telling words of a title."""
    words = name_case(title, survey.sheet.words).split()
    telling = [
        word.strip(",:;()") for word in words if plain(word) not in survey.sheet.words.small and not word.isdigit()
    ]
    return telling[:3]


def _series(title: str, knowledge: Knowledge, small: frozenset[str]) -> tuple[str, bool]:
    """The series a title belongs to, and whether it is a new one."""
    wanted = _bare(title)
    best, known = 0.0, ""
    for series in knowledge.series.values():
        for language in LANGUAGES:
            score = fuzz.ratio(wanted, _bare(getattr(series.name, language) or ""))
            if score > best:
                best, known = score, series.id
    if best >= _SAME_SERIES:
        return known, False
    words = [word for word in wanted.split() if word not in small and len(word) > 1] or wanted.split()
    return "-".join([word for word in words if not re.fullmatch(r"20\d\d", word)][:4]) or "course", True


def _bare(name: str) -> str:
    return re.sub(r"\b(?:19|20)\d\d\b", "", plain(re.sub(r"\([^)]*\)", "", name))).strip()


def is_typed(path: str) -> bool:
    """Whether a field holds more than words."""
    return path in TYPED or path == "phases"
