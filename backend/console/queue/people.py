"""Who a request is about, as far as this member of staff may know."""

from collections.abc import Mapping
from typing import Any

from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue.service import Configuration
from backend.console import hushing
from backend.console.queue.wording import word
from backend.domain.masking import mask
from backend.models.requests import Request
from backend.requests.presenting import masked

Facts = list[tuple[str, str]]

_NAMES = ("name", "former_name", "recipient", "spouse", "spouse_name", "child_name", "household_head")
_NUMBERS = ("id_number", "phone", "landline", "passport")
_MORE = ("student_id", "email", "address")
_ORDER = (
    *("method", "carrier", "recipient"),
    *("organization", "name", "former_name", "id_type", "id_number", "passport", "student_id", "department", "major"),
    *("degree_level", "enrollment_year", "graduation_year", "phone", "email", "address"),
)
_CODED = {"degree_level": "degree", "method": "delivery", "carrier": "carrier"}


def name_of(request: Request, visitor: Visitor) -> str:
    """Whose papers they are, in a list."""
    name = str(request.subject.get("name") or "")
    return name if visitor.may(Bit.SEE_REQUESTER) else mask("name", name)


def hushed(text: str | None, visitor: Visitor, configuration: Configuration, request: Request) -> str:
    """Free words about a request; without the right, whatever tells who somebody is is taken out."""
    if not text or visitor.may(Bit.SEE_REQUESTER):
        return text or ""
    return hushing.hush(text, configuration, hushing.known_of_request(request))


def facts(part: Mapping[str, Any] | None, visitor: Visitor, *, revealed: bool = False) -> Facts:
    """A person's details with labels: numbers masked unless revealed, names and places too without the right."""
    known = dict(part or {})
    ordered = [key for key in _ORDER if key in known] + [key for key in known if key not in _ORDER]
    found = []
    for key in ordered:
        value = known[key]
        if value in (None, "", [], {}) or key == "id_type":
            continue
        found.append((word("field", key), shown(key, value, visitor, revealed=revealed)))
    return found


def shown(key: str, value: Any, visitor: Visitor, *, revealed: bool = False) -> str:
    """One value as this person may see it."""
    if key in _CODED:
        return word(_CODED[key], str(value))
    if isinstance(value, (dict, list)):
        value = "；".join(str(one) for one in (value.values() if isinstance(value, dict) else value))
    text = str(value)
    if revealed or not isinstance(value, str):
        return text
    if key in _NUMBERS or key.endswith(tuple(f"_{name}" for name in _NUMBERS)):
        return str(masked({key: text})[key])
    if visitor.may(Bit.SEE_REQUESTER):
        return text
    if key in _NAMES:
        return mask("name", text)
    return mask(key, text) if key in _MORE else text


def details(request: Request, configuration: Configuration, visitor: Visitor, *, revealed: bool = False) -> Facts:
    """What was asked for these kinds of papers, with the catalogue's labels."""
    labels: dict[str, str] = {}
    for item in request.items:
        if not configuration.catalogue.has(item.document_type):
            continue
        for rule in configuration.catalogue.document(item.document_type).fields:
            labels |= dict.fromkeys((rule.field, *rule.also), rule.label.zh)
    found = []
    for key, value in (request.details or {}).items():
        if value in (None, "", [], {}):
            continue
        text = shown(key, value, visitor, revealed=revealed)
        if not visitor.may(Bit.SEE_REQUESTER) and key not in _NAMES:
            text = hushed(text, visitor, configuration, request)
        found.append((labels.get(key) or word("field", key), text))
    return found
