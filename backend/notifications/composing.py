"""Which events are told, and in which words."""

from datetime import timedelta

from backend.attachments import links
from backend.catalogue.service import Configuration
from backend.conversations.records import Talk
from backend.models.requests import Request, RequestEvent
from backend.requests import service as requests

#: Events the requester must learn of by whatever way; the others only go where he can be reached easily.
_IMPORTANT = frozenset(
    {"ask_supplement", "mark_ready", "ship", "fulfil", "close_not_found", "refer", "reject", "extend", "reminded"}
    # A promise that was given and no longer holds, and work on what he believes to be over.
    | {"calendar_moved", "reopen", "pickup_reminded"}
)
#: Whoever wrote so lately is awake, and waits for word.
_AWAKE = timedelta(hours=1)
_WANTS_FILES = frozenset({"ask_supplement", "reminded"})
#: The requester's own doings, which are answered where he did them.
_NEVER = frozenset({"changed", "urged", "asked", "files_added"})


def told(event: RequestEvent, request: Request) -> bool:
    """Whether an event is worth a notice."""
    if event.event in _NEVER or event.data is None:
        return False
    if event.event == "submitted":
        return request.channel != "wechat"
    # The chat has answered already what was done in the chat.
    return not (event.actor_kind == "requester" and event.actor_id == "wechat")


def important(event: RequestEvent) -> bool:
    """Whether the requester must learn of it by whatever way; what somebody else withdrew for him is such a thing."""
    return event.event in _IMPORTANT or (event.event == "withdraw" and event.actor_kind != "requester")


def can_wait(event: RequestEvent, talk: Talk | None) -> bool:
    """Whether a notice may not disturb the night: the person neither did it just now nor is talking with us."""
    if event.actor_kind == "requester":
        return False
    return talk is None or talk.spoke_at is None or event.at - talk.spoke_at > _AWAKE


def words(event: RequestEvent, request: Request, configuration: Configuration, lang: str, site: str = "") -> str:
    """The notice's text; with the pages' address, a link for files where some are asked for."""
    texts = configuration.texts
    values = requests.event_values(event, request, configuration, lang)
    lines = [texts.render({"say": _key(event), "with": values}, lang)]
    lines += requests.further_words(event, texts, lang)
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
