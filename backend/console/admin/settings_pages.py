"""Catalogue, service, calendar: parts edited with checks beside, versions to go back to."""

from typing import Annotated, Any, Literal

from fastapi import Form, Path, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import service as auth
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.catalogue import warnings
from backend.console import shell
from backend.console.admin import editing, forms
from backend.edge import Session
from backend.kit import clock
from backend.kit.errors import Problem

router = shell.router()

Section = Annotated[Literal["catalogue", "service", "calendar", "notices"], Path()]
Part = Annotated[str, Path(max_length=80, pattern=r"^[\w.]+$")]
Text = Annotated[str, Form(max_length=editing.MOST)]
Line = Annotated[str, Form(max_length=200)]


@router.get("/console/admin")
async def overview(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """What can be changed."""
    configuration = await catalogue.current(session)
    values: dict[str, Any] = {"documents": configuration.catalogue.documents, "parts": editing.parts(configuration)}
    values |= {"sections": editing.SECTIONS, "version": configuration.version}
    values["settled"] = await catalogue.settled(session)
    values["missing_year"] = warnings.unknown_year(configuration, clock.today())
    return await shell.page(request, session, visitor, "admin/overview.html", **values)


async def text_editor(request: Request, session: AsyncSession, visitor: Visitor, section: str, part: str) -> Response:
    """One part as text: the expert's view."""
    value = editing.value_at(await catalogue.current(session), section, part)
    return await _editor(request, session, visitor, section, part, editing.as_text(value) if value is not None else "")


async def _editor(
    request: Request, session: AsyncSession, visitor: Visitor, section: str, part: str, text: str, fault: str = ""
) -> Response:
    configuration = await catalogue.current(session)
    values: dict[str, Any] = {"section": section, "part": part, "text": text, "fault": fault}
    values["label"] = editing.label_of(section, part, configuration)
    values["form"] = forms.fields_of(section, part) is not None
    values["seen"] = await editing.version_of(session, section)
    status = 422 if fault else 200
    return await shell.page(request, session, visitor, "admin/edit.html", status=status, **values)


@router.post("/console/admin/settings/{section}/{part}/check")
async def check(request: Request, session: Session, section: Section, part: Part, text: Text = "") -> Response:
    """What would change, or the place that cannot be used."""
    configuration = await catalogue.current(session)
    before = editing.as_text(editing.value_at(configuration, section, part))
    try:
        value = editing.read(text)
        overlay = await editing.overlay_with(session, section, part, value)
        after = editing.as_text(editing.value_at(await editing.trial(session, section, overlay), section, part))
    except Problem as problem:
        if problem.status != 422:
            raise
        return shell.part(request, "admin/_check.html", fault=problem.detail, lines=[])
    return shell.part(request, "admin/_check.html", fault="", lines=editing.difference(before, after))


@router.post("/console/admin/settings/{section}/{part}")
async def save(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    section: Section,
    part: Part,
    text: Text = "",
    comment: Line = "",
    seen: Line = "",
) -> Response:
    """Keep it as a new version, if the whole still holds."""
    editing.value_at(await catalogue.current(session), section, part)
    if seen and seen != str(await editing.version_of(session, section)):
        raise Problem(409, "stale_revision")
    try:
        overlay = await editing.overlay_with(session, section, part, editing.read(text))
        await editing.trial(session, section, overlay)
    except Problem as problem:
        return await _editor(request, session, visitor, section, part, text, fault=problem.detail or problem.code)
    await catalogue.change(session, section, overlay, shell.caller(visitor), comment or part)
    return shell.back("/console/admin", "saved")


@router.get("/console/admin/versions")
async def versions(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    section: Annotated[Literal["catalogue", "service", "calendar", "notices", "texts", "menu"], Query()] = "catalogue",
) -> Response:
    """Who changed what and when."""
    staff = {str(one.id): one.display_name for one in await auth.everybody(session)}
    found = await catalogue.versions(session, section, 50)
    before = [*found[1:], *([None] if found else [])]
    rows = [
        (row, staff.get(row.author, row.author), editing.difference(
            editing.as_text(older.value) if older else "", editing.as_text(row.value)))
        for row, older in zip(found, before, strict=True)
    ]  # fmt: skip
    values: dict[str, Any] = {"rows": rows, "section": section, "sections": editing.SECTIONS | editing.MORE}
    return await shell.page(request, session, visitor, "admin/versions.html", **values)


@router.post("/console/admin/versions/{number}/restore")
async def restore(session: Session, visitor: shell.Signed, number: int, section: Line) -> Response:
    """Make an earlier version the newest again; number 0 is what was shipped."""
    if section not in editing.SECTIONS | editing.MORE:
        raise Problem(404, "not_found")
    found = [row for row in await catalogue.versions(session, section, 200) if row.id == number]
    if not found and number != 0:
        raise Problem(404, "not_found")
    value = found[0].value if found else {}
    await catalogue.change(session, section, value, shell.caller(visitor), f"恢复到 #{number}")
    return shell.back(f"/console/admin/versions?section={section}", "saved")
