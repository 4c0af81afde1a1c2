"""The house keeps its shape: arrows between rooms, sizes of files, and phrases without figures."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale

from bot.answering.plans import PLANS
from bot.facts.knowledge import Knowledge
from bot.facts.words import PLURALS, placeholders
from bot.messages import LANGUAGES, Language

PROJECT = Path(__file__).resolve().parents[1]
MOST_LINES = 350

SOURCES = sorted(path for room in ("bot", "handlers") for path in (PROJECT / room).rglob("*.py"))

ROOMS: dict[str, tuple[str, ...]] = {
    "bot.facts": ("bot.facts", "bot.messages", "bot.text"),
    "bot.understanding": ("bot.understanding", "bot.facts", "bot.messages", "bot.text"),
    "bot.answering": ("bot.answering", "bot.understanding", "bot.facts", "bot.messages", "bot.text"),
    "bot.checking": (
        "bot.checking",
        "bot.answering",
        "bot.understanding",
        "bot.facts",
        "bot.messages",
        "bot.text",
        "bot.assistant",
    ),
    "bot.importing": ("bot.importing", "bot.facts", "bot.messages", "bot.text"),
    "bot.reporting": (
        "bot.reporting",
        "bot.invocation",
        "bot.checking",
        "bot.answering",
        "bot.understanding",
        "bot.facts",
        "bot.store",
        "bot.messages",
        "bot.settings",
        "bot.text",
    ),
    "bot.messages": (),
    "bot.text": (),
    "bot.assistant": ("bot.answering", "bot.understanding", "bot.facts", "bot.messages", "bot.text"),
}
"""What each room may import of the project; rooms not named here may import all of ``bot``."""

HANDLERS_TOO = ("bot.service", "bot.commands")
"""Who may import the channels."""

NOT_FOR_HANDLERS = (
    "bot.understanding",
    "bot.answering",
    "bot.checking",
    "bot.importing",
    "bot.reporting",
    "bot.commands",
)
"""What no channel may import: it knows the assistant, messages and replies, the store and what runs it."""

BRIDGES = ("handlers.telegram.tickets", "handlers.telegram.posts", "handlers.mail.answers")
"""A ticket of one channel is shown and answered through the other: what they pass on stands in these."""

HEAVY = ("typer", "rich", "telegram", "imapclient", "imap_tools", "aiosmtplib", "watchfiles", "lxml", "sqlite_utils")
"""What the core must never need."""


def module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, late: bool = True) -> Iterator[str]:
    """Every module a file imports; those of functions only where ``late``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if late else iter(tree.body)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def own(path: Path) -> set[str]:
    modules = {module(source) for source in SOURCES}
    return {name for name in imports(path) if name in modules and inside(name, ("bot", "handlers"))}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_plan_allows(room: str) -> None:
    wrong = {
        module(path): sorted(name for name in own(path) if name != "bot" and not inside(name, (*ROOMS[room], room)))
        for path in SOURCES
        if inside(module(path), (room,))
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def test_only_the_service_and_the_command_line_import_channels() -> None:
    wrong = [
        (module(path), name)
        for path in SOURCES
        if inside(module(path), ("bot",)) and not inside(module(path), HANDLERS_TOO)
        for name in own(path)
        if inside(name, ("handlers",))
    ]
    assert wrong == []


def test_a_channel_imports_no_inner_room() -> None:
    wrong = [
        (module(path), name)
        for path in SOURCES
        if inside(module(path), ("handlers",)) and module(path) != "handlers.terminal"
        for name in own(path)
        if inside(name, NOT_FOR_HANDLERS)
    ]
    assert wrong == []


def test_the_terminal_knows_no_more_than_how_replies_are_explained() -> None:
    terminal = PROJECT / "handlers" / "terminal.py"
    assert {name for name in own(terminal) if inside(name, NOT_FOR_HANDLERS)} <= {
        "bot.commands",
        "bot.commands.explain",
    }


def test_no_channel_imports_another_but_to_pass_on_a_ticket() -> None:
    wrong = []
    for path in SOURCES:
        channel = ".".join(module(path).split(".")[:2])
        if inside(channel, ("handlers",)) and channel not in ("handlers", "handlers.channels"):
            others = {name for name in own(path) if inside(name, ("handlers",)) and name != "handlers"}
            wrong += [(module(path), name) for name in others if not inside(name, (channel, *BRIDGES))]
    assert wrong == []


def test_the_core_needs_nothing_of_the_channels_libraries() -> None:
    core = ("bot.facts", "bot.understanding", "bot.answering", "bot.messages", "bot.assistant")
    wrong = [
        (module(path), name)
        for path in SOURCES
        if inside(module(path), core)
        for name in imports(path)
        if name.split(".")[0] in HEAVY
    ]
    assert wrong == []


def test_nothing_in_the_core_reads_a_clock_or_the_network() -> None:
    wrong = []
    for path in SOURCES:
        if inside(module(path), ("bot.facts", "bot.understanding", "bot.answering", "bot.messages", "bot.text")):
            text = path.read_text(encoding="utf-8")
            wrong += [
                (module(path), word)
                for word in ("date.today(", "datetime.now(", "time.time(", "socket", "urlopen")
                if word in text
            ]
    assert wrong == []


@pytest.mark.parametrize("path", SOURCES, ids=module)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


# -- phrases --------------------------------------------------------------------------------------------------------


def texts(knowledge: Knowledge, language: Language) -> Iterator[tuple[str, str]]:
    for key, phrase in knowledge.phrases[language].phrases.items():
        for text in [phrase] if isinstance(phrase, str) else phrase.values():
            yield key, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_hold_no_figures_and_no_addresses(knowledge: Knowledge, language: Language) -> None:
    wrong = [
        (key, text)
        for key, text in texts(knowledge, language)
        if re.search(r"\d|https?:|www\.|[\w.]+@[\w.]+|[€$£%]", re.sub(r"\{\{.*?\}\}", "", text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_name_no_month_and_no_course_language(knowledge: Knowledge, language: Language) -> None:
    months = [name.lower() for name in Locale(language).months["format"]["wide"].values()]
    allowed = ("other.", "faq.only_", "terminal.")
    wrong = []
    for key, text in texts(knowledge, language):
        words = set(re.findall(r"[^\W\d_]+", text))
        lower = {word.lower() for word in words} - {"may", "mars", "mai", "march"}
        if lower & set(months) and not key.startswith(allowed):
            wrong.append((key, text))
        names = {
            Locale(language).languages[code].lower() for code in ("en", "fr", "es", "pt", "ar", "ru", "zh", "de", "it")
        }
        if lower & names and not key.startswith(allowed):
            wrong.append((key, text))
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_phrases_of_all_languages_have_the_same_keys(knowledge: Knowledge, language: Language) -> None:
    assert set(knowledge.phrases[language].phrases) == set(knowledge.phrases["en"].phrases)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_phrases_of_all_languages_have_the_same_placeholders(knowledge: Knowledge, language: Language) -> None:
    english = knowledge.phrases["en"].phrases
    wrong = {
        key: (placeholders(phrase), placeholders(english[key]))
        for key, phrase in knowledge.phrases[language].phrases.items()
        if key in english and placeholders(phrase) != placeholders(english[key])
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(knowledge: Knowledge, language: Language) -> None:
    known = {"one", "other", "many"} if language in ("fr", "es") else {"one", "other"}
    assert known <= PLURALS
    for key, phrase in knowledge.phrases[language].phrases.items():
        if not isinstance(phrase, str):
            assert "other" in phrase, key
            assert set(phrase) <= known, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_bold_marks_of_phrases_come_in_pairs(knowledge: Knowledge, language: Language) -> None:
    assert [(key, text) for key, text in texts(knowledge, language) if text.count("**") % 2] == []
    assert [(key, text) for key, text in texts(knowledge, language) if text.count("{{") != text.count("}}")] == []


def test_every_field_of_a_course_has_a_phrase_and_a_label(knowledge: Knowledge) -> None:
    book = knowledge.phrases["en"]
    paths = {path for facets in PLANS.values() for plan in facets.values() for path in (*plan.asked, *plan.also)}
    missing = [
        f"{kind}.{path}" for path in sorted(paths) for kind in ("field", "label") if f"{kind}.{path}" not in book
    ]
    assert missing == []


def test_every_shipped_word_file_exists_in_three_languages() -> None:
    for room in ("phrases", "lexicon", "concepts", "mail"):
        names = {path.stem for path in (PROJECT / "knowledge" / room).glob("*.yaml")}
        assert set(LANGUAGES) <= names, room
    topics = [
        {path.name for path in (PROJECT / "knowledge" / "topics" / language).glob("*.yaml")} for language in LANGUAGES
    ]
    assert topics[0] == topics[1] == topics[2]
