"""What happens to requests without anybody's doing: reminders, and dates that a changed calendar moves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import SYSTEM
from backend.catalogue.service import Configuration
from backend.domain.retention import next_pickup_reminder, next_reminder
from backend.domain.states import Event, Status
from backend.kit import clock
from backend.models.requests import Request
from backend.requests import due, history, repository

_PAGE = 200


async def remind(session: AsyncSession, configuration: Configuration) -> int:
    """Remind silent requesters whose time has come; how many there were."""
    now, reminded = clock.now(), 0
    for request in await repository.waiting_for_requester(session, now):
        ready = request.status == Status.READY_FOR_PICKUP
        since = await _ready_at(session, request) if ready else due.stopped_at(request) or request.updated_at
        request.remind_at = _next(request, since, configuration)
        if request.remind_at is None or request.remind_at > now:
            continue
        request.reminders += 1
        request.remind_at = _next(request, since, configuration)
        # After the last reminder only a person can decide what becomes of it.
        last = {"last": request.remind_at is None or None}
        if ready:
            await history.record(
                session, request, "pickup_reminded", SYSTEM, {"pickup_code": request.pickup_code} | last
            )
        else:
            await history.record(session, request, "reminded", SYSTEM, {"missing": request.missing or []} | last)
        reminded += 1
    return reminded


def _next(request: Request, since: datetime, configuration: Configuration) -> datetime | None:
    periods = configuration.service.periods
    if request.status == Status.READY_FOR_PICKUP:
        keep = configuration.service.keep_days(request.delivery_method)
        return next_pickup_reminder(since, request.reminders, keep, periods)
    return next_reminder(since, request.reminders, periods)


async def _ready_at(session: AsyncSession, request: Request) -> datetime:
    return await repository.newest_at(session, request.id, Event.MARK_READY.value) or request.updated_at


async def move_due_dates(
    session: AsyncSession, configuration: Configuration, after: UUID | None
) -> tuple[UUID | None, list[str]]:
    """Work out a page of dates again: where to go on (None at the end), and the codes of those that moved.

    Whoever owes something is told his date when the clock runs again: until then it is not promised to him.
    """
    page = await repository.open_requests(session, after, _PAGE)
    moved = []
    for request in page:
        before = request.due_on
        moves = due.settle(request, configuration)
        if moves and request.due_on and before and due.stopped_at(request) is None:
            data = {"due_on": request.due_on.isoformat(), "was": before.isoformat()}
            await history.record(session, request, "calendar_moved", SYSTEM, data)
            moved.append(request.code)
    return (page[-1].id if len(page) == _PAGE else None), moved
