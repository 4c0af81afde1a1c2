"""How well messages are understood and what it costs: ``python -m tests.bench.understanding [--write FILE] [--quick]``.

Judges whole conversations; sets the assistant beside three other engines, on its own examples and on questions about
anything, all learning from the same; measures time and memory as the knowledge grows. Times are CPU time on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path
from statistics import mean

from rich.console import Console

from bot.assistant import Assistant, default_cache
from bot.facts.knowledge import SHIPPED, Knowledge, load
from tests.bench import foreign
from tests.bench.cost import latency, messages
from tests.bench.courses import with_courses
from tests.bench.engines import ENGINES, Engine, auroc
from tests.bench.replies import judged, tables
from tests.bench.shipped import on_the_shipped_examples
from tests.bench.tables import Table

_PRODUCT = ("numpy", "rapidfuzz", "pydantic", "pydantic_core", "pyyaml", "babel")
_SKLEARN = ("scikit-learn", "scipy", "joblib", "threadpoolctl", "narwhals", "numpy")
_COMMAND = "python -m tests.bench.understanding --write docs/benchmark.md"


def beside(rounds: int) -> Table:
    """The assistant beside other engines: accuracy, AUROC and cost in one run."""
    rows = []
    for name, engine in ENGINES.items():
        figures: dict[str, list[float]] = {}
        for seed in range(rounds):
            for column, value in _round(engine, seed).items():
                figures.setdefault(column, []).append(value)
        rows.append((name, *(f"{mean(values):.1f}" for values in figures.values())))
    head = ("engine", "bank 10", "English 10", "AUROC", "chat en", "chat fr", "chat es", "ms a message", "learning s")
    note = (
        "First guesses right in per cent, learnt from 10 questions a class (8 for small talk) and asked the others; "
        "bank: 22 classes of one subject, English: 67 classes, small talk: 60 classes in three languages. AUROC: "
        f"confidence of questions of the 67 classes (12 learnt) against {len(foreign.strangers())} of none. "
        f"Means of {rounds} draws. The questions of a class were each put in another way on purpose: the levels "
        "are low, the differences count."
    )
    return Table("Beside other engines, on questions about anything", head, rows, note)


def _round(engine: type[Engine], seed: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    begin = time.process_time()
    learnt, asked = foreign.split(foreign.classes("english-a"), 10, seed)
    figures["bank"] = _right(engine(learnt), asked)
    learnt, asked = foreign.split(foreign.english(), 10, seed)
    begin = time.process_time()
    built = engine(learnt)
    learning = time.process_time() - begin
    begin = time.process_time()
    figures["english"] = _right(built, asked)
    a_message = 1000 * (time.process_time() - begin) / len(asked)
    learnt, asked = foreign.split(foreign.english(), 12, seed)
    built = engine(learnt)
    inside = [built.ask(text)[1] for text, _ in asked]
    figures["auroc"] = auroc(inside, [built.ask(text)[1] for text in foreign.strangers()])
    learnt, asked = foreign.split(foreign.chat(), 8, seed)
    built = engine(learnt)
    for language in ("en", "fr", "es"):
        figures[language] = _right(built, [pair for pair in asked if pair[1].startswith(language)])
    return {**figures, "ms": a_message, "s": learning}


def _right(engine: Engine, asked: foreign.Pairs) -> float:
    return 100 * mean(engine.ask(text)[0] == name for text, name in asked)


def growth(sizes: Sequence[tuple[int, int]]) -> Table:
    """Time and memory of the shipped knowledge and of folders of free questions, each in processes of their own."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folders = {"shipped": SHIPPED}
        for entries, questions in sizes:
            where = Path(name) / f"{entries}x{questions}"
            folders[f"{entries} entries of {questions} questions"] = foreign.folder(
                where, foreign.many(entries, questions)
            )
        for title, folder in folders.items():
            cache = Path(name) / "cache" / folder.name
            first, later = (_measured(folder, cache, count) for count in (0, 400))
            rows.append(
                (title, f"{first['load']:.1f}", f"{later['load']:.2f}", f"{later['p50']:.2f}", f"{later['p99']:.2f}",
                 f"{later['rate']:.0f}", f"{first['memory']:.0f}", f"{later['memory']:.0f}")
            )  # fmt: skip
    head = (
        "knowledge",
        "first load s",
        "cached s",
        "p50 ms",
        "p99 ms",
        "messages/s",
        "peak MB, first",
        "peak MB, cached",
    )
    return Table("Time and memory", head, rows, "Loading includes reading and checking the YAML.")


def _measured(folder: Path, cache: Path, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.cost", str(folder), str(cache), str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **_ONE_CORE})
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def courses(knowledge: Knowledge, counts: Sequence[int]) -> Table:
    """What a message costs as courses are added."""
    rows = []
    least = 0.0
    for count in counts:
        grown = with_courses(knowledge, count)
        begin = time.process_time()
        assistant = Assistant.build(grown)
        learning = time.process_time() - begin
        figures = latency(assistant, messages(grown, 200))
        average = 1000 / figures["rate"]
        least = least or average
        rows.append(
            (str(count), f"{learning:.1f}", f"{average:.2f}", f"{figures['p99']:.2f}", f"{average / least:.2f}")
        )
    return Table("As courses are added", ("courses", "learning s", "mean ms", "p99 ms", "times the first"), rows)


def sizes() -> Table:
    """What is installed, in MB, and what a command costs to start."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, stdout=subprocess.DEVNULL)
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import sklearn.svm, sklearn.feature_extraction.text"], check=True)
    sklearn = time.perf_counter() - begin
    rows = [
        (
            "this assistant's core (numpy, rapidfuzz, pydantic, PyYAML, Babel)",
            f"{_megabytes(_PRODUCT):.0f}",
            f"{start:.1f}",
        ),
        ("scikit-learn and what it brings", f"{_megabytes(_SKLEARN):.0f}", f"{sklearn:.1f}"),
    ]
    return Table("Installed size and start-up", ("what", "MB", "start s"), rows)


def _megabytes(names: Sequence[str]) -> float:
    total = 0
    for name in names:
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue
        paths = (Path(str(file.locate())) for file in files)
        total += sum(path.stat().st_size for path in paths if path.is_file())
    return total / 1e6


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the tables into this Markdown file too")
    parser.add_argument("--quick", action="store_true", help="one draw, no large folders")
    options = parser.parse_args()
    knowledge = load().knowledge
    if knowledge is None:
        raise SystemExit("the knowledge base has errors: run python -m bot check")
    console = Console(width=140)
    assistant = Assistant.build(knowledge, default_cache())
    measured: list[Callable[[], Table]] = [
        *([] if options.quick else [partial(on_the_shipped_examples, assistant, knowledge)]),
        partial(beside, 1 if options.quick else 3),
        partial(growth, [(100, 10)] if options.quick else [(100, 10), (150, 100)]),
        partial(courses, knowledge, (5, 50) if options.quick else (5, 50, 500)),
        sizes,
    ]
    written = []
    for table in chain(tables(judged(assistant)), (part() for part in measured)):
        console.print(table.printed())
        written.append(table.markdown())
    if options.write:
        machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
        made = f"Made by `{_COMMAND}` ({machine}); `make bench` prints it. Times are CPU time on one core."
        head = f"# The benchmark\n\n{made}\n"
        options.write.write_text("\n".join([head, *written]), encoding="utf-8")


if __name__ == "__main__":
    main()
