"""Telegram: applicants chat with the assistant, staff take over in a group of theirs.

The way of an update: `polling` or `webhook` fetch it raw, `intake` journals it before it is confirmed, `queues`
hand it on (one chat in order, about eight chats at once), `turns` handle it in one transaction of the store, and
`sending` says what that transaction queued, at Telegram's pace.

python-telegram-bot gives the Bot API and its types; its `Application` is not used, for it confirms updates
before they are handled, stops for ever at one it cannot parse, and waits for all chats at one 429.
"""
