"""Which folder is Drafts, which is Sent: by SPECIAL-USE (RFC 6154), by the names clients give them, or made."""

from __future__ import annotations

import contextlib

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

DRAFTS, SENT = b"\\Drafts", b"\\Sent"
_NAMES: dict[bytes, tuple[str, ...]] = {
    DRAFTS: ("Drafts", "Draft", "Brouillons", "Borradores", "Bozze", "Entwürfe"),
    SENT: ("Sent", "Sent Items", "Sent Messages", "Sent Mail", "Envoyés", "Éléments envoyés", "Messages envoyés",
           "Enviados", "Elementos enviados", "Posta inviata", "Inviata", "Gesendet"),
}  # fmt: skip
_MADE = {DRAFTS: "Drafts", SENT: "Sent"}


def special_folder(client: IMAPClient, use: bytes) -> str:
    """Find a folder by its use, or make it.

    Args:
        client: logged in.
        use: :data:`DRAFTS` or :data:`SENT`.

    Returns:
        Its name.

    Raises:
        IMAPClientError: where it is not there and cannot be made.
    """
    folders = [
        (flags, name if isinstance(name, str) else name.decode("ascii", "replace"))
        for flags, _, name in client.list_folders()
    ]
    for flags, name in folders:
        if use.lower() in {bytes(flag).lower() for flag in flags}:
            return str(name)
    prefix, separator = _personal(client)
    by_name = {name.lower(): name for _, name in folders}
    for wanted in _NAMES[use]:
        for candidate in (f"{prefix}{wanted}", wanted, f"INBOX{separator}{wanted}"):
            if candidate.lower() in by_name:
                return str(by_name[candidate.lower()])
    made = f"{prefix}{_MADE[use]}"
    client.create_folder(made)
    with contextlib.suppress(IMAPClientError):  # a folder that nobody has subscribed to is there all the same
        client.subscribe_folder(made)
    return made


def _personal(client: IMAPClient) -> tuple[str, str]:
    """Prefix and separator of our own folders (RFC 2342)."""
    if client.has_capability("NAMESPACE"):
        try:
            personal = client.namespace().personal
            if personal:
                return str(personal[0][0] or ""), str(personal[0][1] or ".")
        except (IMAPClientError, IndexError, TypeError):
            pass
    return "", "."
