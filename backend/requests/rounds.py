"""What happens to requests without anybody's doing: reminders, and dates that a changed calendar moves."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import SYSTEM
from backend.catalogue.service import Configuration
from backend.domain.retention import next_reminder
from backend.kit import clock
from backend.requests import due, history, repository

_PAGE = 200


async def remind(session: AsyncSession, configuration: Configuration) -> int:
    """Remind silent requesters whose time has come; how many there were."""
    now = clock.now()
    periods = configuration.service.periods
    reminded = 0
    for request in await repository.waiting_for_requester(session, now):
        asked_at = due.stopped_at(request) or request.updated_at
        when = next_reminder(asked_at, request.reminders, periods)
        request.remind_at = when
        if when is None or when > now:
            continue
        request.reminders += 1
        request.remind_at = next_reminder(asked_at, request.reminders, periods)
        # After the last reminder only a person can decide what becomes of it.
        data = {"missing": request.missing or [], "last": request.remind_at is None or None}
        await history.record(session, request, "reminded", SYSTEM, data)
        reminded += 1
    return reminded


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
