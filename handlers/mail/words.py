"""The words of the channel, which staff own: ``knowledge/mail/{en,fr,es}.yaml``, read and made ready to
match.

How a pattern is written there: words, accents and capitals being indifferent; ``complain*`` for every word
that begins
so; ``paid … twice`` for up to five words between.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.facts.document import Problem, read
from bot.facts.validate import validate
from bot.facts.values import Model
from bot.messages import LANGUAGES, Language
from bot.text import WORD, fold

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
MATCH_LIMIT = 20_000

Texts = list[str]


class Quoting(Model):
    """How clients introduce what they quote or forward."""

    attribution_starts: Texts
    attribution_verbs: Texts
    original_separators: Texts
    forwarded_separators: Texts
    header_labels: Texts
    look_below: Texts


class Endings(Model):
    """What stands below a letter."""

    greetings: Texts
    closings: Texts
    thanks: Texts
    thanks_fillers: Texts
    postscripts: Texts
    asking: Texts
    mobile: Texts
    disclaimers: Texts


class Silence(Model):
    """What shows by its words alone that a machine, or a merchant, wrote it."""

    bounce_subjects: Texts
    out_of_office_subjects: Texts
    out_of_office_texts: Texts
    receipt_subjects: Texts
    calendar_subjects: Texts
    do_not_reply: Texts
    no_reply_names: Texts
    spam_subjects: Texts
    newsletter: Texts
    invoice: Texts
    invoice_hints: Texts
    offer: Texts
    offer_hints: Texts
    our_words: Texts
    subject_words: Texts


class Sensitive(Model):
    """What only a person may answer."""

    complaint: Texts
    payment: Texts
    personal_data: Texts
    legal: Texts
    anger: Texts
    application: Texts


class Letter(Model):
    """The sentences around an answer."""

    sender_name: str
    greeting: str
    acknowledgement: str
    follow_up: str
    contact: str
    rest: str
    links: str
    choices: str
    automatic: str
    quoted: str
    shortened: str
    closing: str
    signature: str
    no_subject: str


class MailFile(Model):
    """One language's file."""

    quoting: Quoting
    endings: Endings
    silence: Silence
    sensitive: Sensitive
    letter: Letter


class Matcher:
    """Patterns of all languages, compiled into one expression that reads a text in linear time."""

    def __init__(self, patterns: Texts, anchored: bool = False) -> None:
        sources = sorted({source for source in map(_source, patterns) if source}, key=len, reverse=True)
        body = "|".join(sources) or "(?!)"
        self._expression = re.compile(("^" if anchored else "(?<![a-z0-9])") + f"(?:{body})(?![a-z0-9])")

    def found(self, text: str) -> bool:
        """Whether a pattern stands in the text."""
        return self._expression.search(folded(text)) is not None

    def head(self, text: str) -> str:
        """The first pattern found in the text, as it stands there folded; empty where there is none."""
        match = self._expression.search(folded(text))
        return match.group() if match else ""

    def count(self, text: str) -> int:
        """How many different places and wordings of the patterns the text holds."""
        return len({match.group() for match in self._expression.finditer(folded(text))})

    def without(self, text: str) -> str:
        """The folded text with every occurrence taken out."""
        return " ".join(self._expression.sub(" ", folded(text)).split())


class MailWords:
    """All three files together: patterns of every language at once, letters by language.

    Args:
        files: the files by language.
    """

    def __init__(self, files: dict[Language, MailFile]) -> None:
        self.files = files
        self.letters: dict[Language, Letter] = {language: file.letter for language, file in files.items()}
        self._matchers: dict[str, Matcher] = {}

    def texts(self, room: str, name: str) -> Texts:
        """A list of words, of all languages: ``texts("quoting", "header_labels")``."""
        return [text for file in self.files.values() for text in getattr(getattr(file, room), name)]

    def matcher(self, room: str, name: str, anchored: bool = False) -> Matcher:
        """The matcher of a list; ``anchored`` where only the beginning of a text counts."""
        key = f"{room}.{name}.{anchored}"
        if key not in self._matchers:
            self._matchers[key] = Matcher(self.texts(room, name), anchored)
        return self._matchers[key]


class MailWordsError(ValueError):
    """The words cannot be used; ``problems`` holds every reason with its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load_words(folder: Path = SHIPPED) -> MailWords:
    """Read the channel's words.

    Args:
        folder: the knowledge folder; a language's file it lacks comes from the shipped one.

    Returns:
        The words of all three languages.

    Raises:
        MailWordsError: where a file is missing in both or not valid.
    """
    files: dict[Language, MailFile] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        own = folder / "mail" / f"{language}.yaml"
        path = own if own.is_file() else SHIPPED / "mail" / f"{language}.yaml"
        shown = f"mail/{language}.yaml"
        tree, found = read(path, shown)
        problems += found
        if tree is None:
            continue
        file, found = validate(MailFile, tree, shown)
        problems += found
        if file is not None:
            files[language] = file
    if any(not problem.warning for problem in problems):
        raise MailWordsError(problems)
    return MailWords(files)


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """The text's words, folded and joined by single blanks, at most :data:`MATCH_LIMIT` characters of it."""
    # Past the fold's own cache, which is meant for words and would keep thousands of letters.
    return " ".join(WORD.findall(fold.__wrapped__(text[:MATCH_LIMIT])))


def folded_line(text: str) -> str:
    """One line folded with its punctuation: accents and capitals gone, blanks single."""
    return " ".join(fold.__wrapped__(text[:1000]).split())


def _source(pattern: str) -> str:
    """A pattern as a regular expression over folded words."""
    parts: list[str] = []
    for token in fold(pattern.replace("…", " ... ")).split():
        if token == "...":
            parts.append("GAP")
            continue
        stem = token.endswith("*")
        words = re.findall(r"[a-z0-9]+", token)
        parts += words
        if stem and words:
            parts[-1] += "[a-z0-9]{0,20}"
    return re.sub(r" ?GAP ?", lambda _: " (?:[a-z0-9]+ ){0,5}", " ".join(parts)).strip()
