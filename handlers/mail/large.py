"""Messages that are too large to fetch whole: the header and the text parts, the rest by name only.

What is put together here reads like the message itself, with its attachments named and empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientAbortError  # type: ignore[import-untyped]

LARGE = 5_000_000
"""Bytes above which only the text parts are fetched."""
TEXT_BYTES = 1_000_000
"""So much of each text part."""
PARTS = 20
_UNSAFE = re.compile(rb"[\r\n\x00]+")
_CONTENT = re.compile(
    rb"^(?:content-(?:type|transfer-encoding|disposition)|mime-version)\s*:.*\r?\n(?:[ \t].*\r?\n)*", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class _Part:
    section: str
    kind: str
    charset: bytes
    encoding: bytes
    name: bytes
    attached: bool

    @property
    def readable(self) -> bool:
        return not self.attached and self.kind in ("text/plain", "text/html", "text/calendar")


def fetch_large(client: IMAPClient, uid: int) -> bytes | None:
    """Fetch what can be read of a large message.

    Args:
        client: with the mailbox selected.
        uid: the message.

    Returns:
        RFC 5322 bytes with a line that says they are cut, or None where the message is gone.
    """
    if not client.fetch([uid], ["UID"]):
        return None
    header = _section(client, uid, "HEADER")
    try:
        structure = client.fetch([uid], ["BODYSTRUCTURE"])[uid][b"BODYSTRUCTURE"]
        parts = list(_parts(structure))[:PARTS]
    except (IMAPClientAbortError, OSError):
        raise
    except (Exception, RecursionError):  # a structure that the library cannot read: the beginning has to do
        parts = []
    if not parts:
        return b"X-Assistant-Cut: over 5 MB\r\n" + _section(client, uid, "")
    return assembled(header, [(part, _section(client, uid, part.section) if part.readable else b"") for part in parts])


def _section(client: IMAPClient, uid: int, section: str) -> bytes:
    """The first :data:`TEXT_BYTES` of a section, unread as it was."""
    values = client.fetch([uid], [f"BODY.PEEK[{section}]<0.{TEXT_BYTES}>"]).get(uid, {})
    return next((bytes(value or b"") for key, value in values.items() if key.startswith(b"BODY[")), b"")


def assembled(header: bytes, parts: list[tuple[_Part, bytes]]) -> bytes:
    """A message of the same header and flat parts."""
    boundary = b"=_cut_by_the_assistant"
    lines = [_CONTENT.sub(b"", header).rstrip(b"\r\n"), b"X-Assistant-Cut: over 5 MB", b"MIME-Version: 1.0"]
    lines += [b'Content-Type: multipart/mixed; boundary="' + boundary + b'"', b""]
    for part, body in parts:
        lines.append(b"--" + boundary)
        kind = b"Content-Type: " + part.kind.encode("ascii", "replace")
        if part.charset:
            kind += b"; charset=" + part.charset
        lines.append(kind)
        if part.name or part.attached:
            lines.append(b'Content-Disposition: attachment; filename="' + part.name.replace(b'"', b"'") + b'"')
        elif part.encoding:
            lines.append(b"Content-Transfer-Encoding: " + part.encoding)
        lines += [b"", body]
    return b"\r\n".join([*lines, b"--" + boundary + b"--", b""])


def _parts(structure: Any, section: str = "", depth: int = 0) -> Iterator[_Part]:
    """The leaves of a BODYSTRUCTURE (RFC 3501 §7.4.2) with their section numbers."""
    if not structure or depth > 30:
        return
    if isinstance(structure[0], list):
        for number, child in enumerate(structure[0], 1):
            yield from _parts(child, f"{section}.{number}" if section else str(number), depth + 1)
        return
    kind = b"/".join(_bytes(item).lower() for item in structure[:2]).decode("ascii", "replace")
    parameters = _pairs(structure[2] if len(structure) > 2 else None)
    disposition, extra = _disposition(structure)
    name = extra.get(b"filename") or parameters.get(b"name") or b""
    yield _Part(
        section or "1",
        re.sub(r"[^a-z0-9./+-]", "", kind) or "application/octet-stream",
        re.sub(rb"[^A-Za-z0-9_.:-]", b"", parameters.get(b"charset", b""))[:40],
        re.sub(rb"[^A-Za-z0-9-]", b"", _bytes(structure[5] if len(structure) > 5 else b""))[:20],
        _UNSAFE.sub(b" ", name)[:200],
        disposition == b"attachment" or (bool(name) and disposition != b"inline"),
    )


def _disposition(structure: Any) -> tuple[bytes, dict[bytes, bytes]]:
    for item in structure[7:]:
        if isinstance(item, tuple) and len(item) == 2 and _bytes(item[0]).lower() in (b"attachment", b"inline"):
            return _bytes(item[0]).lower(), _pairs(item[1])
    return b"", {}


def _pairs(values: Any) -> dict[bytes, bytes]:
    if not isinstance(values, tuple):
        return {}
    return {_bytes(name).lower(): _bytes(value) for name, value in zip(values[::2], values[1::2], strict=False)}


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value if value is not None else "").encode()
