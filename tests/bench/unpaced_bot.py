"""The product's bot with Telegram's sending limits switched off, so that its own speed can be measured."""

from __future__ import annotations

from functools import partial

from bot.logs import set_up_logs
from bot.service import run_service
from bot.settings import load_settings
from handlers.telegram.channel import telegram_channel
from handlers.telegram.pace import UNLIMITED


def main() -> int:
    """Run until SIGTERM."""
    settings = load_settings(env_file=None)
    redactor = set_up_logs(settings.secrets(), level="WARNING")
    return run_service(settings, [partial(telegram_channel, limits=UNLIMITED)], redactor=redactor)


if __name__ == "__main__":
    raise SystemExit(main())
