"""What runs: every configured channel side by side, knowledge that follows its files, an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.building import assistants
from bot.live_copies import LiveCopies, follow
from bot.logs import Redactor
from bot.reloading import Answering, Build, InvalidKnowledge, Live
from bot.settings import PREFIX, Clock, Settings, WrongSetting, utc_now
from bot.store import Keep, Store, StoreError

log = logging.getLogger(__name__)

DONE, INPUT_AT_FAULT, WRONG_CONFIGURATION = 0, 1, 2
_GRACE, _HARD_END = 6.5, 8.5
_DAY, _HOUR = 24 * 3600.0, 3600.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class Channel(Protocol):
    """One way in and out: Telegram, mail.

    Attributes:
        name: as the store knows it.
    """

    name: str

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish what is under way within seconds and return.

        A server that is down is waited for here. Returning earlier ends this channel, raising starts it
        again.

        Raises:
            WrongSetting: where only the server could tell that a value is wrong; this ends the assistant.
        """
        ...


@dataclass(slots=True)
class Surroundings:
    """What a channel is given.

    Attributes:
        settings: the settings.
        store: the database all channels share.
        live: the assistant and the knowledge of the moment, and where to ask to be told of changes.
        clock: the present moment.
        redactor: to be told of secrets that come up while running.
    """

    settings: Settings
    store: Store
    live: Live[Answering]
    clock: Clock = utc_now
    redactor: Redactor = field(default_factory=Redactor)


Factory = Callable[[Surroundings], Channel | None]
"""Makes a channel, or None where the settings do not ask for it. It may not touch ``live`` before ``run``."""


def run_service(
    settings: Settings,
    factories: Sequence[Factory],
    *,
    build: Build[Any] = assistants,
    clock: Clock = utc_now,
    redactor: Redactor | None = None,
) -> int:
    """Run every configured channel until SIGTERM or Ctrl-C.

    Args:
        settings: valid.
        factories: one for each channel there is.
        build: makes assistants of knowledge.
        clock: the present moment.
        redactor: the one of the logs.

    Returns:
        The exit status: 0 at the end, 1 where the knowledge base has errors, 2 where a setting is wrong;
        what is wrong stands on standard error, in one line for a setting.
    """
    redactor = redactor or Redactor(settings.secrets())
    service = _Service()
    try:
        return asyncio.run(service.run(settings, factories, build, clock, redactor))
    except WrongSetting as error:
        print(redactor.redact(str(error)), file=sys.stderr)
        return WRONG_CONFIGURATION
    except InvalidKnowledge as error:
        print(error, file=sys.stderr)
        return INPUT_AT_FAULT
    finally:
        service.ended()


