"""How many requests of a list fall to each kind of papers and to each owner: one grouped query each."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import Request, RequestItem
from backend.requests.filtering import Filters, conditions


async def by_kind(session: AsyncSession, filters: Filters) -> dict[str, int]:
    """Kind of papers -> requests of the list that want it, whichever kind the list itself is narrowed to."""
    query = (
        select(RequestItem.document_type, func.count(distinct(RequestItem.request_id)))
        .join(Request, Request.id == RequestItem.request_id)
        .where(*conditions(replace(filters, document_type=None)))
        .group_by(RequestItem.document_type)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def by_owner(session: AsyncSession, filters: Filters) -> dict[UUID | None, int]:
    """Owner -> requests of the list, whoever's the list itself is narrowed to; None: nobody's."""
    query = (
        select(Request.owner_id, func.count())
        .where(*conditions(replace(filters, owner_id=None, unowned=False)))
        .group_by(Request.owner_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
