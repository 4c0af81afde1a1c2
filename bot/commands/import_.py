"""``python -m bot import``: the draft of a course file from an information note, and what staff should know of it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.commands.import_tables import show_changes, show_fields, show_ledger
from bot.facts.knowledge import Knowledge, load
from bot.invocation import command

if TYPE_CHECKING:
    from bot.facts.course import Course
    from bot.facts.document import Problem
    from bot.importing.draft import Draft

WRONG_USAGE = 2
_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for.

    Attributes:
        note: the note's file.
        knowledge: the knowledge folder.
        today: the day for the check.
        id: the id the course shall have; None makes one of title and year.
        edition_of: the id of the last edition; None where it is a new course.
        output: the file to write; None for the folder of drafts.
        yes: whether nothing is asked.
    """

    note: Path
    knowledge: Path
    today: date
    id: str | None = None
    edition_of: str | None = None
    output: Path | None = None
    yes: bool = False


def run_import(wish: Wish) -> int:
    """Read the note, show what it says, write the draft, check it.

    Returns:
        The exit status: 1 where the note cannot be read, 2 where the wish cannot be met.
    """
    from bot.importing.draft import make_draft  # noqa: PLC0415
    from bot.importing.draft_yaml import to_yaml  # noqa: PLC0415
    from bot.importing.edition import from_last, next_id  # noqa: PLC0415
    from bot.importing.ledger import ledger  # noqa: PLC0415
    from bot.importing.note import UnreadableNote  # noqa: PLC0415
    from bot.importing.reading import read_note  # noqa: PLC0415
    from bot.importing.survey import survey  # noqa: PLC0415
    from bot.importing.vocabulary import vocabulary  # noqa: PLC0415

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    knowledge = load(wish.knowledge).knowledge
    words, problems = vocabulary(wish.knowledge)
    if knowledge is None or problems:
        return _refused("the knowledge base has errors: run “check” and repair them first", WRONG_USAGE)
    last = _last_edition(wish, knowledge)
    if wish.edition_of and last is None:
        return _refused(_no_edition(wish.edition_of, knowledge), WRONG_USAGE)
    try:
        note = read_note(wish.note, words)
    except UnreadableNote as error:
        return _refused(f"{wish.note}: {error}", 1)
    found = survey(note, words, knowledge)
    year = found.sheet.year
    wanted = wish.id or (next_id(last, year) if last else None)
    draft = make_draft(found, knowledge, wanted)
    listed = ledger(found.sheet)
    show_fields(console, found, wish.note.name)
    show_ledger(console, listed)
    path = wish.output or wish.knowledge / "courses" / "proposed" / f"{draft.id}.yaml"
    if last is not None:
        draft, changes = from_last(draft, last, year)
        show_changes(console, last.id, draft.id, changes)
        if not _agreed(wish, f"Write these changes as a draft to {path}?"):
            print("nothing was written", file=sys.stderr)
            return 0
    if path.exists():
        if not (wish.yes or (sys.stdin.isatty() and _agreed(wish, f"{path} exists already. Replace it?"))):
            return _refused(
                f"{path} exists already: add --yes to replace it, or --id or --output for another name", WRONG_USAGE
            )
        print(f"{path} existed and is replaced", file=sys.stderr)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(draft, wish.note.name, listed), encoding="utf-8")
    except OSError as error:
        return _refused(f"{path}: cannot be written ({error.strerror})", WRONG_USAGE)
    errors = _checked(console, wish, knowledge, draft, path)
    _next_steps(console, draft, path, last)
    return 1 if errors else 0


