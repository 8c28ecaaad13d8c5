"""Writing to the audit log, and what must stand beside records so that it shows when they are touched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import chain, repository
from backend.audit.repository import Head
from backend.kit import clock
from backend.models.requests import Request
from backend.models.staff import AuditEntry


@dataclass(frozen=True)
class Caller:
    """Who does something: kind is requester, staff, system or service."""

    kind: str
    id: str = ""


SERVICE = Caller("service", "api")
SYSTEM = Caller("system", "lantai")


def head_mac(entries: int, last: str) -> str:
    """The keyed hash of the log's end: the number of entries and the hash of the last."""
    return chain.link("audit_head", entries, last)


async def record(
    session: AsyncSession, caller: Caller, action: str, object_id: str, data: dict[str, Any] | None = None
) -> None:
    """Write one entry at the end of the chain."""
    await repository.lock_chain(session)
    head = await repository.head(session)
    if head is None:
        head = Head(mac=head_mac(0, ""))
        await _begin_tally(session)
    entry = AuditEntry(
        at=clock.now(),
        actor_kind=caller.kind,
        actor_id=caller.id,
        action=action,
        object_id=object_id,
        data=data,
        data_digest=chain.digest(data),
        previous=head.last,
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    await session.flush()
    # A head that was tampered with is not made good by what comes after it.
    seal = head_mac(head.entries + 1, entry.hash) if head.mac == head_mac(head.entries, head.last) else head.mac
    await repository.keep_head(session, Head(head.entries + 1, entry.hash, seal))


async def count_since(session: AsyncSession, caller: Caller, action: str, since: datetime) -> int:
    """How often somebody did something since a moment."""
    return await repository.count_since(session, caller.id, action, since)


async def forget_details(session: AsyncSession, before: datetime) -> int:
    """Empty the details of some entries from before a moment; who did what and when stays, and the chain holds.

    The log itself says up to which moment that was done: details missing from later entries were taken out.
    """
    emptied = await repository.empty_data(session, before)
    if emptied and before > await repository.forgotten(session):
        await record(session, SYSTEM, repository.FORGET, before.astimezone(UTC).isoformat())
    return emptied


def entry_hash(entry: Any) -> str:
    """What the hash of an entry (or of its row) must be."""
    return chain.link(
        entry.previous, entry.at, entry.actor_kind, entry.actor_id, entry.action, entry.object_id, entry.data_digest
    )


def event_hash(event: Any) -> str:
    """What the hash of an event (or of its row) must be."""
    what = (event.event, event.from_status, event.to_status, event.resolution)
    who = (event.actor_kind, event.actor_id)
    return chain.link(event.previous, event.request_id, event.seq, event.at, *what, *who, event.data_digest)


def head_of(request: Request) -> str:
    """The keyed hash of where a request's history ends, and of whether it was erased."""
    return request_mac(request.id, request.code, request.event_count, request.event_head, request.erased_at)


def request_mac(request_id: UUID, code: str, events: int, last: str, erased_at: datetime | None) -> str:
    """The same, of the values."""
    return chain.link("request_head", request_id, code, events, last, erased_at)


def tally_mac(filed: int) -> str:
    """The keyed hash of how many requests were ever filed."""
    return chain.link("request_tally", filed)


async def count_filed(session: AsyncSession) -> None:
    """One more was filed. Whoever files waits here for whoever filed just before, so it comes last."""
    found = await repository.tally(session, lock=True)
    if found is None:
        # Where others were filed before there was a tally, and it is gone.
        found = (0, tally_mac(0) if await repository.count_requests(session) <= 1 else "")
    filed, mac = found
    # A tally that was tampered with is not made good by what comes after it.
    await repository.keep_tally(session, filed + 1, tally_mac(filed + 1) if mac == tally_mac(filed) else "")


async def _begin_tally(session: AsyncSession) -> None:
    """From the log's first entry on there is a tally, so that its absence tells something even without requests."""
    if await repository.tally(session, lock=True) is None and not await repository.count_requests(session):
        await repository.keep_tally(session, 0, tally_mac(0))
