"""The mailbox as this channel needs it, over one connection; used by one thread at a time.

Nothing here marks a message as read (BODY.PEEK), moves or deletes it. New mail is found by UID alone: IDLE only
wakes, sequence numbers and ``\\Recent`` change under other clients' hands.
"""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError  # type: ignore[import-untyped]

from handlers.mail.access import Refused, WakeableClient, shut
from handlers.mail.folders import special_folder
from handlers.mail.large import LARGE, fetch_large

_TRIES = 5
GROUP_BYTES = 8_000_000
"""So much mail is fetched in one command."""
_APPENDUID = re.compile(r"APPENDUID \d+ (\d+)", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s\"\\]+>")

Broken = (OSError, IMAPClientAbortError)
"""What tells that the connection is gone: connect again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message as it was fetched."""

    uid: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class SentNote:
    """What is read of a message in Sent: its ids."""

    uid: int
    header: bytes


class Mailbox:
    """A selected mailbox.

    Args:
        client: logged in.
        name: the mailbox.
        waker: written to by whoever wants the connection while it idles.

    Raises:
        Refused: where there is no such mailbox.
    """

    def __init__(self, client: WakeableClient, name: str, waker: socket.socket) -> None:
        self.client = client
        self.name = name
        self._waker = waker
        self._folders: dict[bytes, str] = {}
        self._large: set[int] = set()
        client.normalise_times = False
        self.idles = bool(client.has_capability("IDLE"))
        welcome = bytes(client.welcome or b"")
        # these put a copy of what is submitted into Sent themselves
        self.files_sent = bool(client.has_capability("X-GM-EXT-1")) or b"Microsoft Exchange" in welcome
        self._select()

    def _select(self) -> None:
        try:
            selected = self.client.select_folder(self.name)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            if "UNAVAILABLE" in str(error).upper() or "INUSE" in str(error).upper():
                raise IMAPClientAbortError("the mailbox is not available just now") from None
            raise Refused("the server has no such mailbox for this user") from None
        self.validity = int(selected.get(b"UIDVALIDITY") or 0)
        self.next_uid = int(selected.get(b"UIDNEXT") or 0) or self._highest() + 1
        self.kept_flags = tuple(bytes(flag) for flag in selected.get(b"PERMANENTFLAGS") or ())

    def _highest(self) -> int:
        found: list[int] = self.client.search("ALL")
        return max(found, default=0)

    def after(self, uid: int) -> list[int]:
        """UIDs above one, in order; ``n:*`` also names the last message, whatever its UID (RFC 3501 §6.4.8)."""
        return sorted(found for found in self.client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def since(self, moment: datetime) -> list[int]:
        """UIDs of what arrived at a moment or later, in order."""
        day: date = (moment - timedelta(days=1)).astimezone(UTC).date()  # the server's day may be another
        found = sorted(self.client.search(["SINCE", day]))
        kept: list[int] = []
        for part in _chunks(found, 500):
            for uid, values in self.client.fetch(part, ["INTERNALDATE"]).items():
                arrived = values.get(b"INTERNALDATE")
                if arrived is None or _aware(arrived) >= moment.replace(microsecond=0):
                    kept.append(uid)
        return sorted(kept)

    def groups(self, uids: Sequence[int], most: int = 50) -> list[list[int]]:
        """UIDs in groups of bearable number and size; what is gone already is left out."""
        sizes = {
            uid: int(values.get(b"RFC822.SIZE") or 0)
            for uid, values in self.client.fetch(list(uids), ["RFC822.SIZE"]).items()
        }
        groups: list[list[int]] = []
        weight = 0
        for uid in (uid for uid in uids if uid in sizes):
            size = LARGE if sizes[uid] > LARGE else sizes[uid]
            if sizes[uid] > LARGE:
                self._large.add(uid)
            if not groups or weight + size > GROUP_BYTES or len(groups[-1]) >= most:
                groups.append([])
                weight = 0
            groups[-1].append(uid)
            weight += size
        return groups

    def fetch(self, uids: Sequence[int]) -> list[Fetched]:
        """Fetch one group, unread as it was; what is gone meanwhile is left out."""
        small = [uid for uid in uids if uid not in self._large]
        found: dict[int, Fetched] = {}
        try:
            found.update((item.uid, item) for item in (self._fetched(small) if small else []))
        except Broken:
            raise
        except Exception:  # one answer of the server that the library cannot read must not hold up the others
            for uid in small:
                self._alone(found, uid, lambda uid: self._fetched([uid])[0].raw)
        for uid in (uid for uid in uids if uid in self._large):
            self._alone(found, uid, lambda uid: fetch_large(self.client, uid))
        return [found[uid] for uid in uids if uid in found]

    @staticmethod
    def _alone(found: dict[int, Fetched], uid: int, fetch: Callable[[int], bytes | None]) -> None:
        try:
            raw = fetch(uid)
        except Broken:
            raise
        except (Exception, RecursionError):  # whoever is still there and cannot be fetched is left to staff
            return
        if raw is not None:
            found[uid] = Fetched(uid, raw)

    def present(self, uids: Sequence[int]) -> list[int]:
        """Those of some UIDs that are still there."""
        return sorted(self.client.search(["UID", ",".join(map(str, uids))])) if uids else []

    def _fetched(self, uids: Sequence[int]) -> list[Fetched]:
        found = self.client.fetch(list(uids), ["BODY.PEEK[]"])
        return [
            Fetched(uid, bytes(found[uid][b"BODY[]"] or b""))
            for uid in uids
            if uid in found and b"BODY[]" in found[uid]
        ]

    def mark(self, uids: Sequence[int], flags: Sequence[str]) -> None:
        """Set the flags that this mailbox keeps; a message that is gone is nobody's loss."""
        any_keyword = b"\\*" in self.kept_flags
        known = {flag.lower() for flag in self.kept_flags}
        kept = [flag for flag in flags
                if flag.encode().lower() in known or (any_keyword and not flag.startswith("\\"))]  # fmt: skip
        if kept and uids:
            self.client.add_flags(list(uids), kept, silent=True)

    def folder(self, use: bytes) -> str:
        """The folder of a use, found once a connection."""
        if use not in self._folders:
            self._folders[use] = special_folder(self.client, use)
        return self._folders[use]

    def append(self, use: bytes, message: bytes, flags: Sequence[bytes], at: datetime) -> str:
        """Put a message into a folder.

        Returns:
            The UID it got there, where the server tells (RFC 4315), else the folder's name.
        """
        folder = self.folder(use)
        answer: Any = self.client.append(folder, message, flags, at)
        found = _APPENDUID.search(answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer))
        return f"{folder}/{found.group(1)}" if found else folder

    def holds(self, use: bytes, message_id: str) -> bool:
        """Whether a folder holds a message with an id."""
        if not _MESSAGE_ID.fullmatch(message_id):
            return False
        self.client.select_folder(self.folder(use), readonly=True)
        try:
            return bool(self.client.search(["HEADER", "Message-ID", message_id]))
        finally:
            self._back()

    def sent_state(self, use: bytes) -> tuple[int, int]:
        """UIDVALIDITY and UIDNEXT of a folder, without selecting it."""
        status = self.client.folder_status(self.folder(use), ["UIDVALIDITY", "UIDNEXT"])
        return int(status.get(b"UIDVALIDITY") or 0), int(status.get(b"UIDNEXT") or 0)

    def sent_after(self, use: bytes, uid: int, limit: int = 200) -> list[SentNote]:
        """The headers of what was put into a folder since a UID."""
        self.client.select_folder(self.folder(use), readonly=True)
        try:
            uids = sorted(found for found in self.client.search(["UID", f"{uid + 1}:*"]) if found > uid)[:limit]
            if not uids:
                return []
            fields = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES AUTO-SUBMITTED TO)]"
            notes = []
            for found, values in self.client.fetch(uids, [fields]).items():
                header = next((v for k, v in values.items() if k.startswith(b"BODY[")), b"")
                notes.append(SentNote(found, bytes(header or b"")))
            return sorted(notes, key=lambda note: note.uid)
        finally:
            self._back()

    def _back(self) -> None:
        validity = self.validity
        self._select()
        if self.validity != validity:
            raise IMAPClientAbortError("the mailbox was counted anew")

    def wait(self, seconds: float, above: int) -> bool:
        """Wait until something happens in the mailbox, or somebody wants the connection.

        Args:
            seconds: at most so long. The answer to DONE shows whether the server is still there.
            above: the highest UID that is known; where there is more already, there is no waiting.

        Returns:
            True where the mailbox changed; without IDLE always, for then one has to look.
        """
        if not self.idles:
            self._sleep(seconds)
            self.client.noop()
            return True
        if self._grown(above):
            return True
        self.client.idle()
        said = self.client.buffered() or self.client.idle_check(timeout=seconds)
        _, more = self.client.idle_done()
        return any(
            len(line) > 1 and line[1] in (b"EXISTS", b"EXPUNGE", b"RECENT")
            for line in [*said, *more]
            if isinstance(line, tuple)
        )

    def _grown(self, above: int) -> bool:
        """Whether there is more, asked so that nothing can slip through between the question and IDLE.

        A server says EXISTS once, with whatever command comes next (RFC 3501 §7.3.1); said with another command than
        IDLE it wakes nobody.
        """
        for _ in range(_TRIES):
            self.client._imap.response("EXISTS")  # forgets what was said with earlier commands
            if self.after(above):
                return True
            if self.client._imap.response("EXISTS")[1] in (None, [None]):
                return False
        return True

    def _sleep(self, seconds: float) -> None:
        select.select([self._waker], [], [], seconds)

    def close(self) -> None:
        """Log out, and close whatever the server says to that."""
        try:
            self.client.logout()
        except (OSError, IMAPClientError, ValueError):
            shut(self.client)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
