"""Queries of drafts."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.applicants import Draft


async def get(session: AsyncSession, conversation: str, *, lock: bool = False) -> Draft | None:
    """The draft of a conversation."""
    query = select(Draft).where(Draft.conversation == conversation)
    return await session.scalar(query.with_for_update() if lock else query)


async def store(
    session: AsyncSession, conversation: str, state: dict[str, Any], revision: int, at: datetime
) -> int | None:
    """Write a state over a revision (0: none yet), in one statement; the new revision, None when it is another one."""
    values = {"state": state, "updated_at": at, "revision": revision + 1}
    if revision:
        known = update(Draft).where(Draft.conversation == conversation, Draft.revision == revision)
        return await session.scalar(known.values(values).returning(Draft.revision))
    new = insert(Draft).values(values | {"conversation": conversation, "created_at": at})
    return await session.scalar(new.on_conflict_do_nothing().returning(Draft.revision))


async def remove(session: AsyncSession, conversation: str) -> bool:
    """Delete a draft; False when there was none."""
    gone = await session.execute(delete(Draft).where(Draft.conversation == conversation).returning(Draft.revision))
    return gone.first() is not None


async def untouched_since(session: AsyncSession, moment: datetime, limit: int = 500) -> list[Draft]:
    """Drafts nobody wrote to since a moment."""
    query = select(Draft).where(Draft.updated_at < moment).order_by(Draft.updated_at).limit(limit)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def states(session: AsyncSession, limit: int = 500) -> AsyncIterator[dict[str, Any]]:
    """The states of all drafts, read a page at a time."""
    after = ""
    while True:
        query = select(Draft.conversation, Draft.state).where(Draft.conversation > after)
        page = (await session.execute(query.order_by(Draft.conversation).limit(limit))).all()
        for conversation, state in page:
            after = conversation
            yield state
        if len(page) < limit:
            return


async def of_many(session: AsyncSession, conversations: Iterable[str]) -> dict[str, Draft]:
    """The drafts of some conversations."""
    found = await session.scalars(select(Draft).where(Draft.conversation.in_(list(conversations))))
    return {draft.conversation: draft for draft in found}
