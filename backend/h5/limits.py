"""How often one address may do something on the pages, counted where the progress throttle counts."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.progress import repository
from backend.progress.endpoints import address_of

WINDOW = timedelta(hours=1)
#: A mobile carrier hides many people behind one address, so these are generous; a program runs into them at once.
SAVES, FILINGS, UPLOADS, TARGET_UPLOADS = 400, 30, 200, 80


async def count(session: AsyncSession, what: str, who: str, most: int) -> None:
    """Count one more; Problem 429 when that is too many within an hour."""
    now = clock.now()
    (row,) = await repository.lock(session, [blind_index("throttle", f"h5:{what}:{who}")], now)
    recent = [hit for hit in row.hits if now - WINDOW < datetime.fromisoformat(hit) <= now]
    if len(recent) >= most:
        raise Problem(429, "too_many", headers={"Retry-After": str(int(WINDOW.total_seconds()))})
    row.hits, row.updated_at = [*recent, now.isoformat(timespec="seconds")], now
    await session.flush()


async def count_address(session: AsyncSession, what: str, request: Request, most: int) -> None:
    """Count one more for the address a call comes from."""
    await count(session, what, address_of(request), most)
