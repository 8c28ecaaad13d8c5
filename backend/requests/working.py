"""The staff's side of a request: whose it is, notes among staff, holds, many at once, and the queue's numbers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.base import uuid7
from backend.models.requests import Request, RequestNote
from backend.models.staff import Staff
from backend.requests import due, repository
from backend.requests.changing import locked
from backend.requests.happening import happen


async def staff_named(session: AsyncSession, username: str) -> Staff:
    """A member of staff who may work; 422 for anybody else."""
    staff = await repository.staff_by_name(session, username)
    if staff is None or not staff.active:
        raise Problem(422, "invalid", "no such member of staff", problems=[{"field": "staff", "code": "unknown"}])
    return staff


async def claim(session: AsyncSession, code: str, username: str) -> Request:
    """Take a request nobody has; 409 `taken` when somebody was quicker. The first owner stays on record."""
    request, staff = await locked(session, code), await staff_named(session, username)
    if request.owner_id is not None and request.owner_id != staff.id:
        raise Problem(409, "taken", "somebody else has this request")
    if request.owner_id is None:
        await _give(session, request, staff, Caller("staff", username))
    return request


async def assign(session: AsyncSession, code: str, username: str | None, by: Caller) -> Request:
    """Give a request to somebody, or to nobody; the first owner stays on record."""
    request = await locked(session, code)
    staff = await staff_named(session, username) if username else None
    await _give(session, request, staff, by)
    return request


async def _give(session: AsyncSession, request: Request, staff: Staff | None, by: Caller) -> None:
    before = await repository.staff_by_id(session, request.owner_id) if request.owner_id else None
    request.owner_id = staff.id if staff else None
    request.claimed_at = clock.now() if staff else None
    if staff and request.first_owner_id is None:
        request.first_owner_id = staff.id
    names = {"from": before.username if before else "", "to": staff.username if staff else ""}
    await audit.record(session, by, "assign", request.code, names)
    await session.flush()


async def add_note(session: AsyncSession, code: str, body: str, author: str) -> RequestNote:
    """A note among staff."""
    request = await locked(session, code)
    note = RequestNote(id=uuid7(), request_id=request.id, at=clock.now(), author=author, body=body)
    session.add(note)
    await session.flush()
    return note


async def notes(session: AsyncSession, request_id: UUID) -> list[RequestNote]:
    """The notes of a request, the oldest first."""
    return await repository.notes(session, request_id)


async def hold(session: AsyncSession, code: str, on: bool, by: Caller, reason: str) -> Request:
    """Keep a request from being erased while the law wants it, or end that."""
    request = await locked(session, code)
    request.legal_hold = on
    await audit.record(session, by, "hold" if on else "release", request.code, {"reason": reason})
    await session.flush()
    return request


@dataclass(frozen=True)
class Result:
    """What became of one request in a bulk action."""

    code: str
    done: bool
    problem: str | None = None


async def happen_to_many(
    session: AsyncSession,
    codes: list[str],
    event: str,
    payload: dict[str, Any],
    configuration: Configuration,
    by: Caller,
    claimer: str | None = None,
) -> list[Result]:
    """One event for many requests; each stands for itself, a refusal stops none of the others.

    `claimer` (a user name) becomes the owner of those nobody has: who acts first stays responsible.
    """
    results = []
    for code in sorted(set(codes)):
        try:
            async with session.begin_nested():
                request = await happen(session, code, event, dict(payload), configuration, by)
                if claimer and request.owner_id is None:
                    await claim(session, request.code, claimer)
        except Problem as problem:
            results.append(Result(code, False, problem.code))
        else:
            results.append(Result(code, True))
    return results


async def counts(session: AsyncSession, configuration: Configuration) -> dict[str, Any]:
    """The numbers over the queue: by state, due today, overdue, soon, without owner, not looked at in time."""
    today = clock.today()
    rows = await repository.open_counts(session, today, due.soon_until(configuration, today))
    names = ("unowned", "overdue", "due_today", "due_soon", "unacknowledged")
    totals = {name: sum(row[place] for row in rows) for place, name in enumerate(names, 2)}
    return {"by_status": {row[0]: row[1] for row in rows}, **totals}
