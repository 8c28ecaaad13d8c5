"""Filing for somebody who calls, writes, drops a slip or stands at the counter."""

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.auth.permissions import Bit
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.queue import intake, wording
from backend.domain.catalogue_types import RELATIONS, TRACKS
from backend.edge import Session
from backend.kit.errors import Problem
from backend.requests import service, working
from backend.requests.schemas import RequestIn

router = shell.router()

_BLANK_ROWS = 1


@router.get("/console/intake")
async def empty(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """The empty form."""
    return await _page(request, session, visitor, FormData(), {})


@router.post("/console/intake")
async def file(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """File it, or show it again with what is wrong beside each field. The same form twice is one request."""
    form = await request.form()
    configuration = await catalogue.current(session)
    body = intake.body_of(form, configuration)
    problems = intake.problems_of(body, configuration)
    if problems:
        return await _page(request, session, visitor, form, problems)
    try:
        given = RequestIn.model_validate(body)
        key = f"intake-{str(form.get('key') or secrets.token_hex(8))[:64]}"
        found, new = await service.file(session, given, key, configuration, shell.caller(visitor))
        if new and visitor.may(Bit.QUEUE_WORK):
            # Who is asked first stays responsible.
            await working.claim(session, found.code, visitor.username)
    except ValidationError as error:
        wrong = {".".join(str(part) for part in one["loc"]): "" for one in error.errors()}
        problems = {path: intake.words(path, "other", configuration) for path in wrong}
        return await _page(request, session, visitor, form, problems)
    except Problem as problem:
        if problem.code != "invalid":
            raise
        listed: list[dict[str, str]] = problem.extra.get("problems", [])
        problems = {one["field"]: intake.words(one["field"], one["code"], configuration) for one in listed}
        return await _page(request, session, visitor, form, problems)
    return shell.back(f"/console/queue/{found.code}", "added")


async def _page(
    request: Request, session: AsyncSession, visitor: Any, form: FormData, problems: dict[str, str]
) -> Response:
    configuration = await catalogue.current(session)
    given = {name: str(value) for name, value in form.multi_items()}
    filled = [place for place in range(20) if given.get(f"items[{place}].document_type")]
    values: dict[str, Any] = {"given": given, "problems": problems, "words": wording.tables()}
    values["places"] = filled or list(range(_BLANK_ROWS))
    values["documents"] = [one for one in configuration.catalogue.documents if one.offered]
    values["ways"] = [(way.method, way.name.zh) for way in configuration.service.delivery if way.enabled]
    values |= {"channels": intake.CHANNELS, "tracks": TRACKS}
    values["relations"] = [one for one in RELATIONS if one not in ("self", "employer")]
    values["key"] = given.get("key") or secrets.token_hex(8)
    status = 422 if problems else 200
    return await shell.page(request, session, visitor, "queue/intake.html", status=status, **values)
