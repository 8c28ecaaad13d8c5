"""Queries of attachments."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import Attachment


async def by_id(session: AsyncSession, attachment_id: UUID, *, lock: bool = False) -> Attachment | None:
    """One attachment."""
    query = select(Attachment).where(Attachment.id == attachment_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def by_ids(session: AsyncSession, ids: Iterable[UUID]) -> list[Attachment]:
    """Some attachments, locked in order of their ids."""
    query = select(Attachment).where(Attachment.id.in_(list(ids))).order_by(Attachment.id)
    return list(await session.scalars(query.with_for_update()))


async def of_requests(session: AsyncSession, request_ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """What hangs on some requests, the oldest first."""
    query = select(Attachment).where(Attachment.request_id.in_(list(request_ids))).order_by(Attachment.id)
    found: dict[UUID, list[Attachment]] = {}
    for attachment in await session.scalars(query):
        if attachment.request_id:
            found.setdefault(attachment.request_id, []).append(attachment)
    return found


async def of_draft(session: AsyncSession, conversation: str) -> list[Attachment]:
    """What hangs on a conversation's draft: sent, kept, not part of a request yet."""
    query = select(Attachment).where(
        Attachment.conversation == conversation,
        Attachment.request_id.is_(None),
        Attachment.erased_at.is_(None),
        Attachment.kind != "reply",
    )
    return list(await session.scalars(query.order_by(Attachment.id)))


async def loose_before(
    session: AsyncSession, moment: datetime, after: UUID | None, limit: int
) -> list[tuple[UUID, str | None]]:
    """Files no request took, older than a moment, each with its conversation: a page of them, by their ids."""
    query = select(Attachment.id, Attachment.conversation).where(
        Attachment.request_id.is_(None), Attachment.created_at < moment, Attachment.erased_at.is_(None)
    )
    if after is not None:
        query = query.where(Attachment.id > after)
    return [(row.id, row.conversation) for row in await session.execute(query.order_by(Attachment.id).limit(limit))]


async def known_names(session: AsyncSession, names: Iterable[str]) -> set[str]:
    """Which of some stored names a row knows."""
    query = select(Attachment.stored_as).where(Attachment.stored_as.in_(list(names)))
    return {name for name in await session.scalars(query) if name}


async def stored(session: AsyncSession, after: UUID | None, limit: int = 200) -> list[Attachment]:
    """All rows with a file, a page at a time."""
    query = select(Attachment).where(Attachment.stored_as.is_not(None)).order_by(Attachment.id).limit(limit)
    return list(await session.scalars(query if after is None else query.where(Attachment.id > after)))
