"""A Telegram Bot API server for tests, on loopback, and people to talk with the bot through it.

    with Server() as server:
        bot = start_bot(server.url, server.token)
        user = server.user("Ada", language="fr")
        reply = user.ask("Combien ça coûte ?")
        user.press("Inscription").wait_answer()

In a test whose event loop also runs the bot, wait with `await aside(user.ask, "…")`.

- `kit.Server`: people and groups, the bot's requests, waiting, faults, limits, load.
- `actors`: what a `User` and a `Group` do and see; `views`: a `Message` with buttons, edits, files.
- `faults.Fault`, `limits.RateLimits`: trouble, and Telegram's sending limits.
- `python -m tests.botapi`: the same server in a process of its own, with the operations of
  `control.Control` as `POST /<operation>`; `Server(url=…, control=…)` talks to it.
- `python -m tests.botapi.echo`: an empty bot, the yardstick of load tests; `usage(pid)`: CPU and memory.

Waiting functions return as soon as something fits; none of them sleeps. To prove that nothing comes,
ask something later in the same chat (order is kept), or use `Server.wait_idle`.
"""

from .actors import Chat, Group, User
from .kit import Server, aside, project_root
from .load import usage
from .runtime import TOKEN
from .views import Button, Message, Press

__all__ = [
    "TOKEN", "Button", "Chat", "Group", "Message", "Press", "Server", "User",
    "aside", "project_root", "usage",
]  # fmt: skip
