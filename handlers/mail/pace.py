"""How long the channel waits for what; tests bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, unless said otherwise.

    Attributes:
        idle: one cycle of IDLE; with ``timeout`` it bounds how long a dead connection goes unnoticed (RFC 2177 asks for
            less than 29 minutes, routers forget connections after a few).
        poll: between two looks where the server has no IDLE.
        timeout: for each answer of the IMAP server.
        smtp_timeout: for each answer of the SMTP server but the last (RFC 5321 §4.5.3.2 is far more patient).
        dot_timeout: for the answer to the final dot (RFC 5321 §4.5.3.2.6).
        sent: between two looks into Sent.
        linger: how long an SMTP connection with nothing to do stays open.
        first_pause: the first pause of a reconnection.
        longest_pause: the longest.
        unreadable: so long may the mailbox be out of reach before staff are told.
        look: between two looks at what waits without having rung.
        give_up: attempts after which a message that is refused for the time being is given to staff (about a day).
    """

    idle: float = 90.0
    poll: float = 30.0
    timeout: float = 20.0
    smtp_timeout: float = 60.0
    dot_timeout: float = 600.0
    sent: float = 60.0
    linger: float = 1.0
    first_pause: float = 1.0
    longest_pause: float = 300.0
    unreadable: timedelta = timedelta(minutes=15)
    look: float = 5.0
    give_up: int = 300
