"""`/h5/requests/new`: the form in four short pages, each kept when left; the chat's checks and codes."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from backend.edge import Session
from backend.h5 import checks, fields, filing, form_state, limits, login, looks_of_form
from backend.h5.edge import OwnForm, PageRoute, ThePage, field
from backend.h5.form_state import Form
from backend.h5.looks import Page
from backend.h5.visits import remember

router = APIRouter(route_class=PageRoute, include_in_schema=False)

START, PEOPLE, PAPERS, CHECK, DONE = (
    "/h5/requests/new",
    "/h5/requests/new/people",
    "/h5/requests/new/papers",
    "/h5/requests/new/check",
    "/h5/requests/new/done",
)


@router.get(START)
async def wanted(page: ThePage, session: Session) -> Response:
    """Which papers, for whom, and the privacy notice."""
    form = await form_state.load(session, page.visit)
    if form.filed:
        form = Form()
    return _wanted(page, form, {})


def _wanted(page: Page, form: Form, errors: checks.Errors, status: int = 200) -> Response:
    remember(page.request, page.visit)
    return page.render("form_wanted.html", status, **looks_of_form.wanted(page, form, errors))


@router.post(START)
async def take_wanted(page: ThePage, request: Request, session: Session, sent: OwnForm) -> Response:
    """Add or remove a row, or go on to the people."""
    await limits.count_address(session, "save", request, limits.SAVES)
    form = await form_state.load(session, page.visit, lock=True)
    if form.filed or field(sent, "do", 20) == "restart":
        form = Form()
    if field(sent, "do", 20) != "restart":
        form.read_rows(sent)
        if sent.get("consent"):
            form_state.agree(form, page.configuration)
        elif not form_state.consented(form, page.configuration):
            form.consent = {}
    what = field(sent, "do", 20)
    errors: checks.Errors = {}
    if what == "add":
        form.add_row()
    elif what.startswith("remove-") and what[7:].isdecimal():
        form.remove_row(int(what[7:]))
    elif what == "next":
        form.drop_empty_rows()
        errors = _row_errors(page, form)
    await form_state.save(session, page.visit, form)
    if errors:
        return _wanted(page, form, errors, 422)
    remember(request, page.visit)
    return page.go(PEOPLE if what == "next" else f"{START}#rows")


def _row_errors(page: Page, form: Form) -> checks.Errors:
    labels = checks.row_labels(page, len(form.rows))
    return checks.only(checks.errors_of(page, form.body(), labels), checks.of_rows)


async def _begun(session: AsyncSession, page: Page, *, lock: bool = False) -> Form | None:
    """The form when its first page is in order, and agreed to; else the first page comes first."""
    form = await form_state.load(session, page.visit, lock=lock)
    if form.filed or not form_state.consented(form, page.configuration) or _row_errors(page, form):
        return None
    return form


@router.get(PEOPLE)
async def people(page: ThePage, session: Session) -> Response:
    """Who, when, how to reach them, where to send."""
    form = await _begun(session, page)
    if form is None:
        return page.go(START)
    return page.render("form_people.html", **looks_of_form.people(page, form, {}))


@router.post(PEOPLE)
async def take_people(page: ThePage, request: Request, session: Session, sent: OwnForm) -> Response:
    """Keep what was written and go on, or say beside each field how to mend it."""
    await limits.count_address(session, "save", request, limits.SAVES)
    form = await _begun(session, page, lock=True)
    if form is None:
        return page.go(START)
    asked = fields.sections(page, form.body())
    form.read_values(sent, asked)
    found = checks.errors_of(page, form.body(), checks.labels_of(asked))
    errors = checks.only(found, checks.of_people)
    if not errors:
        form.keep_only(asked)
    await form_state.save(session, page.visit, form)
    if errors:
        view = looks_of_form.people(page, form, errors, echo=True)
        return page.render("form_people.html", 422, **view)
    return page.go(PAPERS)


@router.get(CHECK)
async def check(page: ThePage, session: Session) -> Response:
    """Everything once more before it is filed."""
    form = await _begun(session, page)
    if form is None:
        return page.go(START)
    if _open_errors(page, form):
        return page.go(PEOPLE)
    return page.render("form_check.html", **looks_of_form.review(page, form), error="")


def _open_errors(page: Page, form: Form) -> checks.Errors:
    asked = fields.sections(page, form.body())
    return checks.only(checks.errors_of(page, form.body(), checks.labels_of(asked)), checks.of_people)


@router.post(CHECK)
async def file(page: ThePage, request: Request, session: Session, sent: OwnForm) -> Response:
    """File it: once, however often the button is pressed."""
    form = await form_state.load(session, page.visit, lock=True)
    if form.filed:
        return page.go(DONE)
    if not form_state.consented(form, page.configuration) or _row_errors(page, form):
        return page.go(START)
    await limits.count_address(session, "file", request, limits.FILINGS)
    problem = await filing.file(session, page, form)
    if problem:
        return page.render("form_check.html", 422, **looks_of_form.review(page, form), error=problem)
    await form_state.save(session, page.visit, Form(filed=form.filed, key=form.key))
    remember(request, page.visit.knowing(form.filed))
    return page.go(DONE)


@router.get(DONE)
async def done(page: ThePage, session: Session, request: Request) -> Response:
    """The code and the date."""
    form = await form_state.load(session, page.visit)
    if not form.filed:
        return page.go(START)
    view: dict[str, Any] = await filing.receipt(session, page, form.filed)
    return page.render("form_done.html", **view, login=login.offered(request))
