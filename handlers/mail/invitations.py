"""Calendar parts: what an invitation wants (RFC 5546); only METHOD matters here."""

from __future__ import annotations

import re

_METHOD = re.compile(r"(?im)^METHOD[^:\n]{0,100}:[ \t]*([A-Za-z-]{1,30})")
ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH", "CANCEL", "DECLINECOUNTER", "ADD"})
"""Methods a calendar sends by itself when someone presses a button; nobody waits for a letter back."""


def calendar_method(parameter: str, text: str) -> str:
    """The method of a calendar part.

    Args:
        parameter: the ``method`` parameter of its Content-Type (RFC 6047 §2.4 demands one).
        text: the part's text, where METHOD stands too.

    Returns:
        The method in capitals; ``PUBLISH`` where neither tells.
    """
    match = _METHOD.search(text[:20_000])
    method = parameter.strip() or (match.group(1) if match else "")
    return method.upper()[:30] or "PUBLISH"
