"""The YAML that would close a gap: staff paste it and fill in what stands between empty quotes.

Empty quotes are an error of ``check``, so that a stub cannot be forgotten half filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, get_args, get_origin

import yaml

from bot.checking.descriptions import COURSE
from bot.facts.fields import FieldOf
from bot.facts.knowledge import Knowledge, Loaded
from bot.facts.references import UNSIGNED
from bot.facts.validate import line_at
from bot.facts.values import Model, Text
from bot.messages import LANGUAGES
from bot.reporting.groups import Group, small_words
from bot.reporting.missing import Entry, Field
from bot.text import words

_LONGEST = 200
_ID_WORDS = 4
_NO_WORDS = "question"


@dataclass(frozen=True, slots=True)
class Stub:
    """What staff write, and where.

    Attributes:
        place: the file and line it belongs to; a folder for what is new.
        how: what to do there.
        yaml: the text, indented as it stands in the file.
    """

    place: str
    how: str
    yaml: str


class Stubs:
    """Writes stubs; ids of new entries are used once.

    Args:
        loaded: the knowledge, valid, with its files.
        today: the date staff sign with.
    """

    def __init__(self, loaded: Loaded, knowledge: Knowledge, today: date) -> None:
        self._knowledge = knowledge
        self._courses = {
            str(tree["id"]): (shown, tree) for shown, tree in loaded.trees.items() if shown.startswith("courses/")
        }
        self._taken = set(knowledge.faq)
        lexicons = knowledge.lexicon.values()
        asking = {word for lexicon in lexicons for term in lexicon.question_words for word in words(term)}
        self._small = asking.union(*(small_words(lexicon) for lexicon in lexicons))
        self._signature = f"staff: {UNSIGNED}, {today}"

    def of(self, group: Group) -> Stub:
        """What closes a gap: the missing field, the entry that says it is not known, or a new entry."""
        first = group.missing[0] if group.missing else None
        if isinstance(first, Field):
            return self._fields([missing for missing in group.missing if isinstance(missing, Field)])
        if isinstance(first, Entry):
            return self._entry(first)
        return self._new_entry(group)

    def _fields(self, missing: list[Field]) -> Stub:
        places, lines, texts = [], [], []
        for field in missing:
            shown, tree = self._courses[field.course]
            *blocks, name = field.path.split(".")
            line = line_at(tree, field.path.split("."))
            places.append(f"{shown}:{line}")
            lines.append(f"{line} (“{'  ' * len(blocks)}{name}: not stated”)")
            owner: Any = self._knowledge.courses[field.course]
            for block in blocks:
                owner = getattr(owner, block)
            stated = {"value": _empty(_kind(owner, name)), "source": _Quoted(self._signature)}
            hint = COURSE.get(f"{type(owner).__name__}.{name}", "")
            text = _dump({name: stated}, "  " * len(blocks))
            texts.append(f"{'  ' * len(blocks)}# {hint}\n{text}" if hint else text)
        which = "line" if len(missing) == 1 else "one of these lines:"
        return Stub(", ".join(places), f"Replace {which} {', '.join(lines)} by:", "".join(texts))

    def _entry(self, missing: Entry) -> Stub:
        entry = self._knowledge.faq[missing.id]
        answer = {language: _Quoted("") for language in LANGUAGES}
        text = _dump({"answer": answer, "outcome": "answered", "source": _Quoted(self._signature)}, "  ")
        how = f"In the entry “{missing.id}”, write this in place of answer:, outcome: and source:"
        return Stub(entry.place, how, text)

    def _new_entry(self, group: Group) -> Stub:
        asked = {language: group.examples[language] for language in LANGUAGES if language in group.examples}
        entry = {
            "id": self._id(group.wording),
            "questions": {
                language: [_Quoted(_shortened(text)) for text in dict.fromkeys(texts)]
                for language, texts in (asked or {"en": (group.wording,)}).items()
            },
            # English is what the other languages fall back to
            "answer": {language: _Quoted("") for language in dict.fromkeys(("en", *asked))},
            "source": _Quoted(self._signature),
        }
        return Stub("faq/", "Paste into any file of faq/, or a new one that ends in .yaml:", _dump([entry], ""))

    def _id(self, text: str) -> str:
        telling = [word for word in words(text) if word not in self._small and len(word) > 1] or [_NO_WORDS]
        base = "-".join(word[:30] for word in telling[:_ID_WORDS])
        found, number = base, 1
        while found in self._taken:
            number += 1
            found = f"{base}-{number}"
        self._taken.add(found)
        return found


def _kind(owner: Model, name: str) -> Any:
    """The type of a field's value."""
    annotation: Any = type(owner).model_fields[name].annotation
    return annotation.__pydantic_generic_metadata__["args"][0] if issubclass(annotation, FieldOf) else annotation


def _empty(kind: Any) -> Any:
    """A value of a type with empty quotes for all that is to be written."""
    if get_origin(kind) is list:
        return [_empty(get_args(kind)[0])]
    if not (isinstance(kind, type) and issubclass(kind, Model)):
        return _Quoted("")
    required = [name for name, info in kind.model_fields.items() if info.is_required()]
    # a text is wanted in all languages; of a type that asks for nothing all is shown, to choose from
    names = list(kind.model_fields) if kind is Text or not required else required
    fields = [(name, kind.model_fields[name]) for name in names]
    # what has a reader of its own is typed as one text, an amount for example
    return {name: _Quoted("") if info.metadata else _empty(info.annotation) for name, info in fields}


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rpartition(" ")[0] or plain[:_LONGEST]


class _Quoted(str):
    """A text that is written in double quotes."""


class _Dumper(yaml.SafeDumper):
    """Writes as the files are written: list entries indented, nothing folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent entries of a list below its name."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)


def _dump(value: Any, indentation: str) -> str:
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return "".join(f"{indentation}{line}\n" for line in text.splitlines())
