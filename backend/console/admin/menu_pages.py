"""The account's menu: looked at, and sent to WeChat."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from redis.asyncio import Redis

from backend.audit import service as audit
from backend.console import shell
from backend.edge import Session
from backend.kit.settings import Settings
from bot.wechat import menu
from bot.wechat.checkup import explain
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import WeChatError

router = shell.router()


@router.get("/console/admin/menu")
async def look(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """What would be sent."""
    return await _page(request, session, visitor)


@router.post("/console/admin/menu")
async def push(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """Send it; people see it within minutes."""
    settings = shell.console(request).settings
    try:
        await _send(settings, menu.load(settings.public_url))
    except menu.MenuError as error:
        return await _page(request, session, visitor, fault=str(error))
    except WeChatError as error:
        return await _page(request, session, visitor, fault=explain(error))
    await audit.record(session, shell.caller(visitor), "menu.push", "menu")
    return shell.back("/console/admin/menu", "saved")


async def _send(settings: Settings, buttons: list[dict[str, Any]]) -> None:
    redis = Redis.from_url(settings.redis_url, socket_connect_timeout=0.5) if settings.redis_url else None
    client = WeChatClient(Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url), redis)
    try:
        await client.create_menu(buttons)
    finally:
        await client.aclose()
        if redis is not None:
            await redis.aclose()


async def _page(request: Request, session: Session, visitor: shell.Signed, fault: str = "") -> Response:
    try:
        buttons = menu.load(shell.console(request).settings.public_url)
    except menu.MenuError as error:
        buttons, fault = [], str(error)
    values: dict[str, Any] = {"buttons": buttons, "fault": fault}
    return await shell.page(request, session, visitor, "admin/menu.html", status=502 if fault else 200, **values)
