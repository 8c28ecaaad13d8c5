"""Pick-up codes: six digits that name one request among all whose papers wait at the counter."""

import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import counter_repository

#: Even with ten thousand papers waiting, so many draws do not all hit a taken code.
_TRIES = 100


async def give(session: AsyncSession, request: Request) -> str:
    """Draw a code nobody waits under and note it on the request."""
    await counter_repository.lock_drawing(session)
    for _ in range(_TRIES):
        code = drawn()
        if not await counter_repository.waits(session, index_of(code)):
            request.pickup_code, request.pickup_index = code, index_of(code)
            return code
    raise Problem(503, "unavailable", "no free pick-up code was found; please try again")


def drawn() -> str:
    """Six digits by chance."""
    return f"{secrets.randbelow(1_000_000):06}"


def take_back(request: Request) -> None:
    """The request waits no more under its code."""
    request.pickup_code = request.pickup_index = None


async def found_by(session: AsyncSession, digits: str) -> Request | None:
    """The request whose papers wait under six digits, locked."""
    return await counter_repository.waiting_under(session, index_of(digits))


def index_of(code: str) -> str:
    """The keyed hash by which a code is looked up."""
    return blind_index("pickup", code)
