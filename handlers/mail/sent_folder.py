"""What staff send from their mail client closes the ticket it answers: seen in Sent, by the ids of the thread."""

from __future__ import annotations

import logging

from bot.store import Store, Tables
from handlers.mail.folders import SENT
from handlers.mail.line import Line
from handlers.mail.mailbox import SentNote
from handlers.mail.ours import Ours
from handlers.mail.parcels import CHANNEL
from handlers.mail.reading import read

log = logging.getLogger(__name__)


class SentFolder:
    """Looks into Sent.

    Args:
        line: the connection.
        store: holds the tickets, and how far Sent was looked through.
        ours: tells our own messages.
        account: whose folder it is.
    """

    def __init__(self, line: Line, store: Store, ours: Ours, account: str) -> None:
        self._line, self._store, self._ours = line, store, ours
        self._key = f"mail:sent:{account}"

    async def holds(self, message_id: str) -> bool:
        """Whether a copy of one of our messages lies there."""
        return await self._line.do(lambda box: box.holds(SENT, message_id))

    async def look(self) -> int:
        """Close the tickets that were answered since the last look.

        Returns:
            How many were closed.
        """
        validity, next_uid = await self._line.do(lambda box: box.sent_state(SENT))
        known = await self._store.run(lambda tables: tables.state.get(self._key))
        if known is None or known["validity"] != validity:
            # what lies there already was sent before the assistant asked anything of staff
            await self._note(validity, max(0, next_uid - 1))
            return 0
        if next_uid and next_uid - 1 <= known["uid"]:
            return 0
        notes = await self._line.do(lambda box: box.sent_after(SENT, int(known["uid"])))
        if not notes:
            return 0
        closed = await self._store.run(lambda tables: sum(self._answers(tables, note) for note in notes))
        await self._note(validity, notes[-1].uid)
        return closed

    async def _note(self, validity: int, uid: int) -> None:
        await self._store.run(lambda tables: tables.state.set(self._key, {"validity": validity, "uid": uid}))

    def _answers(self, tables: Tables, note: SentNote) -> bool:
        """Close the ticket a sent message answers; what the assistant sent itself closes nothing."""
        mail = read(note.header + b"\r\n")
        automatic = any(value.lower().startswith("auto") for value in mail.values("auto-submitted"))
        if automatic or (mail.message_id and _by_assistant(self._ours, mail.message_id)):
            return False
        for identity in (*mail.in_reply_to, *reversed(mail.references)):
            linked = tables.tickets.linked(CHANNEL, identity)
            if linked and linked.ticket.state == "open":
                tables.tickets.staff_wrote(linked.ticket.id)
                tables.tickets.close(linked.ticket.id, "an answer from the mail client")
                log.info("ticket %d: closed, staff answered from the mail client", linked.ticket.id)
                return True
        return False


def _by_assistant(ours: Ours, message_id: str) -> bool:
    """What went out by itself or through the staff chat; a draft that staff sent keeps its own id in some clients."""
    return ours.wrote(message_id) and message_id[1:2].lower() != "d"
