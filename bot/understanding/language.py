"""In which language a message is written: English, French, Spanish or another one.

A small n-gram model with a class for all other languages, trained from the example questions; libraries lose a
quarter of the short messages, closed three-way models take German for one of the three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from bot.messages import LANGUAGES, Language, ReplyLanguage
from bot.text import latin_share, words
from bot.understanding.classifier import Grams, LinearModel

GRAMS = Grams(characters=(2, 4), bits=16, lengths=(1.0, 1.0, 1.0), damping=1.0)
OTHER: Literal["other"] = "other"

_CONVERSATION = 0.35
_CLIENT = 0.15
_OTHER_HANDICAP = 0.25
_LONG = 7
_HARDLY = 1.1
"""A lead that tells nothing where every word of a short message belongs to several languages."""

_ENOUGH = 40
"""Of a long message so many words at least, evenly taken, tell its language."""

_SHORT = 3
"""A message of so few words that all belong to several languages does not tell its own."""


class LanguageGuesser:
    """Tells the language of short, noisy messages.

    Args:
        model: scores languages.
        shared: words that several of the assistant's languages have (“dates”), with these.
        dominant: words that one of them has far more often than the others.
        exclusive: words that one of them alone has.
    """

    def __init__(
        self,
        model: LinearModel,
        shared: Mapping[str, Collection[str]] | None = None,
        dominant: Mapping[str, str] | None = None,
        exclusive: Collection[str] = (),
    ) -> None:
        self.model = model
        self.dominant = dict(dominant or {})
        self.exclusive = frozenset(exclusive)
        self.shared = {word: frozenset(languages) for word, languages in (shared or {}).items()}

    def _told(self, tokens: Sequence[str]) -> Language | None:
        """The one language that a few words clearly belong to, each for itself or all together (“date limite”); None
        where they differ or do not tell.
        """
        if any(token not in self.dominant and token not in self.shared for token in tokens):
            return None
        alone = {self.dominant[token] for token in tokens if token in self.dominant}
        together = set(LANGUAGES).intersection(*(self.shared.get(token, alone) for token in tokens))
        found = alone or together
        return next((language for language in LANGUAGES if found == {language}), None)

    def guess(
        self, text: str, tokens: Sequence[str], before: Language | None = None, client: str | None = None
    ) -> ReplyLanguage:
        """The language to answer in.

        Args:
            text: the message.
            tokens: its folded words without course names, dates and figures.
            before: the conversation's language; wins where the message does not tell.
            client: the client's language (BCP 47), the weakest hint.
        """
        if latin_share(text) < 0.5:
            return OTHER
        hint = client[:2].lower() if client else None
        hinted: Language = next((language for language in LANGUAGES if language == hint), "en")
        fallback = before or hinted
        meaningful = [token for token in tokens if token.isalpha()]
        if not meaningful:
            return fallback
        if len(meaningful) <= _SHORT:
            told = self._told(meaningful) or self._told([word for word in words(text) if word.isalpha()])
            if told is not None and not (before and len(meaningful) == 1 and meaningful[0] not in self.exclusive):
                return told
            if all(token in self.shared or token in self.dominant for token in meaningful) and (
                before or hint or len(meaningful) == 1
            ):
                return fallback
        telling = meaningful[:: len(meaningful) // _ENOUGH + 1]
        scores = dict(zip(self.model.labels, map(float, self.model.scores(telling)), strict=True))
        scores[OTHER] = (
            scores.get(OTHER, -2.0)
            - (_OTHER_HANDICAP if len(meaningful) < _LONG else 0.05)
            - (0.4 if len(meaningful) < 3 else 0.0)
        )
        for language in LANGUAGES:
            scores[language] = scores.get(language, -2.0)
            scores[language] += _CONVERSATION + 0.6 / len(meaningful) if language == before else 0.0
            scores[language] += _CLIENT if language == hint and before is None else 0.0
        best = max(scores, key=lambda language: scores[language])
        if best == OTHER:
            return OTHER
        alike = len(meaningful) < _SHORT and not self.dominant.keys() & set(meaningful)
        if alike and scores[best] - scores[fallback] < _HARDLY:
            return fallback
        return next(language for language in LANGUAGES if language == best)
