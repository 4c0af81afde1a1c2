"""What the parts of the channel share while it runs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.facts.knowledge import Knowledge
from bot.masking import CurrentMasking
from bot.messages import Dialogue, Language, Message, Reply
from bot.reloading import Answering, Live
from bot.settings import Clock, Settings
from handlers.telegram.words import Words

_REMEMBERED = 512


@dataclass(slots=True)
class Shared:
    """The settings, what answers, and who the bot is.

    Attributes:
        settings: the settings.
        live: the assistant and the knowledge of the moment.
        clock: the present moment.
        words: the channel's words; exchanged at a reload.
        username: the bot's name, without ``@``.
        bot_id: the bot's number.
        staff_chat: the staff chat's present id; None where none is set.
        masking: gives what takes personal data out of recorded questions.
    """

    settings: Settings
    live: Live[Answering]
    clock: Clock
    words: Words
    username: str = ""
    bot_id: int = 0
    staff_chat: int | None = None
    masking: CurrentMasking = field(init=False)
    _answers: OrderedDict[tuple[Message, Dialogue], tuple[Reply, Dialogue]] = field(default_factory=OrderedDict)
    _answered_by: object = None
    _choices: dict[Language, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)
    _choices_of: object = None

    def __post_init__(self) -> None:
        self.masking = CurrentMasking(lambda: self.knowledge, self.settings.own_addresses)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that is live."""
        return self.live.knowledge

    @property
    def today(self) -> date:
        """The date in Turin, or the fixed one."""
        return self.settings.today(self.clock)

    @property
    def now(self) -> datetime:
        """The moment reminders go by."""
        return self.settings.turin_now(self.clock)

    def answer(self, message: Message, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        """Ask the assistant, or take its answer to the same message in the same state from memory.

        Answers are pure, and the same few questions and buttons make most of the work.
        """
        assistant = self.live.assistant
        if assistant is not self._answered_by:
            self.forget_answers()
            self._answered_by = assistant
        key = (message, replace(dialogue, turns=0))
        known = self._answers.get(key)
        if known is None:
            known = assistant.answer(message, dialogue)
            self._answers[key] = known
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(key)
        reply, after = known
        return reply, replace(after, turns=dialogue.turns + 1)

    def choices(self, language: Language) -> tuple[dict[str, str], dict[str, str]]:
        """What choices stand for: course ids by short name, steps by their text."""
        if self._choices_of is not self.knowledge:
            self._choices.clear()
            self._choices_of = self.knowledge
        if language not in self._choices:
            book = self.knowledge.phrases[language]
            names = {course.short.get(language): course.id for course in self.knowledge.courses.values()}
            steps = {book.text(key): key.removeprefix("step.") for key in book.phrases if key.startswith("step.")}
            self._choices[language] = (names, steps)
        return self._choices[language]

    def forget_answers(self) -> None:
        """Forget what was asked (somebody's question may be among it)."""
        self._answers.clear()
