"""Calls that may come twice: under its key a call is done once, whoever sends it again."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import repository


async def once(
    session: AsyncSession, scope: str, key: str, asked: Mapping[str, Any], act: Callable[[], Awaitable[Request]]
) -> tuple[Request, bool]:
    """The request that `act` makes or changes, and whether it was done now; 409 for a key used for something else.

    What was asked is kept as a keyed hash, so that a small secret in it cannot be guessed from the row.
    """
    fingerprint = blind_index("idempotency", json.dumps(asked, sort_keys=True))
    earlier = await repository.claim_key(session, scope, key, fingerprint, clock.now())
    if earlier is not None:
        found = await repository.by_id(session, earlier.request_id) if earlier.request_id else None
        if earlier.body != fingerprint or found is None:
            raise Problem(409, "idempotency_key_reused", "this key was used for another body")
        return found, False
    request = await act()
    row = await repository.key_row(session, scope, key)
    assert row is not None
    row.request_id = request.id
    await session.flush()
    return request, True
