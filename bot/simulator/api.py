"""The platform's API as far as the product uses it: tokens, messages, media, menu, notices, codes, web login."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response, UploadFile

from bot.simulator import custom, menus
from bot.simulator.codes import ApiFailure
from bot.simulator.route import PlatformRoute, ThePlatform, read_body, recipient, token_holder

_LONGEST_SCENE = 2_592_000
_DAILY = {"/cgi-bin/message/custom/send": 500_000, "/cgi-bin/menu/create": 1000, "/cgi-bin/token": 2000}

open_router = APIRouter(route_class=PlatformRoute, include_in_schema=False)
router = APIRouter(route_class=PlatformRoute, include_in_schema=False, dependencies=[Depends(token_holder)])
Body = Annotated[dict[str, Any], Depends(read_body)]
OK = {"errcode": 0, "errmsg": "ok"}


@open_router.get("/cgi-bin/token")
async def classic_token(
    request: Request, platform: ThePlatform, grant_type: str = "", appid: str = "", secret: str = ""
) -> dict[str, Any]:
    """A new classic token."""
    platform.tokens.identify(grant_type, appid, secret)
    platform.require_address(request.client.host if request.client else "")
    token, lifetime = platform.tokens.classic()
    return {"access_token": token, "expires_in": lifetime}


@open_router.post("/cgi-bin/stable_token")
async def stable_token(request: Request, platform: ThePlatform, body: Body) -> dict[str, Any]:
    """The present stable token, or a new one by force."""
    names = (str(body.get(name) or "") for name in ("grant_type", "appid", "secret"))
    platform.tokens.identify(*names)
    platform.require_address(request.client.host if request.client else "")
    token, lifetime = platform.tokens.stable(force=body.get("force_refresh") is True)
    return {"access_token": token, "expires_in": lifetime}


@open_router.get("/sns/oauth2/access_token")
async def web_login(
    platform: ThePlatform, appid: str = "", secret: str = "", code: str = "", grant_type: str = ""
) -> dict[str, Any]:
    """Who opened a page."""
    platform.tokens.identify(grant_type, appid, secret, "authorization_code")
    platform.require("login")
    return platform.login.exchange(code)


@router.post("/cgi-bin/message/custom/send")
async def send_custom(request: Request, platform: ThePlatform, body: Body) -> dict[str, Any]:
    """A customer-service message."""
    platform.require("custom")
    person = recipient(request, platform, body)
    request.state.detail = str(body.get("msgtype"))[:20]
    custom.send(platform.world, platform.media, person, body)
    return OK


@router.post("/cgi-bin/message/custom/typing")
async def send_typing(request: Request, platform: ThePlatform, body: Body) -> dict[str, Any]:
    """The typing sign."""
    platform.require("custom")
    custom.typing(platform.world, recipient(request, platform, body), body.get("command"))
    return OK


@router.post("/cgi-bin/message/template/send")
async def send_template(request: Request, platform: ThePlatform, body: Body) -> dict[str, Any]:
    """A template message."""
    platform.require("template")
    return {**OK, "msgid": platform.notices.template(recipient(request, platform, body), body)}


@router.post("/cgi-bin/message/subscribe/bizsend")
async def send_notice(request: Request, platform: ThePlatform, body: Body) -> dict[str, Any]:
    """A subscription notice."""
    platform.require("notice")
    platform.notices.notice(recipient(request, platform, body), body)
    return OK


@router.post("/cgi-bin/media/upload")
async def upload(platform: ThePlatform, media: UploadFile | None = None, type: str = "") -> dict[str, Any]:
    """Keep a file for three days."""
    platform.require("media")
    content = await media.read() if media else b""
    if not content:
        raise ApiFailure(44002)
    medium = platform.media.add(type, content)
    return {"type": type, "media_id": medium.media_id, "created_at": int(medium.created_at.timestamp())}


@router.get("/cgi-bin/media/get")
async def download(platform: ThePlatform, media_id: str = "") -> Response:
    """A file somebody sent."""
    platform.require("media")
    try:
        medium, content = platform.media[media_id], platform.media.read(media_id)
    except KeyError:
        raise ApiFailure(40007) from None
    headers = {"Content-disposition": f'attachment; filename="{medium.file_name}"'}
    return Response(content, media_type=medium.content_type, headers=headers)


@router.post("/cgi-bin/menu/create")
async def create_menu(platform: ThePlatform, body: Body) -> dict[str, Any]:
    """Replace the menu."""
    platform.require("menu")
    platform.set_menu(menus.check(body.get("button")))
    return OK


@router.get("/cgi-bin/menu/get")
async def get_menu(platform: ThePlatform) -> dict[str, Any]:
    """The menu."""
    platform.require("menu")
    if not platform.world.menu:
        raise ApiFailure(46003)
    return {"menu": {"button": platform.world.menu}}


@router.get("/cgi-bin/menu/delete")
async def delete_menu(platform: ThePlatform) -> dict[str, Any]:
    """No menu any more."""
    platform.require("menu")
    platform.set_menu(None)
    return OK


@router.post("/cgi-bin/qrcode/create")
async def create_scene(platform: ThePlatform, body: Body) -> dict[str, Any]:
    """A scene code, to be scanned by `POST /sim/users/{openid}/scan`."""
    platform.require("qrcode")
    info = body.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise ApiFailure(47001)
    value = str(scene.get("scene_str") or scene.get("scene_id") or "")
    if not 1 <= len(value) <= 64:
        raise ApiFailure(47001)
    ticket = secrets.token_urlsafe(48)
    platform.scenes[ticket] = value
    answer: dict[str, Any] = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"}
    if not str(body.get("action_name", "")).startswith("QR_LIMIT"):
        answer["expire_seconds"] = min(int(body.get("expire_seconds") or 30), _LONGEST_SCENE)
    return answer


@router.get("/cgi-bin/getcallbackip")
@router.get("/cgi-bin/get_api_domain_ip")
async def callback_addresses() -> dict[str, Any]:
    """Where pushes come from."""
    return {"ip_list": ["127.0.0.1", "::1"]}


@router.post("/cgi-bin/openapi/quota/get")
async def quota(platform: ThePlatform, body: Body) -> dict[str, Any]:
    """What is left of a call's daily quota."""
    path = str(body.get("cgi_path") or "")
    used = sum(call.path == path for call in platform.world.calls)
    limit = _DAILY.get(path, 100_000)
    return {**OK, "quota": {"daily_limit": limit, "used": used, "remain": limit - used}}


@router.get("/cgi-bin/user/info")
async def user_info(platform: ThePlatform, openid: str = "") -> dict[str, Any]:
    """What is told about a follower since 2021: no name, no picture."""
    platform.require("user")
    person = platform.world.person(openid)
    if not person.following:
        return {"subscribe": 0, "openid": openid}
    scene = "ADD_SCENE_QR_CODE" if person.scene else "ADD_SCENE_SEARCH"
    answer = {"subscribe": 1, "openid": openid, "language": "zh_CN", "subscribe_scene": scene}
    return answer | {"subscribe_time": int(person.followed_at.timestamp()), "qr_scene_str": person.scene}
