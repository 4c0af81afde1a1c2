"""From the mailbox into the inbox: what is new is written down before anything is done about it.

The cursor is the highest UID that is written down, for the UIDVALIDITY it belongs to (RFC 3501 §2.3.1.1). It moves in
the transaction that writes the messages down, so nothing is skipped and nothing is asked twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.settings import Clock
from bot.store import Store, Tables
from handlers.mail.finishing import leave_to_staff
from handlers.mail.line import Line
from handlers.mail.mailbox import Fetched, Mailbox
from handlers.mail.notices import Notices
from handlers.mail.parcels import CHANNEL, Place
from handlers.mail.reading import read

log = logging.getLogger(__name__)
RECOUNTED = timedelta(days=180)
"""How far back a mailbox that was counted anew is looked through: hashes of what was handled are kept for longer."""
_SINCE = "mail:since"


class Arrivals:
    """Writes down what arrives.

    Args:
        line: the connection.
        store: the journal.
        clock: the present moment.
        account: whose mailbox it is; another account begins anew.
        since: from when on mail is handled; None: from the first start.
        rang: called when something was written down.
        notices: tells staff.
    """

    def __init__(
        self,
        line: Line,
        store: Store,
        clock: Clock,
        account: str,
        since: datetime | None,
        rang: Callable[[], None],
        notices: Notices,
    ) -> None:
        self._line, self._store, self._clock = line, store, clock
        self._cursor_key = f"mail:cursor:{account}"
        self._configured = since
        self._rang, self._notices = rang, notices
        self.highest = 0

    async def remember_start(self) -> None:
        """Note the first start, before the server is reached: mail that arrives meanwhile counts."""
        now = self._clock().timestamp()

        def note(tables: Tables) -> None:
            if tables.state.get(_SINCE) is None:
                tables.state.set(_SINCE, now)

        await self._store.run(note)

    async def begin(self) -> None:
        """After each connect: find where we stand in the mailbox, or begin in it."""
        validity, next_uid, name = await self._line.do(lambda box: (box.validity, box.next_uid, box.name))
        cursor, first = await self._store.run(
            lambda tables: (tables.state.get(self._cursor_key), tables.state.get(_SINCE))
        )
        zone = self._clock().tzinfo
        since = self._configured or datetime.fromtimestamp(first, zone)
        if cursor and cursor["validity"] == validity and since.timestamp() >= cursor.get("since", 0):
            return
        if cursor and cursor["validity"] != validity:
            log.warning("the mailbox was counted anew; what was handled is recognised by its content")
        floor = since if not cursor else max(since, self._clock() - RECOUNTED)
        old = await self._line.do(lambda box: box.since(floor))
        await self._write_down(name, validity, [uid for uid in old if uid < next_uid], floor if cursor else None)
        await self._store.run(
            lambda tables: tables.state.set(
                self._cursor_key, {"validity": validity, "uid": next_uid - 1, "since": since.timestamp()}
            )
        )

    async def collect(self) -> int:
        """Write down what is new.

        Returns:
            How many messages there were.
        """
        cursor: dict[str, Any] = await self._store.run(lambda tables: tables.state.get(self._cursor_key))
        validity, name = await self._line.do(lambda box: (box.validity, box.name))
        new = await self._line.do(lambda box: box.after(int(cursor["uid"])))
        if new:
            await self._write_down(name, validity, new, None, cursor)
        self.highest = max(int(cursor["uid"]), *new, 0)
        return len(new)

    async def _write_down(
        self,
        name: str,
        validity: int,
        uids: list[int],
        floor: datetime | None,
        cursor: dict[str, Any] | None = None,
    ) -> None:
        for start in range(0, len(uids), 500):
            part = uids[start : start + 500]
            for group in await self._line.do(partial(Mailbox.groups, uids=part)):
                await self._write_group(Place(name, validity, group[-1]), group, floor, cursor)

    async def _write_group(
        self, last: Place, group: list[int], floor: datetime | None, cursor: dict[str, Any] | None
    ) -> None:
        fetched = await self._line.do(partial(Mailbox.fetch, uids=group))
        missing = sorted(set(group) - {item.uid for item in fetched})
        withheld = await self._line.do(partial(Mailbox.present, uids=missing)) if missing else []
        if floor is not None:
            fetched, found = [item for item in fetched if not _older(item.raw, floor)], len(fetched)
            if len(fetched) < found:
                log.warning("%d messages are left alone: they are older than the first start", found - len(fetched))
        await self._store.run(partial(self._note, last=last, fetched=fetched, withheld=withheld, cursor=cursor))
        self._rang()

    def _note(
        self,
        tables: Tables,
        last: Place,
        fetched: list[Fetched],
        withheld: list[int],
        cursor: dict[str, Any] | None,
    ) -> None:
        for item in fetched:
            position = Place(last.mailbox, last.validity, item.uid).position
            tables.inbox.add(CHANNEL, position, item.raw)
        for uid in withheld:
            position = Place(last.mailbox, last.validity, uid).position
            added = tables.inbox.add(CHANNEL, position, b"")
            if added.arrival == "new":
                tables.inbox.set_aside(added.id, "the server does not give it")
                leave_to_staff(tables, self._notices, position, "the server does not give it")
        if cursor is not None:
            cursor["uid"] = max(int(cursor["uid"]), last.uid)
            tables.state.set(self._cursor_key, cursor)


def _older(raw: bytes, floor: datetime) -> bool:
    """Whether a message says itself that it is older: a restored mailbox has only new arrival dates."""
    date = read(raw[:200_000]).date
    return date is not None and date < floor - timedelta(days=1)
