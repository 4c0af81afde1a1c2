"""The whole knowledge base, loaded from a folder: valid or not at all, with every problem told at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel

from bot.facts.centre import Campus, Contact, Diploma, RefundPolicy, Series
from bot.facts.course import Course
from bot.facts.document import Mapping, Problem, read
from bot.facts.fields import FieldOf, Stated
from bot.facts.validate import nearest, validate
from bot.facts.words import ConceptFile, FaqEntry, FaqFile, Lexicon, OtherLanguages, PhraseBook, TopicFile, placeholders
from bot.messages import LANGUAGES, Language

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
M = TypeVar("M", bound=BaseModel)

TOPICS = (
    "dates", "deadline", "apply", "fees", "payment", "funding", "refunds", "requirements", "language", "format",
    "workload", "content", "certificate", "campus", "contact", "courses",
)  # fmt: skip
SHARED_CLASSES = ("handoff", "smalltalk", "out_of_scope", "background")


class _SeriesFile(RootModel[list[Series]]):
    pass


class _DiplomaFile(RootModel[list[Diploma]]):
    pass


class _PolicyFile(RootModel[list[RefundPolicy]]):
    pass


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
    examples: Examples
    other_languages: list[str]
    digest: str
    folder: Path = field(default=SHIPPED)


@dataclass(slots=True)
class Loaded:
    """What a folder gave: the knowledge where nothing is wrong, and the problems."""

    knowledge: Knowledge | None
    problems: list[Problem]

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
    if not folder.is_dir():
        message = "there is no such folder" if not folder.exists() else "this is a file, not a folder"
        return Loaded(None, [Problem(str(folder), 1, f"{message}: name the folder that holds courses/ or faq/")])
    reader = _Reader(folder)
    knowledge = reader.everything()
    reader.problems.sort()
    failed = any(not problem.warning for problem in reader.problems)
    return Loaded(None if failed else knowledge, reader.problems)


class _Reader:
    """Reads one folder; what it lacks of words comes from the shipped one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.hash = hashlib.sha256()

    def files(self, *parts: str) -> list[Path]:
        found = sorted({*self.folder.joinpath(*parts).glob("*.yaml"), *self.folder.joinpath(*parts).glob("*.yml")})
        return [path for path in found if not path.name.startswith(".")]

    def tree(self, path: Path) -> tuple[Any, str]:
        own = path.is_relative_to(self.folder)
        shown = str(path.relative_to(self.folder if own else SHIPPED))
        tree, problems = read(path, shown)
        self.problems += problems
        if tree is not None:
            self.hash.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        return tree, shown

    def block(self, model: type[M], path: Path) -> M | None:
        tree, shown = self.tree(path)
        if tree is None:
            return None
        block, problems = validate(model, tree, shown)
        self.problems += problems
        return block

    def one(self, model: type[M], name: str) -> M | None:
        path = self.folder / name
        return self.block(model, path) if path.is_file() else None

    def everything(self) -> Knowledge:
        courses = self.courses()
        series = {item.id: item for item in self.listed(_SeriesFile, "series.yaml")}
        diplomas = {item.id: item for item in self.listed(_DiplomaFile, "diplomas.yaml")}
        policies = {item.id: item for item in self.listed(_PolicyFile, "policies.yaml")}
        contact = self.one(Contact, "contact.yaml")
        campus = self.one(Campus, "campus.yaml")
        faq = self.faq()
        phrases = {language: self.phrases(language) for language in LANGUAGES}
        lexicon = {language: self.lexicon(language) for language in LANGUAGES}
        concepts = {language: self.concepts(language) for language in LANGUAGES}
        examples = self.examples(bool(courses))
        others = self.block(OtherLanguages, self.words("languages", "other.yaml"))
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
            examples=examples,
            other_languages=[text for texts in (others.root if others else {}).values() for text in texts],
            digest=self.hash.hexdigest(),
            folder=self.folder,
        )
        if not self.problems and not courses and not faq:
            message = "the folder holds neither courses/ nor faq/: nothing could be answered"
            self.problems.append(Problem(str(self.folder), 1, message))
        self.problems += references(knowledge)
        return knowledge

    def listed(self, model: type[Any], name: str) -> list[Any]:
        block = self.one(model, name)
        return list(block.root) if block else []

    def words(self, *parts: str) -> Path:
        own = self.folder.joinpath(*parts)
        return own if own.exists() else SHIPPED.joinpath(*parts)

    def courses(self) -> dict[str, Course]:
        found: dict[str, Course] = {}
        for path in self.files("courses"):
            course = self.block(Course, path)
            if course is None:
                continue
            shown = str(path.relative_to(self.folder))
            if course.id in found:
                self.problems.append(Problem(shown, 1, f"the id “{course.id}” belongs to another course file already"))
            found[course.id] = course
        return found

    def faq(self) -> dict[str, FaqEntry]:
        found: dict[str, FaqEntry] = {}
        for path in self.files("faq"):
            tree, shown = self.tree(path)
            if tree is None:
                continue
            if isinstance(tree, Mapping):
                self.problems.append(Problem(shown, tree.line, "a list is expected here: begin each entry with “- id:”"))
                continue
            block, problems = validate(FaqFile, tree, shown)
            self.problems += problems
            for entry in block.root if block else []:
                if entry.id in found:
                    line = int(entry.place.rpartition(":")[2])
                    first = found[entry.id].place
                    self.problems.append(Problem(shown, line, f"the id “{entry.id}” stands twice (first in {first})"))
                found[entry.id] = entry
        return found

    def phrases(self, language: Language) -> PhraseBook:
        shipped = SHIPPED / "phrases" / f"{language}.yaml"
        path = self.words("phrases", f"{language}.yaml")
        book = self.book(path)
        if path != shipped:
            base = PhraseBook.flatten(read(shipped, "")[0])
            for key, place in book.places.items():
                if key not in base:
                    file, _, line = place.rpartition(":")
                    message = f"“{key}” is no phrase the assistant uses{nearest(key, base.phrases)}"
                    self.problems.append(Problem(file, int(line), message))
            return PhraseBook({**base.phrases, **book.phrases}, {**base.places, **book.places})
        return book

    def lexicon(self, language: Language) -> Lexicon | None:
        return self.block(Lexicon, self.words("lexicon", f"{language}.yaml"))

    def concepts(self, language: Language) -> dict[str, list[str]]:
        block = self.block(ConceptFile, self.words("concepts", f"{language}.yaml"))
        return dict(block.root) if block else {}

    def book(self, path: Path) -> PhraseBook:
        tree, shown = self.tree(path)
        if not isinstance(tree, Mapping):
            if tree is not None:
                self.problems.append(Problem(shown, 1, "a block of “name: phrase” lines is expected here"))
            return PhraseBook({})
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
                    self.problems.append(Problem(str(path.name), 1, message))
                for facet, texts in block.examples.items():
                    found.setdefault(f"{name}.{facet}", {}).setdefault(language, []).extend(texts)
        return found


