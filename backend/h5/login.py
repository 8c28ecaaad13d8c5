"""WeChat's silent web login (snsapi_base): who opened the page, for accounts that may ask."""

import hmac
import secrets
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from backend.h5.edge import OwnForm, PageRoute, ThePage
from backend.h5.visits import remember
from backend.kit.settings import Settings
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import WeChatError

log = structlog.get_logger()
router = APIRouter(route_class=PageRoute, include_in_schema=False)

PLATFORM_PAGES = "https://open.weixin.qq.com"
#: Where one may go on after the login: names, so that no address can be smuggled in.
AFTER = {"requests": "/h5/requests", "form": "/h5/requests/new", "data": "/h5/data"}


def possible(settings: Settings) -> bool:
    """Whether the account may ask WeChat who looks."""
    return settings.wechat_account == "verified_service" and bool(settings.wechat_app_id)


def in_wechat(request: Request) -> bool:
    """Whether WeChat's own browser shows the page."""
    return "MicroMessenger" in request.headers.get("user-agent", "")


def offered(request: Request) -> bool:
    """Whether a login can succeed here: in WeChat, or with the simulated platform in any browser."""
    settings: Settings = request.app.state.settings
    return possible(settings) and (in_wechat(request) or settings.simulator_on)


@router.get("/h5/login")
async def begin(page: ThePage, request: Request, to: Annotated[str, Query(max_length=20)] = "requests") -> Response:
    """Off to WeChat, which sends the person back at once."""
    settings: Settings = request.app.state.settings
    if not offered(request):
        return page.go("/h5/progress")
    visit = replace(page.visit, login=secrets.token_hex(16), after_login=to if to in AFTER else "requests")
    remember(request, visit)
    query = {
        "appid": settings.wechat_app_id,
        "redirect_uri": f"{settings.external_url}/h5/login/back",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": visit.login,
    }
    where = settings.simulator_page_url if settings.simulator_on else PLATFORM_PAGES
    return page.go(f"{where}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect")


@router.get("/h5/login/back")
async def back(
    page: ThePage,
    request: Request,
    code: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=128)] = "",
) -> Response:
    """Back from WeChat: the code is changed for the person, and leaves the address by going on."""
    visit = page.visit
    to = AFTER.get(visit.after_login, AFTER["requests"])
    expected = visit.login and hmac.compare_digest(visit.login.encode(), state.encode())
    if not expected or not code:
        # A double load finds the person signed in by the first.
        return page.go(to) if visit.person else page.render("login_failed.html", 403)
    client = _client(request.app.state.settings)
    try:
        openid = await client.member_of_page(code)
    except WeChatError as error:
        log.warning("page_login_failed", error=type(error).__name__)
        return page.go(to) if visit.person else page.render("login_failed.html", 502)
    finally:
        await client.aclose()
    remember(request, visit.signed_in(openid))
    return page.go(to)


@router.post("/h5/logout")
async def leave(page: ThePage, request: Request, form: OwnForm) -> Response:
    """Forget on this device what was proved."""
    remember(request, page.visit.signed_out())
    return page.go("/h5")


def _client(settings: Settings) -> WeChatClient:
    return WeChatClient(Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url))