class _Service:
    """One run: its signals, its tasks and its end."""

    def __init__(self) -> None:
        self._signals = 0
        self._watchdog: threading.Timer | None = None

    async def run(
        self,
        settings: Settings,
        factories: Sequence[Factory],
        build: Build[Any],
        clock: Clock,
        redactor: Redactor,
    ) -> int:
        stop, hurry = asyncio.Event(), asyncio.Event()
        self._listen(stop, hurry)
        async with _opened(settings, clock) as store:
            surroundings = Surroundings(settings, store, Live(settings.knowledge, build), clock, redactor)
            channels = [channel for factory in factories if (channel := factory(surroundings)) is not None]
            if not channels:
                raise WrongSetting(
                    f"{PREFIX}TELEGRAM_TOKEN", f"there is no channel to run: set this or {PREFIX}IMAP_URL"
                )
            starting = asyncio.create_task(surroundings.live.start())
            if not await _first(starting, stop):
                return DONE
            await follow(LiveCopies(settings.database), surroundings.live, clock)
            log.info("running: %s", ", ".join(channel.name for channel in channels))
            working = [asyncio.create_task(_kept(channel, stop), name=channel.name) for channel in channels]
            around = [
                asyncio.create_task(surroundings.live.watch(stop)),
                asyncio.create_task(_purges(store, stop)),
            ]
            try:
                await self._until_stopped(working, stop)
            finally:
                stop.set()
                self._arm(_refused(working))
                await _finished([*working, *around], hurry)
                await surroundings.live.close()
            if wrong := _refused(working):
                raise wrong
        log.info("ended")
        return DONE

    def ended(self) -> None:
        """Nothing is left to be waited for."""
        if self._watchdog is not None:
            self._watchdog.cancel()

    def _listen(self, stop: asyncio.Event, hurry: asyncio.Event) -> None:
        def end() -> None:
            self._signals += 1
            if self._signals > 1:
                hurry.set()
                return
            log.info("ending")
            stop.set()
            self._arm()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            # signals reach the main thread only; in another the caller ends the service
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                loop.add_signal_handler(number, end)

    def _arm(self, wrong: WrongSetting | None = None) -> None:
        """End for sure: a thread in a dead connection cannot be cancelled, and the store survives any end."""
        if self._watchdog is None:
            self._watchdog = threading.Timer(_HARD_END, _end_hard, (wrong,))
            self._watchdog.daemon = True
            self._watchdog.start()

    @staticmethod
    async def _until_stopped(working: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
        """Return when told to stop, when a channel found a wrong setting, or when all have ended."""
        stopping = asyncio.create_task(stop.wait())
        try:
            left = set(working)
            while left and not stop.is_set():
                ended, _ = await asyncio.wait({*left, stopping}, return_when=asyncio.FIRST_COMPLETED)
                left -= ended
                if any(task.exception() for task in ended - {stopping}):
                    return
        finally:
            stopping.cancel()


@contextlib.asynccontextmanager
async def _opened(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    try:
        store = Store(settings.database, clock, Keep.of(settings))
    except StoreError as error:
        raise WrongSetting(f"{PREFIX}DATABASE", str(error)) from None
    async with store:
        yield store


async def _first(task: asyncio.Task[None], stop: asyncio.Event) -> bool:
    """Wait for a task; False where ``stop`` came first."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        stopping.cancel()
        await task
        return True
    task.cancel()
    return False


async def _kept(channel: Channel, stop: asyncio.Event) -> None:
    """Run a channel, and again where it fails: the other channels and the people there are not to notice."""
    loop = asyncio.get_running_loop()
    pause = _FIRST_PAUSE
    while not stop.is_set():
        began = loop.time()
        try:
            await channel.run(stop)
            return
        except WrongSetting:
            raise
        except Exception:
            if loop.time() - began > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            log.exception("%s failed and starts again in %d s", channel.name, pause)
        await _pause(stop, pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _purges(store: Store, stop: asyncio.Event) -> None:
    """Delete what is past its time, at the start and every day."""
    while not stop.is_set():
        wait = _DAY
        try:
            counts = await store.purge()
            if counts:
                log.info("purged: %s", ", ".join(f"{name} {count}" for name, count in counts.items()))
        except Exception:
            log.exception("the daily purge failed")
            wait = _HOUR
        await _pause(stop, wait)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _finished(tasks: Sequence[asyncio.Task[None]], hurry: asyncio.Event) -> None:
    """Let every task finish what is under way; cancel what takes too long, or at a second signal."""
    hurrying = asyncio.create_task(hurry.wait())
    loop = asyncio.get_running_loop()
    until = loop.time() + _GRACE
    left = {task for task in tasks if not task.done()}
    while left and not hurry.is_set() and loop.time() < until:
        ended, _ = await asyncio.wait(
            {*left, hurrying}, timeout=until - loop.time(), return_when=asyncio.FIRST_COMPLETED
        )
        left -= ended
    hurrying.cancel()
    for task in left:
        task.cancel()
    if left:
        log.warning("cut short: %s", ", ".join(task.get_name() for task in left))
        await asyncio.wait(left, timeout=1)


def _refused(tasks: Sequence[asyncio.Task[None]]) -> WrongSetting | None:
    """The wrong setting that ended a channel."""
    for task in tasks:
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, WrongSetting):
            return error
    return None


def _end_hard(wrong: WrongSetting | None) -> None:
    log.warning("something does not end; ending without it")
    if wrong is not None:
        print(wrong, file=sys.stderr, flush=True)
    logging.shutdown()
    os._exit(WRONG_CONFIGURATION if wrong else DONE)
