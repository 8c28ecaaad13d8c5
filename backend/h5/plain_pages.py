"""The entry, the privacy notice, one's own data, and how pages look."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backend.attachments.store import FileStore
from backend.audit.service import Caller
from backend.edge import Session
from backend.h5 import form_state, limits, login
from backend.h5.edge import OwnForm, PageRoute, ThePage, field, file, same_site
from backend.h5.looks import LANG_COOKIE, LARGE_COOKIE
from backend.kit import clock
from backend.privacy import package
from backend.privacy import service as privacy

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.add_api_route("/h5/static/{name}", file, methods=["GET"])
_PERSON = Caller("requester", "h5")
_YEAR = 365 * 24 * 3600


@router.get("/h5")
async def entry(page: ThePage, request: Request, session: Session) -> Response:
    """What can be done here."""
    form = await form_state.load(session, page.visit)
    begun = bool(form.values or any(row["document_type"] for row in form.rows)) and not form.filed
    return page.render("entry.html", login=login.offered(request), begun=begun)


@router.get("/h5/")
async def entry_with_slash(page: ThePage) -> Response:
    """The same."""
    return page.go("/h5")


@router.get("/h5/privacy")
async def notice(page: ThePage) -> Response:
    """The privacy notice in force, and how long what is kept."""
    periods, kinds = page.configuration.service.periods, page.configuration.catalogue.attachment_kinds
    return page.render(
        "privacy.html",
        version_of_notice=form_state.consent_version(page.configuration),
        periods=periods,
        own_periods=[(one.get(page.lang), one.keep_days) for one in kinds.values() if one.keep_days is not None],
        retention=page.configuration.raw["service"]["retention"],
    )


@router.get("/h5/data")
async def own_data(page: ThePage, request: Request) -> Response:
    """One's own data, for whom WeChat vouches."""
    if not page.visit.person and login.offered(request) and login.in_wechat(request) and not page.visit.login:
        return page.go("/h5/login?to=data")
    return page.render("data.html", login=login.offered(request), erased=None, ask=False)


@router.post("/h5/data/export")
async def export(page: ThePage, request: Request, session: Session, form: OwnForm) -> Response:
    """A copy of everything stored: the data and the files, in one package."""
    if not page.visit.person:
        return page.go("/h5/data")
    await limits.count(session, "export", page.visit.person, 10)
    data = await privacy.export(session, page.visit.person, _PERSON)
    begun = await form_state.load(session, page.visit)
    data["form"] = begun.body() if begun.values and not begun.filed else None
    files = await privacy.files(session, page.visit.person)
    packed = await package.packed(FileStore(request.app.state.settings.home), data, files)
    headers = {"Content-Disposition": f'attachment; filename="lantai-{clock.today():%Y%m%d}.zip"'}
    headers["Cache-Control"] = "no-store"
    return StreamingResponse(package.pieces(packed), headers=headers, media_type=package.MEDIA_TYPE)


@router.post("/h5/data/erase")
async def erase(page: ThePage, request: Request, session: Session, form: OwnForm) -> Response:
    """Erase what may be erased; asked once more before."""
    if not page.visit.person:
        return page.go("/h5/data")
    if field(form, "sure") != "yes":
        return page.render("data.html", login=True, erased=None, ask=True)
    store = FileStore(request.app.state.settings.home)
    erased = await privacy.erase(session, store, page.visit.person, _PERSON)
    await form_state.forget(session, page.visit)
    return page.render("data.html", login=True, erased=erased, ask=False)


@router.post("/h5/display")
async def display(
    page: ThePage,
    request: Request,
    back: Annotated[str, Form(max_length=500)] = "/h5",
    lang: Annotated[str, Form(max_length=2)] = "",
    large: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Larger type, or the other language, and back to where one was."""
    same_site(request)
    inside = back == "/h5" or (back.startswith("/h5/") and "//" not in back and "\\" not in back)
    response = page.go(back if inside else "/h5")
    secure = request.app.state.settings.external_url.startswith("https://")
    if lang in ("zh", "en"):
        response.set_cookie(LANG_COOKIE, lang, max_age=_YEAR, path="/h5", samesite="lax", httponly=True, secure=secure)
    if large in ("0", "1"):
        response.set_cookie(
            LARGE_COOKIE, large, max_age=_YEAR, path="/h5", samesite="lax", httponly=True, secure=secure
        )
    return response
