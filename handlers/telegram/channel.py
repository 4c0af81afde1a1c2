"""The Telegram channel: its start, its life and its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from telegram import Bot, LinkPreviewOptions, User
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest

from bot.facts.document import Problem
from bot.facts.knowledge import Knowledge
from bot.service import Surroundings
from bot.settings import PREFIX, WrongSetting
from bot.store import Tables
from handlers.telegram.errands import Errands
from handlers.telegram.intake import Intake
from handlers.telegram.origins import ALLOWED
from handlers.telegram.pace import Limits, Pace
from handlers.telegram.polling import Polling
from handlers.telegram.posts import CHANNEL, Post
from handlers.telegram.profile import keep_profile
from handlers.telegram.reminding import TICK, Reminders
from handlers.telegram.rendering import packed, phrase_lines, quoted, to_plain
from handlers.telegram.requests import AiohttpRequest, Api, seconds_to_wait
from handlers.telegram.routing import Router
from handlers.telegram.sending import AT_ONCE, Sender
from handlers.telegram.settling import Settling
from handlers.telegram.surroundings import Shared
from handlers.telegram.tickets import announce
from handlers.telegram.turns import text_params
from handlers.telegram.webhook import Webhook, secret_of
from handlers.telegram.words import Words

log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_PROBLEMS = 15
_UNSEEN = 60.0


def telegram_channel(
    surroundings: Surroundings, limits: Limits | None = None, tick: float = TICK
) -> TelegramChannel | None:
    """The channel, or None where no token is set.

    Args:
        surroundings: settings, store and what answers.
        limits: Telegram's sending limits, or others for a measurement.
        tick: seconds between two looks at the clock, for reminders.
    """
    return TelegramChannel(surroundings, limits, tick) if surroundings.settings.telegram_token else None


class TelegramChannel:
    """One bot on Telegram.

    Args:
        surroundings: settings, store and what answers.
        limits: Telegram's sending limits.
        tick: seconds between two looks at the clock.
    """

    name = CHANNEL

    def __init__(self, surroundings: Surroundings, limits: Limits | None = None, tick: float = TICK) -> None:
        self._surroundings = surroundings
        self._settings, self._store = surroundings.settings, surroundings.store
        self._tick = tick
        self._pace = Pace(limits)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``.

        Raises:
            WrongSetting: where Telegram refuses the token, or the webhook's port cannot be had.
        """
        token = self._settings.telegram_token
        assert token is not None
        asking, polling = AiohttpRequest(AT_ONCE * 2), AiohttpRequest(1)
        base = f"{self._settings.telegram_api_url}/bot"
        defaults = Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True))
        bot: Bot = ExtBot(
            token.get_secret_value(), base_url=base, request=asking, get_updates_request=polling, defaults=defaults
        )
        await asking.initialize()
        await polling.initialize()
        try:
            me = await self._greeted(bot, stop)
            if me is not None:
                api = Api(bot)
                await self._work(bot, api, me, polling, token.get_secret_value(), stop)
        finally:
            await asking.shutdown()
            await polling.shutdown()

    async def _greeted(self, bot: Bot, stop: asyncio.Event) -> User | None:
        """Ask who the bot is, for as long as it takes; None where the end came first."""
        pause = _FIRST_PAUSE
        while not stop.is_set():
            try:
                return await bot.get_me()
            except InvalidToken:
                problem = "Telegram refuses this token: copy it from @BotFather again"
                raise WrongSetting(f"{PREFIX}TELEGRAM_TOKEN", problem) from None
            except TelegramError as error:
                log.warning("Telegram does not answer (%s); trying on", type(error).__name__)
                wait = seconds_to_wait(error) if isinstance(error, RetryAfter) else pause
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
        return None

    async def _work(self, bot: Bot, api: Api, me: User, request: BaseRequest, token: str, stop: asyncio.Event) -> None:
        live = self._surroundings.live
        words = await asyncio.to_thread(Words.load, self._settings.knowledge)
        shared = Shared(self._settings, live, self._surroundings.clock, words, me.username or "", me.id)
        shared.staff_chat = await self._store.run(lambda tables: tables.state.staff_chat(self._settings.staff_chat_id))
        settling = Settling(shared)
        sender = Sender(self._store, api, self._pace, settling)
        sender.errands = Errands(shared, self._store, bot, self._pace).table()
        intake = Intake(shared, self._store, bot, Router(shared, settling), sender)
        reminders = Reminders(shared, self._store, self._tick)

        # made before there is work: it takes a moment
        await asyncio.to_thread(shared.masking)

        async def changed(former: Knowledge, knowledge: Knowledge) -> None:
            await asyncio.to_thread(shared.masking)
            shared.forget_answers()
            await reminders.follow()

        async def problems(found: list[Problem]) -> None:
            await self._tell_problems(shared, found)

        def take_over(found: Words) -> None:
            shared.words = found

        live.attach("telegram", Words.read, take_over)
        live.on_change(changed)
        live.on_problems(problems)
        await sender.recover()
        ending = asyncio.Event()
        sending = asyncio.create_task(sender.run(ending))
        around = [
            asyncio.create_task(reminders.run(stop)),
            asyncio.create_task(self._show_unseen(shared, stop)),
            asyncio.create_task(keep_profile(bot, words, shared.staff_chat)),
        ]
        try:
            await intake.recover()
            log.info("Telegram: @%s is ready", me.username)
            await self._receive(bot, request, token, intake, stop)
        finally:
            for task in around:
                task.cancel()
            await intake.finish(2.0)
            ending.set()
            sending.cancel()
            await asyncio.gather(sending, *around, return_exceptions=True)
            await sender.finish(2.0)

    async def _receive(self, bot: Bot, request: BaseRequest, token: str, intake: Intake, stop: asyncio.Event) -> None:
        url, listen = self._settings.telegram_webhook_url, self._settings.webhook_listen
        if url is None or listen is None:
            await self._insist(bot.delete_webhook, stop)
            await Polling(bot, request, intake.take_in).run(stop)
            return
        webhook = Webhook(url, listen, secret_of(token), intake.take_in)
        try:
            await webhook.open()
        except OSError as error:
            problem = f"the bot cannot listen on port {listen[1]} ({error.strerror})"
            raise WrongSetting(f"{PREFIX}TELEGRAM_WEBHOOK_LISTEN", problem) from None
        try:
            await self._insist(
                lambda: bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=secret_of(token)), stop
            )
            await stop.wait()
        finally:
            await webhook.close()

    async def _insist(self, call: object, stop: asyncio.Event) -> None:
        """Make a call of the start until it succeeds."""
        assert callable(call)
        pause = _FIRST_PAUSE
        while not stop.is_set():
            try:
                await call()
                return
            except TelegramError as error:
                log.warning("Telegram refuses or does not answer (%s); trying on", error.message[:100])
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _show_unseen(self, shared: Shared, stop: asyncio.Event) -> None:
        """Show staff the tickets they have not seen: from before there was a staff chat, or of another channel."""

        def work(tables: Tables) -> None:
            for ticket in tables.tickets.unannounced():
                announce(tables, ticket, shared.staff_chat)

        while not stop.is_set():
            try:
                await self._store.run(work)
            except Exception:
                log.exception("the tickets could not be looked at")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _UNSEEN)

    async def _tell_problems(self, shared: Shared, found: Sequence[Problem]) -> None:
        """Tell staff why an edit of the knowledge is not live."""
        staff = shared.staff_chat
        if staff is None:
            return
        key = "staff.reload.invalid" if found else "staff.reload.well_again"
        lines = phrase_lines(shared.words.text("en", key, len(found), count=len(found)))
        lines += [quoted(f"• {problem}") for problem in found[:_PROBLEMS]]
        piece = packed(lines)[0]
        post = Post("sendMessage", {"chat_id": staff, **text_params(piece)}, to_plain(piece))
        await self._store.run(lambda tables: tables.outbox.queue(CHANNEL, str(staff), post.dump()))
