"""The store: one SQLite file for every channel, one writer, nothing acknowledged before it is on the disk.

The safe way of a message, whatever the channel:

1. ``inbox.add(…)`` before the outside is told that we have it;
2. one transaction: ``inbox.done``, ``outbox.queue``, ``conversations.save`` and whatever else follows from
   it;
3. ``outbox.claim`` (or ``queue(claim=True)`` in step 2), send, then ``outbox.sent``, ``retry``, ``failed``
   or ``unsure``;
4. at the start, before anything else: ``outbox.stranded`` is settled, ``inbox.give_up`` told to staff,
   ``inbox.take`` worked off.
"""

from bot.store.bells import Bell
from bot.store.conversations import Conversation, Said
from bot.store.errors import StoreError
from bot.store.inbox import MAX_ATTEMPTS, Added, Incoming
from bot.store.outbox import Outgoing, backoff
from bot.store.questions import Recorded, Summary
from bot.store.reading import Records, reading
from bot.store.retention import MONTH, YEAR, Forgotten, Keep
from bot.store.store import Store, Tables, Work
from bot.store.subscriptions import Subscription
from bot.store.tickets import QUIET, Linked, Ticket
from bot.store.visit import Visit

__all__ = [
    "MAX_ATTEMPTS",
    "MONTH",
    "QUIET",
    "YEAR",
    "Added",
    "Bell",
    "Conversation",
    "Forgotten",
    "Incoming",
    "Keep",
    "Linked",
    "Outgoing",
    "Recorded",
    "Records",
    "Said",
    "Store",
    "StoreError",
    "Subscription",
    "Summary",
    "Tables",
    "Ticket",
    "Visit",
    "Work",
    "backoff",
    "reading",
]
