"""The one connection to the account, in a thread of its own; the event loop asks it to do things.

It idles while nobody asks. Whoever asks wakes it first. A connection that breaks is told to those who asked and
made anew with growing pauses, for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import TypeVar

from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from bot.addresses import MailServer
from bot.logs import Redactor
from handlers.mail.access import READ_TIMEOUT, connect, shut
from handlers.mail.mailbox import Broken, Mailbox
from handlers.mail.thread import OwnThread

T = TypeVar("T")
log = logging.getLogger(__name__)


class Down(Exception):
    """There is no connection, or it broke under the work; whether the work was done is not known."""


class Line:
    """The connection.

    Args:
        server: where to.
        token_command: prints an access token.
        redactor: told tokens.
        timeout: for each answer of the server.
    """

    def __init__(
        self,
        server: MailServer,
        token_command: str | None = None,
        redactor: Redactor | None = None,
        timeout: float = READ_TIMEOUT,
    ) -> None:
        self._server = server
        self._token_command = token_command
        self._redactor = redactor or Redactor()
        self._timeout = timeout
        self._thread = OwnThread("imap")
        self._bell, self._waker = socket.socketpair()
        self._bell.setblocking(False)
        self._waker.setblocking(False)
        self._mailbox: Mailbox | None = None
        self._waiting = 0
        self._idling = self._ending = False
        self.up = asyncio.Event()

    async def open(self) -> None:
        """Connect, log in and select.

        Raises:
            Refused: where the server refuses for good.
            OSError, IMAPClientError, TokenError: where it did not work this time.
        """
        self._mailbox = await self._thread.run(self._open)
        self.up.set()

    def _open(self) -> Mailbox:
        client = connect(self._server, self._token_command, self._redactor, self._waker, self._timeout)
        try:
            return Mailbox(client, self._server.mailbox, self._waker)
        except BaseException:
            shut(client)
            raise

    async def do(self, work: Callable[[Mailbox], T]) -> T:
        """Do something with the mailbox, before it idles again.

        Args:
            work: runs in the connection's thread.

        Returns:
            What it returned.

        Raises:
            Down: where there is no connection, or it broke.
            IMAPClientError: where the server refused what was asked.
        """
        self._waiting += 1
        # here waiting is set before idling is read, in the thread idling before waiting: one of them sees the other
        if self._idling:
            self.nudge()
        try:
            return await self._run(work)
        finally:
            self._waiting -= 1

    async def wait(self, seconds: float, above: int = 0) -> bool:
        """Idle until the mailbox changes, somebody asks, or the time is over; see :meth:`Mailbox.wait`."""
        return await self._run(lambda mailbox: self._idle(mailbox, seconds, above))

    def _idle(self, mailbox: Mailbox, seconds: float, above: int) -> bool:
        self._idling = True
        try:
            return mailbox.wait(seconds, above) if not self._waiting and not self._ending else False
        finally:
            self._idling = False
            self._drain()

    async def _run(self, work: Callable[[Mailbox], T]) -> T:
        return await self._thread.run(lambda: self._guarded(work))

    def _guarded(self, work: Callable[[Mailbox], T]) -> T:
        mailbox = self._mailbox
        if mailbox is None:
            raise Down("there is no connection to the mailbox")
        try:
            return work(mailbox)
        except Broken as error:
            self._mailbox = None
            shut(mailbox.client)
            raise Down(f"the connection broke ({type(error).__name__})") from None
        except IMAPClientError as error:
            if mailbox.client._imap.state == "LOGOUT":
                self._mailbox = None
                raise Down("the server has logged us out") from error
            raise
        except Exception as error:  # an answer that the library cannot make sense of: begin anew with the server
            self._mailbox = None
            shut(mailbox.client)
            log.warning("the mail server was not understood (%s)", type(error).__name__)
            raise Down("the server was not understood") from None

    async def drop(self) -> None:
        """Give the connection up, so that the next one is made."""
        self.up.clear()
        if self._mailbox is None:
            return

        def close() -> None:
            if self._mailbox is not None:
                mailbox, self._mailbox = self._mailbox, None
                shut(mailbox.client)

        await self._thread.run(close)

    async def close(self) -> None:
        """Log out and end the thread; a server that does not answer is not waited for."""
        self.up.clear()
        self.nudge()

        def log_out() -> None:
            if self._mailbox is not None:
                self._mailbox.client.socket().settimeout(2)
                self._mailbox.close()
                self._mailbox = None

        try:
            async with asyncio.timeout(3):
                await self._thread.run(log_out)
        except (TimeoutError, *Broken):
            self.cut()
        self._thread.close()
        self._bell.close()

    def cut(self) -> None:
        """Break the connection from outside, which wakes the thread from whatever it waits for."""
        mailbox = self._mailbox
        if mailbox is not None:
            with contextlib.suppress(OSError, AttributeError):
                mailbox.client.socket().shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Idle no more."""
        self._ending = True
        self.nudge()

    def nudge(self) -> None:
        """End the present IDLE."""
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while self._waker.recv(4096):
                pass
