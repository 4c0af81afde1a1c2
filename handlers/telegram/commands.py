"""What applicants' commands do: questions to the assistant, a person, language, reminders, privacy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.facts.course import Course
from bot.messages import LANGUAGES, Dialogue
from bot.store import Forgotten, Tables
from handlers.telegram import buttons, forgetting, questions, subscribing, tickets
from handlers.telegram.buttons import Button
from handlers.telegram.posts import CHANNEL
from handlers.telegram.questions import Question
from handlers.telegram.rendering import phrase_lines
from handlers.telegram.turns import Turn
from handlers.telegram.words import lasting, spoken

ASKED = {
    "courses": "courses",
    "dates": "dates",
    "fees": "fees",
    "requirements": "requirements",
    "languages": "language",
    "refunds": "refunds",
    "apply": "apply",
}
"""Commands that are questions: which topic each asks for."""

MENU = ("help", "courses", "dates", "fees", "requirements", "languages", "refunds", "apply", "human",
        "reminders", "language", "privacy", "forget")  # fmt: skip
"""The commands of the menu, in its order."""

GROUP_MENU = ("help", "courses", "dates", "fees", "requirements", "languages", "refunds", "apply")
"""The shorter menu in groups."""

CARD = ("dates", "fees")
"""What is said of a course where nothing else is asked."""


def command(turn: Turn, name: str, argument: str, message: int) -> bool:
    """Obey an applicant's command.

    Args:
        turn: whose.
        name: the command, without slash and in small letters.
        argument: what stands behind it.
        message: the message it stands in.

    Returns:
        False where there is no such command.
    """
    if name in ASKED:
        text = " ".join((turn.text(f"ask.{ASKED[name]}"), argument)).strip()
        _asked(turn, text, message)
        return True
    obey = _COMMANDS.get(name)
    if obey is None:
        return False
    obey(turn, argument, message)
    return True


def unknown(turn: Turn) -> None:
    """The answer to a command that is not there, the same whatever it was."""
    turn.say("command.unknown")


def _asked(turn: Turn, text: str, message: int, dialogue: Dialogue | None = None, hello: bool = False) -> None:
    """Answer a question that a command stands for."""
    if turn.tables.state.paused:
        questions.ask(turn, [Question(text)])
        return
    found = questions.answer(turn, Question(text), dialogue)
    lines = [*phrase_lines(turn.text("start.hello")), *found.lines] if hello else found.lines
    turn.send(lines, found.rows, turn.answer_key(message))


def _start(turn: Turn, argument: str, message: int) -> None:
    language = turn.language
    course, topic = _payload(turn, argument)
    if course is None and not topic:
        turn.tables.conversations.save(CHANNEL, turn.conversation, Dialogue(language=language), person=turn.person)
        turn.say("start.welcome", rows=_first_steps(turn), email=tickets.address(turn))
        return
    topics = (topic,) if topic else CARD
    text = " ".join(turn.text(f"ask.{name}") for name in topics)
    courses = (course.id,) if course else ()
    _asked(turn, text, message, Dialogue(language=language, courses=courses), hello=True)


def _payload(turn: Turn, argument: str) -> tuple[Course | None, str]:
    """The course and the topic a deep link names: ``<course id or code>``, ``<topic>``, ``<course>_<topic>``."""
    name = argument.strip().casefold()
    known: dict[str, Course] = {}
    for course in turn.shared.knowledge.courses.values():
        known[course.id] = course
        known |= {version.value.casefold(): course for version in course.code.versions}
    topics = {topic for topic in _TOPICS if turn.shared.words.has(f"ask.{topic}")}
    if name in known:
        return known[name], ""
    if name in topics:
        return None, name
    head, _, tail = name.rpartition("_")
    if head in known and tail in topics:
        return known[head], tail
    return None, ""


_TOPICS = ("dates", "deadline", "apply", "fees", "payment", "funding", "refunds", "requirements", "language",
           "format", "workload", "content", "certificate", "campus", "contact", "courses")  # fmt: skip


def _first_steps(turn: Turn) -> Sequence[Sequence[Button]]:
    language = turn.language
    book = turn.shared.knowledge.phrases[language]
    return [
        [Button(book.text(f"step.{step}"), buttons.data(buttons.STEP, language, step, ""))]
        for step in ("courses", "dates", "fees")
        if f"step.{step}" in book
    ]


def _help(turn: Turn, argument: str, message: int) -> None:
    names = GROUP_MENU if turn.in_group else MENU
    listed = "\n".join(f"/{name} – {turn.text(f'menu.{name}')}" for name in names)
    turn.say("help.text", commands=listed, email=tickets.address(turn))


def _human(turn: Turn, argument: str, message: int) -> None:
    last = next((item.text for item in reversed(turn.known.said) if item.who == "applicant"), "")
    reply = next((item.text for item in reversed(turn.known.said) if item.who == "assistant"), "")
    courses = turn.known.dialogue.courses
    ticket = tickets.open_ticket(
        turn,
        argument or last or turn.text("ticket.no_question"),
        answer=None if argument else reply or None,
        reason="/human",
        course=courses[0] if len(courses) == 1 else None,
    )
    if argument:
        questions.remember(turn, argument)
    turn.say(tickets.passed_on(turn, ticket), id=ticket.id, email=tickets.address(turn))
    if argument and ticket.joined:
        tickets.relay(turn, ticket, message)


def _language(turn: Turn, argument: str, message: int) -> None:
    chosen = spoken(argument)
    if chosen:
        turn.tables.conversations.choose_language(CHANNEL, turn.conversation, chosen, person=turn.person)
        turn.reread()
        turn.say("language.chosen")
        return
    rows = [[
        Button(turn.shared.words.text(language, "language.own_name"), buttons.data(buttons.LANGUAGE, language))
        for language in LANGUAGES
    ]]  # fmt: skip
    rows.append([Button(turn.text("language.any"), buttons.data(buttons.LANGUAGE, "any"))])
    turn.say("language.which", rows=rows)


def _reminders(turn: Turn, argument: str, message: int) -> None:
    lines, rows = subscribing.listing(turn, turn.language)
    turn.send(lines, rows)


def _privacy(turn: Turn, argument: str, message: int) -> None:
    settings = turn.shared.settings
    turn.say(
        "privacy.text",
        email=tickets.address(turn),
        conversations=lasting(settings.keep_conversations_days, turn.language),
        questions=lasting(settings.keep_questions_days, turn.language),
        tickets=lasting(settings.keep_tickets_days, turn.language),
    )


def _forget(turn: Turn, argument: str, message: int) -> None:
    """Delete everything; the proof is said in the language spoken before it was forgotten."""
    language, where, row = turn.language, turn.where(), turn.row
    words = turn.shared.words

    def proof(tables: Tables, forgotten: Forgotten) -> None:
        forgetting.tell(tables, words, language, where, forgotten, row)

    turn.forget = proof


_COMMANDS: dict[str, Callable[[Turn, str, int], None]] = {
    "start": _start,
    "help": _help,
    "human": _human,
    "language": _language,
    "reminders": _reminders,
    "privacy": _privacy,
    "forget": _forget,
}
