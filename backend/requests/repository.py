"""Queries of requests. Lists go by keyset, so that the last page costs what the first does."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.requests import (
    Attachment,
    IdempotencyKey,
    Parcel,
    Request,
    RequestEvent,
    RequestNote,
    RequestTerm,
)
from backend.models.staff import Staff
from backend.requests.filtering import KEPT, REMINDED, STOPPED, Filters, conditions, unacknowledged


async def by_code(session: AsyncSession, code: str, *, lock: bool = False) -> Request | None:
    """The request of a code; locked when it is going to be changed."""
    query = select(Request).where(Request.code == code)
    return await session.scalar(query.with_for_update(of=Request) if lock else query)


async def by_id(session: AsyncSession, request_id: UUID, *, lock: bool = False) -> Request | None:
    """The request of an id."""
    query = select(Request).where(Request.id == request_id)
    return await session.scalar(query.with_for_update(of=Request) if lock else query)


async def page(
    session: AsyncSession, filters: Filters, after: tuple[datetime | date | None, UUID] | None, limit: int
) -> list[Request]:
    """`limit` requests behind a place."""
    query = select(Request).where(*conditions(filters))
    if filters.sort == "due":
        # What is closed has no date any more that anybody goes by.
        query = query.where(Request.due_on.is_not(None), Request.status != "closed")
        query = query.order_by(Request.due_on, Request.id)
        if after:
            query = query.where(tuple_(Request.due_on, Request.id) > after)
    else:
        query = query.order_by(Request.created_at.desc(), Request.id.desc())
        if after:
            query = query.where(tuple_(Request.created_at, Request.id) < after)
    return list(await session.scalars(query.limit(limit)))


async def open_counts(session: AsyncSession, today: date, soon: date) -> list[Any]:
    """Open requests by state: how many, without owner, overdue, due today, due until `soon`, not looked at in time.
    One index is read."""
    running = Request.status.not_in(STOPPED)
    query = select(
        Request.status,
        func.count(),
        func.count().filter(Request.owner_id.is_(None)),
        func.count().filter(running, Request.due_on < today),
        func.count().filter(running, Request.due_on == today),
        func.count().filter(running, Request.due_on >= today, Request.due_on <= soon),
        func.count().filter(unacknowledged(today)),
    )
    return list((await session.execute(query.where(Request.status != "closed").group_by(Request.status))).all())


async def code_taken(session: AsyncSession, code: str) -> bool:
    """Whether a code was issued before."""
    return await session.scalar(select(Request.id).where(Request.code == code)) is not None


async def open_twin(session: AsyncSession, same_as: str, other: UUID, since: datetime) -> Request | None:
    """The newest open request for the same papers of the same person, but for one."""
    query = select(Request).where(Request.same_as == same_as, Request.status != "closed")
    query = query.where(Request.id != other, Request.created_at >= since)
    return await session.scalar(query.order_by(Request.created_at.desc()).limit(1))


async def events(session: AsyncSession, request_ids: Iterable[UUID]) -> dict[UUID, list[RequestEvent]]:
    """The histories of some requests, in order."""
    query = select(RequestEvent).where(RequestEvent.request_id.in_(list(request_ids))).order_by(RequestEvent.id)
    found: dict[UUID, list[RequestEvent]] = {}
    for event in await session.scalars(query):
        found.setdefault(event.request_id, []).append(event)
    return found


async def event(session: AsyncSession, event_id: int) -> RequestEvent | None:
    """One event."""
    return await session.get(RequestEvent, event_id)


async def newest_at(session: AsyncSession, request_id: UUID, event: str) -> datetime | None:
    """When an event happened to a request last."""
    query = select(func.max(RequestEvent.at)).where(RequestEvent.request_id == request_id, RequestEvent.event == event)
    return await session.scalar(query)


async def parcels(session: AsyncSession, request_ids: Iterable[UUID]) -> dict[UUID, list[Parcel]]:
    """What was sent for some requests."""
    query = select(Parcel).where(Parcel.request_id.in_(list(request_ids))).order_by(Parcel.id)
    found: dict[UUID, list[Parcel]] = {}
    for parcel in await session.scalars(query):
        found.setdefault(parcel.request_id, []).append(parcel)
    return found


async def notes(session: AsyncSession, request_id: UUID) -> list[RequestNote]:
    """Notes among staff, in order."""
    query = select(RequestNote).where(RequestNote.request_id == request_id).order_by(RequestNote.id)
    return list(await session.scalars(query))


async def replace_terms(session: AsyncSession, request_id: UUID, terms: dict[str, str]) -> None:
    """Make a request findable by exactly these."""
    await session.execute(delete(RequestTerm).where(RequestTerm.request_id == request_id))
    rows = [{"digest": digest, "request_id": request_id, "kind": kind} for digest, kind in terms.items()]
    if rows:
        await session.execute(insert(RequestTerm).values(rows))


async def claim_key(session: AsyncSession, scope: str, key: str, body: str, now: datetime) -> IdempotencyKey | None:
    """Take a key: None when it is ours now, else the row of who was first (after waiting for him)."""
    statement = insert(IdempotencyKey).values(scope=scope, key=key, body=body, created_at=now)
    taken = await session.scalar(statement.on_conflict_do_nothing().returning(IdempotencyKey.key))
    return None if taken is not None else await key_row(session, scope, key)


async def key_row(session: AsyncSession, scope: str, key: str) -> IdempotencyKey | None:
    """A key that was used."""
    return await session.get(IdempotencyKey, (key, scope))


async def forget_keys(session: AsyncSession, before: datetime) -> int:
    """Delete keys used before a moment."""
    gone = await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a delete's result counts rows


async def open_requests(session: AsyncSession, after: UUID | None, limit: int = 200) -> list[Request]:
    """Requests whose promise is still to be kept, a page at a time, locked."""
    query = select(Request).where(Request.status.not_in(KEPT)).order_by(Request.id).limit(limit)
    if after:
        query = query.where(Request.id > after)
    return list(await session.scalars(query.with_for_update(of=Request)))


async def waiting_for_requester(session: AsyncSession, now: datetime, limit: int = 200) -> list[Request]:
    """Requests that wait for their requester and may be due for a reminder, locked."""
    query = select(Request).where(Request.status.in_(REMINDED), Request.remind_at <= now)
    return list(await session.scalars(query.limit(limit).with_for_update(of=Request, skip_locked=True)))


async def of_applicant(session: AsyncSession, applicant_id: UUID) -> list[Request]:
    """Every request of a person."""
    query = select(Request).where(Request.applicant_id == applicant_id).order_by(Request.id)
    return list(await session.scalars(query))


async def to_erase(session: AsyncSession, day: date, limit: int = 100) -> list[Request]:
    """Closed requests whose time of keeping is over."""
    query = select(Request).where(Request.erase_after < day, Request.erased_at.is_(None), Request.legal_hold.is_(False))
    return list(await session.scalars(query.limit(limit).with_for_update(of=Request, skip_locked=True)))


async def staff_by_id(session: AsyncSession, staff_id: UUID) -> Staff | None:
    """A member of staff."""
    return await session.get(Staff, staff_id)


async def staff_by_name(session: AsyncSession, username: str) -> Staff | None:
    """A member of staff by the name he signs in with."""
    return await session.scalar(select(Staff).where(Staff.username == username))


async def staff_names(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names staff are shown by."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(Staff.id, Staff.display_name).where(Staff.id.in_(wanted))
    return {row[0]: row[1] for row in await session.execute(query)}


async def empty(session: AsyncSession, request_id: UUID) -> None:
    """Delete what a request is found by, its notes, its parcels' numbers, and the personal part of its history."""
    await session.execute(delete(RequestTerm).where(RequestTerm.request_id == request_id))
    await session.execute(delete(RequestNote).where(RequestNote.request_id == request_id))
    await session.execute(delete(Parcel).where(Parcel.request_id == request_id))
    async with maintenance(session):
        await session.execute(update(RequestEvent).where(RequestEvent.request_id == request_id).values(data=None))


