"""Reading pushes: XML in, typed messages out.

What is not a push at all is MalformedXml; a push of a kind we do not know becomes `Unknown` or `OtherEvent`, never an
error.
"""

import hashlib
import json
from typing import Any

from bot.wechat.messages import (
    AgentSession,
    Click,
    Event,
    Image,
    Inbound,
    Link,
    Location,
    LocationReport,
    MassFinished,
    MenuLocation,
    MenuPictures,
    NoticeChoice,
    NoticeConsent,
    NoticeResult,
    NoticeSent,
    OtherEvent,
    ProfileChange,
    Scan,
    ScanCode,
    Subscribe,
    TemplateFinished,
    Text,
    Unknown,
    Unsubscribe,
    Unsupported,
    Video,
    View,
    Voice,
)
from bot.wechat.xml import MalformedXml, Value, items, parse, text

# WeChat's own words for content it does not deliver (custom stickers, files); they arrive as text.
UNSUPPORTED_TEXT = "【收到不支持的消息类型，暂无法显示】"


def read(body: bytes) -> Inbound:
    """One clear push. Raises MalformedXml."""
    return from_fields(parse(body))


def from_fields(fields: dict[str, Value]) -> Inbound:
    """A push from its parsed fields. Raises MalformedXml when a field every push has is missing."""
    created = text(fields, "CreateTime")
    kind = text(fields, "MsgType")
    common = {"account": text(fields, "ToUserName"), "openid": text(fields, "FromUserName")}
    if not kind or not all(common.values()) or not _is_number(created, 11):
        raise MalformedXml("a field every push has is missing")
    if max(map(len, common.values())) > 128:
        raise MalformedXml("a name is too long")
    base: dict[str, Any] = {**common, "created_at": int(created), "key": _key(fields, kind)}
    if kind == "event":
        return _event(fields, base)
    return _message(kind, fields, base)


