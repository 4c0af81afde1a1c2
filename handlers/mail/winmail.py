"""``winmail.dat``: what Outlook sends as application/ms-tnef, opened just enough to find the text and the
files.

MS-OXTNEF §2.1: a signature, a key, then attributes of level, id with type, length, data and checksum. The
text stands in attBody (§2.1.3.2.1) or, as MAPI properties (§2.1.3.4), in PidTagBody and PidTagHtml;
compressed RTF is left alone: where there is nothing else a person has to look.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from handlers.mail.header_fields import decoded_bytes

SIGNATURE = b"\x78\x9f\x3e\x22"
SIZE_LIMIT = 10_000_000
_BODY, _MAPI, _CODEPAGE, _ATTACH_TITLE = 0x800C, 0x9003, 0x9007, 0x8010
_PR_BODY, _PR_HTML = 0x1000, 0x1013
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8,
          0x0040: 8, 0x0048: 16}  # fmt: skip
_VARIABLE = {0x000D, 0x001E, 0x001F, 0x0102}


@dataclass(frozen=True, slots=True)
class Winmail:
    """What was found in a winmail.dat."""

    text: str = ""
    html: str = ""
    files: tuple[str, ...] = ()


def open_winmail(data: bytes) -> Winmail:
    """Read a TNEF stream as far as it is sound.

    Args:
        data: the attachment's bytes.

    Returns:
        Text, HTML and names of attached files, each empty where there is none. Never raises.
    """
    text, html, codepage = "", "", "cp1252"
    files: list[str] = []
    if not data.startswith(SIGNATURE):
        return Winmail()
    data, position = data[:SIZE_LIMIT], 6
    while position + 9 <= len(data) and len(files) < 200:
        level, identity, _, length = struct.unpack_from("<BHHI", data, position)
        body = data[position + 9 : position + 9 + length]
        if level not in (1, 2) or len(body) < length:
            break
        position += 9 + length + 2
        if identity == _CODEPAGE and len(body) >= 4:
            codepage = f"cp{struct.unpack_from('<I', body)[0]}"
        elif identity == _BODY:
            text = text or _string(body, codepage)
        elif identity == _ATTACH_TITLE:
            files.append(_string(body, codepage)[:200])
        elif identity == _MAPI and level == 1:
            found = _properties(body, codepage)
            text, html = text or found.get(_PR_BODY, ""), html or found.get(_PR_HTML, "")
    return Winmail(text, html, tuple(files))


def _string(data: bytes, codepage: str) -> str:
    return decoded_bytes(data.split(b"\x00", 1)[0], codepage)


def _properties(data: bytes, codepage: str) -> dict[int, str]:
    """The texts among MAPI properties; stops at the first one that cannot be measured."""
    found: dict[int, str] = {}
    try:
        count, position = struct.unpack_from("<I", data)[0], 4
        for _ in range(min(count, 2000)):
            kind, identity = struct.unpack_from("<HH", data, position)
            position += 4
            if identity >= 0x8000:
                position = _named(data, position)
            base = kind & 0x0FFF
            if base in _FIXED and not kind & 0x1000:
                position += _FIXED[base]
                continue
            if base not in _VARIABLE:
                break
            values = struct.unpack_from("<I", data, position)[0]
            position += 4
            for _ in range(min(values, 1000)):
                size = struct.unpack_from("<I", data, position)[0]
                value = data[position + 4 : position + 4 + size]
                position += 4 + (size + 3) // 4 * 4
                if identity in (_PR_BODY, _PR_HTML) and value:
                    wide = base == 0x001F
                    found[identity] = (
                        value.decode("utf-16-le", "replace").split("\x00", 1)[0] if wide else _string(value, codepage)
                    )
    except struct.error:
        pass
    return found


def _named(data: bytes, position: int) -> int:
    """The place behind a named property's name."""
    position += 16
    kind = struct.unpack_from("<I", data, position)[0]
    position += 4
    if kind == 0:
        return position + 4
    size = struct.unpack_from("<I", data, position)[0]
    return position + 4 + int(size + 3) // 4 * 4
