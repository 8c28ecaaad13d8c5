"""The console's shell: `install(app)` hangs every room of pages on the backend's application.

How a room of pages joins
-------------------------
1. Its package `backend/console/<room>/` has a `ROOM = Room(...)` (`backend.console.shell`) in its `__init__.py`:
   - `name`: the package's name; its templates lie in `<room>/templates/` and are named `<room>/page.html`;
     its static files lie in `<room>/static/` and are served at `{{ static('<room>/page.js') }}`;
   - `routers`: made by `shell.router()`, full paths `/console/...` (that router asks for a session, checks the right
     and the form's token, and turns errors into pages);
   - `menu`: `MenuEntry(key, label, address, bit, order)`; shown to those who have the right;
   - `counts`: `async (session, visitor) -> {menu key: number}` for the small numbers beside menu entries;
   - `search`: `async (session, visitor, text) -> [Hit(...)]` for the quick search (Ctrl+K).
2. Its name stands in `ROOMS` below.
3. Each of its routes stands in `routes.yaml`: `public`, `staff` (any signed-in person) or one right of
   `backend.auth.permissions`. The shell refuses a route that is not listed; a test compares table and application.
4. An endpoint takes `visitor: shell.Signed` and `session: backend.edge.Session` and returns
   `await shell.page(request, session, visitor, "<room>/page.html", ...)` (a whole page, which extends
   `shell/base.html`: blocks title, content, keys, styles, scripts) or `shell.part(request, "<room>/_piece.html", ...)`.
   Errors are `Problem`s (`backend.kit.errors`); what they say to staff stands in `templates/problems.yaml` by code.
5. A form that changes something is `method=post` with `{{ csrf() }}` inside, or an htmx element (the token travels in
   a header, see `static/console.js`). After a change: `shell.back("/console/...", "done key")` (303).
6. Audit: `backend.audit.service.record(session, visitor_caller(visitor), ...)`; `shell.caller(visitor)` is the Caller.
7. Live: `shell.live(request).publish(conversation, kind)` after the commit; every open page gets a DOM event
   `live` on `document.body` (detail: conversation, kind), usable as `hx-trigger="live from:body throttle:300ms"`.
   Charts: `/console/static/vendor/echarts.min.js` in block scripts, data in `<script type="application/json">`.

No inline script or style, no `hx-on`, no trigger filters: the policy in `headers.py` refuses them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import structlog
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy.exc import SQLAlchemyError

from backend.auth import service as auth
from backend.console import frame
from backend.console.headers import SecurityHeaders
from backend.console.hub import Hub
from backend.console.shell import Console, Room
from backend.console.static import VENDOR, Files
from backend.console.templating import templates_of

log = structlog.get_logger()

#: Rooms of pages, in the order in which their routes are tried.
ROOMS = ("account", "desk", "rota", "queue", "reports", "admin")
_HERE = Path(__file__).parent


def install(app: FastAPI) -> None:
    """Put the console on the application."""
    rooms = [_room(name) for name in ROOMS if _there(name)]
    settings = app.state.settings
    redis = Redis.from_url(settings.redis_url, socket_connect_timeout=0.5) if settings.redis_url else None
    hub = Hub(redis, app.state.database)
    app.state.console = Console(
        rooms=rooms,
        templates=templates_of([room.name for room in rooms]),
        hub=hub,
        settings=settings,
    )
    app.add_middleware(SecurityHeaders, secure=settings.external_url.startswith("https://"))
    for name, folder in _static([room.name for room in rooms]).items():
        app.mount(f"/console/static/{name}", Files(directory=folder), name=f"static-{name}")
    for room in rooms:
        for router in room.routers:
            app.include_router(router, include_in_schema=False)
    app.include_router(frame.router, include_in_schema=False)
    _live_with(app, hub, redis)


def _there(name: str) -> bool:
    module = f"backend.console.{name}"
    return find_spec(module) is not None and hasattr(import_module(module), "ROOM")


def _room(name: str) -> Room:
    room: Room = import_module(f"backend.console.{name}").ROOM
    return room


def _static(rooms: list[str]) -> dict[str, Path]:
    found = {"shell": _HERE / "static", "vendor": VENDOR}
    found |= {name: _HERE / name / "static" for name in rooms if (_HERE / name / "static").is_dir()}
    return found


def _live_with(app: FastAPI, hub: Hub, redis: Redis | None) -> None:
    """Start and end with the application; the first start makes the administrator."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with inner(app):
            await _first_start(app)
            hub.start()
            yield
            await hub.stop()
            if redis is not None:
                await redis.aclose()

    app.router.lifespan_context = lifespan


async def _first_start(app: FastAPI) -> None:
    if not app.state.settings.admin_password:
        return
    try:
        async with app.state.database.session() as session:
            await auth.ensure_admin(session, app.state.settings)
    except SQLAlchemyError as error:
        # The database is not there yet: the sign-in page makes the administrator when it is.
        log.warning("administrator_not_made_yet", error=type(error).__name__)