def message_key(openid: str, message_id: str) -> str:
    """The name of a message: its number, which need not differ from one person to another, and a mark of the person."""
    return f"m:{message_id}:{hashlib.sha256(openid.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _key(fields: dict[str, Value], kind: str) -> str:
    """A message's number, else a digest of what tells one push from another (CreateTime resolves only seconds)."""
    message_id = text(fields, "MsgId")
    if len(message_id) > 64:
        raise MalformedXml("MsgId is too long")
    event = text(fields, "Event")
    if message_id.strip("0") and kind != "event":
        return message_key(text(fields, "FromUserName"), message_id)
    names = ["FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "MsgID", "OpenID"]
    # An event's MsgId says nothing, unless the event is about a message that was sent.
    names += ["Content"] if kind != "event" else ["MsgId"] if event.endswith("SENDJOBFINISH") else []
    # What groups hold (a scan's result, the fates of notices) tells two events of one second apart as well.
    groups = {name: value for name, value in fields.items() if not isinstance(value, str)}
    parts = [*(text(fields, name) for name in names), json.dumps(groups, sort_keys=True)]
    return "e:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:40]


def _is_number(value: str, digits: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= digits


def _message(kind: str, fields: dict[str, Value], base: dict[str, Any]) -> Inbound:
    media = text(fields, "MediaId")
    match kind:
        case "text":
            content = text(fields, "Content")
            if content.strip() == UNSUPPORTED_TEXT:
                return Unsupported(**base, content=content)
            return Text(**base, content=content, menu_id=text(fields, "bizmsgmenuid") or None)
        case "image" if media:
            return Image(**base, media_id=media, url=text(fields, "PicUrl"))
        case "voice" if media:
            return Voice(**base, media_id=media, format=text(fields, "Format"), media_id_16k=text(fields, "MediaId16K"))
        case "video" | "shortvideo" if media:
            thumb = text(fields, "ThumbMediaId")
            return Video(**base, media_id=media, thumb_media_id=thumb, short=kind == "shortvideo")
        case "location":
            base |= {"latitude": text(fields, "Location_X"), "longitude": text(fields, "Location_Y")}
            return Location(**base, label=text(fields, "Label"))
        case "link":
            base |= {"title": text(fields, "Title"), "description": text(fields, "Description")}
            return Link(**base, url=text(fields, "Url"))
        case _:
            return Unknown(**base, message_type=kind[:40])


def _event(fields: dict[str, Value], base: dict[str, Any]) -> Event:
    name, key = text(fields, "Event"), text(fields, "EventKey")
    if not name:
        raise MalformedXml("an event without a name")
    base["name"] = name[:80]
    match name:
        case "subscribe":
            return Subscribe(**base, scene=key.removeprefix("qrscene_"))
        case "unsubscribe":
            return Unsubscribe(**base)
        case "SCAN":
            return Scan(**base, scene=key)
        case "LOCATION":
            return LocationReport(**base, latitude=text(fields, "Latitude"), longitude=text(fields, "Longitude"))
        case "CLICK":
            return Click(**base, menu_key=key)
        case "VIEW" | "view_miniprogram":
            return View(**base, url=key, menu_id=text(fields, "MenuId"))
        case "scancode_push" | "scancode_waitmsg" | "location_select":
            return _menu_event(name, key, fields, base)
        case "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin":
            return _menu_event(name, key, fields, base)
        case _:
            return _platform_event(name, fields, base)


def _several(fields: dict[str, Value], name: str) -> str:
    """A field that WeChat repeats, joined by commas."""
    value = fields.get(name, "")
    return ",".join(str(one) for one in value) if isinstance(value, list) else text(fields, name)


def _menu_event(name: str, key: str, fields: dict[str, Value], base: dict[str, Any]) -> Event:
    if name.startswith("scancode"):
        info = next(iter(items(fields, "ScanCodeInfo")), {})
        return ScanCode(**base, menu_key=key, result=text(info, "ScanResult"), waiting=name == "scancode_waitmsg")
    if name == "location_select":
        info = next(iter(items(fields, "SendLocationInfo")), {})
        return MenuLocation(**base, menu_key=key, label=text(info, "Label"))
    info = next(iter(items(fields, "SendPicsInfo")), {})
    count = text(info, "Count")
    return MenuPictures(**base, menu_key=key, count=int(count) if _is_number(count, 3) else 0)


def _platform_event(name: str, fields: dict[str, Value], base: dict[str, Any]) -> Event:
    match name:
        case "TEMPLATESENDJOBFINISH":
            return TemplateFinished(**base, sent_id=text(fields, "MsgID"), status=text(fields, "Status"))
        case "MASSSENDJOBFINISH":
            return MassFinished(**base, sent_id=text(fields, "MsgID"), status=text(fields, "Status"))
        case "subscribe_msg_popup_event" | "subscribe_msg_change_event":
            # The wrapper of the change event is documented under both names.
            wrappers = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent")
            groups = [group for wrapper in wrappers for group in items(fields, wrapper, "List")]
            pairs = ((text(g, "TemplateId"), text(g, "SubscribeStatusString")) for g in groups)
            return NoticeConsent(**base, choices=tuple(NoticeChoice(*pair) for pair in pairs))
        case "subscribe_msg_sent_event":
            sent = items(fields, "SubscribeMsgSentEvent", "List")
            rows = ((text(g, "TemplateId"), text(g, "MsgID"), text(g, "ErrorCode")) for g in sent)
            return NoticeSent(**base, results=tuple(NoticeResult(*row) for row in rows))
        case "kf_create_session" | "kf_close_session":
            return AgentSession(**base, agent=text(fields, "KfAccount"))
        case "kf_switch_session":
            return AgentSession(**base, agent=text(fields, "ToKfAccount"))
        case "user_info_modified" | "user_authorization_revoke" | "user_authorization_cancellation":
            # These come from the platform itself and name the person apart.
            base["openid"] = text(fields, "OpenID")[:128] or base["openid"]
            return ProfileChange(**base, revoked=_several(fields, "RevokeInfo"))
        case _:
            known = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Event"}
            return OtherEvent(**base, fields={k: v for k, v in fields.items() if k not in known})
