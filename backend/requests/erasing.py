"""Taking the person out of a request whose time of keeping is over; the bare record stays for the archive's figures."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import head_of
from backend.kit import clock
from backend.models.requests import Request
from backend.requests import pickup_codes, repository


async def over(session: AsyncSession, day: date) -> list[Request]:
    """Closed requests whose time is over, locked; none that is under legal hold."""
    return await repository.to_erase(session, day)


async def erase(session: AsyncSession, request: Request) -> None:
    """Empty every personal column and the personal part of the history; the chain of events holds."""
    request.subject, request.details = {}, {}
    request.requester = request.purpose = request.note = request.missing = None
    pickup_codes.take_back(request)
    request.delivery = {"method": request.delivery_method} if request.delivery_method else {}
    request.extensions = [one | {"reason": ""} for one in request.extensions]
    holds = request.event_mac == head_of(request)
    request.same_as, request.erased_at = None, clock.now()
    if holds:
        request.event_mac = head_of(request)
    for item in request.items:
        item.note = None
    await session.flush()
    await repository.empty(session, request.id)