@asynccontextmanager
async def maintenance(session: AsyncSession) -> AsyncIterator[None]:
    """Let the personal part of append-only rows be replaced; the triggers allow nothing else even now."""
    await session.execute(text("set local lantai.maintenance = 'on'"))
    yield
    await session.execute(text("set local lantai.maintenance = 'off'"))


async def files_of_closed(
    session: AsyncSession, moment: datetime, kinds: Collection[str], these: bool, limit: int = 1000
) -> list[UUID]:
    """Files of some kinds (or of all others) that hang on requests closed before a moment and under no hold."""
    query = (
        select(Attachment.id)
        .join(Request, Request.id == Attachment.request_id)
        .where(Attachment.erased_at.is_(None), Request.closed_at < moment, Request.legal_hold.is_(False))
        .where(Attachment.kind.in_(kinds) if these else Attachment.kind.not_in(kinds))
    )
    return list(await session.scalars(query.order_by(Attachment.id).limit(limit)))


async def put_parcel(session: AsyncSession, parcel: dict[str, Any]) -> None:
    """Store a parcel, or its new date when the number is known."""
    statement = insert(Parcel).values(parcel)
    again = {"shipped_at": statement.excluded.shipped_at, "carrier": statement.excluded.carrier}
    await session.execute(statement.on_conflict_do_update(index_elements=["request_id", "tracking_index"], set_=again))


async def of_applicants(session: AsyncSession, applicant_ids: Iterable[UUID]) -> dict[UUID, list[Request]]:
    """The requests of each of these people, the newest last."""
    query = select(Request).where(Request.applicant_id.in_(list(applicant_ids))).order_by(Request.created_at)
    found: dict[UUID, list[Request]] = {}
    for one in await session.scalars(query):
        if one.applicant_id:
            found.setdefault(one.applicant_id, []).append(one)
    return found
