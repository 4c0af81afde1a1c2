"""Answers to pressed buttons."""

from __future__ import annotations

from ..api import Call, method
from ..entities import utf16
from ..errors import QUERY_TOO_OLD, bad


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Stop the button's clock, with a text if there is one."""
    api = call.api
    query = api.queries.get(call.params.text("callback_query_id"))
    if query is None or query.expired or call.world.now() - query.at > api.query_seconds:
        raise bad(QUERY_TOO_OLD)
    if utf16(call.params.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    if call.params.text("url"):
        raise bad("URL_INVALID")
    query.answers += 1
    return True
