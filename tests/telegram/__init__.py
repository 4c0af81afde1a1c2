"""The Telegram channel against a Bot API server of our own, through real HTTP; no part of it is replaced."""
