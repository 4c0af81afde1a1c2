"""What a text asks where the folder has free questions alone, about anything: its best entries and how sure that is.

The entries are ranked by a model that has seen nothing else, so that no shipped example takes their place. A second
model, the gate, tells texts that are none of the folder's business: small talk, wishes for a person, what is out of
scope; to it all entries are one class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from bot.understanding.classifier import LinearModel
from bot.understanding.concepts import Concepts
from bot.understanding.intents import Intent, IntentReader, Speller, split_label

OWN = "own"
"""The gate's class of all entries."""

_RANKED = 6
"""Entries of a text that are told, best first."""

_SURELY_NOT = 0.15
"""Lead over the entries that small talk, a wish for a person or a stranger's question needs at the gate."""

_CLEAR = 0.0
"""Margin from which an entry is asked whatever the gate says."""


_OF_FEW = 2.0
"""What the margin of an entry counts where entries are few."""

STRANGER = "stranger"
"""The class of shipped examples beside entries that are few."""


class FreeQuestionReader(IntentReader):
    """Scores text against the entries of a folder that has nothing else.

    Args:
        model: one class an entry.
        gate: the shipped classes beside one for all entries.
        speller: repairs words.
        concepts: finds concepts.
    """

    def __init__(self, model: LinearModel, gate: LinearModel, speller: Speller, concepts: Concepts) -> None:
        super().__init__(model, speller, concepts)
        self.gate = gate
        self.passed = [split_label(label) for label in gate.labels]

    def read(self, tokens: Sequence[str], polled: bool = True) -> list[Intent]:
        """The likeliest entries, best first; before them the shipped class that the text rather belongs to.

        Args:
            tokens: folded words, dates masked.
            polled: of no meaning here: no examples are asked.
        """
        if not tokens:
            return []
        repaired = [self.speller.repair(token) for token in tokens]
        concepts = self.concepts.find(repaired)
        margins = self.model.scores(repaired, concepts)
        passed_by = {STRANGER, *self.gone}
        order = [i for i in np.argsort(-margins, kind="stable") if self.model.labels[i] not in passed_by][:_RANKED]
        stranger, lead = self._at_the_gate(repaired, concepts)
        known = sum(self.speller.known(token) for token in tokens) / len(tokens)
        ranked = [(self.model.labels[i], float(margins[i])) for i in order]
        if STRANGER in self.model.labels:
            # two classes keep a margin small, and a few examples weigh nothing at the gate
            ranked = [(label, margin * _OF_FEW) for label, margin in ranked]
            ahead = max(lead, ranked[0][1] - float(margins[self.model.labels.index(STRANGER)])) if ranked else lead
        else:
            ahead = lead
        found = [Intent(label, "", likelihood(margin, ahead, known), margin) for label, margin in ranked]
        if lead < -_SURELY_NOT and (not found or found[0].margin < _CLEAR):
            sure = 1 / (1 + math.exp(lead * 3))
            return [Intent(stranger[0], stranger[1], sure, -lead), *found]
        return found

    def facets(self, tokens: Sequence[str], name: str, within: float = 0.35) -> list[str]:
        """The facet the gate tells for a shipped class; entries have none."""
        repaired = [self.speller.repair(token) for token in tokens]
        margins = self.gate.scores(repaired, self.concepts.find(repaired))
        own = [
            (float(margin), facet) for (label, facet), margin in zip(self.passed, margins, strict=True) if label == name
        ]
        return [max(own)[1]] if own else []

    def _at_the_gate(self, tokens: Sequence[str], concepts: Sequence[str]) -> tuple[tuple[str, str], float]:
        """The likeliest shipped class, and the lead of the entries over it."""
        margins = self.gate.scores(tokens, concepts)
        own = next(float(m) for (name, _), m in zip(self.passed, margins, strict=True) if name == OWN)
        strangers = [(float(m), label) for label, m in zip(self.passed, margins, strict=True) if label[0] != OWN]
        margin, label = max(strangers, default=(-2.0, ("out_of_scope", "general")))
        return label, own - margin


def likelihood(margin: float, lead: float, known: float) -> float:
    """How likely it is that an entry is what a text asks.

    Fitted on the sets of ``tests/bench/foreign``, held-out halves of them asked; a little less than they say, so that
    what is told as sure is. How far the next entry lies behind is no part of it: of two entries that are nearly the
    same either is better than none.

    Args:
        margin: of the entry.
        lead: that of all entries over the shipped classes.
        known: the share of words that examples know.
    """
    return 1 / (1 + math.exp(-(3.6 * margin + 0.45 * lead + 3.1 * known - 2.9)))
