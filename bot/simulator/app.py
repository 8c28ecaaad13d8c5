"""The simulator as a web application: the platform's API, the driving API and the phone page on one port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit import clock, problems
from backend.kit.errors import Problem
from backend.kit.settings import Settings
from bot.simulator import api, control, driving, page
from bot.simulator.burst import Bursts
from bot.simulator.doings import Doings
from bot.simulator.page import Painter
from bot.simulator.platform import Platform, build
from bot.simulator.words import FOLDER

log = structlog.get_logger()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Security-Policy": POLICY}
_LOOK_EVERY = 1.0
_PATIENCE = 45


def create_app(
    settings: Settings, transport: httpx.AsyncBaseTransport | None = None, *, welcome: bool = True
) -> FastAPI:
    """The application; `transport` stands in for the network to the gateway, `welcome` makes a first follower."""
    clock.configure(settings.home)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        platform: Platform = app.state.platform
        chores = [asyncio.create_task(platform.world.store.keep_flushing())]
        if welcome:
            chores.append(asyncio.create_task(_welcome(platform, app.state.doings)))
        yield
        platform.world.feed.close()
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        await app.state.bursts.close()
        await platform.pusher.close()
        await platform.gateway.aclose()
        platform.world.store.close()

    app = FastAPI(title="Lantai simulator", lifespan=lifespan, docs_url=None, redoc_url=None)
    platform = build(settings, transport)
    app.state.platform, app.state.doings = platform, Doings(platform)
    app.state.bursts, app.state.painter = Bursts(platform.world, app.state.doings), Painter(platform)
    problems.install(app)
    app.add_middleware(Guard)
    for router in (api.open_router, api.router, page.router, driving.router, control.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return app


class Guard:
    """Other sites' pages may not drive the phones, and nothing runs on the page but its own files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        foreign = origin and urlsplit(origin).netloc != headers.get("host")
        if foreign and scope["method"] not in ("GET", "HEAD"):
            await Problem(403, "forbidden", "from another site").response()(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    given.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_guarded)


async def _welcome(platform: Platform, doings: Doings) -> None:
    """On a first start somebody follows as soon as the house can answer, so that a visitor finds a talk begun."""
    if platform.world.people:
        return
    await _house_ready(platform)
    await platform.pusher.handshake()
    if not platform.world.people:
        doings.follows(platform.world.add_person())
        log.info("first_follower")


async def _house_ready(platform: Platform) -> None:
    """Return when the backend says that all parts answer; where there is no backend, when the gateway lives."""
    settings, alone = platform.settings, 0.0
    async with httpx.AsyncClient(timeout=3, trust_env=False) as http:
        while True:
            whole = await _status(http, f"{settings.backend_url}/readyz")
            if whole == 200:
                return
            # A first start trains for minutes with the backend up and not ready; only its absence is counted.
            alone = alone + _LOOK_EVERY if whole is None else 0.0
            if alone > _PATIENCE and await _status(http, f"{settings.gateway_url}/healthz") == 200:
                return
            await asyncio.sleep(_LOOK_EVERY)


async def _status(http: httpx.AsyncClient, url: str) -> int | None:
    try:
        return (await http.get(url)).status_code
    except httpx.HTTPError:
        return None
