"""Which events are told, and in which words."""

from typing import Any

from backend.attachments import links
from backend.catalogue.service import Configuration
from backend.models.requests import Request, RequestEvent
from backend.requests import service as requests

#: Events the requester must learn of by whatever way; the others only go where he can be reached easily.
IMPORTANT = frozenset(
    {"ask_supplement", "mark_ready", "ship", "fulfil", "close_not_found", "refer", "reject", "extend", "reminded"}
)
#: What can wait until morning: nobody did it just now.
CAN_WAIT = frozenset({"reminded", "calendar_moved"})
_WANTS_FILES = frozenset({"ask_supplement", "reminded"})
#: The requester's own doings, which are answered where he did them.
_NEVER = frozenset({"changed", "urged"})


def told(event: RequestEvent, request: Request) -> bool:
    """Whether an event is worth a notice."""
    if event.event in _NEVER or event.data is None:
        return False
    if event.event == "submitted":
        return request.channel != "wechat"
    # The chat has answered already what was done in the chat.
    return not (event.actor_kind == "requester" and event.actor_id == "wechat")


def words(event: RequestEvent, request: Request, configuration: Configuration, lang: str, site: str = "") -> str:
    """The notice's text; with the pages' address, a link for files where some are asked for."""
    texts = configuration.texts
    values = requests.event_values(event, request, configuration, lang)
    lines = [texts.render({"say": _key(event), "with": values}, lang)]
    data: dict[str, Any] = event.data or {}
    for name in ("searched", "next_step"):
        if isinstance(data.get(name), str) and data[name].strip():
            lines.append(texts.render({"say": f"notice.{name}", "with": {name: data[name].strip()}}, lang))
    if site and event.event in _WANTS_FILES:
        url = site + links.for_request(request.id, links.IN_NOTICES)
        lines.append(texts.render({"say": "notice.upload", "with": {"url": url}}, lang))
    return "\n".join(lines)


def subject(request: Request, configuration: Configuration, lang: str) -> str:
    """The subject line of a letter."""
    status = {"say": requests.status_key(request)}
    return configuration.texts.render(
        {"say": "notice.mail_subject", "with": {"code": request.code, "status": status}}, lang
    )


def _key(event: RequestEvent) -> str:
    return requests.public_key(event).replace("event.", "notice.", 1)
