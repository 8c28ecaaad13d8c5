"""The rota by weeks; canned replies to edit."""

from datetime import date, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request
from fastapi.responses import Response

from backend.auth import service as auth
from backend.auth.permissions import Bit, effective
from backend.catalogue import hours
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.shell import EARLIEST, LATEST
from backend.edge import Session
from backend.handover import canned, rota
from backend.kit import clock
from backend.kit.errors import Problem

router = shell.router()

Day = Annotated[date, Form(ge=EARLIEST, le=LATEST)]
Week = Annotated[date | None, Query(ge=EARLIEST, le=LATEST)]
Words = Annotated[str, Form(max_length=1000)]


@router.get("/console/rota")
async def rota_page(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    week: Week = None,
) -> Response:
    """A week of shifts."""
    monday = rota.monday_of(week or clock.today())
    configuration = await catalogue.current(session)
    talkers = [
        one for one in await auth.everybody(session) if one.active and Bit.DESK_TALK in effective(one.permissions)
    ]
    return await shell.page(
        request,
        session,
        visitor,
        "rota/rota.html",
        days=await rota.week(session, monday),
        monday=monday,
        step=timedelta(days=7),
        today=clock.today(),
        people=talkers,
        now=await rota.names_now(session, clock.now()),
        duty=await rota.on_duty(session, configuration, clock.now()),
        hours=hours.in_words(configuration, "zh"),
    )


@router.post("/console/rota")
async def add_shift(
    session: Session,
    visitor: shell.Signed,
    staff_id: Annotated[UUID, Form()],
    day: Day,
    begins: Annotated[time, Form()],
    ends: Annotated[time, Form()],
) -> Response:
    """Plan a shift."""
    address = f"/console/rota?week={day.isoformat()}"
    if await auth.with_id(session, staff_id) is None:
        raise Problem(404, "not_found")
    try:
        await rota.add(session, staff_id, day, begins, ends, shell.caller(visitor))
    except Problem as problem:
        if problem.code != "clash":
            raise
        return shell.back(address, "clash")
    return shell.back(address, "added")


@router.post("/console/rota/copy")
async def copy_week(session: Session, visitor: shell.Signed, week: Day) -> Response:
    """Plan a week like the one before."""
    await rota.copy_last_week(session, rota.monday_of(week), shell.caller(visitor))
    return shell.back(f"/console/rota?week={week.isoformat()}", "copied")


@router.post("/console/rota/{shift_id}/remove")
async def remove_shift(session: Session, visitor: shell.Signed, shift_id: UUID, week: Day) -> Response:
    """Take a shift out."""
    await rota.remove(session, shift_id, shell.caller(visitor))
    return shell.back(f"/console/rota?week={week.isoformat()}", "removed")


@router.get("/console/canned")
async def canned_page(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """All canned replies."""
    replies = await canned.all_of_them(session)
    return await shell.page(request, session, visitor, "rota/canned.html", replies=replies)


@router.post("/console/canned")
async def add_canned(
    session: Session, visitor: shell.Signed, shortcut: Words = "", title: Words = "", body: Words = ""
) -> Response:
    """A new canned reply."""
    await canned.save(session, None, shortcut, title, body, shell.caller(visitor))
    return shell.back("/console/canned", "added")


@router.post("/console/canned/{reply_id}")
async def change_canned(
    session: Session, visitor: shell.Signed, reply_id: UUID, shortcut: Words = "", title: Words = "", body: Words = ""
) -> Response:
    """Other words for a canned reply."""
    await canned.save(session, reply_id, shortcut, title, body, shell.caller(visitor))
    return shell.back("/console/canned", "saved")


@router.post("/console/canned/{reply_id}/remove")
async def remove_canned(session: Session, visitor: shell.Signed, reply_id: UUID) -> Response:
    """Delete a canned reply."""
    await canned.remove(session, reply_id, shell.caller(visitor))
    return shell.back("/console/canned", "removed")
