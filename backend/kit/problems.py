"""Every error leaves an application as a problem document, without details that may be personal."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from backend.kit.errors import Problem, where

log = structlog.get_logger()

Kinds = tuple[type[Exception], ...]

_CODES = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
_CODES |= {409: "conflict", 413: "too_large", 415: "unsupported_media_type", 422: "invalid", 429: "too_many_requests"}


def install(app: FastAPI, away: Kinds = (), broken: Kinds = ()) -> None:
    """Let every error of an application leave it as a problem document.

    `away` are the errors of a part that cannot be reached just now, `broken` others of its own that must not leave as
    they are (backend.kit.db names those of the database).
    """

    @app.exception_handler(Problem)
    async def on_problem(request: Request, error: Problem) -> JSONResponse:
        return error.response()

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, f"http_{error.status_code}")
        return Problem(error.status_code, code, headers=dict(error.headers or {})).response()

    @app.exception_handler(RequestValidationError)
    async def on_validation(request: Request, error: RequestValidationError) -> JSONResponse:
        # The offending input is left out on purpose: it may be an identity number.
        problems = [
            {"field": _path(item["loc"]), "code": item["type"], "message": item["msg"]} for item in error.errors()
        ]
        return Problem(422, "invalid", "some fields cannot be accepted", problems=problems).response()

    async def on_away(request: Request, error: Exception) -> JSONResponse:
        log.error("database_away", path=request.scope.get("route_path", ""), error=type(error).__name__)
        return Problem(503, "unavailable", "please try again shortly", {"Retry-After": "5"}).response()

    async def on_unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen_error", error=type(error).__name__, where=where(error))
        return Problem(500, "internal_error").response()

    for kind in away:
        app.add_exception_handler(kind, on_away)
    for kind in (*broken, Exception):
        app.add_exception_handler(kind, on_unforeseen)


def _path(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path"))
