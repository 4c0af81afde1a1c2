"""Every channel there is; each is imported only where the settings ask for it, for its libraries are slow to load."""

from __future__ import annotations

from bot.service import Channel, Factory, Surroundings


def telegram(surroundings: Surroundings) -> Channel | None:
    """The Telegram channel, where a token is set."""
    if surroundings.settings.telegram_token is None:
        return None
    from handlers.telegram.channel import telegram_channel  # noqa: PLC0415

    return telegram_channel(surroundings)


def mail(surroundings: Surroundings) -> Channel | None:
    """The mail channel, where a mailbox is set."""
    if surroundings.settings.imap_url is None:
        return None
    from handlers.mail.channel import mail_channel  # noqa: PLC0415

    return mail_channel(surroundings)


FACTORIES: tuple[Factory, ...] = (telegram, mail)
"""In the order in which channels start."""
