"""What a message may ask instead, where what it was taken to ask is not sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.understanding.pieces import QUIET, Read
from bot.understanding.understanding import Request

_UNSURE = 0.58
"""Probability below which a request may be another one."""

_NEAR, _LEAST = 0.5, -0.8
"""How far behind the best class another one may be, and the margin below which none is conceivable."""

_MOST = 1
"""How many alternatives are told beside the request; where there is none, one more."""


def alternatives(
    requests: Sequence[Request], reads: Sequence[Read], make: Callable[[Read], Request]
) -> tuple[Request, ...]:
    """What the one request of a message may be instead, likeliest first; nothing where it is sure.

    Args:
        requests: what was understood; ``unclear`` where nothing was.
        reads: the pieces of the message.
        make: makes the request of a piece.
    """
    if len(requests) != 1 or requests[0].probability >= _UNSURE:
        return ()
    request = requests[0]
    unclear = request.topic == "unclear"
    if request.topic in ("smalltalk", "out_of_scope"):
        return ()
    asking = [read for read in reads if read.clause.question or read.clause.asks or len(reads) == 1] or list(reads)
    asking = [read for read in asking if unclear or read.best.name == request.topic]
    if not asking:
        return ()
    read = max(asking, key=lambda read: read.best.probability)
    least = max(read.best.margin - _NEAR, _LEAST)
    found = [
        make(read.taken_for(intent))
        for intent in read.intents
        if intent.name not in (*QUIET, "out_of_scope", request.topic) and intent.margin >= least
    ]
    return tuple(found[: _MOST + unclear])
