"""Judging what the gateway answered to a push, as strictly as WeChat does."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulator.faults import Encryption
from bot.wechat.crypto import BadSignature, Codec, CryptoError
from bot.wechat.xml import MalformedXml, Value, items, parse, text

MAX_TEXT_BYTES = 2048
_MEDIA = {"image": "Image", "voice": "Voice", "video": "Video"}
#: Events that take no answer but `success` or nothing.
MUTE_EVENTS = frozenset({"LOCATION", "unsubscribe", "VIEW", "view_miniprogram", "TEMPLATESENDJOBFINISH"}) | {
    "MASSSENDJOBFINISH",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
    "kf_create_session",
    "kf_close_session",
    "kf_switch_session",
}


class Illegal(Exception):
    """An answer that WeChat does not accept; `kind` is the class of its alarm."""

    def __init__(self, reason: str, kind: str = "illegal response") -> None:
        super().__init__(reason)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Answer:
    """A legal answer: declined, handed to the desk, or something to show (`bubble`, fields of one)."""

    outcome: Literal["declined", "transferred", "answered"]
    clear: str = ""
    bubble: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is an answer to."""

    account: str
    openid: str
    event: str
    encryption: Encryption

    @property
    def is_message(self) -> bool:
        """Whether a person wrote or sent something."""
        return not self.event


def judge(codec: Codec, asked: Asked, status: int, body: bytes, has_media: Mapping[str, Any]) -> Answer:
    """What the answer means. Raises Illegal."""
    if status != 200:
        raise Illegal(f"HTTP status {status}")
    if body in (b"", b"success"):
        return Answer("declined", body.decode())
    clear = _opened(codec, asked, body)
    try:
        fields = parse(clear)
        _check_frame(asked, fields)
        return _read(asked, fields, clear.decode("utf-8", "replace"), has_media)
    except MalformedXml as error:
        raise Illegal(str(error)) from error


def _opened(codec: Codec, asked: Asked, body: bytes) -> bytes:
    """The clear XML, out of its envelope where there is one."""
    try:
        fields = parse(body)
        cipher = text(fields, "Encrypt")
        if not cipher or asked.encryption == "plain":
            if asked.encryption == "safe":
                raise Illegal("a clear answer in safe mode", "decrypt fail")
            return body
        timestamp, nonce = text(fields, "TimeStamp"), text(fields, "Nonce")
        _check(text(fields, "MsgSignature"), codec.sign(timestamp, nonce, cipher))
    except MalformedXml as error:
        raise Illegal(f"no XML: {error}") from error
    except CryptoError as error:
        raise Illegal(f"MsgSignature: {error}", "decrypt fail") from error
    try:
        return codec.decrypt(cipher).message
    except CryptoError as error:
        raise Illegal(str(error), "decrypt fail") from error


def _check(given: str, wanted: str) -> None:
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise BadSignature("signature does not match")


def _check_frame(asked: Asked, fields: dict[str, Value]) -> None:
    if text(fields, "ToUserName") != asked.openid or text(fields, "FromUserName") != asked.account:
        raise Illegal("ToUserName and FromUserName are not the swapped ones")
    if not text(fields, "CreateTime").isdigit():
        raise Illegal("CreateTime is not a number")
    if asked.event in MUTE_EVENTS:
        raise Illegal(f"an answer to the event {asked.event}")


def _read(asked: Asked, fields: dict[str, Value], clear: str, has_media: Mapping[str, Any]) -> Answer:
    kind = text(fields, "MsgType")
    match kind:
        case "text":
            return Answer("answered", clear, {"kind": "text", "text": _text(fields)})
        case "image" | "voice" | "video":
            group = next(iter(items(fields, _MEDIA[kind])), {})
            media_id = text(group, "MediaId")
            if media_id not in has_media:
                raise Illegal(f"{kind} with an unknown MediaId")
            bubble = {"kind": kind, "media_id": media_id, "title": text(group, "Title")}
            return Answer("answered", clear, bubble)
        case "music":
            group = next(iter(items(fields, "Music")), {})
            if not text(group, "ThumbMediaId"):
                raise Illegal("music without ThumbMediaId")
            bubble = {"kind": "link", "title": text(group, "Title"), "text": text(group, "Description")}
            return Answer("answered", clear, bubble | {"url": text(group, "MusicUrl")})
        case "news":
            return Answer("answered", clear, {"kind": "news", "articles": _articles(asked, fields)})
        case "transfer_customer_service" if asked.is_message:
            return Answer("transferred", clear)
        case _:
            raise Illegal(f"MsgType {kind or 'missing'} is no answer here")


def _text(fields: dict[str, Value]) -> str:
    content = text(fields, "Content")
    if not content:
        raise Illegal("empty Content")
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise Illegal("Content longer than 2048 bytes")
    return content


def _articles(asked: Asked, fields: dict[str, Value]) -> list[dict[str, str]]:
    found = items(fields, "Articles", "item")
    if not found or text(fields, "ArticleCount") != str(len(found)):
        raise Illegal("ArticleCount does not fit the articles")
    if len(found) > (1 if asked.is_message else 8):
        raise Illegal("too many articles")
    names = {"title": "Title", "description": "Description", "url": "Url", "picture": "PicUrl"}
    return [{ours: text(item, theirs) for ours, theirs in names.items()} for item in found]
