"""The form's third page: pictures and PDFs that belong to it."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from backend.attachments import service as attachments
from backend.edge import Session
from backend.h5 import form_state, limits, looks_of_form, uploads
from backend.h5.edge import OwnForm, PageRoute, ThePage, field, wants_json
from backend.h5.form_pages import CHECK, PAPERS, START
from backend.h5.form_state import Form
from backend.h5.looks import Page
from backend.kit.errors import Problem

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(PAPERS)
async def papers(page: ThePage, session: Session) -> Response:
    """What would help the search along; none of it must be there now."""
    form = await form_state.load(session, page.visit)
    if form.filed or not form_state.consented(form, page.configuration):
        return page.go(START)
    return page.render("form_papers.html", **looks_of_form.papers(page, form, {}))


@router.post(PAPERS)
async def take_papers(page: ThePage, request: Request, session: Session, sent: OwnForm) -> Response:
    """Keep files, drop one, or go on."""
    form = await form_state.load(session, page.visit, lock=True)
    if form.filed or not form_state.consented(form, page.configuration):
        return page.go(START)
    what = field(sent, "do", 60)
    if what.startswith("remove-"):
        await remove(session, request, form.files, what[len("remove-") :])
    kept, errors = await _keep(session, page, form, sent)
    await form_state.save(session, page.visit, form)
    if wants_json(request):
        return uploads.for_script(page, kept, errors)
    if errors:
        return page.render("form_papers.html", 422, **looks_of_form.papers(page, form, errors))
    return page.go(CHECK if what == "next" else PAPERS)


async def _keep(
    session: AsyncSession, page: Page, form: Form, sent: FormData
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Keep what was chosen: the new files, and by slot why one was refused."""
    known = {one["kind"] for one in looks_of_form.papers(page, form, {})["kinds"]}
    kept: list[dict[str, str]] = []
    errors: dict[str, str] = {}
    for slot, upload in uploads.chosen(sent):
        if slot not in known:
            raise Problem(400, "bad_request")
        try:
            if len(form.files) >= uploads.MOST_FILES:
                raise Problem(409, "too_many_attachments")
            await limits.count_address(session, "upload", page.request, limits.UPLOADS)
            one = await uploads.keep(session, page, upload, slot)
        except Problem as problem:
            errors[slot] = uploads.refusal(page, problem)
            continue
        form.files.append(one)
        kept.append(one)
    return kept, errors


async def remove(session: AsyncSession, request: Request, files: list[dict[str, str]], wanted: str) -> None:
    """Erase a file that was sent by this form and belongs to no request yet."""
    found = next((one for one in files if one["id"] == wanted), None)
    if found is None:
        return
    files.remove(found)
    attachment = await attachments.find(session, UUID(found["id"]), lock=True)
    if attachment.request_id is None:
        await attachments.erase(session, uploads.store_of(request), [attachment])
