"""Customer-service messages: what the platform checks before one reaches the phone."""

import time
from collections.abc import Mapping
from typing import Any

from bot.simulator.codes import ApiFailure
from bot.simulator.people import Person
from bot.simulator.world import World

MAX_TEXT_BYTES = 2048
_TYPING_SECONDS = 15
_CONTACT_SECONDS = 30


def _text(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str):
        raise ApiFailure(47001)
    return value


def _content(payload: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    content = _text(payload, "content")
    if not content:
        raise ApiFailure(44004)
    if len(content.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise ApiFailure(45002)
    return {"kind": "text", "text": content}


def _medium(kind: str) -> Any:
    def read(payload: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
        if _text(payload, "media_id") not in media:
            raise ApiFailure(40007)
        return {"kind": kind, "media_id": payload["media_id"], "title": str(payload.get("title") or "")}

    return read


def _menu(payload: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    rows = payload.get("list")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ApiFailure(47001)
    choices = [{"id": str(row.get("id", "")), "content": _text(row, "content")} for row in rows]
    if not all(choice["id"] and choice["content"] for choice in choices):
        raise ApiFailure(47001)
    words = [str(payload.get(name) or "") for name in ("head_content", "tail_content")]
    if len("".join([*words, *(choice["content"] for choice in choices)]).encode()) > MAX_TEXT_BYTES:
        raise ApiFailure(45002)
    return {"kind": "menu", "text": words[0], "tail": words[1], "choices": choices}


def _news(payload: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    articles = payload.get("articles")
    if not isinstance(articles, list) or not articles or not isinstance(articles[0], dict):
        raise ApiFailure(47001)
    if len(articles) > 1:
        raise ApiFailure(45008)
    names = {"title": "title", "description": "description", "url": "url", "picture": "picurl"}
    return {"kind": "news", "articles": [{k: str(articles[0].get(v) or "") for k, v in names.items()}]}


def _card(payload: Mapping[str, Any], media: Mapping[str, Any]) -> dict[str, Any]:
    title = str(payload.get("title") or payload.get("card_id") or payload.get("article_id") or "")
    return {"kind": "link", "title": title, "url": str(payload.get("musicurl") or "")}


_READERS = {
    "text": _content,
    "image": _medium("image"),
    "voice": _medium("voice"),
    "video": _medium("video"),
    "msgmenu": _menu,
    "news": _news,
    "music": _card,
    "mpnews": _card,
    "mpnewsarticle": _card,
    "miniprogrampage": _card,
    "wxcard": _card,
}


def send(world: World, media: Mapping[str, Any], person: Person, body: Mapping[str, Any]) -> None:
    """Show one message and use up one of the allowance. Raises ApiFailure."""
    kind = body.get("msgtype")
    if kind not in _READERS:
        raise ApiFailure(40008)
    payload = body.get(kind)
    if not isinstance(payload, dict):
        raise ApiFailure(44002)
    fields = _READERS[kind](payload, media)
    if person.banned:
        raise ApiFailure(43019)
    if not person.following:
        raise ApiFailure(45015)
    person.ledger.spend(world.now(), world.faults.knobs.allowance_rule)
    desk = body.get("customservice")
    agent = str(desk.get("kf_account") or "") if isinstance(desk, dict) else ""
    world.save(person)
    world.show(person, side="account", how="custom", agent=agent, **fields)


def typing(world: World, person: Person, command: object) -> None:
    """Show or end the typing sign. Raises ApiFailure."""
    if command not in ("Typing", "CancelTyping"):
        raise ApiFailure(45072)
    if command == "CancelTyping":
        world.set_typing(person, 0)
        return
    contact = person.ledger.contact_at
    if contact is None or (world.now() - contact).total_seconds() > _CONTACT_SECONDS:
        raise ApiFailure(45080)
    if world.typing.get(person.openid, 0) > time.time():
        raise ApiFailure(45081)
    world.set_typing(person, time.time() + _TYPING_SECONDS)
