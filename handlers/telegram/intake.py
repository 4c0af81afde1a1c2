"""What came in: journalled before it is confirmed, handled once, found again after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot
from telegram.error import TelegramError

from bot.proposing import CannotPropose, Proposed, propose
from bot.store import Added, Incoming, Store, Tables
from handlers.telegram import forgetting, staff
from handlers.telegram.origins import Json, Origin, origin, parse
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.queues import Queues
from handlers.telegram.rendering import phrase_lines, to_plain
from handlers.telegram.routing import Item, Router
from handlers.telegram.sending import Sender
from handlers.telegram.surroundings import Shared
from handlers.telegram.turns import Turn, text_params

log = logging.getLogger(__name__)
_TYPING_AFTER = 1.0
_AGAIN_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class _Journalled:
    added: Added
    payload: bytes
    origin: Origin
    update: int


class Intake:
    """Journals updates and has them handled.

    Args:
        shared: what the channel shares.
        store: the store.
        bot: talks to Telegram.
        router: handles an update in a transaction.
        sender: says what it queued.
    """

    def __init__(self, shared: Shared, store: Store, bot: Bot, router: Router, sender: Sender) -> None:
        self._shared, self._store, self._bot = shared, store, bot
        self._router, self._sender = router, sender
        self._queues = Queues(self._handle, self._mergeable, sender.ready)
        self._errands: set[asyncio.Task[None]] = set()

    async def recover(self) -> None:
        """Handle what an earlier process took and did not finish, oldest first, suspects one at a time."""
        while True:
            given_up, taken = await self._store.run(
                lambda tables: (tables.inbox.give_up(CHANNEL), tables.inbox.take(CHANNEL))
            )
            for entry in given_up:
                await self._apologise(entry)
            if not taken:
                return
            for entry in taken:
                await self._put(entry)
            await self._queues.idle()

    async def take_in(self, raws: Sequence[Json]) -> None:
        """Write updates down, and hand on those that are new; returns once they are on the disk.

        Args:
            raws: as Telegram sent them.
        """
        packed = [
            (json.dumps(raw, ensure_ascii=False).encode(), origin(raw), raw["update_id"])
            for raw in raws
            if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
        ]

        def work(tables: Tables) -> list[_Journalled]:
            return [
                _Journalled(
                    tables.inbox.add(
                        CHANNEL,
                        str(update),
                        payload,
                        person=whose.person,
                        conversation=whose.conversation,
                        taken=True,
                    ),
                    payload,
                    whose,
                    update,
                )
                for payload, whose, update in packed
            ]

        now = self._shared.clock()
        for found in await self._store.run(work):
            if found.added.arrival != "new":
                continue
            entry = Incoming(
                id=found.added.id,
                channel=CHANNEL,
                position=str(found.update),
                person=found.origin.person,
                conversation=found.origin.conversation,
                payload=found.payload,
                state="new",
                attempts=0,
                alone=False,
                received_at=now,
            )
            await self._put(entry, found.origin)

    async def finish(self, seconds: float) -> None:
        """Finish what is under way."""
        left = await self._queues.finish(seconds)

        def put_back(tables: Tables) -> None:
            for item in left:
                tables.inbox.put_back(item.entry)

        await self._store.run(put_back)
        if self._errands:
            await asyncio.wait(self._errands, timeout=1.0)
        for task in list(self._errands):
            task.cancel()

    async def _put(self, entry: Incoming, whose: Origin | None = None) -> None:
        update = parse(entry.payload, self._bot)
        if update is None:
            log.warning("update %s cannot be read and is left out", entry.position)
            await self._store.run(lambda tables: tables.inbox.done(entry.id, "ignored", "not readable"))
            return
        chat = whose.chat if whose else origin(json.loads(entry.payload)).chat
        self._queues.put(chat, Item(entry, update))

    def _mergeable(self, item: Item) -> bool:
        return not item.entry.alone and self._router.is_question(item.update)

    async def _handle(self, items: list[Item]) -> None:
        item = items[0]
        query = item.update.callback_query
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._type, item)
        turn: Turn | None = None
        try:
            if len(items) > 1:
                turn = await self._store.run(lambda tables: self._router.together(tables, items))
            else:
                turn = await self._store.run(lambda tables: self._router.handle(tables, item))
        except Exception as error:
            # the traceback tells where; texts of messages are not in it
            log.exception("update %s could not be handled", item.entry.position)
            await self._failed(items, type(error).__name__)
        finally:
            typing.cancel()
            if query is not None:
                self._errand(self._answer(query.id, turn.toast if turn else ""))
        if turn is not None:
            self._sender.dispatch(turn.claimed)
            if turn.forget is not None:
                await self._forget(turn)
            if turn.reload:
                self._errand(self._reload(turn))
            if turn.draft is not None:
                self._errand(self._draft(turn))

    async def _failed(self, items: list[Item], error: str) -> None:
        """Hand the updates out again, each alone; what fails again is set aside, and the person told."""

        def work(tables: Tables) -> None:
            for item in items:
                tables.inbox.again(item.entry, error)

        await self._store.run(work)
        self._errand(self._later())

    async def _later(self) -> None:
        await asyncio.sleep(_AGAIN_AFTER)
        given_up, taken = await self._store.run(
            lambda tables: (tables.inbox.give_up(CHANNEL), tables.inbox.take(CHANNEL))
        )
        for entry in given_up:
            await self._apologise(entry)
        for entry in taken:
            await self._put(entry)
        if taken:
            self._errand(self._later())

    async def _apologise(self, entry: Incoming) -> None:
        """Say one neutral sentence to somebody whose message could not be handled."""
        whose = origin(json.loads(entry.payload)) if entry.payload else Origin("")
        log.error("update %s was set aside: %s", entry.position, entry.reason)
        if not whose.chat.lstrip("-").isdigit() or int(whose.chat) < 0 or not whose.conversation:
            return

        def work(tables: Tables) -> None:
            known = tables.conversations.load(CHANNEL, str(whose.conversation))
            language = known.language or known.dialogue.language or "en"
            contact = self._shared.knowledge.contact
            email = contact.email.value if contact else self._shared.settings.mail_address
            lines = phrase_lines(self._shared.words.text(language, "error.sorry", email=email))
            post = Post("sendMessage", {"chat_id": int(whose.chat), **text_params(lines)}, to_plain(lines))
            tables.outbox.queue(
                CHANNEL, whose.chat, post.dump(), key=f"sorry:{entry.id}", person=whose.person,
                conversation=whose.conversation,
            )  # fmt: skip

        await self._store.run(work)

    async def _forget(self, turn: Turn) -> None:
        """Delete all about a person, in the staff chat too, and tell the proof in the same transaction."""
        tell = turn.forget
        assert tell is not None
        self._shared.forget_answers()

        def clear(tables: Tables) -> None:
            forgetting.clear_staff_chat(tables, CHANNEL, turn.person)

        await self._store.run(clear)
        await self._store.forget(CHANNEL, turn.person, also=tell)
        log.info("somebody was forgotten at their own wish")

    async def _reload(self, turn: Turn) -> None:
        found = await self._shared.live.reload()
        lines = staff.reloaded_lines(self._shared.words, turn.language, found)
        post = Post("sendMessage", {**turn.where(), **text_params(lines)}, to_plain(lines))
        await self._store.run(
            lambda tables: tables.outbox.queue(CHANNEL, str(turn.chat), post.dump(), key=f"reload:{turn.row}")
        )

    async def _draft(self, turn: Turn) -> None:
        """Propose an answer for the FAQ; the file is written outside any transaction."""
        assert turn.draft is not None
        ticket, answer, id = turn.draft
        try:
            found: Proposed | CannotPropose = await asyncio.to_thread(
                propose, self._shared.knowledge, self._shared.masking(), ticket, answer, id
            )
        except CannotPropose as error:
            found = error
        lines = staff.draft_lines(self._shared.words, found)
        post = Post("sendMessage", {**turn.where(), **text_params(lines)}, to_plain(lines))
        await self._store.run(
            lambda tables: tables.outbox.queue(CHANNEL, str(turn.chat), post.dump(), key=f"draft:{turn.row}")
        )

    async def _answer(self, query: str, toast: str) -> None:
        """Stop a pressed button's clock; an old one cannot be stopped any more, and need not be."""
        text = toast.replace("**", "")
        for _ in range(2):
            try:
                await self._bot.answer_callback_query(query, text[:190] or None, show_alert=len(text) > 60)
                return
            except TelegramError as error:
                if "too old" in error.message.casefold() or "invalid" in error.message.casefold():
                    return
                await asyncio.sleep(0.5)

    def _type(self, item: Item) -> None:
        message = item.update.message
        if message is not None and message.chat.type == "private":
            self._errand(self._typing(message.chat.id, message.message_thread_id if message.is_topic_message else None))

    async def _typing(self, chat: int, thread: int | None) -> None:
        with contextlib.suppress(TelegramError):
            await self._bot.send_chat_action(chat, "typing", message_thread_id=thread)

    def _errand(self, work: object) -> None:
        assert asyncio.iscoroutine(work)
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("something failed beside the answers", exc_info=error)
