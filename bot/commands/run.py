"""``run``: every configured channel, or a chat in the terminal where none is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def run_channels(settings: Settings) -> int:
    """Run until stopped; the exit status."""
    if settings.telegram_token is None and settings.imap_url is None:
        return _chat(settings)
    from bot.logs import set_up_logs  # noqa: PLC0415
    from bot.service import run_service  # noqa: PLC0415
    from handlers.channels import FACTORIES  # noqa: PLC0415

    redactor = set_up_logs(settings.secrets())
    return run_service(settings, FACTORIES, redactor=redactor)


def _chat(settings: Settings) -> int:
    from bot.commands.build import assistant_for  # noqa: PLC0415
    from handlers.terminal import Terminal  # noqa: PLC0415

    if not sys.stdin.isatty() and not sys.stdout.isatty() and sys.stdin.closed:
        print("No channel is configured and there is no terminal; see README.md.", file=sys.stderr)
        return 2
    return Terminal(assistant_for(settings), settings.today).run()
