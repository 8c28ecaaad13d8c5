"""A request's history: every event is a link of its chain, and a job that tells whoever wants to know."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import chain
from backend.audit.service import Caller, event_hash, head_of
from backend.domain import states
from backend.kit import clock, queue
from backend.models.requests import Request, RequestEvent

#: The job that other rooms answer to; it is inserted in the transaction of the event itself.
RECORDED = "requests.recorded"

_STEPS = frozenset(event.value for event in states.Event)
#: Every name an entry of a history may bear: the table's events, and what happens beside them.
EVENTS = _STEPS | {
    "submitted",
    "changed",
    "asked",
    "files_added",
    "urged",
    "reminded",
    "pickup_reminded",
    "calendar_moved",
}


async def record(
    session: AsyncSession,
    request: Request,
    event: str,
    caller: Caller,
    data: Mapping[str, Any] | None = None,
    *,
    before: str | None = None,
) -> RequestEvent:
    """Write the next link. The caller holds the request's row lock (or has just made the row). ValueError for an
    event that has no words."""
    if event not in EVENTS:
        raise ValueError(f"{event} is no event of a request")
    await session.flush()
    details = {key: value for key, value in (data or {}).items() if value is not None}
    link = RequestEvent(
        request_id=request.id,
        seq=request.event_count + 1,
        at=clock.now(),
        event=event,
        from_status=before if before is not None else request.status,
        to_status=request.status,
        resolution=request.resolution,
        actor_kind=caller.kind,
        actor_id=caller.id or None,
        data=details,
        data_digest=chain.digest(details),
        previous=request.event_head,
    )
    link.hash = event_hash(link)
    session.add(link)
    # A head that was tampered with is not made good by what comes after it.
    holds = request.event_count == 0 or request.event_mac == head_of(request)
    request.event_count, request.event_head, request.updated_at = link.seq, link.hash, link.at
    if holds:
        request.event_mac = head_of(request)
    await session.flush()
    owner = request.applicant_id or request.id
    await queue.defer(session, RECORDED, lock=f"notices:{owner}", event_id=link.id)
    return link


def public_key(event: RequestEvent) -> str:
    """The text key of an event's public words."""
    resolution = states.Resolution(event.resolution) if event.resolution else None
    if event.event == "ship" and (event.data or {}).get("carrier"):
        return "event.ship_by"
    if event.event in _STEPS:
        return states.event_key(states.Event(event.event), resolution)
    return f"event.{event.event}"
