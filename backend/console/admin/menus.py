"""The account's menu as it is edited: three buttons with up to five below each, told what is wrong with which."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.catalogue import repository
from bot.wechat import menu

SECTION = "menu"
TOP, BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 40
_URL, _SUB = "url", "sub"
_FILE = Path(__file__).with_name("menu.yaml")


@cache
def doings() -> dict[str, str]:
    """What a button can do, by key or page."""
    found: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


async def in_force(session: AsyncSession) -> dict[str, Any]:
    """The menu last saved here, else the shipped one."""
    saved = (await repository.overlays(session)).get(SECTION)
    return saved or dict(yaml.safe_load(menu.FILE.read_text(encoding="utf-8")))


def slots(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The three buttons with their five places, empty ones too."""
    tops = [*value.get("button", []), *([{}] * TOP)][:TOP]
    return [
        _slot(top) | {"below": [_slot(one) for one in [*(top.get("sub_button") or []), *([{}] * BELOW)][:BELOW]]}
        for top in tops
    ]


def _slot(entry: Mapping[str, Any]) -> dict[str, str]:
    does = str(entry.get("key") or entry.get("page") or "")
    if entry.get("sub_button") is not None:
        does = _SUB
    elif entry.get("url"):
        does = _URL
    return {"name": str(entry.get("name") or ""), "does": does, "url": str(entry.get("url") or "")}


def filled(form: FormData) -> list[dict[str, Any]]:
    """The places as they were filled in, to be shown again."""
    parts = ("name", "does", "url")
    return [
        {part: _text(form, f"b{top}", part) for part in parts}
        | {"below": [{part: _text(form, f"b{top}s{place}", part) for part in parts} for place in range(BELOW)]}
        for top in range(TOP)
    ]


def read(form: FormData) -> tuple[dict[str, Any], dict[str, str]]:
    """What was filled in, and what is wrong with it by place (`b0`, `b0s3`)."""
    wrong: dict[str, str] = {}
    buttons = [found for place in range(TOP) if (found := _top(form, f"b{place}", wrong))]
    if not buttons:
        wrong.setdefault("b0", "至少要有一个按钮")
    return {"button": buttons}, wrong


def _top(form: FormData, at: str, wrong: dict[str, str]) -> dict[str, Any] | None:
    below = [found for place in range(BELOW) if (found := _entry(form, f"{at}s{place}", BELOW_BYTES, wrong))]
    if _text(form, at, "does") != _SUB:
        return _entry(form, at, TOP_BYTES, wrong)
    name = _text(form, at, "name")
    if not name and not below:
        return None
    _check_name(name, at, TOP_BYTES, wrong)
    if not below:
        wrong.setdefault(at, "下面还没有按钮：加一个，或者让它自己做一件事")
    return {"name": name, "sub_button": below}


def _entry(form: FormData, at: str, most: int, wrong: dict[str, str]) -> dict[str, Any] | None:
    name, does, url = (_text(form, at, part) for part in ("name", "does", "url"))
    if not name and not does:
        return None
    _check_name(name, at, most, wrong)
    if does.startswith("/"):
        return {"name": name, "type": "view", "page": does}
    if does == _URL:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            wrong.setdefault(at, "网址要以 https:// 开头")
        return {"name": name, "type": "view", "url": url}
    if not does:
        wrong.setdefault(at, "请选点了以后做什么")
    return {"name": name, "type": "click", "key": does}


def _check_name(name: str, at: str, most: int, wrong: dict[str, str]) -> None:
    if not name:
        wrong.setdefault(at, "请填按钮上的字")
    elif len(name.encode()) > most:
        wrong.setdefault(at, f"字太多：最多 {most // 3} 个汉字（{most} 字节），现在 {len(name.encode())} 字节")


def _text(form: FormData, at: str, part: str) -> str:
    value = form.get(f"{at}.{part}")
    return value.strip()[:500] if isinstance(value, str) else ""
