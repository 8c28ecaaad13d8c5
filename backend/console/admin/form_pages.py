"""Hours, closures, holidays, fees, routing and the rest as forms."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.admin import editing, forms
from backend.console.admin.forms import Fault
from backend.console.admin.settings_pages import Part, Section, text_editor
from backend.edge import Session
from backend.kit import clock
from backend.kit.errors import Problem

router = shell.router()


@router.get("/console/admin/settings/{section}/{part}")
async def edit(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    section: Section,
    part: Part,
    expert: bool = False,
    add: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Response:
    """One part: as a form, or as text for who wants it or where there is no form."""
    value = editing.value_at(await catalogue.current(session), section, part)
    if expert or forms.fields_of(section, part) is None:
        return await text_editor(request, session, visitor, section, part)
    plain = editing.plain(value)
    if add and isinstance(plain, dict):
        plain.setdefault(str(add), _usual_year(plain))
    return await _page(request, session, visitor, section, part, plain)


def _usual_year(years: dict[str, Any]) -> dict[str, Any]:
    """The holidays of the newest year without their dates."""
    newest = years[max(years)] if years else {"holidays": []}
    return {"holidays": [{"name": one["name"]} for one in newest["holidays"]], "workdays": []}


async def _page(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    section: str,
    part: str,
    value: Any,
    fault: Fault | None = None,
) -> Response:
    configuration = await catalogue.current(session)
    fields = forms.fields_of(section, part)
    assert fields is not None
    values: dict[str, Any] = {"section": section, "part": part, "fields": fields, "fault": fault}
    values |= {"value": forms.shown(fields, value), "options": forms.options(configuration)}
    values["shipped"] = _codes(catalogue.shipped().get(section), part)
    values["label"] = editing.label_of(section, part, configuration)
    values["seen"] = await editing.version_of(session, section)
    values["next_year"] = max([clock.today().year, *map(int, value)]) + 1 if part == "years" else None
    return await shell.page(request, session, visitor, "admin/form.html", status=422 if fault else 200, **values)


def _codes(section: Any, part: str) -> set[str]:
    """Entries that came with the product keep their code."""
    value = section.get(part) if isinstance(section, dict) else None
    return {str(code) for code in value} if isinstance(value, dict) else set()


@router.post("/console/admin/settings/{section}/{part}/form")
async def save(request: Request, session: Session, visitor: shell.Signed, section: Section, part: Part) -> Response:
    """Keep what was filled in as a new version, if the whole still holds."""
    fields = forms.fields_of(section, part)
    before = editing.plain(editing.value_at(await catalogue.current(session), section, part))
    if fields is None:
        raise Problem(404, "not_found")
    form = await request.form(max_fields=5000)
    if str(form.get("seen") or "") != str(await editing.version_of(session, section)):
        raise Problem(409, "stale_revision")
    value = forms.read(fields, form, before)
    back = "/console/admin"
    if value == before:
        return shell.back(back, "unchanged")
    try:
        overlay = await editing.overlay_with(session, section, part, value)
        await editing.trial(session, section, overlay)
    except Problem as problem:
        fault = forms.fault_of(problem.detail or problem.code, section, part)
        return await _page(request, session, visitor, section, part, value, fault)
    comment = str(form.get("comment") or "").strip()[:200] or editing.label_of(
        section, part, await catalogue.current(session)
    )
    await catalogue.change(session, section, overlay, shell.caller(visitor), comment)
    return shell.back(back, "saved")
