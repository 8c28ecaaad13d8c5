"""Errors that reach a caller: problem documents (RFC 9457) with a stable `code`.

Problem
├── raised by services with the status that fits (404 not_found, 409 illegal_transition, 422 invalid ...)
└── made here from FastAPI's own errors and from anything unforeseen (500 internal_error, without details)
"""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

log = structlog.get_logger()

_CODES = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
_CODES |= {409: "conflict", 413: "too_large", 415: "unsupported_media_type", 422: "invalid", 429: "too_many_requests"}


class Problem(Exception):
    """An error with a status and a stable code; `extra` members join the document."""

    def __init__(self, status: int, code: str, detail: str = "", headers: dict[str, str] | None = None, **extra: Any):
        super().__init__(f"{status} {code}")
        self.status, self.code, self.detail, self.headers, self.extra = status, code, detail, headers, extra

    def response(self) -> JSONResponse:
        """The problem document."""
        body = {"type": "about:blank", "title": self.code.replace("_", " "), "status": self.status, "code": self.code}
        if self.detail:
            body["detail"] = self.detail
        return JSONResponse(body | self.extra, self.status, self.headers, "application/problem+json")


def install(app: FastAPI) -> None:
    """Let every error of an application leave it as a problem document."""

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

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeout)
    async def on_database_away(request: Request, error: Exception) -> JSONResponse:
        log.error("database_away", path=request.scope.get("route_path", ""), error=type(error).__name__)
        return Problem(503, "unavailable", "please try again shortly", {"Retry-After": "5"}).response()

    @app.exception_handler(DBAPIError)
    @app.exception_handler(Exception)
    async def on_unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen_error", error=type(error).__name__, where=where(error))
        return Problem(500, "internal_error").response()


def _path(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path"))


def where(error: BaseException) -> str:
    """File and line of the raise: enough to find it, without values that may be personal."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
