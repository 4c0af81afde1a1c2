"""The methods of the Bot API, by subject; importing this registers them all."""

from __future__ import annotations

from . import callbacks, chats, copying, editing, forum, profile, receiving, sending

__all__ = ["callbacks", "chats", "copying", "editing", "forum", "profile", "receiving", "sending"]
