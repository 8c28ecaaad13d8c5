"""The account's menu: edited, kept in versions, sent to WeChat."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.admin import editing, menus
from backend.edge import Session
from backend.kit.errors import Problem
from backend.kit.settings import Settings
from bot.wechat import menu
from bot.wechat.checkup import explain
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import WeChatError

router = shell.router()

_HERE = "/console/admin/menu"


@router.get(_HERE)
async def look(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """The menu to edit."""
    return await _page(request, session, visitor, menus.slots(await menus.in_force(session)))


@router.post(_HERE)
async def save(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """Keep it; and send it when asked to: people see it within minutes."""
    form = await request.form()
    value, wrong = menus.read(form)
    if wrong:
        return await _page(request, session, visitor, menus.filled(form), wrong, status=422)
    if str(form.get("seen") or "") != str(await editing.version_of(session, menus.SECTION)):
        raise Problem(409, "stale_revision")
    if value != await menus.in_force(session):
        await catalogue.change(session, menus.SECTION, value, shell.caller(visitor), "公众号菜单")
    if not form.get("push"):
        return shell.back(_HERE, "saved")
    settings = shell.console(request).settings
    try:
        await _send(settings, menu.checked(value, settings.public_url))
    except menu.MenuError as error:
        return await _page(request, session, visitor, menus.filled(form), fault=str(error), status=422)
    except WeChatError as error:
        return await _page(request, session, visitor, menus.filled(form), fault=explain(error), status=502)
    await audit.record(session, shell.caller(visitor), "menu.push", "menu")
    return shell.back(_HERE, "menu_sent")


async def _send(settings: Settings, buttons: list[dict[str, Any]]) -> None:
    redis = Redis.from_url(settings.redis_url, socket_connect_timeout=0.5) if settings.redis_url else None
    client = WeChatClient(Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url), redis)
    try:
        await client.create_menu(buttons)
    finally:
        await client.aclose()
        if redis is not None:
            await redis.aclose()


async def _page(
    request: Request,
    session: AsyncSession,
    visitor: Visitor,
    slots: list[dict[str, Any]],
    wrong: dict[str, str] | None = None,
    *,
    fault: str = "",
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {"slots": slots, "doings": menus.doings(), "wrong": wrong or {}}
    values |= {"fault": fault, "public": bool(shell.console(request).settings.public_url)}
    values["seen"] = await editing.version_of(session, menus.SECTION)
    return await shell.page(request, session, visitor, "admin/menu.html", status=status, **values)
