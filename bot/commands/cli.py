"""The command line: each command parses its words here and does its work in a module of its own, imported late."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Answers applicants of ITCILO's labour-migration courses from a knowledge base in YAML.",
)

Today = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="answer as on this date (Turin's)")]

WRONG_USAGE = 2
_MOST = 2**63 - 1
"""The highest number a row can have."""


def main() -> None:
    """Run the command line."""
    app()


def settings(today: str | None, knowledge: Path | None = None) -> Any:
    """The settings; ends with exit status 2 and one line where one is wrong."""
    from bot.settings import WrongSetting, load_settings  # noqa: PLC0415

    try:
        return load_settings(today=today, knowledge=knowledge)
    except WrongSetting as error:
        text = str(error).replace("ASSISTANT_TODAY", "--today", 1) if today is not None else str(error)
        typer.echo(text, err=True)
        raise typer.Exit(WRONG_USAGE) from None


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="one question")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the reply as one line of JSON")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="read one JSON object a line from standard input")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="show how the reply came about")] = False,
    channel: Annotated[str, typer.Option(help="telegram or email")] = "telegram",
    recorded: Annotated[
        int | None, typer.Option("--question", metavar="NUMBER", max=_MOST, help="ask a recorded question again")
    ] = None,
    ticket: Annotated[
        int | None, typer.Option(metavar="NUMBER", max=_MOST, help="ask a ticket's question again")
    ] = None,
    knowledge: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="another knowledge folder: a copy that was edited aside")
    ] = None,
    today: Today = None,
) -> None:
    """Ask one question, or many with --jsonl, or a recorded one again."""
    from bot.commands.ask import ask_lines, ask_once  # noqa: PLC0415

    if sum((question is not None, jsonl, recorded is not None, ticket is not None)) != 1:
        typer.echo(
            'Ask one question ("…"), or name a recorded one (--question, --ticket), or use --jsonl and send lines to'
            " standard input.",
            err=True,
        )
        raise typer.Exit(WRONG_USAGE)
    if recorded is not None or ticket is not None:
        if as_json or today is not None:
            typer.echo("A recorded question is asked as on its own day and shown as text.", err=True)
            raise typer.Exit(WRONG_USAGE)
        from bot.commands.again import ask_again  # noqa: PLC0415

        raise typer.Exit(ask_again(settings(None), recorded, ticket, explain))
    if channel not in ("telegram", "email"):
        typer.echo(f"--channel: “{channel}” is not possible: write telegram or email", err=True)
        raise typer.Exit(WRONG_USAGE)
    chosen = settings(today, knowledge)
    if jsonl:
        raise typer.Exit(ask_lines(chosen, sys.stdin.buffer, sys.stdout))
    raise typer.Exit(ask_once(chosen, str(question), channel, as_json, explain))


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="another knowledge folder")] = None,
    matrix: Annotated[bool, typer.Option(help="also print what each course states, topic by topic")] = False,
    today: Today = None,
) -> None:
    """Check the knowledge base: every problem as file:line: message."""
    from bot.commands.check import run_check  # noqa: PLC0415
    from bot.facts.knowledge import SHIPPED  # noqa: PLC0415

    # a folder that is not there is a problem of the knowledge, told like the others
    where = folder or Path(os.environ.get("ASSISTANT_KNOWLEDGE") or SHIPPED)
    os.environ.pop("ASSISTANT_KNOWLEDGE", None)
    raise typer.Exit(run_check(where, settings(today).today(), matrix))


@app.command("import")
def import_(
    note: Annotated[Path, typer.Argument(metavar="FILE", help="the information note: PDF, DOCX, HTML or text")],
    wanted_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="the course's id, instead of title and year")
    ] = None,
    edition_of: Annotated[
        str | None, typer.Option(metavar="COURSE", help="keep what still holds of this last edition, show the rest")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write here, not to knowledge/courses/proposed/")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="ask nothing; replace a draft of the same name")] = False,
    today: Today = None,
) -> None:
    """Make the draft of a course file from an information note; nothing of it is live."""
    from bot.commands.import_ import Wish, run_import  # noqa: PLC0415

    if wanted_id is not None and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", wanted_id):
        typer.echo(f"--id: “{wanted_id}” is no id: small letters, digits and hyphens only, like academy-2026", err=True)
        raise typer.Exit(WRONG_USAGE)
    chosen = settings(today)
    wish = Wish(note, chosen.knowledge, chosen.today(), wanted_id, edition_of, output, yes)
    raise typer.Exit(run_import(wish))


@app.command()
def schema() -> None:
    """Write the JSON Schemas that let an editor complete and underline the YAML (knowledge/schema/)."""
    from bot.commands.schema import write_schemas  # noqa: PLC0415

    raise typer.Exit(write_schemas())


@app.command()
def reply(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="messages; standard input if none")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON a message")] = False,
    today: Today = None,
) -> None:
    """Show what the e-mail channel would do with a message, sending and keeping nothing."""
    from bot.commands.build import assistant_for  # noqa: PLC0415
    from bot.commands.reply import run_reply  # noqa: PLC0415

    chosen = settings(today)
    assistant = assistant_for(chosen)
    raise typer.Exit(run_reply(assistant, files or [], as_json, chosen))


@app.command()
def run(today: Today = None) -> None:
    """Run every configured channel; a chat in this terminal where none is configured."""
    from bot.commands.run import run_channels  # noqa: PLC0415

    raise typer.Exit(run_channels(settings(today)))


@app.command()
def regress(
    folder: Annotated[Path | None, typer.Argument(help="another knowledge folder")] = None,
    today: Today = None,
) -> None:
    """Ask the staff's own examples (knowledge/examples/) and say which are not answered right any more."""
    from bot.commands.regress import run_regress  # noqa: PLC0415

    chosen = settings(today)
    raise typer.Exit(run_regress(folder or chosen.knowledge, chosen.today()))


