"""Handing papers over at the counter: a pick-up code, typed or scanned, closes its request."""

import re
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.domain import codes, states
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import pickup_codes, repository
from backend.requests.happening import happen

_SCANNED = re.compile(r"\s*(?P<code>.*?)\s*[/#]\s*(?P<digits>\d{6})\s*", re.DOTALL)


def scan_text(request: Request) -> str:
    """What the QR code for the counter says: the request's code and its pick-up code."""
    return f"{request.code}/{request.pickup_code}"


async def collect(
    session: AsyncSession, pickup_code: str, configuration: Configuration, caller: Caller, payload: dict[str, Any]
) -> Request:
    """Close the request whose papers are handed over, by its six digits or by what the scanner read.

    404 for a code that waits nowhere, 409 `already_collected` when the scanned papers were handed over before.
    """
    scanned = _SCANNED.fullmatch(pickup_code)
    if scanned:
        found = await _of_code(session, scanned["code"], scanned["digits"])
    else:
        found = await pickup_codes.found_by(session, "".join(pickup_code.split()))
    if found is None:
        raise Problem(404, "not_found", "no papers wait under this code")
    return await happen(session, found.code, states.Event.FULFIL.value, payload, configuration, caller)


async def _of_code(session: AsyncSession, code: str, digits: str) -> Request | None:
    written = codes.parse(code)
    found = await repository.by_code(session, written, lock=True) if written else None
    if found is None or not found.pickup_code or found.pickup_code != digits:
        return None
    if found.status == states.Status.CLOSED.value:
        raise Problem(409, "already_collected", "these papers were handed over before", request=found.code)
    return found
