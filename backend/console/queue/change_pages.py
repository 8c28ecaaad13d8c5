"""Changing what a filed request asks for and where it goes, for whoever calls or writes after filing."""

from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.queue import change, intake, wording
from backend.edge import Session
from backend.kit.errors import Problem
from backend.models.requests import Request as Row
from backend.requests import service
from backend.requests.changing import changeable
from backend.requests.schemas import RequestChange

router = shell.router()

Code = Annotated[str, Path(max_length=40)]


@router.get("/console/queue/{code}/change")
async def form_of(request: Request, session: Session, visitor: shell.Signed, code: Code) -> Response:
    """The form, filled with what stands."""
    found = await service.find(session, code)
    if not changeable(found, by_staff=True):
        return shell.back(f"/console/queue/{found.code}?problem=not_editable")
    given, _ = change.filled(found, visitor)
    return await _page(request, session, visitor, found, given, {})


@router.post("/console/queue/{code}/change")
async def save(request: Request, session: Session, visitor: shell.Signed, code: Code) -> Response:
    """Keep it as one line of the history, with old and new values; or show what is wrong beside each field."""
    form = await request.form()
    configuration = await catalogue.current(session)
    found = await service.locked(session, code)
    address = f"/console/queue/{found.code}"
    wanted = change.changes_of(form, found, configuration, visitor)
    if not wanted:
        return shell.back(address, "unchanged")
    if str(form.get("seen") or "") != str(found.event_count):
        return shell.back(f"{address}?problem=stale_revision")
    try:
        async with session.begin_nested():
            changes = RequestChange.model_validate(wanted)
            await service.change(session, found.code, changes, configuration, shell.caller(visitor))
    except ValidationError as error:
        wrong = {".".join(map(str, one["loc"])): intake.words(str(one["loc"][-1]), "other", configuration)
                 for one in error.errors()}  # fmt: skip
        return await _again(request, session, visitor, found, form, wrong)
    except Problem as problem:
        if problem.code != "invalid":
            return shell.back(f"{address}?problem={problem.code}")
        listed: list[dict[str, str]] = problem.extra.get("problems", [])
        wrong = {one["field"]: intake.words(one["field"], one["code"], configuration) for one in listed}
        return await _again(request, session, visitor, found, form, wrong)
    return shell.back(address, "saved")


async def _again(
    request: Request, session: AsyncSession, visitor: Visitor, found: Row, form: FormData, problems: dict[str, str]
) -> Response:
    await session.refresh(found)
    given = {name: str(value) for name, value in form.multi_items()}
    return await _page(request, session, visitor, found, given, problems)


async def _page(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    found: Row,
    given: dict[str, str],
    problems: dict[str, str],
) -> Response:
    configuration = await catalogue.current(session)
    used = {item.document_type for item in found.items}
    values: dict[str, Any] = {"one": found, "given": given, "problems": problems, "words": wording.tables()}
    values["hints"] = change.filled(found, visitor)[1]
    values["places"] = [place for place in range(20) if given.get(f"items[{place}].document_type")] or [0]
    values["documents"] = [one for one in configuration.catalogue.documents if one.offered or one.code in used]
    values["ways"] = [(way.method, way.name.zh) for way in configuration.service.delivery if way.enabled]
    return await shell.page(request, session, visitor, "queue/change.html", status=422 if problems else 200, **values)
