"""A whole server: the Bot API on one port and, if wanted, its control interface on another."""

from __future__ import annotations

from . import methods
from .api import Api
from .control import Control
from .wire import HttpServer
from .world import World

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


class Runtime:
    """Everything that runs on one event loop."""

    def __init__(self, token: str = TOKEN, port: int = 0, control_port: int | None = None) -> None:
        assert methods.__all__  # importing the package registers the methods
        self.api = Api(World(token))
        self.http = HttpServer(self.api.handle, port=port)
        self.control = Control(self.api, self.http)
        self.control_http: HttpServer | None = None
        if control_port is not None:
            self.control_http = HttpServer(self.control.handle, port=control_port)

    async def start(self) -> None:
        """Listen."""
        await self.http.open()
        if self.control_http is not None:
            await self.control_http.open()

    async def stop(self) -> None:
        """End deliveries and close all connections."""
        await self.api.webhook.stop()
        await self.http.close()
        if self.control_http is not None:
            await self.control_http.close()
