"""Keyboards: what Telegram accepts under a message."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiError, bad
from .params import Params

Json = dict[str, Any]
ACTIONS = (
    "url", "callback_data", "copy_text", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "pay",
)  # fmt: skip
MAX_BUTTONS = 100
MAX_ROW = 8


def read_markup(params: Params) -> Json | None:
    """The checked `reply_markup` of a request, or None."""
    markup = params.json("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad('field "inline_keyboard" must be of type Array')
        rows = [[_button(button) for button in row] for row in rows if row]
        if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
            raise bad("REPLY_MARKUP_TOO_LONG")
        return {"inline_keyboard": rows} if rows else None
    if not {"keyboard", "remove_keyboard", "force_reply"} & markup.keys():
        raise bad("can't parse reply keyboard markup JSON object")
    return markup


def _button(button: Json) -> Json:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("can't parse inline keyboard button: text must be non-empty")
    chosen = [name for name in ACTIONS if name in button]
    if not chosen:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(chosen) > 1:
        raise bad("can't parse inline keyboard button: exactly one action must be specified")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and (refusal := _bad_url(str(button["url"]))):
        raise refusal
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def _bad_url(url: str) -> ApiError | None:
    if re.search(r"\s", url.strip()):
        return bad("BUTTON_URL_INVALID")
    try:
        parts = urlsplit(url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}")
        port = parts.port
    except ValueError:
        return bad(f"inline keyboard button URL '{url}' is invalid: Wrong port number specified in the URL")
    if parts.scheme == "tg":
        return None
    if parts.scheme not in {"http", "https", "ton"}:
        return bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = parts.hostname or ""
    if "." not in host or host.startswith(".") or host.endswith(".") or ".." in host or port == 0:
        return bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return None
