"""Days, rows and reasons as Says: keys and values, no sentences."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from backend.domain import reasons, states
from backend.domain.catalogue import Catalogue
from backend.kit.texts import Texts
from backend.models.requests import Request, RequestEvent
from backend.requests import history

Say = dict[str, Any]
CARRIERS = ("ems", "sf", "express")


def day(value: date) -> Say:
    """11月27日(周五)."""
    weekday = {"say": f"requests.weekday.{value.weekday()}"}
    return {"say": "requests.day", "with": {"month": value.month, "day": value.day, "weekday": weekday}}


def promise(request: Request) -> Say:
    """When it will be done; nothing where no date is promised."""
    if request.due_on is None:
        return {"say": "notice.no_promise"}
    key = "notice.promise_provisional" if request.due_provisional else "notice.promise"
    return {"say": key, "with": {"day": day(request.due_on)}}


def rows(request: Request, catalogue: Catalogue, texts: Texts, lang: str = "zh") -> str:
    """What was asked for, in one line."""
    parts = [texts.render(_row(item, catalogue, lang), lang) for item in request.items]
    return ("；" if lang == "zh" else "; ").join(parts)


def _row(item: Any, catalogue: Catalogue, lang: str) -> Say:
    key = "requests.item_sealed" if item.sealed else "requests.item"
    language = {"say": f"requests.language.{item.language}"}
    name = document_name(item.document_type, catalogue, lang)
    return {"say": key, "with": {"document": name, "language": language, "copies": item.copies}}


def document_name(code: str, catalogue: Catalogue, lang: str = "zh") -> str:
    """A document's name in the catalogue; its code when the catalogue knows it no longer."""
    try:
        return catalogue.document(code).name(lang)
    except KeyError:
        return code


def lacks(wanted: Iterable[str], catalogue: Catalogue, texts: Texts, lang: str = "zh") -> list[str]:
    """What is missing, each in words: coded things by their texts, papers by name, free words as they are."""
    return [_lack(one, catalogue, texts, lang) for one in wanted]


def _lack(one: str, catalogue: Catalogue, texts: Texts, lang: str) -> str:
    key = reasons.supplement_key(one)
    if key is not None and texts.has(key):
        return texts.render(key, lang)
    kinds = catalogue.attachment_kinds
    return kinds[one].get(lang) if one in kinds else one


def carrier(name: str) -> Say | str:
    """Who carried a parcel."""
    return {"say": f"requests.carrier.{name}"} if name in CARRIERS else name


def of_event(event: RequestEvent, catalogue: Catalogue, texts: Texts, lang: str = "zh") -> str:
    """The public words of an event; whoever gets no papers reads where was looked and what to do now."""
    lines = [texts.render({"say": history.public_key(event), "with": values(event, catalogue, texts, lang)}, lang)]
    return "\n".join(lines + further(event, texts, lang))


def further(event: RequestEvent, texts: Texts, lang: str) -> list[str]:
    """Where was looked and what to do now, a line each, as far as staff said it."""
    told = {name: (event.data or {}).get(name) for name in ("searched", "next_step")}
    return [
        texts.render({"say": f"notice.{name}", "with": {name: words.strip()}}, lang)
        for name, words in told.items()
        if isinstance(words, str) and words.strip()
    ]


def values(event: RequestEvent, catalogue: Catalogue, texts: Texts, lang: str = "zh") -> dict[str, Any]:
    """An event's details ready to stand in texts."""
    data = event.data or {}
    found: dict[str, Any] = dict.fromkeys(_EMPTY, "") | dict(data)
    if isinstance(data.get("missing"), list):
        found["missing"] = ("；" if lang == "zh" else "; ").join(lacks(data["missing"], catalogue, texts, lang))
    if isinstance(data.get("reason"), str) and event.event in states.TRANSITIONS:
        key = reasons.reason_key(states.Event(event.event), data["reason"])
        found["reason"] = {"say": key} if key and texts.has(key) else data["reason"]
    if isinstance(data.get("carrier"), str):
        found["carrier"] = carrier(data["carrier"])
    if data.get("due_on"):
        found["day"] = day(date.fromisoformat(data["due_on"]))
    return found


# An erased event has no details left; its sentence then simply has gaps.
_EMPTY = ("missing", "reason", "referred_to", "working_days", "tracking_number", "carrier", "day", "note")
