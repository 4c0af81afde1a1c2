"""What a message was taken to ask, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.facts.knowledge import Knowledge
from bot.messages import Outcome
from bot.understanding.intents import FAQ
from bot.understanding.understanding import Understanding

_ODDS, _ALWAYS, _SUREST = 0.56, 1.63, 5.3
"""What the log odds of the least sure request count, what stands before them, and the most they are taken for."""

_DOUBTFUL, _PASSED_OVER = 1.2, 0.2
"""What pieces take away that nothing came of: all of them by the logarithm of their number, each question again."""

_HARDER: Mapping[str, float] = {"clarify": 1.6, "partial": 1.6}
_COURSES = 0.6
"""What outcomes, and lists of courses, take away: they go wrong more often."""

_CAUTION = 3.8
"""The power that makes of the share of right replies what is told: from 0.8 on about 98 in 100 are right."""

_TOLD_AS = {"handoff": "contact", "unclear": "", "smalltalk": "", "out_of_scope": ""}


def topics(knowledge: Knowledge, understood: Understanding) -> tuple[str, ...]:
    """Topics and ``faq:<id>``, best first; the best guess where a message was not understood.

    Where free questions are all there is, the best guess is told whatever came of the message.
    """
    best = sorted(understood.requests, key=lambda request: -request.probability)
    asked = [name for request in best for name in _covered(knowledge, request.topic)]
    guess = [name for name, _ in understood.guesses[:1]]
    if not knowledge.courses:
        asked = [name for name in asked if name.startswith(FAQ)] or guess
    elif any(request.topic == "unclear" for request in understood.requests):
        asked += guess
    return tuple(dict.fromkeys(name for name in asked if name))


def _covered(knowledge: Knowledge, asked: str) -> list[str]:
    """A request's topic as it is told; an entry of the FAQ with the topic it belongs to."""
    entry = knowledge.faq.get(asked.removeprefix(FAQ)) if asked.startswith(FAQ) and knowledge.courses else None
    return [asked, entry.topic] if entry and entry.topic else [_TOLD_AS.get(asked, asked)]


def confidence(knowledge: Knowledge, understood: Understanding, outcome: Outcome) -> float:
    """How far a reply can be relied on, 0 to 1; of those with 0.8 or more about 98 in 100 are right.

    More can go wrong than the topic of one question: its course, its facet, a second question that was missed. So a
    reply is believed less than its least sure request, and less again for what its message may have asked besides.
    The figures were fitted on ``tests/questions`` by logistic regression; ``make bench`` tells how they hold.

    Where free questions are all there is, how likely the best of them is meant, whatever came of the message.

    Args:
        knowledge: tells whether there are courses.
        understood: what the message asks.
        outcome: the reply's.
    """
    if not knowledge.courses:
        return round(max((probability for _, probability in understood.guesses), default=0.0), 3)
    least = min((request.probability for request in understood.requests), default=0.0)
    odds = math.log(max(least, 1e-3) / max(1 - least, 1e-3))
    score = _ALWAYS + _ODDS * min(odds, _SUREST)
    if outcome == "clarify" or len(understood.requests) > 1:
        score -= _HARDER.get(outcome, 0.0)
    score -= _DOUBTFUL * math.log(1 + understood.doubtful) + _PASSED_OVER * len(understood.unanswered)
    score -= _COURSES * any(request.topic == "courses" for request in understood.requests)
    return round(math.pow(1 / (1 + math.exp(-score)), _CAUTION), 3)
