"""An empty bot on python-telegram-bot that answers every text with itself: the yardstick for load."""

from __future__ import annotations

import argparse
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

EchoApplication = Application[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    message = update.effective_message
    if message is not None and message.text is not None:
        await message.reply_text(message.text)


def build(url: str, token: str, concurrent: int = 0) -> EchoApplication:
    """The application, not yet running; `concurrent` updates at once (0: one after the other)."""
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(concurrent or False)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="An echo bot.")
    parser.add_argument("--url", required=True, help="base address of the Bot API")
    parser.add_argument("--token", required=True)
    parser.add_argument("--concurrent", type=int, default=0)
    options = parser.parse_args()
    build(options.url, options.token, options.concurrent).run_polling()


if __name__ == "__main__":
    main()
