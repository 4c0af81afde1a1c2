"""The whole knowledge base, loaded from a folder: valid or not at all, with every problem told at once."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from bot.facts.centre import Campus, Contact, Diploma, DiplomaFile, PolicyFile, RefundPolicy, Series, SeriesFile
from bot.facts.course import Course
from bot.facts.document import Mapping, Problem, Sequence, read
from bot.facts.references import Broken, fact_names, lookup, references
from bot.facts.validate import line_at, validate
from bot.facts.words import (
    ConceptFile,
    FaqEntry,
    FaqFile,
    ImpliesFile,
    Lexicon,
    OtherLanguages,
    PersonalWords,
    PhraseBook,
    Topic,
    TopicFile,
    strangers,
    unsayable,
)
from bot.messages import LANGUAGES, Language

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
PROPOSED = "proposed"
"""Folders of this name hold what is not live yet; they are never read."""
M = TypeVar("M", bound=BaseModel)

TOPICS: tuple[str, ...] = get_args(Topic)
SHARED_CLASSES = ("handoff", "smalltalk", "out_of_scope", "background")


Examples = dict[str, dict[Language, list[str]]]
"""Example utterances: ``class.facet`` → language → texts."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Facts and words, typed and complete; never changed once loaded."""

    courses: dict[str, Course]
    series: dict[str, Series]
    diplomas: dict[str, Diploma]
    policies: dict[str, RefundPolicy]
    contact: Contact | None
    campus: Campus | None
    faq: dict[str, FaqEntry]
    phrases: dict[Language, PhraseBook]
    lexicon: dict[Language, Lexicon]
    concepts: dict[Language, dict[str, list[str]]]
    implies: dict[str, str]
    examples: Examples
    other_languages: list[str]
    personal: PersonalWords
    digest: str
    folder: Path = field(default=SHIPPED)


