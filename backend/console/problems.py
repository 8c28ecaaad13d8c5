"""Errors as pages: what happened and what to do, in words; pieces get a line, streams a plain status."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from backend.console.guard import EnrolFirst, SignInFirst, enrolling
from backend.console.templating import words
from backend.kit.errors import Problem, where

log = structlog.get_logger()

SIGN_IN = "/console/login"
_STATUS_WORDS = {403: "forbidden", 404: "not_found", 422: "invalid", 429: "too_many_requests", 503: "unavailable"}


class PageRoute(APIRoute):
    """Turns every error of a console page into something a person can act on."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind ours."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except SignInFirst:
                return _sign_in(request)
            except EnrolFirst:
                return _go(request, "/console/account?told=enrol")
            except Problem as problem:
                return render(request, problem)
            except RequestValidationError as error:
                # Which fields, but never what stood in them.
                fields = [str(item["loc"][-1]) for item in error.errors()]
                return render(request, Problem(422, "invalid", fields=fields))
            except HTTPException as error:
                return render(request, Problem(error.status_code, _STATUS_WORDS.get(error.status_code, "invalid")))
            except (OperationalError, PoolTimeout) as error:
                log.error("database_away", error=type(error).__name__)
                return render(request, Problem(503, "unavailable"))
            except Exception as error:  # noqa: BLE001 - the edge of a page: staff get words, the log gets the place
                log.error("unforeseen_error", error=type(error).__name__, where=where(error))
                return render(request, Problem(500, "internal_error"))

        return handler


def render(request: Request, problem: Problem) -> Response:
    """The problem as a page, or as a line for a piece of one."""
    table = words("problems")
    known = table.get(problem.code) or table.get(_STATUS_WORDS.get(problem.status, ""), table["internal_error"])
    values = {"problem": problem, "title": known["title"], "advice": known["advice"], "extra": problem.extra}
    piece = _is_piece(request)
    template = request.app.state.console.templates.get_template(
        "shell/_problem.html" if piece else "shell/problem.html"
    )
    visitor = getattr(request.state, "visitor", None)
    menu = [
        entry
        for entry in request.app.state.console.menu
        if visitor is not None and (entry.bit == "staff" or visitor.may(entry.bit))
    ]
    body = template.render(
        values
        | {"visitor": visitor, "menu": menu, "counts": {}, "path": request.url.path, "told": ""}
        | {"enrolling": enrolling(request, visitor)}
    )
    headers = dict(problem.headers or {})
    if piece:
        headers |= {"HX-Retarget": "#problems", "HX-Reswap": "innerHTML"}
    return Response(body, problem.status, headers, "text/html")


def _sign_in(request: Request) -> Response:
    if request.headers.get("accept", "").startswith("text/event-stream"):
        return Response(status_code=401)
    path = request.url.path
    keep = request.method == "GET" and not _is_piece(request) and path not in ("/console", "/console/")
    return _go(request, SIGN_IN + (f"?next={quote(path)}" if keep else ""))


def _go(request: Request, address: str) -> Response:
    """Elsewhere: by redirection, or by telling htmx, which would swallow one."""
    if _is_piece(request):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _is_piece(request: Request) -> bool:
    return "hx-request" in request.headers
