"""Whatever happens to a real file, it is valid or its mistakes are told with a line of it; nothing is ever raised."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.facts.centre import Contact, PolicyFile
from bot.facts.course import Course
from bot.facts.document import Mapping, Problem, Sequence, parse
from bot.facts.knowledge import SHIPPED
from bot.facts.validate import validate
from bot.facts.words import FaqFile, unsayable

FILES: dict[str, type[BaseModel] | None] = {
    "courses/academy-2025.yaml": Course,
    "courses/e-academy-2023.yaml": Course,
    "faq/payment.yaml": FaqFile,
    "contact.yaml": Contact,
    "policies.yaml": PolicyFile,
    "phrases/fr.yaml": None,
}
TEXTS = {name: (SHIPPED / name).read_text(encoding="utf-8").splitlines() for name in FILES}
ODD = ["\t", "{{", "}}", '"', "'", ": ", "?", "[", "]", "{", "}", "*", "&a ", "!!", "#", "-", "- ", "|", ">", "%", "@",
       "\\", "\u00a0", "é", "“", "\r", "\x00", "\u2028", "<<: *a", "...", "---", "no", "1.055",
       "2025-13-40", "~", "  "]  # fmt: skip

mutation = st.tuples(
    st.sampled_from(["delete", "duplicate", "replace", "indent", "dedent", "insert", "swap", "cut", "join"]),
    st.integers(0, 10_000),
    st.integers(0, 200),
    st.sampled_from(ODD),
)


def mutated(lines: list[str], change: tuple[str, int, int, str]) -> list[str]:
    kind, where, column, odd = change
    if not lines:
        return [odd]
    i = where % len(lines)
    line = lines[i]
    at = column % (len(line) + 1)
    replaced: dict[str, list[str]] = {
        "delete": [],
        "duplicate": [line, line],
        "replace": [line[: len(line) - len(line.lstrip())] + odd],
        "indent": [" " * (column % 5 + 1) + line],
        "dedent": [line[min(column % 5 + 1, len(line) - len(line.lstrip())) :]],
        "insert": [line[:at] + odd + line[at:]],
        "swap": [lines[(i + 1) % len(lines)], line],
        "cut": [line[:at]],
        "join": [line + (lines[i + 1] if i + 1 < len(lines) else "")],
    }
    return [*lines[:i], *replaced[kind], *lines[i + 1 :]]


def problems_of(text: str, model: type[BaseModel] | None) -> tuple[bool, list[Problem]]:
    tree, problems = parse(text, "f.yaml")
    valid: Any = tree
    if tree is not None and model is not None:
        valid, more = validate(model, tree, "f.yaml")
        problems += more
    elif isinstance(tree, Mapping):
        problems += [Problem("f.yaml", line, message) for line, message in unsayable(tree)]
    return valid is not None, problems


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.lists(mutation, min_size=1, max_size=4))
def test_a_mutated_file_is_valid_or_told(name: str, changes: list[tuple[str, int, int, str]]) -> None:
    lines = TEXTS[name]
    for change in changes:
        lines = mutated(lines, change)
    text = "\n".join(lines)
    valid, problems = problems_of(text, FILES[name])
    count = max(1, text.replace("\r", "\n").count("\n") + 1)
    errors = [problem for problem in problems if not problem.warning]
    assert valid or errors
    for problem in problems:
        assert 1 <= problem.line <= count
        assert problem.message.strip() and "\n" not in problem.message


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_told(text: str) -> None:
    tree, problems = parse(text, "f.yaml")
    assert tree is not None or problems
    assert isinstance(tree, (Mapping, Sequence, str, type(None)))


QUOTED = [i for i, line in enumerate(TEXTS["courses/academy-2025.yaml"]) if line.lstrip().startswith(("en: ", "fr: "))]
WRONG = ["{{ name }} of the course", "Hello: world", '"never closed', "'l'année'", '"a "word" here"', "@home", "*star",
         '"C:\\data"', "%x", "`x`"]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(QUOTED), st.sampled_from(WRONG))
def test_one_mistake_is_one_line_at_its_place(number: int, wrong: str) -> None:
    lines = list(TEXTS["courses/academy-2025.yaml"])
    lines[number] = lines[number][: lines[number].index(":") + 2] + wrong
    _, problems = problems_of("\n".join(lines), Course)
    told = {problem.line for problem in problems}
    assert told == {number + 1}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(QUOTED), min_size=2, max_size=5, unique=True), st.data())
def test_several_mistakes_in_one_file_are_all_told(numbers: list[int], data: st.DataObject) -> None:
    lines = list(TEXTS["courses/academy-2025.yaml"])
    for number in numbers:
        wrong = data.draw(st.sampled_from(["{{ name }} x", "Hello: world", "@home", '"a "word" here"']))
        lines[number] = lines[number][: lines[number].index(":") + 2] + wrong
    _, problems = problems_of("\n".join(lines), Course)
    assert {problem.line for problem in problems} >= {number + 1 for number in numbers}
