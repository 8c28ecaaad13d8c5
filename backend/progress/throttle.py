"""Wrong tries of the public progress page, counted in PostgreSQL: no restart and no lost cache forgets them."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import clock
from backend.kit.crypto import blind_index
from backend.models.requests import CodeThrottle
from backend.progress import repository

WINDOW = timedelta(hours=1)
PER_CODE = 5
PER_ADDRESS = 20


async def blocked_for(session: AsyncSession, code: str, address: str) -> int:
    """Seconds for which this code or this address gets no answer; 0 when it may ask. Locks both."""
    now = clock.now()
    rows = await repository.lock(session, [digest for digest, _ in _limits(code, address)], now)
    return max((_left(row, now) for row in rows), default=0)


async def wrong(session: AsyncSession, code: str, address: str) -> None:
    """Count a wrong try against code and address; the last one allowed blocks for an hour."""
    now = clock.now()
    limits = dict(_limits(code, address))
    for row in await repository.lock(session, list(limits), now):
        recent = [hit for hit in row.hits if now - WINDOW < datetime.fromisoformat(hit) <= now]
        row.hits = [*recent, now.isoformat()][-PER_ADDRESS:]
        row.updated_at = now
        if len(row.hits) >= limits[row.digest]:
            row.blocked_until, row.hits = now + WINDOW, []
    await session.flush()


def _limits(code: str, address: str) -> list[tuple[str, int]]:
    return [
        (blind_index("throttle", f"code:{code}"), PER_CODE),
        (blind_index("throttle", f"address:{address}"), PER_ADDRESS),
    ]


def _left(row: CodeThrottle, now: datetime) -> int:
    if row.blocked_until is None:
        return 0
    left = (row.blocked_until - now).total_seconds()
    # A block longer than one can be comes from a clock that was moved back since.
    return int(left) + 1 if 0 < left <= WINDOW.total_seconds() else 0


async def forget(session: AsyncSession, now: datetime) -> int:
    """Delete counts that no longer matter."""
    return await repository.forget(session, now - 2 * WINDOW)
