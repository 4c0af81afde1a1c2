"""The chat in a terminal: history, numbered choices, ``/help``, ``/why``, ``/quit``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from bot.assistant import Assistant, Explained, default_cache
from bot.facts.knowledge import load
from bot.knowledge_folder import signature
from bot.messages import Block, Bullets, Dialogue, Language, Message, Paragraph, Reply, Spans

_HISTORY = 500


class Terminal:
    """Holds one conversation on standard input and output.

    Args:
        assistant: answers.
        today: gives the date to answer at.
    """

    def __init__(self, assistant: Assistant, today: Callable[[], date]) -> None:
        self.assistant = assistant
        self.today = today
        self.console = Console(highlight=False)
        self.dialogue = Dialogue()
        self.last: Explained | None = None
        self._seen = signature(assistant.knowledge.folder)

    def run(self) -> int:
        """Chat until ``/quit``, Ctrl-D or Ctrl-C; exit status 0."""
        history = _history()
        self._say("terminal.welcome")
        while True:
            try:
                line = input("> ").strip()
            except (EOFError, KeyboardInterrupt):
                print()
                break
            except UnicodeDecodeError:
                self._say("terminal.not_text")
                continue
            if not line:
                continue
            if line in ("/quit", "/exit"):
                break
            self._line(line)
        if history is not None:
            _keep(history)
        return 0

    def _line(self, line: str) -> None:
        if line == "/help":
            self._say("terminal.help")
        elif line == "/why":
            self._why()
        elif line.startswith("/"):
            self._say("terminal.unknown_command")
        else:
            self._follow_edits()
            message = Message(line, self.today(), "terminal")
            self.last = self.assistant.explain(message, self.dialogue)
            self.dialogue = self.last.dialogue
            self.show(self.last.reply)

    def _follow_edits(self) -> None:
        """Take over what was edited since the last question; what is wrong is told, and the former stays."""
        present = signature(self.assistant.knowledge.folder)
        if present == self._seen:
            return
        self._seen = present
        loaded = load(self.assistant.knowledge.folder)
        if loaded.knowledge is None:
            for problem in loaded.errors:
                self.console.print(str(problem), markup=False, style="red", soft_wrap=True)
            self._say("terminal.former_stays")
            return
        if loaded.knowledge.digest != self.assistant.knowledge.digest:
            self.assistant = Assistant.build(loaded.knowledge, default_cache())
            self._say("terminal.edit_taken")

    def _why(self) -> None:
        from bot.commands.explain import show  # noqa: PLC0415

        if self.last is None:
            self._say("terminal.nothing_yet")
            return
        show(self.console, self.last, self.assistant)

    def _say(self, key: str) -> None:
        language: Language = self.dialogue.language or "en"
        book = self.assistant.knowledge.phrases[language]
        if key not in book:
            book = self.assistant.knowledge.phrases["en"]
        self.console.print(book.text(key), markup=False, style="dim")

    def show(self, reply: Reply) -> None:
        """Print a reply: headings and bold figures, tables, numbered choices."""
        self.console.print()
        for part in reply.parts:
            if part.heading and len(reply.parts) > 1:
                self.console.print(f"[bold underline]{escape(part.heading)}[/]")
            for block in part.blocks:
                self._block(block)
            self.console.print()
        for number, choice in enumerate(reply.choices, 1):
            self.console.print(f"  [cyan]{number}[/] {escape(choice)}")
        if reply.choices:
            self.console.print()

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.console.print(_markup(block.spans))
        elif isinstance(block, Bullets):
            for item in block.items:
                self.console.print(f"  • {_markup(item)}")
        else:
            table = RichTable(*map(escape, block.head))
            for row in block.rows:
                table.add_row(*map(escape, row))
            self.console.print(table)


def _markup(spans: Spans) -> str:
    return "".join(f"[bold]{escape(span.text)}[/]" if span.bold else escape(span.text) for span in spans)


def _history() -> Path | None:
    """Line editing with history, where the terminal has it."""
    if not sys.stdin.isatty():
        return None
    try:
        import readline  # noqa: PLC0415
    except ImportError:
        return None
    path = default_cache() / "history"
    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    readline.set_history_length(_HISTORY)
    return path


def _keep(path: Path) -> None:
    import readline  # noqa: PLC0415

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(path)
        path.chmod(0o600)
