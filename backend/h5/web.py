"""Hangs the pages for phones on the backend's application."""

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.h5 import change_pages, form_pages, link_api, link_pages, login, paper_pages, plain_pages, progress_pages
from backend.h5.edge import PageRoute, sorry

MAX_BODY = 11 * 1024 * 1024
#: What is read and thrown away of a body that is too large, so that a browser shows our words, not a broken line.
_MOST_DRAINED = 64 * 1024 * 1024

lost = APIRouter(route_class=PageRoute, include_in_schema=False)


@lost.api_route("/h5/{rest:path}", methods=["GET", "POST", "HEAD"])
async def nothing_here(rest: str, request: Request) -> Response:
    """An address that leads nowhere."""
    return sorry(request, 404, "not_found")


class TooLarge:
    """Answers a body that is too large with a page instead of a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything else through."""
        if scope["type"] != "http" or not scope["path"].startswith("/h5/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) <= MAX_BODY:
            await self.app(scope, receive, send)
            return
        await _drain(receive, min(int(length), _MOST_DRAINED))
        await sorry(request, 413, "too_large")(scope, receive, send)


async def _drain(receive: Receive, most: int) -> None:
    """Read a body and forget it."""
    seen = 0
    while seen < most:
        message: Message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def install(app: FastAPI) -> None:
    """Add the pages, the call that makes upload links, and a kind answer to what is too large."""
    rooms = (plain_pages, login, progress_pages, change_pages, form_pages, paper_pages, link_pages, link_api)
    # `/h5/requests/new` must be asked before `/h5/requests/{code}`.
    for room in sorted(rooms, key=lambda one: one is progress_pages):
        app.include_router(room.router)
    app.include_router(lost)
    app.add_middleware(TooLarge)
