"""Sign-in by the institution's own provider: out, and back again."""

from typing import Annotated

import structlog
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from backend.auth import oidc, service
from backend.console import guard, shell
from backend.console.account.pages import address_of
from backend.kit.errors import Problem

log = structlog.get_logger()
router = shell.router()

_COOKIE = "lantai-journey"
_PATH = "/console/login"
_BACK = f"{_PATH}/oidc/return"


@router.get("/console/login/oidc")
async def out(request: Request) -> Response:
    """To the provider."""
    settings = request.app.state.settings
    if not oidc.configured(settings):
        raise Problem(404, "not_found")
    journey = oidc.Journey.begin()
    try:
        address = await oidc.way_out(settings, journey, settings.external_url + _BACK)
    except oidc.OidcError as error:
        raise _away(error) from error
    answer = RedirectResponse(address, 303)
    # Lax, since the provider sends the browser back from another site.
    answer.set_cookie(
        _COOKIE, journey.sealed(), 600, path=_PATH, secure=guard.secure(request), httponly=True, samesite="lax"
    )
    return answer


@router.get(_BACK)
async def back(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """From the provider, with a code."""
    settings = request.app.state.settings
    if not oidc.configured(settings):
        raise Problem(404, "not_found")
    try:
        journey = oidc.Journey.opened(request.cookies.get(_COOKIE, ""))
        name = await oidc.name_of(settings, journey, settings.external_url + _BACK, state, code)
    except oidc.OidcError as error:
        raise _away(error) from error
    async with request.app.state.database.session() as session:
        staff = await service.find(session, name)
        if not staff.active:
            raise Problem(404, "not_found")
        token = await service.let_in(session, staff, address_of(request))
    # Not a redirection: the browser would not send a strict cookie along the way from another site.
    answer = shell.part(request, "account/entered.html")
    guard.set_cookie(answer, request, token)
    answer.delete_cookie(_COOKIE, path=_PATH)
    return answer


def _away(error: oidc.OidcError) -> Problem:
    log.warning("oidc_failed", reason=str(error))
    return Problem(503, "provider_failed")
