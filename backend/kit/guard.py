"""The outermost layer of the application: refuses what is too large, counts and times the rest, adds safe headers."""

import time
from collections.abc import Iterable

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit.errors import Problem

MAX_JSON = 256 * 1024
MAX_BODY = 11 * 1024 * 1024
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_SAFE = (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"))

_calls = Counter("lantai_http_requests_total", "Calls answered", ["method", "route", "status"])
_seconds = Histogram("lantai_http_request_seconds", "Time to answer", ["method", "route"])


class Guard:
    """Plain ASGI: an answer is never held up or copied on its way out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it before its body is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_safe(MutableHeaders(scope=message), _SAFE)
            await send(message)

        try:
            refusal = refused(scope["method"], Headers(scope=scope))
            await (refusal or self.app)(scope, receive, watched)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            route = getattr(scope.get("route"), "path", "none")
            _calls.labels(method, route, status).inc()
            _seconds.labels(method, route).observe(time.perf_counter() - began)


def _add_safe(headers: MutableHeaders, safe: Iterable[tuple[str, str]]) -> None:
    for name, value in safe:
        headers.setdefault(name, value)


def refused(method: str, headers: Headers) -> Response | None:
    """The refusal of a body that is too large, or whose size nobody knows."""
    length = headers.get("content-length", "0")
    limit = MAX_JSON if headers.get("content-type", "").startswith("application/json") else MAX_BODY
    if not length.isdigit() or int(length) > limit:
        return Problem(413, "too_large").response()
    if method in _WITH_BODY and "chunked" in headers.get("transfer-encoding", ""):
        # A body of unknown length could grow without bound while it is read.
        return Problem(411, "length_required").response()
    return None