def references(knowledge: Knowledge) -> list[Problem]:
    """Names that point to something that is not there: courses, series, diplomas, policies, placeholders."""
    problems: list[Problem] = []

    def wrong(place: str, what: str, name: str, valid: Any) -> None:
        file, _, line = place.rpartition(":")
        problems.append(Problem(file or "?", int(line or 1), f"there is no {what} “{name}”{nearest(name, valid)}"))

    for course in knowledge.courses.values():
        file = f"courses/{course.id}.yaml:1"
        if knowledge.series and course.series not in knowledge.series:
            wrong(file, "series", course.series, knowledge.series)
        for version in course.certificate.diplomas.versions:
            for diploma in version.value:
                if diploma not in knowledge.diplomas:
                    wrong(version.place, "diploma", diploma, knowledge.diplomas)
        for version in course.refunds.rules.versions:
            if version.value not in knowledge.policies:
                wrong(version.place, "refund policy", version.value, knowledge.policies)
    for diploma in knowledge.diplomas.values():
        for name in diploma.courses:
            if name not in knowledge.courses:
                wrong("diplomas.yaml:1", "course", name, knowledge.courses)
    for entry in knowledge.faq.values():
        for name in entry.courses or []:
            if name not in knowledge.courses:
                wrong(entry.place, "course", name, knowledge.courses)
        for language in LANGUAGES:
            text = getattr(entry.answer, language)
            for name in placeholders(text) if text else ():
                if lookup(knowledge, name) is None:
                    wrong(entry.place, "fact", name, fact_names(knowledge))
    return problems


def fact_names(knowledge: Knowledge) -> list[str]:
    """Every name that ``{{ … }}`` may hold in an answer of the FAQ."""
    names = [f"{course.id}.{path}" for course in knowledge.courses.values() for path, _ in course.fields()]
    for prefix, block in (("contact", knowledge.contact), ("campus", knowledge.campus)):
        if block is not None:
            names += [f"{prefix}.{name}" for name in type(block).model_fields]
    return names


def lookup(knowledge: Knowledge, name: str) -> tuple[str | None, str, FieldOf[Any]] | None:
    """The field that a placeholder names.

    Returns:
        ``(course id or None, field path, field)``, or None where there is no such field or it is left out.
    """
    head, _, path = name.partition(".")
    block: Any = {"contact": knowledge.contact, "campus": knowledge.campus}.get(head)
    course = None
    if block is None:
        block = course = knowledge.courses.get(head)
    if block is None or not path:
        return None
    value = block
    for step in path.split("."):
        if not isinstance(value, BaseModel) or step not in type(value).model_fields:
            return None
        value = getattr(value, step)
    if isinstance(value, Stated):
        value = FieldOf[Any](versions=[value])
    if not isinstance(value, FieldOf) or value.left_out:
        return None
    return (course.id if course else None), path if course else name, value
