"""Parts of every page: the way in, navigation with its counts, the stream of live events, the quick search."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse

from backend.auth import sessions
from backend.console import shell
from backend.console.hub import Event
from backend.console.problems import SIGN_IN
from backend.edge import Session
from backend.kit.errors import Problem

router = shell.router()

_LOOK_AGAIN = 2.0
"""How often an open stream asks whether its session still holds."""


@router.get("/console")
@router.get("/console/", include_in_schema=False)
async def front(request: Request) -> Response:
    """The first page a person has."""
    visitor = request.state.visitor
    if visitor is None:
        return RedirectResponse(SIGN_IN, 303)
    menu = [entry for entry in shell.console(request).menu if shell.allowed(visitor, entry.bit)]
    return RedirectResponse(menu[0].address if menu else "/console/account", 303)


@router.get("/console/nav")
async def navigation(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """The menu with fresh numbers."""
    menu = [entry for entry in shell.console(request).menu if shell.allowed(visitor, entry.bit)]
    counts = await shell.counts(request, session, visitor)
    here = request.headers.get("hx-current-url", "")
    return shell.part(request, "shell/_nav.html", menu=menu, counts=counts, here=here)


@router.get("/console/search")
async def search(
    request: Request, session: Session, visitor: shell.Signed, q: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Finds of all rooms."""
    hits: list[shell.Hit] = []
    if q.strip():
        for room in shell.console(request).rooms:
            if room.search:
                hits += await room.search(session, visitor, q.strip())
    # What bears the very words that were typed, such as a request's code, stands before what only belongs to it.
    hits.sort(key=lambda hit: q.strip().casefold() not in hit.title.casefold())
    return shell.part(request, "shell/_hits.html", hits=hits, q=q.strip())


@router.post("/console/alive")
async def alive() -> Response:
    """Somebody is at the keyboard of an open page: the idle time begins anew."""
    return Response(status_code=204)


@router.get("/console/live")
async def stream(request: Request, visitor: shell.Signed) -> EventSourceResponse:
    """Live events of this page; it ends within seconds of the session."""
    return EventSourceResponse(_events(request, visitor.digest), ping=15)


async def _events(request: Request, digest: str) -> AsyncIterator[dict[str, str | int]]:
    loop = asyncio.get_running_loop()
    with shell.console(request).hub.listening() as queue:
        yield {"event": "hello", "data": "{}", "retry": 1000}
        look_at = loop.time() + _LOOK_AGAIN
        while True:
            event = await _next(queue, look_at - loop.time())
            if event is not None:
                yield {"event": "live", "data": event.json()}
            if loop.time() >= look_at:
                if not await _still_in(request, digest):
                    yield {"event": "signed-out", "data": "{}"}
                    return
                look_at = loop.time() + _LOOK_AGAIN


async def _next(queue: asyncio.Queue[Event], seconds: float) -> Event | None:
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            return await queue.get()
    except TimeoutError:
        return None


async def _still_in(request: Request, digest: str) -> bool:
    try:
        async with request.app.state.database.session() as session:
            return await sessions.by_digest(session, digest, active=False) is not None
    except (SQLAlchemyError, OSError):
        # The database is away: nothing can be read through this stream meanwhile either.
        return True


@router.get("/console/{rest:path}")
async def unknown(rest: str) -> Response:
    """No such page."""
    raise Problem(404, "not_found")
