"""`/h5/requests/{code}/change` and `/ask`: a filed request is changed by its requester, later by staff on his word."""

from fastapi import APIRouter
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from backend.audit.service import Caller
from backend.domain import states
from backend.edge import Session
from backend.h5 import changing, checks, limits, views
from backend.h5.edge import OwnForm, PageRoute, ThePage, field
from backend.h5.form_state import Form
from backend.h5.looks import Page
from backend.h5.progress_pages import allowed
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import service as requests

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_PERSON = Caller("requester", "h5")
_MOST_CHANGES, _MOST_WISHES = 20, 3


async def _own(session: AsyncSession, page: Page, code: str) -> Request:
    """The request, for its requester alone; to everybody else there is none."""
    found, trusted = await allowed(session, page, code)
    if found is None or not trusted:
        raise Problem(404, "not_found")
    return found


def _editable(request: Request) -> bool:
    return states.capabilities(states.Status(request.status)).may_edit


async def _shown(session: AsyncSession, page: Page, request: Request, words: str, status: int = 200) -> Response:
    view = await views.of_request(session, page, request, trusted=True)
    return page.render("request.html", status, done=page.say(words), **view)


@router.get("/h5/requests/{code}/change")
async def show(page: ThePage, code: str, session: Session) -> Response:
    """The rows and the delivery as they stand."""
    found = await _own(session, page, code)
    if not _editable(found):
        return await _shown(session, page, found, "h5.late.change", 409)
    return page.render("change.html", **changing.view(page, found, changing.form_of(found), {}))


@router.post("/h5/requests/{code}/change")
async def save(page: ThePage, code: str, session: Session, sent: OwnForm) -> Response:
    """Add or remove a row on the page, or keep the changes."""
    found = await _own(session, page, code)
    if not _editable(found):
        return await _shown(session, page, found, "h5.late.change", 409)
    form, what = changing.form_of(found), field(sent, "do", 20)
    if what == "add" or what.startswith("remove-"):
        return _reshaped(page, found, form, sent, what)
    await limits.count(session, "change", found.code, _MOST_CHANGES)
    try:
        change = changing.read(found, form, sent, page)
        if change is None:
            return await _shown(session, page, found, "h5.change.same")
        async with session.begin_nested():
            found = await requests.change(session, found.code, change, page.configuration, _PERSON)
    except ValidationError as error:
        return _again(page, found, form, changing.unreadable(page, form, error))
    except Problem as problem:
        if problem.status == 409:
            return await _shown(session, page, found, "h5.late.change", 409)
        if problem.status != 422:
            raise
        return _again(page, found, form, changing.errors_of(page, form, problem.extra.get("problems", [])))
    return await _shown(session, page, found, "h5.done.change")


def _reshaped(page: Page, request: Request, form: Form, sent: OwnForm, what: str) -> Response:
    """One row more or less; nothing is kept yet."""
    form.read_rows(sent)
    form.values |= {path: text for path in ("delivery.method",) if (text := field(sent, path, 20))}
    if what == "add":
        form.add_row()
    elif what[7:].isdecimal():
        form.remove_row(int(what[7:]))
    return page.render("change.html", **changing.view(page, request, form, {}))


def _again(page: Page, request: Request, form: Form, errors: checks.Errors) -> Response:
    return page.render("change.html", 422, **changing.view(page, request, form, errors))


@router.post("/h5/requests/{code}/ask")
async def ask(page: ThePage, code: str, session: Session, sent: OwnForm) -> Response:
    """A word to staff about what should still be changed."""
    found = await _own(session, page, code)
    words = field(sent, "wish", 500)
    if not words:
        view = await views.of_request(session, page, found, trusted=True)
        return page.render("request.html", 422, done="", **(view | {"wrong_wish": page.say("h5.ask.empty")}))
    await limits.count(session, "wish", found.code, _MOST_WISHES)
    try:
        async with session.begin_nested():
            found = await requests.ask(session, found.code, words, _PERSON)
    except Problem as problem:
        if problem.status != 409:
            raise
        return await _shown(session, page, found, "h5.late.ask", 409)
    return await _shown(session, page, found, "h5.done.ask")
