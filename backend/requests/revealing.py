"""Showing a request's numbers in full: with a reason, on record, and not too often."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests.presenting import present
from backend.requests.schemas import RequestOut

#: How often one member of staff may look at numbers in a day; more is no longer work on single requests.
MOST_A_DAY = 60
_ACTION = "reveal"


async def reveal(
    session: AsyncSession,
    request: Request,
    configuration: Configuration,
    caller: Caller,
    reason: str | None,
    lang: str = "zh",
) -> RequestOut:
    """The request with its numbers. Staff must say why (422) and have a limit a day (429)."""
    await looked(session, request, caller, reason)
    return (await present(session, [request], configuration, reveal=True, lang=lang))[0]


async def looked(session: AsyncSession, request: Request, caller: Caller, reason: str | None) -> None:
    """Put a look at a request's numbers on record. Problem 422 without a reason, 429 beyond the limit of a day."""
    if caller.kind == "staff":
        if not (reason or "").strip():
            problems = [{"field": "reason", "code": "required"}]
            raise Problem(422, "invalid", "say why", problems=problems)
        seen = await audit.count_since(session, caller, _ACTION, clock.now() - timedelta(days=1))
        if seen >= MOST_A_DAY:
            raise Problem(429, "too_many_reveals", "the limit of a day is reached; a supervisor can help")
    await audit.record(session, caller, _ACTION, request.code, {"reason": reason} if reason else None)
