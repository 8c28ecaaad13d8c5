"""Pushes that WeChat signed and our reader refused: kept in cipher for a few days, and told to staff."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import troubles
from backend.kit import clock
from backend.models.conversations import UnreadablePush

KEPT = timedelta(days=7)
_MOST_BYTES = 64 * 1024
_MOST_ROWS = 1000
"""A platform gone mad fills no disk."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One push that was not read."""

    at: datetime
    reason: str
    body: str


async def keep(session: AsyncSession, body: bytes, reason: str) -> None:
    """Put a push aside, once however often it comes."""
    if (await session.scalar(select(func.count()).select_from(UnreadablePush)) or 0) >= _MOST_ROWS:
        return
    digest = hashlib.sha256(body).hexdigest()
    row = {"digest": digest, "body": body[:_MOST_BYTES], "reason": reason[:80], "created_at": clock.now()}
    added = insert(UnreadablePush).values(row).on_conflict_do_nothing(index_elements=["digest"])
    if await session.scalar(added.returning(UnreadablePush.id)) is not None:
        await troubles.began(session, troubles.UNREADABLE)


async def kept(session: AsyncSession) -> list[Refused]:
    """What lies aside, the oldest first."""
    rows = await session.scalars(select(UnreadablePush).order_by(UnreadablePush.id))
    return [Refused(row.created_at, row.reason, row.body.decode("utf-8", "replace")) for row in rows]


async def forget(session: AsyncSession, before: datetime) -> int:
    """Erase what was put aside before a moment; how many went."""
    gone = delete(UnreadablePush).where(UnreadablePush.created_at < before).returning(UnreadablePush.id)
    return len((await session.scalars(gone)).all())
