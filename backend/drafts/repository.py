"""Queries of drafts."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.applicants import Draft


async def get(session: AsyncSession, conversation: str, *, lock: bool = False) -> Draft | None:
    """The draft of a conversation."""
    query = select(Draft).where(Draft.conversation == conversation)
    return await session.scalar(query.with_for_update() if lock else query)


async def remove(session: AsyncSession, conversation: str) -> bool:
    """Delete a draft; False when there was none."""
    gone = await session.execute(delete(Draft).where(Draft.conversation == conversation).returning(Draft.revision))
    return gone.first() is not None


async def untouched_since(session: AsyncSession, moment: datetime, limit: int = 500) -> list[Draft]:
    """Drafts nobody wrote to since a moment."""
    query = select(Draft).where(Draft.updated_at < moment).order_by(Draft.updated_at).limit(limit)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def of_many(session: AsyncSession, conversations: Iterable[str]) -> dict[str, Draft]:
    """The drafts of some conversations."""
    found = await session.scalars(select(Draft).where(Draft.conversation.in_(list(conversations))))
    return {draft.conversation: draft for draft in found}
