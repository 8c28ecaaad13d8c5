"""The account's menu: its limits, and the one shown until the account has made its own."""

from typing import Any

from bot.simulator.codes import ApiFailure
from bot.wechat.menu import load

TYPES = frozenset({"click", "view", "miniprogram", "scancode_push", "scancode_waitmsg", "pic_sysphoto"}) | {
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
    "media_id",
    "view_limited",
    "article_id",
    "article_view_limited",
}
_OPENING = {"view": "url", "miniprogram": "url", "media_id": "media_id", "view_limited": "media_id"}
_TOP_BYTES, _SUB_BYTES, _KEY_BYTES = 16, 60, 128

Buttons = list[dict[str, Any]]


def check(buttons: object) -> Buttons:
    """A menu as the platform takes it. Raises ApiFailure."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiFailure(40016)
    for button in buttons:
        subs = button.get("sub_button") if isinstance(button, dict) else None
        if not isinstance(button, dict) or not _fits(button.get("name"), _TOP_BYTES):
            raise ApiFailure(40018)
        if not subs:
            _check_entry(button, 40017)
            continue
        if not isinstance(subs, list) or len(subs) > 5:
            raise ApiFailure(40023)
        for sub in subs:
            if not isinstance(sub, dict) or not _fits(sub.get("name"), _SUB_BYTES):
                raise ApiFailure(40025)
            _check_entry(sub, 40024)
    return buttons


def _check_entry(entry: dict[str, Any], wrong_type: int) -> None:
    kind = entry.get("type")
    if kind not in TYPES:
        raise ApiFailure(wrong_type)
    if not _fits(entry.get(_OPENING.get(str(kind), "key")), 1024 if kind in _OPENING else _KEY_BYTES):
        raise ApiFailure(40019)


def _fits(value: object, limit: int) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= limit


def shipped(site: str) -> Buttons:
    """The menu that comes with the product, its pages on `site`."""
    return load(site)


def entries(buttons: Buttons) -> Buttons:
    """All entries that can be tapped, sub-menus included."""
    return [entry for button in buttons for entry in (button.get("sub_button") or [button])]
