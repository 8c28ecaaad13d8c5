"""One request to look at: its page, the reveal of its numbers, its files and papers."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import Response

from backend.attachments import service as attachments
from backend.attachments.endpoints import store_of
from backend.audit import service as audit
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.queue import request_page, wording
from backend.console.queue.list_pages import workers
from backend.console.templating import words as shell_words
from backend.edge import Session
from backend.kit.errors import Problem
from backend.printing import service as printing
from backend.requests import service

router = shell.router()

Code = Annotated[str, Path(max_length=40)]


@router.get("/console/queue/{code}")
async def one(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    code: Code,
    problem: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The page of a request."""
    configuration = await catalogue.current(session)
    found = await service.find(session, code)
    values = await request_page.assemble(session, found, configuration, visitor)
    values |= {"words": wording.tables(), "staff": await workers(session)}
    values["problem"] = _problem(problem)
    return await shell.page(request, session, visitor, "queue/request.html", **values)


@router.get("/console/queue/{code}/news")
async def news(
    request: Request, session: Session, visitor: shell.Signed, code: Code, seen: Annotated[int, Query(ge=0, le=2**31)]
) -> Response:
    """A line when somebody else worked on it meanwhile."""
    found = await service.find(session, code)
    return shell.part(request, "queue/_moved.html", one=found, moved=found.event_count != seen)


def _problem(code: str) -> dict[str, str] | None:
    if not code:
        return None
    table = shell_words("problems") | wording.tables()["problem"]
    return dict(table.get(code) or table["invalid"])


@router.post("/console/queue/{code}/reveal")
async def reveal(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    code: Code,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The numbers in full, once, with a reason that stays on record."""
    configuration = await catalogue.current(session)
    found = await service.find(session, code)
    await service.reveal(session, found, configuration, shell.caller(visitor), reason)
    values = request_page.who(found, configuration, visitor, revealed=True)
    return shell.part(request, "queue/_people.html", one=found, words=wording.tables(), **values)


@router.get("/console/queue/{code}/files/{attachment_id}")
async def file(request: Request, session: Session, visitor: shell.Signed, code: Code, attachment_id: UUID) -> Response:
    """A file of this request to look at: pictures and PDFs with words across them, anything else as a download."""
    found = await service.find(session, code)
    attachment = await attachments.find(session, attachment_id)
    if attachment.request_id != found.id:
        raise Problem(404, "not_found")
    mark = (await catalogue.current(session)).texts.render("attachments.watermark")
    data, media_type = await attachments.read_for_staff(store_of(request), attachment, f"{mark} {visitor.name}")
    picture, pdf = media_type == "image/jpeg", media_type == "application/pdf"
    await audit.record(session, shell.caller(visitor), "view_file", found.code, {"attachment": str(attachment_id)})
    ending = "jpg" if picture else "pdf" if pdf else "bin"
    way = "inline" if picture or pdf else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{found.code}-{attachment.kind}.{ending}"'}
    if not pdf:
        # Not every browser shows a PDF inside a sandbox; one was written anew from its pages and has nothing that runs.
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Response(data, media_type=media_type, headers=headers)


@router.get("/console/queue/{code}/papers/{which}")
async def paper(
    session: Session, visitor: shell.Signed, code: Code, which: printing.Paper, lang: str = "zh"
) -> Response:
    """The search slip, the envelope's label or the letter, as PDF."""
    configuration = await catalogue.current(session)
    found = await service.find(session, code)
    language = "en" if lang == "en" else "zh"
    data = await printing.paper(session, found, configuration, which, shell.caller(visitor), lang=language)
    headers = {"Content-Disposition": f'inline; filename="{found.code}-{which}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)
