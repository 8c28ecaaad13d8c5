"""Queries of the audit log and of event chains."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import Request, RequestEvent
from backend.models.staff import AuditEntry, AuditHead, Staff

_CHAIN_LOCK = 0x1A47A1
_HEAD = 1


async def lock_chain(session: AsyncSession) -> None:
    """One writer at a time, until the transaction ends: the chain has one end."""
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


@dataclass(frozen=True)
class Head:
    """The end of the chain as it was written down."""

    entries: int = 0
    last: str = ""
    mac: str = ""


async def head(session: AsyncSession) -> Head | None:
    """Where the chain ends; None before the first entry."""
    query = select(AuditHead.entries, AuditHead.last, AuditHead.mac).where(AuditHead.id == _HEAD)
    found = (await session.execute(query)).one_or_none()
    return Head(*found) if found else None


async def keep_head(session: AsyncSession, head: Head) -> None:
    """Write down where the chain ends now."""
    values = asdict(head)
    await session.execute(
        insert(AuditHead).values(id=_HEAD, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    )


async def any_account(session: AsyncSession) -> bool:
    """Whether somebody has an account: adding one is always written down."""
    return await session.scalar(select(Staff.id).limit(1)) is not None


async def count_since(session: AsyncSession, actor_id: str, action: str, since: datetime) -> int:
    """How often someone did something since a moment."""
    query = select(func.count()).where(
        AuditEntry.actor_id == actor_id, AuditEntry.action == action, AuditEntry.at >= since
    )
    return int(await session.scalar(query) or 0)


async def empty_data(session: AsyncSession, before: datetime, limit: int = 500) -> int:
    """Take the personal part out of the oldest entries that still have one; how many."""
    old = select(AuditEntry.id).where(AuditEntry.at < before, AuditEntry.data.is_not(None))
    await session.execute(text("set local lantai.maintenance = 'on'"))
    emptied = await session.execute(
        update(AuditEntry)
        .where(AuditEntry.id.in_(old.order_by(AuditEntry.id).limit(limit)))
        .values(data=None)
        .returning(AuditEntry.id)
    )
    await session.execute(text("set local lantai.maintenance = 'off'"))
    return len(emptied.all())


async def entries(session: AsyncSession, after: int = 0, limit: int = 1000) -> list[AuditEntry]:
    """The log in order, a page at a time."""
    query = select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(limit)
    return list(await session.scalars(query))


async def heads(session: AsyncSession) -> AsyncIterator[tuple[Request, list[RequestEvent]]]:
    """Every request with its events in order, a few hundred at a time."""
    after = None
    while True:
        query = select(Request).order_by(Request.id).limit(300)
        page = list(await session.scalars(query if after is None else query.where(Request.id > after)))
        if not page:
            return
        after = page[-1].id
        ids = [request.id for request in page]
        found = select(RequestEvent).where(RequestEvent.request_id.in_(ids)).order_by(RequestEvent.seq)
        by_request: dict[object, list[RequestEvent]] = {}
        for event in await session.scalars(found):
            by_request.setdefault(event.request_id, []).append(event)
        for request in page:
            yield request, by_request.get(request.id, [])
        session.expunge_all()
