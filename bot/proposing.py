"""An answer of staff becomes a proposed entry of the FAQ: a file that is checked, and live once staff move it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.checking.proposed import ROOM, proposed
from bot.checking.schema import head_line
from bot.facts.document import Problem
from bot.facts.knowledge import Knowledge
from bot.masking import NAME, Masking
from bot.messages import LANGUAGES, Language
from bot.store import Ticket
from bot.text import words
from bot.understanding.clauses import ClauseReader
from bot.understanding.courtesy import CourtesyReader

_QUESTIONS, _LONGEST, _WORDS_OF_ID = 3, 300, 4
_LABEL = re.compile(r"\[(?:name|e-mail|phone|number)\]")
_ONLY_NAMES = re.compile(rf"[\s,.–-]*(?:{re.escape(NAME)}[\s,.–-]*)+")


class CannotPropose(Exception):
    """Why there is no entry; one plain sentence."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed entry.

    Attributes:
        path: its file.
        shown: the file within the knowledge folder.
        problems: what is wrong with it, and what to look at before it is moved.
        remarks: what could not be made as usual; one sentence each.
    """

    path: Path
    shown: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """What staff answered.

    Attributes:
        text: their words.
        by: who.
        day: when, in Turin.
    """

    text: str
    by: str
    day: date


def propose(
    knowledge: Knowledge, masking: Masking, ticket: Ticket, answer: StaffAnswer, id: str | None = None
) -> Proposed:
    """Write a proposed entry into ``faq/proposed/`` of the knowledge folder.

    Greetings, signatures and what belongs to the applicant are left out or masked.

    Args:
        knowledge: what is live.
        masking: takes personal data out.
        ticket: the question.
        answer: what staff answered it.
        id: of the entry; None to make one of the question's words.

    Returns:
        The entry, checked.

    Raises:
        CannotPropose: where nothing is left to propose, the id is taken, or the folder cannot be written to.
    """
    reader, courtesy = ClauseReader(knowledge.lexicon), CourtesyReader(knowledge.lexicon.values())
    language: Language = next((item for item in LANGUAGES if item == ticket.language), "en")
    asked, remarks = masking.mask(ticket.question, [ticket.name]), []
    questions = _questions(asked, reader, courtesy)
    if not questions and asked.strip():
        questions = [" ".join(asked.split())[:_LONGEST]]
        remarks.append("The question is nothing but what was masked or a greeting: write what people would ask.")
    said = _answer(masking.mask(answer.text, [ticket.name, answer.by]), courtesy)
    if not questions or not said:
        missing = "question" if not questions else "answer"
        raise CannotPropose(f"without greeting and signature nothing is left of the {missing} of ticket {ticket.id}")
    folder = knowledge.folder / ROOM
    name = _id(id, questions[0], ticket, knowledge, folder)
    stem, _, number = name.rpartition("-")
    if id is None and number.isdigit() and (folder / f"{stem}.yaml").exists():
        remarks.append(f"{ROOM}/{stem}.yaml is there already: this is a second one; keep one of them.")
    path, shown = folder / f"{name}.yaml", f"{ROOM}/{name}.yaml"
    text = _written(name, questions, said, language, ticket, answer, shown)
    if path.exists():
        raise CannotPropose(f"{shown} is there already: choose another id")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # never over a file that came meanwhile
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CannotPropose(f"{folder} cannot be written to ({error.strerror})") from None
    return Proposed(path, shown, tuple(proposed(path, knowledge)), tuple(remarks))


def _questions(text: str, reader: ClauseReader, courtesy: CourtesyReader) -> list[str]:
    """The sentences that ask; all of it where none does."""
    told = [clause for clause in reader.sentences(courtesy.body(text)) if not courtesy.is_greeting(clause.text)]
    clauses = [courtesy.without_opening(clause) for clause in told]
    asking = [" ".join(clause.text.split()) for clause in clauses if clause.question or clause.asks]
    found = asking or [" ".join(" ".join(clause.text for clause in clauses).split())]
    return [text[:_LONGEST] for text in dict.fromkeys(found) if words(_LABEL.sub(" ", text))][:_QUESTIONS]


def _answer(text: str, courtesy: CourtesyReader) -> str:
    """The answer without its greeting and signature."""
    lines = courtesy.body(text).strip().splitlines()
    if lines and courtesy.is_greeting(lines[0]):
        lines = lines[1:]
    elif lines:
        head, comma, rest = lines[0].partition(",")
        if comma and courtesy.is_greeting(head):
            lines[0] = rest.strip()[:1].upper() + rest.strip()[1:]
    kept = [line.rstrip() for line in lines if not _ONLY_NAMES.fullmatch(line)]
    said = "\n".join(kept).strip()
    return re.sub(rf"(?<=[.!?…])\s*{re.escape(NAME)}[\s.]*$", "", said)


def _id(given: str | None, question: str, ticket: Ticket, knowledge: Knowledge, folder: Path) -> str:
    """The id asked for, or one made of the words that matter in the question."""
    if given is not None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given):
            raise CannotPropose(f"“{given}” cannot be an id: write small letters and digits, joined by hyphens")
        if given in knowledge.faq:
            raise CannotPropose(f"the id “{given}” belongs to a live entry ({knowledge.faq[given].place})")
        return given
    small: set[str] = set()
    for lexicon in knowledge.lexicon.values():
        for terms in (lexicon.stopwords, lexicon.fillers, lexicon.question_words, lexicon.asking, lexicon.conditions):
            small |= {word for term in terms for word in words(term)}
    telling = [word for word in words(_LABEL.sub(" ", question)) if word not in small and len(word) > 1]
    stem = "-".join(telling[:_WORDS_OF_ID]) or f"ticket-{ticket.id}"
    number, name = 1, stem
    while name in knowledge.faq or (folder / f"{name}.yaml").exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def _written(
    name: str,
    questions: list[str],
    said: str,
    language: Language,
    ticket: Ticket,
    answer: StaffAnswer,
    shown: str,
) -> str:
    """The file's text; JSON's quotation marks are YAML's too."""
    lines = [
        head_line(shown) or "",
        f"# Proposed from ticket {ticket.id}; not live. Make it general, check it, and move it one folder up.",
        f"- id: {name}",
        "  questions:",
        f"    {language}:",
        *(f"      - {_quoted(question)}" for question in questions),
        "  answer:",
        f"    {language}: {_quoted(said)}",
    ]
    if ticket.course:
        lines.append(f"  courses: [{ticket.course}]")
    who = re.sub(r"[\s,\d]+", " ", answer.by).strip() or "staff"
    lines.append(f"  source: {_quoted(f'staff: {who}, {answer.day.isoformat()}')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
