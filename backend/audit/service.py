"""Writing to the audit log, and proving that neither it nor any request's history was touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import chain, repository
from backend.audit.repository import Head
from backend.kit import clock
from backend.models.requests import Request, RequestEvent
from backend.models.staff import AuditEntry


@dataclass(frozen=True)
class Caller:
    """Who does something: kind is requester, staff, system or service."""

    kind: str
    id: str = ""


SERVICE = Caller("service", "api")
SYSTEM = Caller("system", "lantai")


@dataclass(frozen=True)
class Flaw:
    """A place where a chain does not hold."""

    kind: str
    id: str
    problem: str


def head_mac(entries: int, last: str) -> str:
    """The keyed hash of the log's end: the number of entries and the hash of the last."""
    return chain.link("audit_head", entries, last)


async def record(
    session: AsyncSession, caller: Caller, action: str, object_id: str, data: dict[str, Any] | None = None
) -> None:
    """Write one entry at the end of the chain."""
    await repository.lock_chain(session)
    head = await repository.head(session) or Head(mac=head_mac(0, ""))
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
    """Empty the details of some entries from before a moment; who did what and when stays, and the chain holds."""
    return await repository.empty_data(session, before)


def entry_hash(entry: AuditEntry) -> str:
    """What an entry's hash must be."""
    return chain.link(
        entry.previous, entry.at, entry.actor_kind, entry.actor_id, entry.action, entry.object_id, entry.data_digest
    )


def event_hash(event: RequestEvent) -> str:
    """What an event's hash must be."""
    what = (event.event, event.from_status, event.to_status, event.resolution)
    who = (event.actor_kind, event.actor_id)
    return chain.link(event.previous, event.request_id, event.seq, event.at, *what, *who, event.data_digest)


async def verify(session: AsyncSession) -> list[Flaw]:
    """Every flaw of the audit log and of the requests' histories; an empty list is the proof."""
    flaws = await _verify_log(session)
    async for request, events in repository.heads(session):
        flaws += _verify_history(request, events)
    return flaws


async def _verify_log(session: AsyncSession) -> list[Flaw]:
    # Read before the entries: what is written while this walks comes after the head and only adds.
    head = await repository.head(session)
    flaws, previous, after, count, at_head = list[Flaw](), "", 0, 0, ""
    while page := await repository.entries(session, after):
        for entry in page:
            if entry.previous != previous:
                flaws.append(Flaw("audit", str(entry.id), "does not follow the entry before"))
            if entry.hash != entry_hash(entry) or _altered(entry.data, entry.data_digest):
                flaws.append(Flaw("audit", str(entry.id), "was changed"))
            previous, after, count = entry.hash, entry.id, count + 1
            at_head = entry.hash if head and count == head.entries else at_head
        session.expunge_all()
    if head is None:
        gone = count > 0 or await repository.any_account(session)
        return [*flaws, Flaw("audit", "log", "the note of where it ends is missing")] if gone else flaws
    if head.mac != head_mac(head.entries, head.last):
        flaws.append(Flaw("audit", "log", "the note of where it ends was changed"))
    if count < head.entries:
        flaws.append(Flaw("audit", "log", f"{head.entries - count} of its entries are missing"))
    elif at_head != head.last:
        flaws.append(Flaw("audit", "log", "it does not end as it was written"))
    return flaws


def _verify_history(request: Request, events: list[RequestEvent]) -> list[Flaw]:
    flaws, previous = [], ""
    for number, event in enumerate(events, 1):
        if event.seq != number or event.previous != previous:
            flaws.append(Flaw("request", request.code, f"event {event.seq} does not follow the one before"))
        if event.hash != event_hash(event) or _altered(event.data, event.data_digest):
            flaws.append(Flaw("request", request.code, f"event {event.seq} was changed"))
        previous = event.hash
    if request.event_count != len(events) or request.event_head != previous:
        flaws.append(Flaw("request", request.code, "its newest events are missing"))
    elif events and (request.status, request.resolution) != (events[-1].to_status, events[-1].resolution):
        flaws.append(Flaw("request", request.code, "its state is not the one its history ends with"))
    return flaws


def _altered(data: dict[str, Any] | None, digest: str) -> bool:
    """An erased personal part leaves its digest behind; one that is there must fit it."""
    return data is not None and chain.digest(data) != digest
