"""A copy of somebody's data, and its erasure, for those who asked by letter, telephone or at the counter."""

from typing import Annotated

from fastapi import Form, Path, Request
from fastapi.responses import Response, StreamingResponse

from backend.attachments.endpoints import store_of
from backend.console import shell
from backend.console.queue import wording
from backend.edge import Session
from backend.kit.errors import Problem
from backend.privacy import for_others, package
from backend.requests import service

router = shell.router()

Code = Annotated[str, Path(max_length=40)]
Reason = Annotated[str, Form(max_length=300)]


def _said(reason: str) -> str:
    if not reason.strip():
        raise Problem(422, "invalid", problems=[{"field": "reason", "code": "missing"}])
    return reason.strip()


@router.post("/console/queue/{code}/person/export")
async def export(
    request: Request, session: Session, visitor: shell.Signed, code: Code, reason: Reason = ""
) -> Response:
    """All that is stored about whoever filed this, as one file to hand over."""
    found = await service.find(session, code)
    data, files = await for_others.export(session, found, shell.caller(visitor), _said(reason))
    packed = await package.packed(store_of(request), data, files)
    headers = {"Content-Disposition": f'attachment; filename="{found.code}-data.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(package.pieces(packed), media_type=package.MEDIA_TYPE, headers=headers)


@router.post("/console/queue/{code}/person/erase")
async def erase(request: Request, session: Session, visitor: shell.Signed, code: Code, reason: Reason = "") -> Response:
    """Erase what may be erased; the page says what stays and why, so that it can be told."""
    found = await service.locked(session, code)
    gone = await for_others.erase(session, store_of(request), found, shell.caller(visitor), _said(reason))
    words = wording.tables()
    return await shell.page(request, session, visitor, "queue/erased.html", one=found, gone=gone, words=words)
