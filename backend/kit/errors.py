"""Errors that reach a caller: problem documents (RFC 9457) with a stable `code`.

Problem
├── raised by services with the status that fits (404 not_found, 409 illegal_transition, 422 invalid ...)
└── made by backend.kit.problems from FastAPI's own errors and from anything unforeseen (500 internal_error)
"""

from typing import Any

from starlette.responses import JSONResponse


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


def where(error: BaseException) -> str:
    """File and line of the raise: enough to find it, without values that may be personal."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