@dataclass(slots=True)
class Loaded:
    """What a folder gave: the knowledge where nothing is wrong, the problems, and the files as located values."""

    knowledge: Knowledge | None
    problems: list[Problem]
    trees: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the folder invalid."""
        return [problem for problem in self.problems if not problem.warning]


def load(folder: Path = SHIPPED) -> Loaded:
    """Load a knowledge folder.

    Args:
        folder: holds ``courses/``, ``faq/`` and the files beside them, each optional.

    Returns:
        The knowledge, or None where the folder has errors, and the problems, sorted by file and line.
    """
    try:
        there, is_folder = folder.exists(), folder.is_dir()
        if is_folder:
            os.listdir(folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return Loaded(None, [Problem(str(folder), 1, f"the folder cannot be opened ({reason})")])
    if not is_folder:
        message = "there is no such folder" if not there else "this is a file, not a folder"
        return Loaded(None, [Problem(str(folder), 1, f"{message}: name the folder that holds courses/ or faq/")])
    reader = _Reader(folder)
    knowledge = reader.everything()
    reader.problems.sort()
    failed = any(not problem.warning for problem in reader.problems)
    return Loaded(None if failed else knowledge, reader.problems, reader.trees)


class _Reader:
    """Reads one folder; what it lacks of words comes from the shipped one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.hash = hashlib.sha256()
        self.trees: dict[str, Any] = {}
        self.broken = Broken()

    def files(self, *parts: str) -> list[Path]:
        """The YAML files of one of its folders; a folder that cannot be opened holds none."""
        where = self.folder.joinpath(*parts)
        if where.is_file():
            message = f"“{where.name}” is a file; a folder that holds YAML files is expected under this name"
            self.problems.append(Problem("/".join(parts), 1, message))
        found = sorted({*where.glob("*.yaml"), *where.glob("*.yml")})
        return [path for path in found if not path.name.startswith(".")]

    def tree(self, path: Path) -> tuple[Any, str]:
        own = path.is_relative_to(self.folder)
        shown = path.relative_to(self.folder if own else SHIPPED).as_posix()
        tree, problems = read(path, shown)
        self.problems += problems
        self.trees[shown] = tree
        if any(not problem.warning for problem in problems):
            self.broken.files.add(shown)
        if tree is not None:
            with suppress(OSError):
                self.hash.update(shown.encode(errors="replace") + b"\0" + path.read_bytes() + b"\0")
        return tree, shown

    def validated(self, model: type[M], tree: Any, shown: str) -> M | None:
        """The block; a line that its file's syntax was told for is not told again."""
        block, problems = validate(model, tree, shown)
        told = {problem.line for problem in self.problems if problem.file == shown and not problem.warning}
        self.problems += [problem for problem in problems if problem.line not in told]
        if block is None:
            self.broken.files.add(shown)
        return block

    def block(self, model: type[M], path: Path) -> M | None:
        tree, shown = self.tree(path)
        return None if tree is None else self.validated(model, tree, shown)

    def one(self, model: type[M], name: str) -> M | None:
        path = self.folder / name
        return self.block(model, path) if os.path.lexists(path) else None

    def everything(self) -> Knowledge:
        courses = self.courses()
        series = self.listed(SeriesFile, "series.yaml")
        diplomas = self.listed(DiplomaFile, "diplomas.yaml")
        policies = self.listed(PolicyFile, "policies.yaml")
        contact = self.block(Contact, self.words("contact.yaml"))
        campus = self.one(Campus, "campus.yaml")
        faq = self.faq()
        phrases = {language: self.phrases(language) for language in LANGUAGES}
        lexicon = {language: self.lexicon(language) for language in LANGUAGES}
        concepts = {language: self.concepts(language) for language in LANGUAGES}
        implies = self.block(ImpliesFile, self.words("concepts", "implies.yaml"))
        examples = self.examples(bool(courses))
        others = self.block(OtherLanguages, self.words("languages", "other.yaml"))
        personal = self.block(PersonalWords, self.words("personal.yaml"))
        knowledge = Knowledge(
            courses=courses,
            series=series,
            diplomas=diplomas,
            policies=policies,
            contact=contact,
            campus=campus,
            faq=faq,
            phrases=phrases,
            lexicon={language: block for language, block in lexicon.items() if block},
            concepts=concepts,
            implies=dict(implies.root) if implies else {},
            examples=examples,
            other_languages=[text for texts in (others.root if others else {}).values() for text in texts],
            personal=personal or PersonalWords(),
            digest=self.hash.hexdigest(),
            folder=self.folder,
        )
        if not self.problems and not courses and not faq:
            message = "the folder holds neither courses/ nor faq/ with a YAML file: nothing could be answered"
            self.problems.append(Problem(str(self.folder), 1, message))
        self.problems += references(knowledge, self.trees, self.broken)
        return knowledge

    def listed(self, model: type[Any], name: str) -> dict[str, Any]:
        """The entries of a list by their id."""
        block = self.one(model, name)
        found: dict[str, Any] = {}
        for position, item in enumerate(block.root if block else []):
            if item.id in found:
                line = line_at(self.trees[name], [position, "id"])
                self.problems.append(Problem(name, line, f"the id “{item.id}” stands twice: each entry needs its own"))
            found[item.id] = item
        return found

    def words(self, *parts: str) -> Path:
        own = self.folder.joinpath(*parts)
        return own if os.path.lexists(own) else SHIPPED.joinpath(*parts)

    def courses(self) -> dict[str, Course]:
        found: dict[str, Course] = {}
        places: dict[str, str] = {}
        for path in self.files("courses"):
            course = self.block(Course, path)
            shown = path.relative_to(self.folder).as_posix()
            if course is None:
                tree = self.trees[shown]
                self.broken.courses |= {path.stem, str(tree.get("id", "")) if isinstance(tree, Mapping) else ""}
                continue
            if course.id in found:
                message = f"the id “{course.id}” belongs to {places[course.id]} already: give this course its own"
                self.problems.append(Problem(shown, line_at(self.trees[shown], ["id"]), message))
            found[course.id], places[course.id] = course, shown
        return found

    def faq(self) -> dict[str, FaqEntry]:
        found: dict[str, FaqEntry] = {}
        for path in self.files("faq"):
            tree, shown = self.tree(path)
            if not isinstance(tree, Sequence):
                if tree is not None:
                    self.validated(FaqFile, tree, shown)
                continue
            for item in tree:
                entry = self.validated(FaqEntry, item, shown)
                if entry is None:
                    continue
                if entry.id in found:
                    file, _, line = entry.place.rpartition(":")
                    first = found[entry.id].place
                    message = f"the id “{entry.id}” stands twice (first in {first}): each entry needs its own"
                    self.problems.append(Problem(file, int(line), message))
                found[entry.id] = entry
        return found

    def phrases(self, language: Language) -> PhraseBook:
        shipped = SHIPPED / "phrases" / f"{language}.yaml"
        path = self.words("phrases", f"{language}.yaml")
        book = self.book(path)
        if path == shipped:
            return book
        base = PhraseBook.flatten(read(shipped, "")[0])
        for place, message in strangers(book, base):
            file, _, line = place.rpartition(":")
            self.problems.append(Problem(file, int(line), message))
        return PhraseBook({**base.phrases, **book.phrases}, {**base.places, **book.places})

    def lexicon(self, language: Language) -> Lexicon | None:
        return self.block(Lexicon, self.words("lexicon", f"{language}.yaml"))

    def concepts(self, language: Language) -> dict[str, list[str]]:
        block = self.block(ConceptFile, self.words("concepts", f"{language}.yaml"))
        return dict(block.root) if block else {}

    def book(self, path: Path) -> PhraseBook:
        tree, shown = self.tree(path)
        if tree is not None and not isinstance(tree, Mapping):
            self.problems.append(Problem(shown, 1, "a block of “name: phrase” lines is expected here"))
        if not isinstance(tree, Mapping):
            return PhraseBook({})
        self.problems += [Problem(shown, line, message) for line, message in unsayable(tree)]
        return PhraseBook.flatten(tree)

    def examples(self, with_topics: bool) -> Examples:
        found: Examples = {}
        wanted = (*TOPICS, *SHARED_CLASSES) if with_topics else SHARED_CLASSES
        for language in LANGUAGES:
            for name in wanted:
                path = self.words("topics", language, f"{name}.yaml")
                block = self.block(TopicFile, path)
                if block is None:
                    continue
                if block.topic != name:
                    message = f"the topic is called “{block.topic}” here and “{name}” in the file's name"
                    shown = f"topics/{language}/{name}.yaml"
                    self.problems.append(Problem(shown, line_at(self.trees[shown], ["topic"]), message))
                for facet, texts in block.examples.items():
                    found.setdefault(f"{name}.{facet}", {}).setdefault(language, []).extend(texts)
        return found


__all__ = ["SHIPPED", "TOPICS", "Knowledge", "Loaded", "fact_names", "load", "lookup", "references"]
