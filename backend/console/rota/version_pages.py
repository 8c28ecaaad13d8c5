"""Earlier versions of the canned replies and of a week's rota: who changed what, and back to it."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import service as auth
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.admin.editing import as_text, difference
from backend.console.rota.pages import Day, Week
from backend.edge import Session
from backend.handover import canned, rota
from backend.kit import clock

router = shell.router()

_SHOWN = 50
Number = Annotated[int, Form(ge=1, le=2**62)]


@router.get("/console/canned/versions")
async def canned_versions(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """The canned replies through time."""
    return await _page(request, session, visitor, canned.SECTION, "快捷回复", "/console/canned")


@router.post("/console/canned/versions")
async def restore_canned(session: Session, visitor: shell.Signed, number: Number) -> Response:
    """Make them what they were."""
    await canned.restore(session, number, shell.caller(visitor))
    return shell.back("/console/canned", "restored")


@router.get("/console/rota/versions")
async def rota_versions(request: Request, session: Session, visitor: shell.Signed, week: Week = None) -> Response:
    """One week of the rota through time."""
    monday = rota.monday_of(week or clock.today())
    back = f"/console/rota?week={monday.isoformat()}"
    return await _page(request, session, visitor, rota.section(monday), "值班", back, week=monday.isoformat())


@router.post("/console/rota/versions")
async def restore_rota(session: Session, visitor: shell.Signed, week: Day, number: Number) -> Response:
    """Make the week what it was."""
    monday = rota.monday_of(week)
    await rota.restore(session, monday, number, shell.caller(visitor))
    return shell.back(f"/console/rota?week={monday.isoformat()}", "restored")


async def _page(
    request: Request, session: AsyncSession, visitor: Visitor, section: str, label: str, back: str, week: str = ""
) -> Response:
    staff = {str(one.id): one.display_name for one in await auth.everybody(session)}
    found = await catalogue.versions(session, section, _SHOWN + 1)
    texts = [as_text(row.value) for row in found]
    older = [*texts[1:], ""][: len(texts)]
    rows = [
        (row, staff.get(row.author, row.author), difference(before, text))
        for row, before, text in zip(found, older, texts, strict=True)
    ][:_SHOWN]
    values: dict[str, Any] = {"rows": rows, "label": label, "back": back, "week": week}
    return await shell.page(request, session, visitor, "rota/versions.html", **values)
