"""`/h5/progress` and one's own requests: by WeChat identity, or by the code with the telephone's last four digits."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from backend.applicants import service as applicants
from backend.audit.service import Caller
from backend.domain import codes
from backend.edge import Session
from backend.h5 import limits, login, views
from backend.h5.edge import OwnForm, PageRoute, ThePage, field, same_site
from backend.h5.looks import Page
from backend.h5.visits import remember
from backend.kit.errors import Problem
from backend.models import requests as tables
from backend.progress import service as progress
from backend.progress.endpoints import address_of
from backend.requests import service as requests

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_PERSON = Caller("requester", "h5")
_PAGE = 20


@router.get("/h5/progress")
async def ask(page: ThePage, request: Request) -> Response:
    """Where code and digits are asked for."""
    return page.render("progress.html", login=login.offered(request), code="", errors={})


@router.post("/h5/progress")
async def look(page: ThePage, request: Request, session: Session) -> Response:
    """Code and digits: on to the request, or one answer for everything that is wrong."""
    same_site(request)
    form = await request.form(max_files=0, max_fields=10)
    code, digits = field(form, "code", 40), _digits(field(form, "phone_last4", 20))
    errors = _unreadable(page, code, digits)
    if errors:
        return page.render("progress.html", 422, login=login.offered(request), code=code, errors=errors)
    # A wrong try is remembered with this call's transaction, so it must end well.
    found = await progress.find(session, code, digits, address_of(request))
    if found is None:
        errors = {"code": page.say("h5.progress.nothing")}
        return page.render("progress.html", 404, login=login.offered(request), code=code, errors=errors)
    remember(request, page.visit.knowing(found.code))
    return page.go(f"/h5/requests/{found.code}")


def _digits(text: str) -> str:
    """The digits in plain form, as people also type them in full width."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def _unreadable(page: Page, code: str, digits: str) -> dict[str, str]:
    """What can be said without looking anything up."""
    errors = {}
    if not codes.parse(code):
        errors["code"] = page.say("h5.progress.code_empty" if not code else "h5.progress.code_mistyped")
    if len(digits) != 4:
        errors["phone_last4"] = page.say("h5.progress.digits")
    return errors


@router.get("/h5/requests")
async def own(page: ThePage, request: Request, session: Session) -> Response:
    """One's own requests; in WeChat nobody has to sign in for it."""
    person = page.visit.person
    if not person:
        if login.offered(request) and login.in_wechat(request) and not page.visit.login:
            return page.go("/h5/login?to=requests")
        return page.go("/h5/progress")
    applicant = await applicants.find(session, person)
    found: list[tables.Request] = []
    more = None
    if applicant is not None:
        filters = requests.Filters(applicant_id=applicant.id)
        found, more = await requests.page(session, filters, request.query_params.get("after"), _PAGE)
    return page.render("requests.html", requests=[views.summary(page, one) for one in found], more=more)


@router.get("/h5/requests/{code}")
async def show(page: ThePage, code: str, session: Session) -> Response:
    """One request, for whoever proved that he may see it."""
    found, trusted = await allowed(session, page, code)
    if found is None:
        return page.render("progress.html", 404, login=False, code="", errors={"code": page.say("h5.progress.again")})
    view = await views.of_request(session, page, found, trusted=trusted)
    return page.render("request.html", done="", **view)


async def allowed(session: AsyncSession, page: Page, code: str) -> tuple[tables.Request | None, bool]:
    """The request when this visit may see it, and whether the requester himself looks.

    A request made by somebody WeChat knows is his alone to withdraw or collect; whoever has its code and the
    digits sees how it stands.
    """
    written = codes.parse(code)
    found = await requests.with_code(session, written) if written else None
    if found is None:
        return None, False
    if await views.is_owner(session, page.visit, found):
        return found, True
    if page.visit.knows(found.code):
        return found, found.applicant_id is None
    return None, False


@router.post("/h5/requests/{code}/urge")
async def urge(page: ThePage, code: str, session: Session, request: Request, form: OwnForm) -> Response:
    """Ask for speed."""
    found, trusted = await allowed(session, page, code)
    if found is None:
        raise Problem(404, "not_found")
    await limits.count(session, "urge", found.code, 3)
    return await _done(session, page, found, trusted, "urge")


@router.post("/h5/requests/{code}/withdraw")
async def withdraw(page: ThePage, code: str, session: Session, form: OwnForm) -> Response:
    """Take a request back; asked once more before."""
    found, trusted = await allowed(session, page, code)
    if found is None or not trusted:
        raise Problem(404, "not_found")
    if field(form, "sure") != "yes":
        return page.render("withdraw.html", code=found.code, items=views.items(page, found))
    return await _done(session, page, found, trusted, "withdraw")


async def _done(session: AsyncSession, page: Page, found: tables.Request, trusted: bool, what: str) -> Response:
    """Do it and show the request; where it came too late, say so."""
    outcome, status = f"h5.done.{what}", 200
    try:
        async with session.begin_nested():
            if what == "urge":
                found = await requests.urge(session, found.code, None, _PERSON)
            else:
                found = await requests.happen(session, found.code, "withdraw", {}, page.configuration, _PERSON)
    except Problem as problem:
        if problem.status != 409:
            raise
        outcome, status = f"h5.late.{what}", 409
    view = await views.of_request(session, page, found, trusted=trusted)
    return page.render("request.html", status, done=page.say(outcome), **view)
