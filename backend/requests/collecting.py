"""Handing papers over at the counter: a pick-up code, typed or scanned, closes its request."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.domain import codes, states
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import repository
from backend.requests.happening import happen

_PAGE = 200
_SCANNED = re.compile(r"\s*(?P<code>.*?)\s*[/#]\s*(?P<digits>\d{6})\s*", re.DOTALL)


def scan_text(request: Request) -> str:
    """What the QR code for the counter says: the request's code and its pick-up code."""
    return f"{request.code}/{request.pickup_code}"


async def collect(
    session: AsyncSession, pickup_code: str, configuration: Configuration, caller: Caller, payload: dict[str, Any]
) -> Request:
    """Close the request whose papers are handed over, by its six digits or by what the scanner read.

    404 for a code that waits nowhere, 409 `already_collected`, and 409 `ambiguous` when two wait under the same
    digits: the request's code then decides.
    """
    scanned = _SCANNED.fullmatch(pickup_code)
    if scanned:
        found = await _of_code(session, scanned["code"], scanned["digits"])
    else:
        found = await _of_digits(session, "".join(pickup_code.split()))
    return await happen(session, found.code, states.Event.FULFIL.value, payload, configuration, caller)


async def _of_code(session: AsyncSession, code: str, digits: str) -> Request:
    written = codes.parse(code)
    found = await repository.by_code(session, written, lock=True) if written else None
    if found is None or not found.pickup_code or found.pickup_code != digits:
        raise Problem(404, "not_found", "no papers wait under this code")
    if found.status == states.Status.CLOSED.value:
        raise Problem(409, "already_collected", "these papers were handed over before", request=found.code)
    return found


async def _of_digits(session: AsyncSession, digits: str) -> Request:
    """The column is encrypted, so all that wait are looked through: hundreds at most, not the whole archive."""
    matches: list[Request] = []
    after: tuple[Any, UUID] | None = None
    filters = repository.Filters(statuses=(states.Status.READY_FOR_PICKUP.value,))
    while digits:
        page = await repository.page(session, filters, after, _PAGE)
        matches += [one for one in page if one.pickup_code == digits]
        if len(page) < _PAGE:
            break
        after = (page[-1].created_at, page[-1].id)
    if not matches:
        raise Problem(404, "not_found", "no papers wait under this code")
    if len(matches) > 1:
        waiting = [match.code for match in matches]
        raise Problem(409, "ambiguous", "scan the QR code, or add the request's code", requests=waiting)
    return matches[0]
