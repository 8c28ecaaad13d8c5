"""Queries of papers that wait at the counter, by the blind index of their pick-up code."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import Request

#: Whoever draws a code holds this lock until his transaction ends, so that two cannot draw the same one.
_DRAWING = 0x6C616F


async def lock_drawing(session: AsyncSession) -> None:
    """Be the only one who draws a pick-up code."""
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _DRAWING})


async def waits(session: AsyncSession, index: str) -> bool:
    """Whether papers wait under a code."""
    query = select(Request.id).where(Request.pickup_index == index, Request.status == "ready_for_pickup")
    return await session.scalar(query) is not None


async def waiting_under(session: AsyncSession, index: str) -> Request | None:
    """The request whose papers wait under a code, locked."""
    query = select(Request).where(Request.pickup_index == index, Request.status == "ready_for_pickup")
    return await session.scalar(query.with_for_update(of=Request))
