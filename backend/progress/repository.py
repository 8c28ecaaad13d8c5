"""Queries of the throttle."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import CodeThrottle


async def lock(session: AsyncSession, digests: Sequence[str], now: datetime) -> list[CodeThrottle]:
    """The rows of some digests, made when absent, locked in one order by all."""
    ordered = sorted(digests)
    fresh = [{"digest": digest, "hits": [], "updated_at": now} for digest in ordered]
    await session.execute(insert(CodeThrottle).values(fresh).on_conflict_do_nothing())
    query = select(CodeThrottle).where(CodeThrottle.digest.in_(ordered)).order_by(CodeThrottle.digest)
    return list(await session.scalars(query.with_for_update()))


async def forget(session: AsyncSession, before: datetime) -> int:
    """Delete rows nobody touched since a moment."""
    gone = await session.execute(
        delete(CodeThrottle).where(CodeThrottle.updated_at < before).returning(CodeThrottle.digest)
    )
    return len(gone.all())