@app.command()
def preview(
    folder: Annotated[Path | None, typer.Argument(help="a copy of the knowledge folder that was edited aside")] = None,
    against: Annotated[Path | None, typer.Option(metavar="FOLDER", help="the folder as it was")] = None,
    everything: Annotated[bool, typer.Option("--all", help="show every change")] = False,
    today: Today = None,
) -> None:
    """Show which replies an edit changes, before and after side by side."""
    from bot.commands.preview import run_preview  # noqa: PLC0415

    raise typer.Exit(run_preview(settings(today), folder, against, everything))


@app.command()
def report(
    since: Annotated[
        str, typer.Option(metavar="SPAN", help="how far back: 30d, 12w, 6m, or a date like 2026-01-01")
    ] = "30d",
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="write one web page instead of tables")] = None,
    today: Today = None,
) -> None:
    """Report what people asked, how it went, and what the knowledge base lacks."""
    from bot.commands.report import run_report  # noqa: PLC0415

    raise typer.Exit(run_report(settings(today), since, html))


tickets = typer.Typer(help="Questions for staff: list, show, answer, close, propose.", invoke_without_command=True)
app.add_typer(tickets, name="tickets")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="of the ticket")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="who you are; the name of this account if left out")]


@tickets.callback()
def list_tickets(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="closed ones too")] = False,
) -> None:
    """List the open questions for staff; with a word after it: show, answer, close one, or propose an FAQ entry."""
    if context.invoked_subcommand is None:
        from bot.commands import tickets as work  # noqa: PLC0415

        raise typer.Exit(work.list_tickets(settings(None), everything))


@tickets.command("show")
def show_ticket(number: Number) -> None:
    """Show one question: what was said, what the assistant answered and why it needs a person."""
    from bot.commands import tickets as work  # noqa: PLC0415

    raise typer.Exit(work.show_ticket(settings(None), number))


@tickets.command("answer")
def answer_ticket(
    number: Number,
    text: Annotated[str | None, typer.Argument(help="the answer; standard input or your editor if left out")] = None,
    by: By = None,
) -> None:
    """Answer the applicant, on the channel they wrote by."""
    from bot.commands import tickets as work  # noqa: PLC0415

    raise typer.Exit(work.answer_ticket(settings(None), number, text, by))


@tickets.command("close")
def close_ticket(number: Number, by: By = None) -> None:
    """Close a question: the assistant answers there again."""
    from bot.commands import tickets as work  # noqa: PLC0415

    raise typer.Exit(work.close_ticket(settings(None), number, by))


@tickets.command("propose")
def propose_ticket(
    number: Number,
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="of the entry; made of the question if left out")
    ] = None,
) -> None:
    """Propose the last staff answer as an entry of the FAQ; it is live once you move its file."""
    from bot.commands import tickets as work  # noqa: PLC0415

    raise typer.Exit(work.propose_ticket(settings(None), number, id))


Person = Annotated[str, typer.Argument(metavar="PERSON", help="a mail address, or the number of a Telegram chat")]


@app.command(context_settings={"ignore_unknown_options": True})
def forget(
    person: Person, yes: Annotated[bool, typer.Option("--yes", help="do not ask before erasing")] = False
) -> None:
    """Erase all that is kept about a person, and say what was erased."""
    from bot.commands.personal import run_forget  # noqa: PLC0415

    raise typer.Exit(run_forget(settings(None), person, yes))


@app.command(context_settings={"ignore_unknown_options": True})
def export(person: Person) -> None:
    """Print all that is kept about a person as JSON."""
    from bot.commands.personal import run_export  # noqa: PLC0415

    raise typer.Exit(run_export(settings(None), person))
