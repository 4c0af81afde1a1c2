"""The mail channel: an IMAP account read, answers sent or put into Drafts."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from bot.facts.document import Problem
from bot.masking import CurrentMasking
from bot.reloading import InvalidKnowledge
from bot.service import Surroundings
from bot.settings import PREFIX, WrongSetting
from bot.store.outbox import Outgoing
from handlers.mail.access import Refused
from handlers.mail.arrivals import Arrivals
from handlers.mail.filing import Filing
from handlers.mail.health import Health
from handlers.mail.line import Line
from handlers.mail.listening import Listening
from handlers.mail.notices import Notices
from handlers.mail.ours import Ours
from handlers.mail.pace import Pace
from handlers.mail.parcels import CHANNEL
from handlers.mail.posting import Posting
from handlers.mail.sent_folder import SentFolder
from handlers.mail.smtp import Submission, Unreachable
from handlers.mail.words import MailWords, MailWordsError, load_words
from handlers.mail.working import Desk, Worker

log = logging.getLogger(__name__)


def mail_channel(surroundings: Surroundings, pace: Pace | None = None) -> MailChannel | None:
    """Make the channel.

    Args:
        surroundings: what channels are given.
        pace: how long to wait for what; tests bring their own.

    Returns:
        The channel, or None where no mailbox is configured.

    Raises:
        InvalidKnowledge: where the channel's words in the knowledge folder are wrong.
    """
    if surroundings.settings.imap is None:
        return None
    return MailChannel(surroundings, pace or Pace())


class MailChannel:
    """Reads, decides, answers; see :mod:`handlers.mail` for its parts.

    Args:
        surroundings: settings, store, assistant.
        pace: how long to wait for what.
    """

    name = CHANNEL

    def __init__(self, surroundings: Surroundings, pace: Pace) -> None:
        self._around, self._pace = surroundings, pace
        try:
            self._words: MailWords = load_words(surroundings.settings.knowledge)
        except MailWordsError as error:
            raise InvalidKnowledge(error.problems) from None
        surroundings.live.attach("mail", _read_words, self._take_over)

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set.

        Raises:
            WrongSetting: where a server refuses login or mailbox for good at the start.
        """
        settings, store, clock, pace = self._around.settings, self._around.store, self._around.clock, self._pace
        server, redactor = settings.imap, self._around.redactor
        assert server is not None
        ours = Ours(settings.mail_address, settings.mail_aliases, settings.mail_authserv_id)
        notices = Notices(settings)
        account = f"{server.user}@{server.host}:{server.port}/{server.mailbox}"
        sending = settings.mail_mode == "send"
        masking = CurrentMasking(lambda: self._around.live.knowledge, settings.own_addresses)
        # made before there is work: it takes a moment
        await asyncio.to_thread(masking)
        desk = Desk(
            assistant=lambda: self._around.live.assistant,
            words=lambda: self._words,
            ours=ours,
            today=lambda: settings.today(clock),
            clock=clock,
            sending=sending,
            notices=notices,
            masking=masking,
        )
        worker = Worker(desk, store)
        line = Line(server, settings.mail_token_command, redactor, pace.timeout)
        submission = self._submission()
        posting = Posting(store, submission, ours, lambda: self._words, clock, notices, pace)
        filing = Filing(line, store, clock, pace, notices)
        arrivals = Arrivals(line, store, clock, account, settings.mail_since, worker.ring, notices)
        sent = SentFolder(line, store, ours, account)
        health = Health(store, clock, notices, pace.unreadable, settings.mail_address)

        async def connected() -> None:
            found = {row.id: await self._proved(sent, row) for row in posting.stranded}
            await posting.settle_stranded(found)

        listening = Listening(line, arrivals, sent, health, pace, connected)
        await arrivals.remember_start()
        await posting.prepare()
        await filing.prepare()
        log.info("mail: %s for %s", "replies are sent" if sending else "replies become drafts", settings.mail_address)
        try:
            await together(
                stop,
                listening.run(stop),
                worker.run(stop, pace.look),
                posting.run(stop),
                filing.run(stop),
                health.run(stop, pace.look),
                self._try_login(submission, stop),
            )
        finally:
            await line.close()

    def _submission(self) -> Submission | None:
        settings = self._around.settings
        if settings.smtp is None:
            return None
        return Submission(
            settings.smtp,
            settings.mail_token_command,
            self._around.redactor,
            self._pace.smtp_timeout,
            self._pace.dot_timeout,
        )

    async def _try_login(self, submission: Submission | None, stop: asyncio.Event) -> None:
        """A wrong password for sending is told at the start, not with the first answer."""
        if submission is None:
            return
        trial = self._submission()
        assert trial is not None
        try:
            await trial.open()
        except Refused as error:
            raise WrongSetting(error.variable or f"{PREFIX}SMTP_URL", str(error)) from None
        except Unreachable as error:
            log.warning("mail cannot be sent just now: %s", error)
        finally:
            await trial.close()

    @staticmethod
    async def _proved(sent: SentFolder, row: Outgoing) -> bool:
        return bool(row.own_id) and await sent.holds(row.own_id or "")

    def _take_over(self, words: MailWords) -> None:
        self._words = words


def _read_words(folder: Path) -> tuple[MailWords | None, list[Problem]]:
    """The channel's words, and what is wrong with them."""
    try:
        return load_words(folder), []
    except MailWordsError as error:
        return None, error.problems


async def together(stop: asyncio.Event, *works: object) -> None:
    """Run several things until all have ended; the first that fails ends the others.

    Args:
        stop: set at the end.
        works: coroutines.

    Raises:
        Exception: of the first that failed.
    """
    tasks = [asyncio.ensure_future(work) for work in works]  # type: ignore[call-overload]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