def _refused(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status


def _last_edition(wish: Wish, knowledge: Knowledge) -> Course | None:
    return knowledge.courses.get(wish.edition_of) if wish.edition_of else None


def _no_edition(name: str, knowledge: Knowledge) -> str:
    from bot.facts.validate import nearest  # noqa: PLC0415

    return f"--edition-of: there is no course “{name}”{nearest(name, knowledge.courses)}"


def _agreed(wish: Wish, question: str) -> bool:
    """Whether the person agrees; where nobody sits at a terminal a draft is written without asking."""
    import typer  # noqa: PLC0415

    return wish.yes or not sys.stdin.isatty() or typer.confirm(question)


def _checked(console: Console, wish: Wish, knowledge: Knowledge, draft: Draft, path: Path) -> int:
    """Check the draft as if it stood among the courses; print what is found, return the number of errors."""
    shown = f"courses/{draft.id}.yaml"
    problems = [problem for problem in _problems(wish, knowledge, draft, path) if problem.file == shown]
    console.print(f"\nCheck of the draft: {_count(problems)}")
    from bot.checking.translations import speaks_of_translation  # noqa: PLC0415

    foreign = [problem for problem in problems if speaks_of_translation(problem.message)]
    if foreign:
        console.print(f"{path.name}: warning: texts are not translated yet")
    for problem in problems:
        if problem not in foreign:
            print(f"{path.name}:{problem.line}: {'warning: ' if problem.warning else ''}{problem.message}")
    return sum(not problem.warning for problem in problems)


def _count(problems: list[Problem]) -> str:
    errors = sum(not problem.warning for problem in problems)
    return f"{errors or 'no'} error{'' if errors == 1 else 's'}, {len(problems) - errors} warnings"


def _problems(wish: Wish, knowledge: Knowledge, draft: Draft, path: Path) -> list[Problem]:
    """What ``check`` says of the knowledge with the draft in it."""
    from bot.checking.report import check  # noqa: PLC0415
    from bot.checking.unresolved import KIND  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for item in wish.knowledge.iterdir():
            if item.name not in ("courses", "series.yaml"):
                (folder / item.name).symlink_to(item.resolve(), item.is_dir())
        (folder / "courses").mkdir()
        for item in (wish.knowledge / "courses").glob("*.y*ml"):
            if item.stem != draft.id:
                (folder / "courses" / item.name).symlink_to(item.resolve())
        shutil.copy(path, folder / "courses" / f"{draft.id}.yaml")
        _with_series(wish.knowledge, folder, draft)
        report = check(folder, wish.today, asking=False)
    return [
        problem
        for problem in report.problems
        if KIND not in problem.message and "a TODO stands here" not in problem.message
    ]


def _with_series(source: Path, folder: Path, draft: Draft) -> None:
    """The list of series, with the draft's where that one is new."""
    series = source / "series.yaml"
    text = series.read_text(encoding="utf-8") if series.exists() else ""
    if draft.new_series and text:
        text = f"{text.rstrip()}\n{series_entry(draft)}\n"
    if text:
        (folder / "series.yaml").write_text(text, encoding="utf-8")


def series_entry(draft: Draft) -> str:
    """What to add to ``series.yaml`` for a new series."""
    name = draft.head["aliases"][next(iter(draft.head["aliases"]))][0]
    return f'- id: {draft.series}\n  name:\n    en: "{name.replace(chr(34), "”")}"'


def _next_steps(console: Console, draft: Draft, path: Path, last: Course | None) -> None:
    console.print(f"\nThe draft is in {path}", style="bold")
    steps = [
        "Read it beside the note, field by field.",
        f"Resolve its {draft.todo_count} TODOs: decide, correct, and delete the line." if draft.todo_count else "",
        "Where the note contradicts itself (versions:), leave both values or ask who wrote the note.",
        "Put the texts into your own words, and translate them into English, French and Spanish.",
        f"Add the new series to series.yaml:\n{series_entry(draft)}" if draft.new_series else "",
        "Where the course counts for a diploma, add its id to that diploma in diplomas.yaml.",
        f"Move the file to knowledge/courses/{draft.id}.yaml and run: {command('check')}",
    ]
    if last is not None:
        steps.insert(1, f"Look at what was kept of {last.id}: names, translations, remarks.")
    for number, step in enumerate([step for step in steps if step], 1):
        console.print(f"{number}. {step}", markup=False)
