"""From a typed WeChat message to what the room of talks records, and whether it wants an answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from backend.conversations.types import Arrival
from backend.domain.windows import Action, action_of
from backend.kit.crypto import conversation_key
from bot.wechat import messages as wechat

# Stand-ins for what has no words; the classifier and the transcript see these.
PICTURE, VOICE, VIDEO, PLACE, LINK, STICKER = "〔图片〕", "〔语音〕", "〔视频〕", "〔位置〕", "〔链接〕", "〔表情〕"
FOLLOWED, LEFT, SCANNED, TAPPED, EVENT = "〔关注〕", "〔取消关注〕", "〔扫码〕", "〔菜单〕", "〔事件〕"


def arrival(message: wechat.Inbound, tells_identity: Callable[[str, str | None], bool] | None = None) -> Arrival:
    """How a message is recorded. `tells_identity` reads words (given what was asked) for identity details."""
    fields: dict[str, Any] = {
        "wechat_key": message.key,
        "conversation": conversation_key(message.openid),
        "openid": message.openid,
        "account": message.account,
        "action": _action(message),
    }
    if isinstance(message, wechat.Event):
        return Arrival(**fields, kind="event", **_event(message))
    if isinstance(message, wechat.Text) and tells_identity:
        fields["tells_identity"] = partial(tells_identity, message.content)
    return Arrival(**fields, **_message(message))


def _action(message: wechat.Inbound) -> Action | None:
    if isinstance(message, wechat.Event):
        return action_of("event", message.name)
    return action_of("text", from_menu_message=isinstance(message, wechat.Text) and bool(message.menu_id))


def _message(message: wechat.Inbound) -> dict[str, Any]:
    match message:
        case wechat.Text():
            return {"kind": "text", "text": message.content, "data": _without_empty(menu_id=message.menu_id)}
        case wechat.Image():
            return {
                "kind": "image",
                "text": PICTURE,
                "data": {"media_id": message.media_id},
                "media_id": message.media_id,
            }
        case wechat.Voice():
            return {"kind": "voice", "text": VOICE, "data": {"media_id": message.media_id}}
        case wechat.Video():
            return {"kind": "video", "text": VIDEO, "data": {"media_id": message.media_id}}
        case wechat.Location():
            place = {"latitude": message.latitude, "longitude": message.longitude, "label": message.label}
            return {"kind": "location", "text": PLACE, "data": place}
        case wechat.Link():
            link = {"title": message.title, "description": message.description, "url": message.url}
            return {"kind": "link", "text": LINK, "data": link}
        case _:
            return {"kind": "unsupported", "text": STICKER}


def _event(event: wechat.Event) -> dict[str, Any]:
    """Events that want an answer get a turn; the others are kept for the record and its readers."""
    match event:
        case wechat.Subscribe():
            return {"text": FOLLOWED, "data": _named("subscribe", event.scene), "follows": True}
        case wechat.Unsubscribe():
            return {"text": LEFT, "data": _named("unsubscribe", ""), "follows": False, "wants_turn": False}
        case wechat.ProfileChange() if event.name != "user_info_modified":
            # What somebody no longer allows us to know is erased as that of one who leaves, after the same grace.
            return _kept(event, {"revoked": event.revoked}) | {"text": LEFT, "follows": False}
        case wechat.Scan():
            return {"text": SCANNED, "data": _named("scan", event.scene)}
        case wechat.Click():
            return {"text": TAPPED, "data": _named("click", event.menu_key)}
        case wechat.ScanCode():
            data = _named("scancode", event.menu_key) | {"result": event.result}
            return {"text": SCANNED, "data": data}
        case wechat.NoticeConsent():
            chosen = [{"template_id": one.template_id, "status": one.status} for one in event.choices]
            return _kept(event, {"choices": chosen})
        case wechat.NoticeSent():
            sent = [
                {"template_id": one.template_id, "sent_id": one.sent_id, "error_code": one.error_code}
                for one in event.results
            ]
            return _kept(event, {"results": sent})
        case wechat.TemplateFinished() | wechat.MassFinished():
            return _kept(event, {"sent_id": event.sent_id, "status": event.status})
        case _:
            # Reported positions and opened pages are nobody's business here: only that it happened is kept.
            return _kept(event, {})


def _named(name: str, key: str) -> dict[str, Any]:
    return {"name": name, "key": key or None}


def _kept(event: wechat.Event, more: dict[str, Any]) -> dict[str, Any]:
    return {"text": EVENT, "data": {"name": event.name, "key": None} | more, "wants_turn": False}


def _without_empty(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
