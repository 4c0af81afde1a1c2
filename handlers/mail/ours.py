"""Who we are in the mail: our address, its aliases, and the marks that our own automatic messages carry."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from handlers.mail.incoming import Address

_OWN_ID = re.compile(r"<([rds])\.[0-9a-f]{32}@([^<>@\s]+)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ours:
    """The mailbox that is answered for.

    Args:
        address: the address answers come from.
        aliases: other addresses that are ours: mail to them counts as mail to us, mail from them is our own.
        authserv_id: whose Authentication-Results are trusted (RFC 8601 §2.5); None: nobody's.
    """

    address: str
    aliases: tuple[str, ...] = ()
    authserv_id: str | None = None

    @property
    def domain(self) -> str:
        """The domain of our address, where our message ids live."""
        return self.address.rpartition("@")[2].lower()

    def owns(self, email: str) -> bool:
        """Whether an address is one of ours; what follows a plus sign in the local part is not looked at."""
        return _plain(email) in {_plain(own) for own in (self.address, *self.aliases)}

    def among(self, found: tuple[Address, ...]) -> bool:
        """Whether one of the addresses is ours."""
        return any(self.owns(address.email) for address in found)

    def message_id(self, dedupe_key: str, automatic: bool) -> str:
        """Our Message-ID for the answer to a mail: the same for the same mail, so that a second try is
        recognised.

        Args:
            dedupe_key: :attr:`IncomingMail.dedupe_key` of the question.
            automatic: True for a message that goes out by itself, False for a draft.
        """
        return f"<{'r' if automatic else 'd'}.{dedupe_key[:32]}@{self.domain}>"

    def staff_id(self, key: str) -> str:
        """The Message-ID of an answer that staff gave through the assistant.

        Args:
            key: the outbox row's key.
        """
        return f"<s.{hashlib.sha256(key.encode()).hexdigest()[:32]}@{self.domain}>"

    def wrote(self, message_id: str) -> bool:
        """Whether a message id is one that :meth:`message_id` made, automatic, draft or the staff's."""
        match = _OWN_ID.fullmatch(message_id)
        return bool(match) and match is not None and match.group(2).lower() == self.domain

    def sent_automatically(self, message_id: str) -> bool:
        """Whether a message id belongs to an answer that went out by itself."""
        return self.wrote(message_id) and message_id[1:2].lower() == "r"


def _plain(email: str) -> str:
    local, _, domain = email.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
