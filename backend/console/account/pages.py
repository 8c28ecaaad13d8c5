"""The door: sign in, sign out, password, second factor."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from backend.auth import oidc, service, totp
from backend.console import guard, shell
from backend.edge import Session
from backend.kit.errors import Problem

router = shell.router()

ACCOUNT = "/console/account"
Words = Annotated[str, Form(max_length=300)]


@router.get("/console/login")
async def door(request: Request, next: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The sign-in page."""
    if request.state.visitor is not None:
        return RedirectResponse(_safe(next), 303)
    return _door(request, next=next)


@router.post("/console/login")
async def enter(
    request: Request, username: Words = "", password: Words = "", totp: Words = "", next: Words = ""
) -> Response:
    """Check name, password and code; one answer for whatever was wrong."""
    database, settings = request.app.state.database, request.app.state.settings
    if settings.admin_password and username.strip().lower() == service.ADMIN:
        async with database.session() as session:
            await service.ensure_admin(session, settings)
    outcome = await service.sign_in(database, username, password, totp, address_of(request))
    if outcome.token is None:
        status = 429 if outcome.wait else 401
        answer = _door(request, status=status, next=next, username=username, wait=outcome.wait, wrong=not outcome.wait)
        if outcome.wait:
            answer.headers["Retry-After"] = str(outcome.wait)
        return answer
    return admit(request, outcome.token, next)


def admit(request: Request, token: str, next: str) -> Response:
    """On to the console, with the session's cookie."""
    answer = RedirectResponse(_safe(next), 303)
    guard.set_cookie(answer, request, token)
    return answer


@router.post("/console/logout")
async def leave(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """End this session."""
    await service.sign_out(session, visitor)
    answer = shell.back("/console/login", "signed_out")
    answer.delete_cookie(guard.cookie_name(request), path="/", secure=guard.secure(request), httponly=True)
    return answer


@router.get("/console/account")
async def account(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """One's own account."""
    staff = await service.with_id(session, visitor.staff_id)
    assert staff is not None
    secret = picture = None
    if staff.totp_secret is None:
        secret = await service.propose_second_factor(session, staff)
        picture = totp.picture(secret, staff.username)
    return await shell.page(request, session, visitor, "account/account.html", secret=secret, picture=picture)


@router.post("/console/account/password")
async def change_password(
    request: Request, session: Session, visitor: shell.Signed, current: Words = "", password: Words = ""
) -> Response:
    """A new password; other browsers are signed out."""
    staff = await service.with_id(session, visitor.staff_id)
    assert staff is not None
    if not await service.right_password(staff, current):
        return shell.back(ACCOUNT, "wrong_password")
    try:
        await service.set_password(session, staff, password, shell.caller(visitor), keep=visitor.digest)
    except Problem:
        return shell.back(ACCOUNT, "weak")
    return shell.back(ACCOUNT, "password")


@router.post("/console/account/second-factor")
async def bind(session: Session, visitor: shell.Signed, code: Words = "") -> Response:
    """Bind the authenticator by a first code."""
    staff = await service.with_id(session, visitor.staff_id)
    assert staff is not None
    bound = await service.confirm_second_factor(session, staff, code, shell.caller(visitor))
    return shell.back(ACCOUNT, "bound" if bound else "wrong_code")


def address_of(request: Request) -> str:
    """Where a call comes from (uvicorn believes a proxy only where it is told to)."""
    return request.client.host if request.client else ""


def _door(
    request: Request, *, status: int = 200, next: str = "", username: str = "", wait: int = 0, wrong: bool = False
) -> Response:
    minutes = -(-wait // 60)
    values = {"next": _safe(next) if next else "", "username": username[:64], "minutes": minutes, "wrong": wrong}
    return shell.part(
        request, "account/login.html", status=status, oidc=oidc.configured(request.app.state.settings), **values
    )


def _safe(next: str) -> str:
    """Only our own pages are a place to go on to."""
    parts = urlsplit(next)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/console/") and "\\" not in next
    return parts.path if ours else "/console"
