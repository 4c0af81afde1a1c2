"""What a message was taken to ask, and how sure that is."""

from __future__ import annotations

import math

from bot.facts.knowledge import Knowledge
from bot.understanding.intents import FAQ
from bot.understanding.understanding import Understanding

_PASSED_OVER = 0.7
"""What a question that nothing came of leaves of the confidence."""

_REPLY = 2.0
"""The power by which a reply is believed less than its topic."""

_SEVERAL = 0.85
"""What several requests leave of the confidence."""

_TOLD_AS = {"handoff": "contact", "unclear": "", "smalltalk": "", "out_of_scope": ""}


def topics(knowledge: Knowledge, understood: Understanding) -> tuple[str, ...]:
    """Topics and ``faq:<id>``, best first; the best guess where a message was not understood.

    Where free questions are all there is, the best guess is told whatever came of the message.
    """
    best = sorted(understood.requests, key=lambda request: -request.probability)
    asked = [_TOLD_AS.get(request.topic, request.topic) for request in best]
    guess = [name for name, _ in understood.guesses[:1]]
    if not knowledge.courses:
        asked = [name for name in asked if name.startswith(FAQ)] or guess
    elif any(request.topic == "unclear" for request in understood.requests):
        asked += guess
    return tuple(dict.fromkeys(name for name in asked if name))


def confidence(knowledge: Knowledge, understood: Understanding) -> float:
    """How likely the reply is right, 0 to 1.

    More can go wrong than the topic of one question: its course, its facet, a second question that was missed. So a
    reply is believed less than its least sure request, and less again where there are several and for each question
    that nothing came of. The figures were fitted on ``tests/questions``.

    Where free questions are all there is, how likely the best of them is meant, whatever came of the message.
    """
    if not knowledge.courses:
        return round(max((probability for _, probability in understood.guesses), default=0.0), 3)
    least = min((request.probability for request in understood.requests), default=0.0)
    several = _SEVERAL if len(understood.requests) > 1 else 1.0
    return round(math.pow(least, _REPLY) * several * math.pow(_PASSED_OVER, len(understood.unanswered)), 3)
