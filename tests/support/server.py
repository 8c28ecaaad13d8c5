"""An application on a real port, in the test's own event loop."""

import asyncio

import uvicorn
from starlette.applications import Starlette

from backend.kit.ports import free_port


class Server:
    """An application served on a port of its own, which can go away and come back."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.port = free_port()
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Serve; returns when connections are taken."""
        config = uvicorn.Config(
            self._app, host="127.0.0.1", port=self.port, log_config=None, lifespan="off", timeout_graceful_shutdown=0
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server._serve())
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Serve no more, and cut what is open."""
        if self._server and self._task:
            self._server.should_exit = self._server.force_exit = True
            await self._task
            self._server = self._task = None
